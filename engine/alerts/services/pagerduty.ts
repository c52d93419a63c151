import { createHash } from 'node:crypto'
import type { AlertSummary } from './alert-summary.ts'
import { serviceSeverity, type ServiceSeverity } from './service-severity.ts'

/** Characters of a summary. https://developer.pagerduty.com/docs/send-alert-event */
const SUMMARY_LENGTH = 1_024

/** Characters of a key. */
const KEY_LENGTH = 255

/** Where events go. https://developer.pagerduty.com/docs/events-api-v2-overview */
export const PAGERDUTY_ENDPOINTS: Readonly<Record<string, string>> = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
}

/** What the Events API v2 takes. */
export interface PagerDutyEvent {
  readonly routing_key: string
  readonly event_action: 'trigger'
  /** PagerDuty keeps one alert for it, however often it is sent. */
  readonly dedup_key: string
  readonly client: string
  readonly client_url?: string
  readonly links?: readonly { readonly href: string; readonly text: string }[]
  readonly payload: {
    readonly summary: string
    readonly source: string
    readonly severity: ServiceSeverity
    readonly timestamp?: string
    readonly component: string
    readonly group: string
    readonly class: string
    readonly custom_details: Readonly<Record<string, unknown>>
  }
}

/**
 * An alert as an event of PagerDuty. An anomaly keeps its key, so that it is one alert there.
 *
 * @param routingKey - of the service's integration
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function pagerDutyEvent(summary: AlertSummary, routingKey: string): PagerDutyEvent {
  const { title, alert, description, detector, measure, interval, at, affected, shares, series, others } = summary
  const { severity, link, eventId } = summary
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: eventId.length <= KEY_LENGTH ? eventId : createHash('sha256').update(eventId).digest('hex'),
    client: 'Crowsnest',
    ...(link !== null && { client_url: link, links: [{ href: link, text: 'Look at it' }] }),
    payload: {
      summary: `${title} (${detector}, ${interval})`.slice(0, SUMMARY_LENGTH),
      source: detector,
      severity: serviceSeverity(severity),
      ...(at !== null && { timestamp: new Date(at).toISOString() }),
      component: measure,
      group: alert,
      class: 'anomaly',
      custom_details: {
        alert,
        ...(description !== '' && { description }),
        severity,
        interval,
        affected,
        ...(shares.length > 0 && { deviates: shares }),
        metrics: series,
        ...(others > 0 && { more: `and ${others} more metrics` }),
        event: eventId,
      },
    },
  }
}
