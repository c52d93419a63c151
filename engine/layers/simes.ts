import { ln } from '../detection/index.ts'

/** Scores below this are not looked at: s_(k) - log10(N / k) cannot be above 1, where severity begins, with them. */
export const LEAST_SCORE = 1

/**
 * Simes' p-value of a set of metrics in one interval, so that a set of 50,000 is as rarely severe as one of a single
 * metric. The highest raw score is not: it would reach severity 70 eight times an interval in such a set.
 *
 * @param falling - scores (-log10 p), the greatest first; those below `LEAST_SCORE` may be left out
 * @param scored - metrics that have a score, N >= falling.length
 * @returns max over k of s_(k) - log10(N / k), s_(k) the kth greatest; at least 0
 * @see Simes 1986, https://doi.org/10.1093/biomet/73.3.751
 */
export function simesScore(falling: ArrayLike<number>, scored: number): number {
  let score = 0
  for (let k = 0; k < falling.length; k++) {
    const adjusted = falling[k] - log10(scored / (k + 1))
    if (adjusted > score) score = adjusted
  }
  return score
}

/**
 * Benjamini and Hochberg: the score from which metrics are discoveries.
 *
 * @param falling - scores, the greatest first
 * @param scored - metrics that have a score
 * @param needed - what s_(k) - log10(N / k) must reach; 1 keeps the share of false discoveries at 10 %
 * @returns Infinity = none is
 */
export function discoveryScore(falling: ArrayLike<number>, scored: number, needed: number): number {
  for (let k = falling.length - 1; k >= 0; k--) {
    if (falling[k] - log10(scored / (k + 1)) >= needed) return falling[k]
  }
  return Infinity
}

/** Decimal logarithm that is the same on every machine. @param x - positive */
export function log10(x: number): number {
  return ln(x) / Math.LN10
}
