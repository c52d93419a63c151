import { eventLog, type StatusReport } from '../state/index.ts'
import type { RunContext } from './run-context.ts'

/**
 * Stops a detector: no further interval is executed. Its history stays; activating it again starts a new generation.
 *
 * @throws {StateError} TRANSITION_FORBIDDEN unless it is ACTIVATING, LEARNING or ACTIVE (or on its way to be stopped)
 */
export async function deactivateDetector(
  { store, writer, now }: Pick<RunContext, 'store' | 'writer' | 'now'>,
  name: string,
): Promise<StatusReport> {
  const events = eventLog(store, name, writer)
  await events.append(
    ({ status }) =>
      status === 'DEACTIVATING' || status === 'DEACTIVATED' ? undefined : { kind: 'DEACTIVATION_REQUESTED' },
    now(),
  )
  return events.append(({ status }) => (status === 'DEACTIVATING' ? { kind: 'DEACTIVATED' } : undefined), now())
}
