import type { Interval } from '../../../spec/interval.ts'
import { residualAt, type ResidualHistory } from './residual-history.ts'

/**
 * Residuals count as at most this many sigma. So far out that a cause's great moves, which tell it from a bystander,
 * stay what they are; that one event makes no link is left to the tests, which norm themselves.
 */
const CLIP = 8

/** Values that a slot of the cycle must have had for its own mean and scale to weigh as much as the common ones. */
const COMMON_WEIGHT = 5

/** Share of intervals that must have a residual before a measure takes part. */
const LEAST_PRESENT = 0.5

/**
 * Intervals of a cycle, each with a mean and a scale of its own: the week where a history has weeks enough, the day where
 * it has days only. Coarser parts of the day leave remains that move all measures (measured: at PT10M a fifth of the
 * links lost their direction with hours).
 */
const CYCLE: Readonly<Record<Interval, number>> = { PT5M: 288, PT10M: 144, PT1H: 168, P1D: 7 }

/** A measure's residuals, ready to be compared with those of others. */
export interface SeasonFree {
  /** One number an interval, the oldest first, variance about 1; 0 (= as expected) where there was none. */
  readonly values: Float64Array
  /** Sigma of the history's residuals that is 1 here. */
  readonly unit: number
}

/**
 * Takes unit, extremes and what a forecast left over of the season (its mean and its noise) out of a measure's
 * residuals.
 *
 * @returns undefined when the measure is constant or has too few
 */
export function seasonFree(history: ResidualHistory, measure: number, interval: Interval): SeasonFree | undefined {
  const { length, newest } = history
  const first = newest - length + 1
  const raw = Float64Array.from({ length }, (_, t) => residualAt(history, measure, first + t))
  const present = raw.filter((value) => !Number.isNaN(value))
  if (present.length === 0 || present.length < LEAST_PRESENT * length) return undefined
  const middle = medianOf(present)
  const scale = spreadOf(present, middle)
  if (scale === 0) return undefined
  const clipped = raw.map((value) => Math.max(-CLIP, Math.min(CLIP, (value - middle) / scale)))
  const cycle = CYCLE[interval]
  const slotOf = Uint16Array.from({ length }, (_, t) => (first + t) % cycle)
  const means = shapeOf(clipped, cycle, slotOf, 0)
  const centred = clipped.map((value, t) => value - means[slotOf[t]])
  const squares = centred.map((value) => value * value)
  const common = squares.reduce((sum, square) => (Number.isNaN(square) ? sum : sum + square), 0) / present.length
  const variances = shapeOf(squares, cycle, slotOf, common)
  return {
    values: centred.map((value, t) => (Number.isNaN(value) ? 0 : value / Math.sqrt(variances[slotOf[t]]))),
    unit: scale * Math.sqrt(common),
  }
}

/** Mean of the values in each slot of the cycle, drawn towards a common one; NaN is left out. */
function shapeOf(values: Float64Array, cycle: number, slotOf: Uint16Array, common: number): Float64Array {
  const sums = new Float64Array(cycle).fill(COMMON_WEIGHT * common)
  const counts = new Float64Array(cycle).fill(COMMON_WEIGHT)
  values.forEach((value, t) => {
    if (Number.isNaN(value)) return
    sums[slotOf[t]] += value
    counts[slotOf[t]]++
  })
  return sums.map((sum, slot) => sum / counts[slot])
}

/** Median absolute deviation, as sigma of a normal law; where more than half are equal, the mean absolute deviation. */
function spreadOf(values: Float64Array, middle: number): number {
  const deviations = values.map((value) => Math.abs(value - middle))
  const median = medianOf(deviations)
  return median > 0 ? 1.4826 * median : deviations.reduce((sum, deviation) => sum + deviation, 0) / values.length
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
