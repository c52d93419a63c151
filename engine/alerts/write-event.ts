import type { ResolvedChannel } from '../../spec/resolve.ts'
import { stableUuid } from '../anomalies/index.ts'
import type { AlertContext, AlertEvent, FiredAlert } from './event.ts'
import { jsonMessage } from './json-message.ts'
import { longText } from './long-text.ts'
import { shortText, SMS_LENGTH } from './short-text.ts'

/**
 * Longest subject that SNS takes ("less than 100 characters").
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MAX_SUBJECT = 99

/** Writes the event of an alert, with the message in the form that its channel sends. */
export function writeEvent(fired: FiredAlert, context: AlertContext): AlertEvent {
  const { arn, alert, group } = fired
  return {
    id: stableUuid([arn]),
    arn,
    alert: alert.name,
    groupId: group.id,
    measure: group.measure,
    severity: group.severity,
    interval: group.end,
    channel: alert.channel,
    subject: `Crowsnest: ${group.measure} is anomalous, severity ${group.severity} (${alert.name})`
      .replaceAll(/[^ -~]/g, '?')
      .slice(0, MAX_SUBJECT),
    message: writeMessage(alert.channel, fired, context),
  }
}

function writeMessage(channel: ResolvedChannel, fired: FiredAlert, context: AlertContext): string {
  switch (channel.kind) {
    case 'sns':
      switch (channel.format) {
        case 'JSON':
          return jsonMessage(fired, context)
        case 'LONG_TEXT':
          return longText(fired, context)
        case 'SHORT_TEXT':
          return shortText(fired, context, SMS_LENGTH)
      }
    case 'lambda':
    case 'webhook':
      return jsonMessage(fired, context)
    case 'log':
      return shortText(fired, context, Infinity)
  }
}
