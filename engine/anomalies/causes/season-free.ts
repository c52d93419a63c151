import type { Interval } from '../../../spec/interval.ts'
import { residualAt, type ResidualHistory } from './residual-history.ts'

/**
 * Residuals count as at most this many sigma. So far out that a cause's great moves, which tell it from a bystander,
 * stay what they are; that one event makes no link is left to the tests, which norm themselves.
 */
const CLIP = 8

/** Values that a part of the cycle must have had for its own mean and scale to weigh as much as the common ones. */
const COMMON_WEIGHT = 5

/** Share of intervals that must have a residual before a measure takes part. */
const LEAST_PRESENT = 0.5

/**
 * Intervals of a cycle, and of a part of it that shares mean and scale: hours of the week where a history has weeks,
 * hours of the day where it has days only, days of the week.
 */
const CYCLES: Readonly<Record<Interval, { readonly period: number; readonly part: number }>> = {
  PT5M: { period: 288, part: 12 },
  PT10M: { period: 144, part: 6 },
  PT1H: { period: 168, part: 1 },
  P1D: { period: 7, part: 1 },
}

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
  const { period, part } = CYCLES[interval]
  const parts = period / part
  const partOf = Uint16Array.from({ length }, (_, t) => Math.floor(((first + t) % period) / part))
  const means = shapeOf(clipped, parts, partOf, 0)
  const centred = clipped.map((value, t) => value - means[partOf[t]])
  const squares = centred.map((value) => value * value)
  const common = squares.reduce((sum, square) => (Number.isNaN(square) ? sum : sum + square), 0) / present.length
  const variances = shapeOf(squares, parts, partOf, common)
  return {
    values: centred.map((value, t) => (Number.isNaN(value) ? 0 : value / Math.sqrt(variances[partOf[t]]))),
    unit: scale * Math.sqrt(common),
  }
}

/** Mean of the values in each part of the cycle, drawn towards a common one; NaN is left out. */
function shapeOf(values: Float64Array, parts: number, partOf: Uint16Array, common: number): Float64Array {
  const sums = new Float64Array(parts).fill(COMMON_WEIGHT * common)
  const counts = new Float64Array(parts).fill(COMMON_WEIGHT)
  values.forEach((value, t) => {
    if (Number.isNaN(value)) return
    sums[partOf[t]] += value
    counts[partOf[t]]++
  })
  return sums.map((sum, part) => sum / counts[part])
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
