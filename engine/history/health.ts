import type { CommitRecord, StatusReport } from '../state/index.ts'

/** How a detector is doing, in one word: the worst that is true. */
export type Health = 'FAILED' | 'LATE' | 'FAILING' | 'LEARNING' | 'STOPPED' | 'COMPLETE' | 'FINE'

/** What a detector's health follows from. */
export interface HealthFacts {
  readonly report: StatusReport
  /** What is wrong with the declaration; null where nothing is. */
  readonly problem: string | null
  readonly last: CommitRecord | null
  /** When the next interval is due, epoch milliseconds; null where none will be. */
  readonly nextDue: number | null
  readonly intervalMs: number
  /** That alerts of a running detector could not be delivered, for people; null where they were. */
  readonly undelivered: string | null
  readonly now: number
}

/** A detector that is so many intervals behind is late: one may be on its way, and the next just due. */
const LATE_INTERVALS = 2

/** How a detector is doing, and why in a sentence for people. */
export function healthOf(facts: HealthFacts): { readonly health: Health; readonly text: string } {
  const { report, problem, last, nextDue, intervalMs, undelivered, now } = facts
  const { status, failure } = report
  if (status === 'FAILED') return { health: 'FAILED', text: failure?.reason ?? 'It failed, and left no reason.' }
  // A detector that was never started need not be complete.
  if (problem !== null) return { health: status === 'INACTIVE' ? 'STOPPED' : 'FAILED', text: problem }
  const overdue = nextDue === null ? 0 : Math.floor((now - nextDue) / intervalMs)
  if (overdue > LATE_INTERVALS) {
    return {
      health: 'LATE',
      text: `${overdue.toLocaleString('en-US')} intervals are overdue: nothing has executed them.`,
    }
  }
  if (last !== null && last.failure !== null && isRunning(report)) {
    return { health: 'FAILING', text: `The last interval was passed over. ${last.failure.message}` }
  }
  if (undelivered !== null) return { health: 'FAILING', text: undelivered }
  switch (status) {
    case 'ACTIVATING':
      return { health: 'LEARNING', text: 'It learns from the history.' }
    case 'LEARNING':
      return { health: 'LEARNING', text: learningText(last) }
    case 'BACK_TEST_ACTIVATING':
    case 'BACK_TEST_ACTIVE':
      return { health: 'LEARNING', text: 'The backtest is running.' }
    case 'INACTIVE':
      return { health: 'STOPPED', text: 'It was not activated yet.' }
    case 'DEACTIVATING':
    case 'DEACTIVATED':
      return { health: 'STOPPED', text: 'It was deactivated.' }
    case 'DELETING':
      return { health: 'STOPPED', text: 'It is being deleted.' }
    case 'BACK_TEST_COMPLETE':
      return { health: 'COMPLETE', text: 'The backtest is complete.' }
    case 'ACTIVE':
      return { health: 'FINE', text: 'All intervals that were due are executed.' }
  }
}

/** Whether a detector watches new data. */
export function isRunning({ status }: { readonly status: StatusReport['status'] | null }): boolean {
  return status === 'LEARNING' || status === 'ACTIVE'
}

function learningText(last: CommitRecord | null): string {
  if (last === null) return 'It learns.'
  const intervals = last.learned === 1 ? '1 interval' : `${last.learned} intervals`
  return `It has learned from ${intervals} and needs some more before it finds anomalies.`
}
