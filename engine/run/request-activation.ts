import type { ResolvedDetector } from '../../spec/index.ts'
import { eventLog, type StatusReport } from '../state/index.ts'
import type { RunContext } from './run-context.ts'
import { RunError } from './run-error.ts'

const ACTIVATABLE: ReadonlySet<StatusReport['status']> = new Set(['INACTIVE', 'DEACTIVATED', 'FAILED'])

/** What never leads to an active detector. */
const FOREIGN: ReadonlySet<StatusReport['status']> = new Set([
  'BACK_TEST_ACTIVATING',
  'BACK_TEST_ACTIVE',
  'BACK_TEST_COMPLETE',
  'DELETING',
])

/**
 * Records that a detector is to be active, and learns nothing yet: `activateDetector` does when it runs next. Does nothing
 * when it is active already, or on its way.
 *
 * @throws {RunError} NO_CONTINUOUS_SOURCE, STATUS_CONFLICT
 */
export async function requestActivation(
  { store, writer, now }: Pick<RunContext, 'store' | 'writer' | 'now'>,
  { name, dataset }: ResolvedDetector,
): Promise<StatusReport> {
  if (dataset.source.backtest) throw new RunError({ code: 'NO_CONTINUOUS_SOURCE', detector: name })
  const events = eventLog(store, name, writer)
  // Whoever asked for the deactivation may have died before it was complete.
  await events.append(({ status }) => (status === 'DEACTIVATING' ? { kind: 'DEACTIVATED' } : undefined), now())
  const report = await events.append(
    ({ status }) => (ACTIVATABLE.has(status) ? { kind: 'ACTIVATION_REQUESTED' } : undefined),
    now(),
  )
  if (FOREIGN.has(report.status)) {
    throw new RunError({ code: 'STATUS_CONFLICT', detector: name, status: report.status, wanted: 'activated' })
  }
  return report
}
