import { ln } from '../detection/index.ts'
import { combinations } from './cuboids.ts'
import type { LeafEvidence, SlicePart } from './leaves.ts'

/** Chance that a search finds something where nothing is. */
export const FALSE_ALARM = 0.05

/**
 * Nats to name a slice among all (how many dimensions, which, their values) and to be rarely wrong: the evidence that it
 * must exceed. No more values than leaves are counted, since empty combinations are never named.
 *
 * @see Rissanen 1978 (description length)
 */
export function nameCost({ sizes, leaf }: LeafEvidence, parts: readonly SlicePart[]): number {
  const cells = parts.reduce((product, { dimension }) => product * sizes[dimension], 1)
  const ways = combinations(sizes.length, parts.length)
  return ln(sizes.length + 1) + ln(ways) + ln(Math.min(cells, leaf.length)) - ln(FALSE_ALARM)
}
