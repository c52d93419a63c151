import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { wasDense } from './missing-run.ts'
import type { Shard } from './shard.ts'

const { AGE, MISSED, POINTS } = at

/*
 * In a fleet whose pods and hosts live for weeks and end for good, a metric that falls silent has probably ended. How rare that is
 * says no past of its own, but that of the others: of all the intervals that metrics of the measure lived, so many were the last (the
 * maximum likelihood estimate of a constant hazard from lifetimes of which those that go on are censored).
 */

/** What a shard counts of a measure: metrics that have ended, values that these had, values of all metrics since they had learned. */
export const ENDINGS = 3
/** A metric that has lived so many times longer than those that ended is of another kind. */
const OUTLIVED = 5

/** How metrics of a measure end. Plain data. */
export interface Endings {
  /** Metrics that have ended: nearly always had a value, then none for as long as it takes to be gone. More than one. */
  readonly ended: number
  /** Values that these had, on average. */
  readonly lived: number
  /** Values of all metrics, the ended ones included, since each had learned. */
  readonly values: number
}

/** Adds the metrics of a measure from one on. @param first, end, step - places of rows in `scalars` */
export function addEndings(
  sums: number[],
  sum: number,
  { scalars: x, learningPoints }: Shard,
  { gone }: Cycles,
  first: number,
  end: number,
  step: number,
): void {
  let values = sums[sum + 2]
  for (let o = first; o < end; o += step) {
    const points = x[o + POINTS]
    const judged = points - learningPoints
    if (!(judged > 0) || !wasDense(points, x[o + AGE] - x[o + MISSED])) continue
    values += judged
    if (x[o + MISSED] <= gone) continue
    sums[sum] += 1
    sums[sum + 1] += points
  }
  sums[sum + 2] = values
}

/** @param sum - what all shards counted of a measure; undefined where one metric at most has ended: that may be chance */
export function endingsOf([ended, lived, values]: readonly number[]): Endings | undefined {
  return ended > 1 ? { ended, lived: lived / ended, values } : undefined
}

/**
 * -log10 of how often a metric of the measure has ended within so many intervals; Infinity where one as old as this hardly ever did.
 *
 * @param run - intervals without a value, 1 or more
 */
export function rarityOfEnding({ ended, lived, values }: Endings, x: Float32Array, o: number, run: number): number {
  if (x[o + POINTS] > OUTLIVED * lived) return Infinity
  // So many are proved by a standard deviation of their count.
  const expected = ((ended - Math.sqrt(ended)) / values) * run
  return expected < 1 ? -ln(expected) / Math.LN10 : 0
}
