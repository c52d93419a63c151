import type { NotifierSettings } from '../../../spec/notifier.ts'
import { webhookUrl, type HttpPost } from '../channels/http-post.ts'
import type { AlertMessage } from '../json-message.ts'
import { alertSummary } from './alert-summary.ts'
import { datadogEndpoint, datadogEvent } from './datadog.ts'
import { PAGERDUTY_ENDPOINTS, pagerDutyEvent } from './pagerduty.ts'
import type { ServiceSecret } from './service-secret.ts'
import { slackMessage } from './slack.ts'
import { webhookHeaders } from './webhook.ts'

/**
 * The request that tells a service of an alert.
 *
 * @param now - epoch milliseconds
 * @throws {DeliveryError} WEBHOOK_URL_INVALID
 */
export function serviceRequest(
  alert: AlertMessage,
  { service, options }: NotifierSettings,
  secret: ServiceSecret,
  now: number,
): HttpPost {
  const summary = alertSummary(alert)
  switch (service) {
    case 'slack':
      return post(secret.value, {}, slackMessage(summary, options.mention))
    case 'pagerduty':
      return post(
        options.endpoint ?? PAGERDUTY_ENDPOINTS[options.serviceRegion ?? 'us']!,
        {},
        pagerDutyEvent(summary, secret.value),
      )
    case 'datadog':
      return post(
        options.endpoint ?? datadogEndpoint(options.site),
        { 'dd-api-key': secret.value },
        datadogEvent(summary, options.tags ?? {}, now),
      )
    case 'webhook': {
      const body = JSON.stringify(alert)
      return {
        url: webhookUrl(secret.value),
        headers: {
          ...options.headers,
          ...secret.headers,
          'idempotency-key': summary.eventId,
          ...webhookHeaders(summary.eventId, body, now, secret.signingKey),
        },
        body,
      }
    }
  }
}

function post(address: string, headers: HttpPost['headers'], body: unknown): HttpPost {
  return { url: webhookUrl(address), headers, body: JSON.stringify(body) }
}
