import type { DetectorCondition } from './detector-condition.ts'
import { isRunning, type Health } from './health.ts'
import { isTold } from './undelivered.ts'

/** What an operator has to look at; each has an entry in docs/runbook.md. */
export type AttentionCode =
  | 'DETECTOR_FAILED'
  | 'DETECTOR_STUCK'
  | 'DETECTOR_LATE'
  | 'INTERVAL_FAILS'
  | 'INTERVAL_PASSED_OVER'
  | 'ALERTS_WAIT'
  | 'ALERTS_UNDELIVERABLE'
  | 'ALERT_UNFIT'
  | 'RECORDS_REJECTED'
  | 'FEEDBACK_UNREADABLE'
  | 'STATE_UNREADABLE'

/** One thing that needs somebody, in a sentence. */
export interface Attention {
  readonly code: AttentionCode
  readonly text: string
  /** Code of the error behind it, which has an entry of its own; null where there is none. */
  readonly cause: string | null
}

/** So long a change of status may take: a wake-up comes once an hour at least, and a second one in case of trouble. */
const STUCK_AFTER_MS = 3 * 3_600_000

/** Share of the records of the newest intervals that may be rejected. The alarm `records-rejected` has the same. */
export const REJECTED_SHARE = 0.1

/** Reasons that are told; the others are counted. */
const TOLD_REASONS = 3

/**
 * What of a detector needs attention, the worst first.
 *
 * @param now - epoch milliseconds
 */
export function attentionOf(report: DetectorCondition, now: number): readonly Attention[] {
  const { health, healthText, waiting, undeliverable, misfits, unreadFeedback } = report
  const found: Attention[] = []
  const say = (code: AttentionCode, text: string, cause: string | null = codeIn(text)): void => {
    found.push({ code, text, cause })
  }
  if (health === 'FAILED') say('DETECTOR_FAILED', healthText)
  const stuck = stuckText(report, health, now)
  if (stuck !== null) say('DETECTOR_STUCK', stuck)
  const [newest] = report.intervals
  const fails = newest?.outcome === 'FAILED' ? newest : undefined
  if (fails !== undefined) {
    const tries = fails.attempts === 1 ? 'once' : `${fails.attempts} times`
    say('INTERVAL_FAILS', `The next interval was tried ${tries} in vain. ${fails.failure?.message ?? ''}`)
  }
  if (health === 'LATE') say('DETECTOR_LATE', lateText(report), null)
  const last = report.intervals.find(({ committedAt }) => committedAt !== null)
  if (last?.failure && isRunning(report)) {
    say('INTERVAL_PASSED_OVER', `The last interval was passed over. ${last.failure.message}`)
  }
  const held = waiting.alerts.findLast(({ failure }) => failure !== null)
  if (held !== undefined) {
    const alerts = waiting.count === 1 ? 'An alert waits' : `${waiting.count} alerts wait`
    say('ALERTS_WAIT', `${alerts} for a channel: \`${held.alert}\`. ${held.failure!.message}`)
  }
  const given = undeliverable.filter((receipt) => isTold(receipt, now))
  if (given.length > 0) {
    const alerts = given.length === 1 ? 'An alert' : `${given.length} alerts`
    const reason = given[0].failure?.message ?? 'Its channel gave no reason.'
    say('ALERTS_UNDELIVERABLE', `${alerts} could not be delivered for good: \`${given[0].alert}\`. ${reason}`)
  }
  for (const { alert, reason } of misfits) {
    say('ALERT_UNFIT', `The alert \`${alert}\` does not fit the detector and is left out. ${reason}`, null)
  }
  const rejected = rejectedText(report)
  if (rejected !== null) say('RECORDS_REJECTED', rejected, null)
  if (unreadFeedback !== null) {
    const objects = unreadFeedback.objects === 1 ? 'An object' : `${unreadFeedback.objects} objects`
    say(
      'FEEDBACK_UNREADABLE',
      `${objects} of feedback cannot be read and did not count. ${unreadFeedback.examples[0] ?? ''}`,
    )
  }
  return found
}

/** The code at the end of a message of ours. */
export function codeIn(message: string): string | null {
  return /\[([A-Z][A-Z_]+)\]\s*$/.exec(message)?.[1] ?? null
}

/** A status that should be over by now: nothing wakes the engine, or it fails before it can say so. */
function stuckText(
  { status, since }: Pick<DetectorCondition, 'status' | 'since'>,
  health: Health,
  now: number,
): string | null {
  if (since === null || health === 'FAILED' || now - since < STUCK_AFTER_MS) return null
  switch (status) {
    case 'ACTIVATING':
    case 'BACK_TEST_ACTIVATING':
    case 'BACK_TEST_ACTIVE':
    case 'DEACTIVATING':
    case 'DELETING':
      return `It has been ${status} for ${Math.floor((now - since) / 3_600_000)} hours. Does anything wake the engine, and what does its log say?`
    default:
      return null
  }
}

function lateText({ lag }: DetectorCondition): string {
  if (lag === null) return 'It is late.'
  const hours = Math.floor(lag.ms / 3_600_000)
  const since = hours < 72 ? `${hours} hours` : `${Math.floor(hours / 24)} days`
  return `${lag.intervals.toLocaleString('en-US')} intervals are due, the first for ${since}, and nothing has executed them.`
}

function rejectedText({ records, intervals }: Pick<DetectorCondition, 'records' | 'intervals'>): string | null {
  const { read, rejected, rejections } = records
  if (read === 0 || rejected / read <= REJECTED_SHARE) return null
  const told = rejections.slice(0, TOLD_REASONS).map(({ reason, count }) => `${count} ${reason}`)
  const more = rejections.length > TOLD_REASONS ? ' and others' : ''
  const percent = Math.round((100 * rejected) / read)
  return `${percent} % of the ${read} records of the newest ${intervals.length} intervals were rejected: ${told.join(', ')}${more}.`
}
