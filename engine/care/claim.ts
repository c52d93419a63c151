import { INITIAL_STATUS, type DetectorEvent, type DetectorStatus } from '../state/index.ts'

/**
 * What is still asked of a generation. `all`: the engine goes on from it. `history`: only what it found; the next activation starts another
 * generation, so that what it has learned counts no more. `nothing`: a repair has given it up, because it was damaged.
 */
export type Claim = 'all' | 'history' | 'nothing'

/** Writer of the events by which a repair gives up the generation in force; it writes no others. */
export const REPAIR = 'repair'

/** From these no generation is gone on from. */
export const ENDED: ReadonlySet<DetectorStatus> = new Set(['DEACTIVATED', 'FAILED'])

/**
 * What is still asked of the generations of a detector.
 *
 * @param events - in order, as far as they can be read
 * @param status - that they lead to; null when nobody knows, and then more is asked than may be needed
 */
export function claimsOn(
  events: readonly DetectorEvent[],
  status: DetectorStatus | null,
): (generation: string) => Claim {
  const givenUp = new Set<string>()
  let current: string | null = INITIAL_STATUS.generation
  for (const event of events) {
    if ('generation' in event) current = event.generation
    if (event.writer === REPAIR && current !== null) givenUp.add(current)
  }
  return (generation) => {
    if (givenUp.has(generation)) return 'nothing'
    if (status === null) return 'all'
    return generation === current && !ENDED.has(status) ? 'all' : 'history'
  }
}
