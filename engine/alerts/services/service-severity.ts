/** A severity in the words that PagerDuty has, which others understand too. */
export type ServiceSeverity = 'critical' | 'error' | 'warning' | 'info'

/** The least severity of each word, the worst first: the levels of the review page. */
const FROM: readonly (readonly [ServiceSeverity, number])[] = [
  ['critical', 90],
  ['error', 70],
  ['warning', 50],
  ['info', 0],
]

/**
 * The word for a severity: critical from 90, error from 70, warning from 50, info below.
 *
 * @param severity - 0 .. 100
 */
export function serviceSeverity(severity: number): ServiceSeverity {
  return FROM.find(([, from]) => severity >= from)?.[0] ?? 'info'
}
