import type { AlertContext, FiredAlert } from './event.ts'
import { plainText, readableNumber, readableValue } from './plain-text.ts'
import { shortTime } from './zoned-time.ts'

/**
 * Characters of a text message: 160 of the GSM alphabet, less the topic's display name (10 and `> `) that SNS puts in front.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 */
export const SMS_LENGTH = 148

/** Characters that the GSM alphabet writes as two. 3GPP TS 23.038, 6.2.1.1. */
const GSM_EXTENDED = /[\^{}\\[\]~|€]/g

/**
 * The message of format SHORT_TEXT, for text messages, and the line of the `log` channel: alert, measure, severity and
 * time always, the names cut where they must be; then, as far as there is room, the link, the metric that deviates most,
 * and how many more there are.
 *
 * @param room - characters, those that a text message writes as two counted twice; Infinity for no limit
 */
export function shortText({ alert, group, metrics }: FiredAlert, context: AlertContext, room: number): string {
  const head = (most: number): string =>
    `${plainText(alert.name, most)}: ${plainText(group.measure, most)} severity ${group.severity}, ${shortTime(context.grid, group.end)}`
  const fits = (text: string): boolean => smsLength(text) <= room
  const link = plainText(context.consoleUrl(group.id), Infinity)
  const [first] = metrics
  const { value, expected, learning } = first.points.at(-1)!
  const name = first.series.length === 0 ? '' : `${first.series.map((part) => plainText(part, 40)).join('/')} `
  const detail = `${name}${readableValue(value)}, ${learning ? 'new' : `expected ${readableNumber(expected)}`}`
  const others = metrics.length > 1 ? ` and ${metrics.length - 1} more` : ''

  const candidates = [
    `${head(63)}. ${detail}${others}. ${link}`,
    `${head(63)}. ${detail}. ${link}`,
    ...[63, 32, 24, 16].map((most) => `${head(most)}. ${link}`),
    `${head(63)}. ${detail}${others}`,
    `${head(63)}. ${detail}`,
    ...[63, 48].map(head),
  ]
  return candidates.find(fits) ?? head(32)
}

function smsLength(text: string): number {
  return text.length + (text.match(GSM_EXTENDED)?.length ?? 0)
}
