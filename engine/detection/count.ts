import { ln } from './elementary.ts'
import * as at from './layout.ts'

const { LEAST_STEP, MEAN_NOT_ZERO, NOT_ZERO_SHARE, POINTS, SEASON_AGE, SPARSE_FLOOR } = at

/*
 * A metric that is mostly 0 and else nearly always 1 has a tail so light, as far as it can know, that its first 2 would be a wonder. But counts
 * of what comes by chance are 2 now and then: by the law of Poisson (1837), which is the least that counts vary by unless they are made to.
 * And what was 1 once at a time of day is mostly 0 the next: that counts there are made to come, only further days can show, each as much as
 * it is rare that they come by chance.
 */

/** Cycles after which what is expected is taken for what it is. */
const MOST_CYCLES = 12
/** Larger counts are left to the tail. */
const MOST = 50

/** Greatest score of a value where about 0 is expected of a metric that is mostly 0: that of a Poisson count of its mean. @param v - not negative */
export function countScore(x: Float32Array, o: number, v: number): number {
  const count = Math.floor(v / x[o + LEAST_STEP] + 0.5)
  return count <= MOST ? poissonScore(count, meanCount(x, o)) : Infinity
}

/** The value from which such a count has at least a score: between two counts. */
export function countBound(x: Float32Array, o: number, score: number): number {
  const mean = meanCount(x, o)
  let count = 0
  while (count <= MOST && poissonScore(count, mean) < score) count++
  return (count - 0.5) * x[o + LEAST_STEP]
}

/**
 * Greatest score of the first value other than 0, where it is a small count. Of n zeros it follows (with any rate as likely before) that a
 * count of k or more comes once in (n + 1) ^ k times: fourteen days without refunds do not make the first one a wonder.
 *
 * @param v - above 0
 * @see the rule of succession, Laplace 1774
 */
export function firstCountScore(x: Float32Array, o: number, v: number): number {
  return isCount(v) ? v * scoreOfFirst(x, o) : Infinity
}

/** The value from which the first count has at least a score; 0 where `v` shows that the metric is none of counts. @param v - NaN where it is missing */
export function firstCountBound(x: Float32Array, o: number, v: number, score: number): number {
  if (v > 0 && !isCount(v)) return 0
  const count = Math.ceil(score / scoreOfFirst(x, o))
  return count <= MOST ? count - 0.5 : 0
}

/** Whether a metric has only been 0. */
export function isBlank(x: Float32Array, o: number): boolean {
  return x[o + MEAN_NOT_ZERO] === 0
}

function scoreOfFirst(x: Float32Array, o: number): number {
  return ln(x[o + POINTS] + 1) / Math.LN10
}

function isCount(v: number): boolean {
  return v <= MOST && v === Math.floor(v)
}

/** Whether other values than 0 may have come by chance where one is expected. @param sparse - about 0 is expected @param slots - of a cycle */
export function isByChance(x: Float32Array, o: number, sparse: boolean, slots: number): boolean {
  return !sparse && x[o + SPARSE_FLOOR] > 0 && x[o + SEASON_AGE] <= MOST_CYCLES * slots
}

/**
 * Greatest score of a value that is lower than what came in each cycle that is known: that of a Poisson count of this mean, and of as many other
 * values in a row, after the first, as there were cycles.
 *
 * @param v, expected - not negative
 */
export function lowCountScore(x: Float32Array, o: number, v: number, expected: number, slots: number): number {
  const step = x[o + LEAST_STEP]
  if (!(expected <= MOST * step)) return Infinity
  return lowPoissonScore(Math.floor(v / step + 0.5), expected / step) + scoreInRow(x, o, slots)
}

/** The value up to which such a count has at least a score: between two counts, or below all. */
export function lowCountBound(x: Float32Array, o: number, expected: number, slots: number, score: number): number {
  const step = x[o + LEAST_STEP]
  if (!(expected <= MOST * step)) return Infinity
  const left = score - scoreInRow(x, o, slots)
  let count = 0
  while (count <= MOST && lowPoissonScore(count, expected / step) >= left) count++
  return (count - 0.5) * step
}

/** Of other values than 0 in each cycle after the first. */
function scoreInRow(x: Float32Array, o: number, slots: number): number {
  const cycles = Math.ceil(x[o + SEASON_AGE] / slots)
  return cycles > 1 ? (-(cycles - 1) * ln(x[o + NOT_ZERO_SHARE])) / Math.LN10 : 0
}

/** -log10 of the chance that a Poisson count is so small or smaller. */
function lowPoissonScore(count: number, mean: number): number {
  if (count < 0) return Infinity
  let sum = 1
  let term = 1
  for (let k = 1; k <= count; k++) {
    term *= mean / k
    sum += term
  }
  const score = (mean - ln(sum)) / Math.LN10
  return score > 0 ? score : 0
}

// Its factors know of larger values for less long than the mean itself.
function meanCount(x: Float32Array, o: number): number {
  return (x[o + NOT_ZERO_SHARE] * x[o + MEAN_NOT_ZERO]) / x[o + LEAST_STEP]
}

/** -log10 of the chance that a Poisson count is so large or larger. */
function poissonScore(count: number, mean: number): number {
  if (!(mean > 0)) return count === 0 ? 0 : Infinity
  let chance = -mean
  for (let k = 1; k <= count; k++) chance += ln(mean / k)
  let sum = 1
  let term = 1
  for (let k = count + 1; k <= count + MOST; k++) {
    term *= mean / k
    sum += term
  }
  const score = -(chance + ln(sum)) / Math.LN10
  return score > 0 ? score : 0
}
