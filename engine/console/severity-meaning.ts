import { figure } from './figures.ts'

/** Points of severity for each power of ten of rarity above the first; `engine/detection` defines it. */
const POINTS_A_TEN = 25

/**
 * How rare a severity is.
 *
 * @param severity - 0 .. 100
 * @returns such as `A normal measure shows as much in about one of 6,300 intervals.`; 100 is that rare or rarer
 */
export function severityMeaning(severity: number): string {
  if (severity >= 100) return 'A normal measure shows as much in less than one of 100,000 intervals.'
  const often = 10 ** (1 + severity / POINTS_A_TEN)
  return `A normal measure shows as much in about one of ${figure(Number(often.toPrecision(2)))} intervals.`
}
