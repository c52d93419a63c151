import { readableNumber } from '../plain-text.ts'
import type { AlertSummary } from './alert-summary.ts'
import { serviceSeverity } from './service-severity.ts'

/** Characters of a header. https://docs.slack.dev/reference/block-kit/blocks/header-block */
const HEADER_LENGTH = 150

/** Characters of the text of a section, of 3,000 that Slack takes. https://docs.slack.dev/reference/block-kit/blocks/section-block */
const SECTION_LENGTH = 2_900

/** A text of Slack. `verbatim`: what looks like an address, a channel or a person is left as it is. */
type SlackText =
  | { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true }
  | { readonly type: 'plain_text'; readonly text: string; readonly emoji: false }

/** A block of a message. */
type SlackBlock =
  | { readonly type: 'header'; readonly text: SlackText }
  | { readonly type: 'section'; readonly text: SlackText }
  | { readonly type: 'section'; readonly fields: readonly SlackText[] }
  | { readonly type: 'context'; readonly elements: readonly SlackText[] }

/** What an incoming webhook of Slack takes. */
export interface SlackMessage {
  /** What notifications show, and clients without blocks. */
  readonly text: string
  readonly blocks: readonly SlackBlock[]
}

/**
 * An alert as a message of Slack: what is affected in blocks, with a text for notifications. Names and values from data
 * cannot mention anybody or pass for a link.
 *
 * @param mention - as the option of the channel
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
export function slackMessage(summary: AlertSummary, mention?: string): SlackMessage {
  const { title, alert, description, detector, interval, affected, shares, series, others, link, eventId } = summary
  const named = mention === undefined ? '' : `${mentionText(mention)} `
  const level = `${readableNumber(summary.severity)} (${serviceSeverity(summary.severity)})`
  return {
    text: `${named}${escaped(`${alert}: ${title}, ${interval}`)}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title.slice(0, HEADER_LENGTH), emoji: false } },
      ...(named === '' && description === '' ? [] : [section(`${named}${escaped(description)}`.trim())]),
      {
        type: 'section',
        fields: [
          field('Detector', detector),
          field('Alert', alert),
          field('Interval', interval),
          field('Severity', level),
          field('Affected', affected),
        ],
      },
      ...list('Where it deviates', shares, 0),
      ...list('Metrics, the greatest deviation first', series, others),
      {
        type: 'context',
        elements: [
          ...(link === null ? [] : [markdown(`<${linkTarget(link)}|Look at it>`)]),
          { type: 'plain_text', text: eventId, emoji: false },
        ],
      },
    ],
  }
}

function list(title: string, lines: readonly string[], others: number): readonly SlackBlock[] {
  if (lines.length === 0) return []
  const shown: string[] = []
  let room = SECTION_LENGTH - title.length
  for (const line of lines.map((one) => `• ${escaped(one)}`)) {
    room -= line.length + 1
    if (room < 0) break
    shown.push(line)
  }
  const more = others + lines.length - shown.length
  return [section([`*${title}*`, ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))]
}

function section(text: string): SlackBlock {
  return { type: 'section', text: markdown(text) }
}

function field(name: string, value: string): SlackText {
  return markdown(`*${name}*\n${escaped(value)}`)
}

function markdown(text: string): SlackText {
  return { type: 'mrkdwn', text, verbatim: true }
}

/** Only these three are control characters. https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function linkTarget(address: string): string {
  return escaped(address).replaceAll('|', '%7C')
}

/** https://docs.slack.dev/messaging/formatting-message-text#mentioning-users */
function mentionText(mention: string): string {
  if (mention === 'here' || mention === 'channel') return `<!${mention}>`
  return mention.startsWith('S') ? `<!subteam^${mention}>` : `<@${mention}>`
}
