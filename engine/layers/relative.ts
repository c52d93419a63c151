import { exp, ln, type Scores } from '../detection/index.ts'
import type { RollUpValues } from './layer.ts'

/** So many values of a dimension say what they do in common. */
const LEAST_VALUES = 4
/** Those of which less than this share of the greatest is expected have no say. */
const LEAST_OF_GREATEST = 1 / 20
/** Keeps the logarithm of nothing finite: a value that loses all is as far off as one that rises to 22 times. */
const FLOOR = 0.05
/**
 * A value that is off its siblings must be off what was expected of it for itself by this share of that, to the same side: else it is
 * they that moved.
 */
const LEAST_OWN = 1 / 4

/** Single values of dimensions in one interval, index = number of the roll-up * measures + measure. */
export interface Relatives {
  /** What a value would be if it did what its siblings do; NaN where that cannot be said. */
  readonly shared: Float64Array
  /** How far it is off that: 0 = not at all, about the logarithm of the ratio. NaN with `shared`. */
  readonly deviations: Float64Array
}

/**
 * How far each single value of a dimension is off what its siblings, the other values, do: they share a factor, the median of value
 * over expected value. A country that fails on a normal day and one that falls with all others on a holiday are then two things.
 *
 * @param rollUps - of single values
 * @param values - NaN = none; negative ones are left aside
 * @param expected - of each for itself; NaN while it learns
 * @param averaged - by measure; averages are left aside
 */
export function relativesOf(
  rollUps: readonly RollUpValues[],
  values: Float64Array,
  expected: Float64Array,
  averaged: readonly boolean[],
): Relatives {
  const shared = new Float64Array(values.length).fill(Number.NaN)
  const deviations = new Float64Array(values.length).fill(Number.NaN)
  for (const siblings of byDimension(rollUps)) {
    averaged.forEach((isAverage, measure) => {
      if (isAverage) return
      const known = siblings
        .map((number) => number * averaged.length + measure)
        .filter((index) => values[index] >= 0 && expected[index] > 0)
      const factor = sharedFactor(known, values, expected)
      if (!(factor > 0)) return
      for (const index of known) {
        shared[index] = factor * expected[index]
        deviations[index] = ln((values[index] / shared[index] + FLOOR) / (1 + FLOOR))
      }
    })
  }
  return { shared, deviations }
}

/**
 * Turns verdicts on deviations into verdicts on the values themselves.
 *
 * @param scores - of the deviations; changed
 * @param expected - of each value for itself
 */
export function judgeValues(scores: Scores, values: Float64Array, { shared }: Relatives, expected: Float64Array): void {
  for (const deviations of [scores.expected, scores.lower, scores.upper]) {
    for (let index = 0; index < deviations.length; index++) {
      deviations[index] = shared[index] * Math.max(0, exp(deviations[index]) * (1 + FLOOR) - FLOOR)
    }
  }
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(scores.score[index])) continue
    const own = (values[index] - expected[index]) / (values[index] - scores.expected[index])
    if (own >= LEAST_OWN) continue
    scores.score[index] = 0
    scores.severity[index] = 0
  }
}

/** Numbers of the roll-ups of each dimension that has enough of them. */
function byDimension(rollUps: readonly RollUpValues[]): readonly (readonly number[])[] {
  const siblings: number[][] = []
  rollUps.forEach((values, number) => {
    const dimension = values.findIndex((value) => value !== null)
    ;(siblings[dimension] ??= []).push(number)
  })
  return siblings.filter(({ length }) => length >= LEAST_VALUES)
}

/** Median of value over expected value; NaN where too few values are large enough. */
function sharedFactor(known: readonly number[], values: Float64Array, expected: Float64Array): number {
  const least = LEAST_OF_GREATEST * known.reduce((most, index) => Math.max(most, expected[index]), 0)
  const factors = known
    .filter((index) => expected[index] >= least)
    .map((index) => values[index] / expected[index])
    .toSorted((a, b) => a - b)
  if (factors.length < LEAST_VALUES) return Number.NaN
  const half = factors.length >> 1
  return factors.length % 2 === 1 ? factors[half] : (factors[half - 1] + factors[half]) / 2
}
