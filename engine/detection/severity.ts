import { positive } from './elementary.ts'

/**
 * Severity of a score: 25 points for each power of ten of rarity above the first.
 *
 * @param score - -log10 p of one interval, >= 0, or NaN while learning
 * @returns 0 .. 100, NaN for NaN. 50: one false alert in 1,000 intervals, 75: in 10,000, 100: in 100,000 or rarer.
 */
export function severityOf(score: number): number {
  const severity = 25 * (score - 1)
  return severity > 100 ? 100 : positive(severity)
}

/** Fills in the severities of the scores from .. to - 1. */
export function fillSeverities(scores: Float64Array, severities: Float64Array, from: number, to: number): void {
  for (let k = from; k < to; k++) severities[k] = severityOf(scores[k])
}

/**
 * The least score that has a severity: the inverse of `severityOf`.
 *
 * @param severity - 0 .. 100
 * @returns 1 .. 5
 */
export function scoreOf(severity: number): number {
  return 1 + severity / 25
}
