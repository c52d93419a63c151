import { learnedBytes } from '../../run/map/index.ts'
import { hashJson, type CommitRecord } from '../../state/index.ts'
import type { ResolvedDetector } from '../../../spec/index.ts'
import { HostError } from './host-error.ts'
import type { Invocation } from './invocation.ts'

/** What was learned may take this part of the function's memory; the rest is for values, names and the data. */
const STATE_SHARE = 0.5

/** Runs of one interval that may have failed before. */
const MOST_ATTEMPTS = 100

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
 * Starts a run for the interval after a commit, unless one goes on.
 *
 * @returns its id
 * @throws {HostError} MAP_NOT_STARTED
 */
export async function startMap(
  { stateMachine }: Pick<Invocation, 'stateMachine'>,
  { detector, generation, end }: Pick<CommitRecord, 'detector' | 'generation' | 'end'>,
): Promise<string> {
  const refused = (reason: string, cause?: unknown): HostError =>
    new HostError({ code: 'MAP_NOT_STARTED', detector, reason }, { cause })
  if (stateMachine === null) throw refused('the engine has no state machine.')
  const base = `${detector.slice(0, 40)}-${hashJson([detector, generation]).slice(0, 8)}-${end / 1000}`
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const name = `${base}-${attempt}`
    try {
      if ((await stateMachine.start(name, { detector })) === 'started') return name
    } catch (error) {
      throw refused(error instanceof Error ? error.message : String(error), error)
    }
  }
  throw refused(`${MOST_ATTEMPTS} runs of this interval have failed.`)
}
