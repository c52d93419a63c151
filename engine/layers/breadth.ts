import type { Scores } from '../detection/index.ts'

/** A metric is a little off from this score on: a normal one is, to one side or the other, once in five intervals. */
export const MILD_SCORE = 0.7
/** Fewer metrics give too coarse a share. */
const LEAST_METRICS = 30

/** Sides, in the order of the shares. */
export const SIDES = ['above', 'below'] as const

/** How many metrics of a measure are a little off in one interval: counts of all shards add up. */
export interface MildCount {
  scored: number
  above: number
  below: number
}

/** Counts the metrics of a shard that have a value: one that is missing is on no side. @param counts - one a measure, added to */
export function countMild(counts: readonly MildCount[], values: Float64Array, { score, expected }: Scores): void {
  const measures = counts.length
  for (let index = 0; index < values.length; index++) {
    const one = score[index]
    if (one !== one || values[index] !== values[index]) continue
    const count = counts[index % measures]
    count.scored++
    if (one < MILD_SCORE) continue
    if (values[index] > expected[index]) count.above++
    else count.below++
  }
}

/**
 * The shares of metrics that are a little off above and below what was expected, index = side * measures + measure; NaN
 * where too few metrics have a score.
 */
export function mildShares(counts: readonly MildCount[]): Float64Array {
  return Float64Array.from(
    SIDES.flatMap((side) =>
      counts.map((count) => (count.scored < LEAST_METRICS ? Number.NaN : count[side] / count.scored)),
    ),
  )
}
