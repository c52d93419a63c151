import { learnedBytes } from '../../run/map/index.ts'
import { hashJson, isPlanned, type CommitRecord } from '../../state/index.ts'
import type { ResolvedDetector } from '../../../spec/index.ts'
import { HostError } from './host-error.ts'
import type { Invocation } from './invocation.ts'

/** What was learned may take this part of the function's memory; the rest is for values, names and the data. */
const STATE_SHARE = 0.5

/**
 * A run that has begun with an interval so long ago has failed, or takes long enough that another does no harm: whoever commits first
 * wins. Each of its steps has 16 minutes.
 */
const BUSY_MS = 20 * 60_000

/**
 * Whether a detector is executed on the map as soon as it is large enough.
 *
 * @throws {HostError} MAP_MISSING
 */
export function mayUseMap(
  { engine, stateMachine }: Pick<Invocation, 'engine' | 'stateMachine'>,
  { name, scale }: Pick<ResolvedDetector, 'name' | 'scale'>,
): boolean {
  if (scale === 'MAP' && stateMachine === null) throw new HostError({ code: 'MAP_MISSING', detector: name, engine })
  return scale !== 'FUNCTION' && stateMachine !== null
}

/** Whether it is too large for the function after a commit, or asks for the map anyway. */
export function wantsMap(
  { memoryBytes }: Pick<Invocation, 'memoryBytes'>,
  { scale }: Pick<ResolvedDetector, 'scale'>,
  { snapshot }: Pick<CommitRecord, 'snapshot'>,
): boolean {
  return scale === 'MAP' || learnedBytes(snapshot) > STATE_SHARE * memoryBytes
}

/**
 * Starts a run for the interval after a commit, unless one works on it.
 *
 * @returns its id; null where a run goes on
 * @throws {HostError} MAP_NOT_STARTED
 */
export async function startMap(
  { stateMachine, store, now }: Pick<Invocation, 'stateMachine' | 'store' | 'now'>,
  { detector, generation, end }: Pick<CommitRecord, 'detector' | 'generation' | 'end'>,
  nextEnd: number,
): Promise<string | null> {
  const refused = (reason: string, cause?: unknown): HostError =>
    new HostError({ code: 'MAP_NOT_STARTED', detector, reason }, { cause })
  if (stateMachine === null) throw refused('the engine has no state machine.')
  const at = now()
  if (await isPlanned(store, { detector, generation }, nextEnd, at - BUSY_MS)) return null
  // Two wake-ups of a minute start one run; names stay taken for months, so that each minute has its own.
  const minute = Math.floor(at / 60_000)
  const name = `${detector.slice(0, 40)}-${hashJson([detector, generation]).slice(0, 8)}-${end / 1000}-${minute}`
  try {
    return (await stateMachine.start(name, { detector })) === 'started' ? name : null
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error), error)
  }
}
