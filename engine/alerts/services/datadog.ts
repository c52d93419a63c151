import { createHash } from 'node:crypto'
import type { AlertSummary } from './alert-summary.ts'
import { serviceSeverity } from './service-severity.ts'

/** Characters of a title, of a text and of a tag. https://docs.datadoghq.com/api/latest/events/post-an-event/ */
const TITLE_LENGTH = 100
const TEXT_LENGTH = 4_000
const TAG_LENGTH = 200

/** Datadog refuses events that are 18 hours old. */
const OLDEST_MS = 17 * 3_600_000

/** What the Events API v1 takes. */
export interface DatadogEvent {
  readonly title: string
  readonly text: string
  readonly alert_type: 'error' | 'warning' | 'info'
  readonly priority: 'normal' | 'low'
  /** Events with the same key are shown together. */
  readonly aggregation_key: string
  readonly tags: readonly string[]
  /** Epoch seconds. */
  readonly date_happened?: number
}

/** Address of the Events API of a site. */
export function datadogEndpoint(site = 'datadoghq.com'): string {
  return `https://api.${site}/api/v1/events`
}

/**
 * An alert as an event of Datadog.
 *
 * @param tags - beside those of detector, alert and measure
 * @param now - epoch milliseconds; an interval that is longer ago than Datadog takes is only named in the text
 * @see https://docs.datadoghq.com/api/latest/events/post-an-event/
 */
export function datadogEvent(summary: AlertSummary, tags: Readonly<Record<string, string>>, now: number): DatadogEvent {
  const { title, alert, description, detector, measure, interval, at, affected, shares, series, others } = summary
  const level = serviceSeverity(summary.severity)
  const own = { service: 'crowsnest', detector, alert, measure, severity: level }
  return {
    title: `[${alert}] ${title}`.slice(0, TITLE_LENGTH),
    text: [
      title,
      ...(description === '' ? [] : [description]),
      `Detector: ${detector}`,
      `Interval: ${interval}`,
      `Affected: ${affected}`,
      ...(summary.link === null ? [] : [`Look at it: ${summary.link}`]),
      ...(shares.length === 0 ? [] : ['', 'Where it deviates:', ...shares]),
      '',
      'Metrics, the greatest deviation first:',
      ...series,
      ...(others > 0 ? [`and ${others} more`] : []),
    ]
      .join('\n')
      .slice(0, TEXT_LENGTH),
    alert_type: level === 'critical' ? 'error' : level,
    priority: level === 'info' ? 'low' : 'normal',
    aggregation_key: createHash('sha256').update(summary.eventId).digest('hex'),
    tags: Object.entries({ ...own, ...tags }).map(([name, value]) => `${name}:${value}`.slice(0, TAG_LENGTH)),
    ...(at !== null && at <= now && now - at < OLDEST_MS && { date_happened: Math.floor(at / 1_000) }),
  }
}
