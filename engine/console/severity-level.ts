/** A severity in a word, for colours and filters. */
export type SeverityLevel = 'critical' | 'high' | 'medium' | 'low'

/** The levels with the least severity of each, the worst first. */
export const SEVERITY_LEVELS: readonly { readonly level: SeverityLevel; readonly from: number }[] = [
  { level: 'critical', from: 90 },
  { level: 'high', from: 70 },
  { level: 'medium', from: 50 },
  { level: 'low', from: 0 },
]

/**
 * The level of a severity.
 *
 * @param severity - 0 .. 100
 * @returns its level
 */
export function severityLevel(severity: number): SeverityLevel {
  return SEVERITY_LEVELS.find(({ from }) => severity >= from)?.level ?? 'low'
}
