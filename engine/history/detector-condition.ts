import type { Interval } from '../../spec/index.ts'
import type { ReadReport } from '../dataset/index.ts'
import type { MisfitAlert } from '../run/index.ts'
import type { CommitRecord, DetectorStatus, Receipt, UnreadFeedback, WaitingAlert } from '../state/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import type { Health } from './health.ts'
import type { IntervalOutcome } from './interval-outcomes.ts'

/** How a detector is doing, for who operates it. Times are epoch milliseconds. */
export interface DetectorCondition {
  readonly name: string
  /** What manages the declaration, such as a Pulumi stack; null: anybody may change it. */
  readonly managedBy: string | null
  /** Null where the declaration cannot be used. */
  readonly interval: Interval | null
  readonly grid: IntervalGrid | null
  /** Null where even the events cannot be read. */
  readonly status: DetectorStatus | null
  readonly since: number | null
  readonly generation: string | null
  readonly health: Health
  /** Why, in a sentence. */
  readonly healthText: string
  /** Intervals with data that it has learned from, and how many it needs before it finds anomalies; null before the first commit. */
  readonly learning: { readonly learned: number; readonly needed: number } | null
  /** The last commit; the interval of the first one is the whole history. */
  readonly last: Pick<CommitRecord, 'start' | 'end' | 'sequence' | 'writtenAt'> | null
  /** When the next interval is due; null where none will be. */
  readonly nextDue: number | null
  /** What is due and not committed: intervals, and how long the first of them has been due; null where nothing will be due. */
  readonly lag: { readonly intervals: number; readonly ms: number } | null
  /** As of `newestIntervals`. */
  readonly intervals: readonly IntervalOutcome[]
  /** Of those intervals together. */
  readonly records: RecordTotals
  /** Groups that may still grow. */
  readonly openGroups: number
  /** Alerts whose channel could not be reached yet: how many, and the oldest of those that were looked at. */
  readonly waiting: { readonly count: number; readonly alerts: readonly HeldAlert[] }
  /** Of the newest alerts that were settled: how many were, and those that cannot be delivered. */
  readonly settled: number
  readonly undeliverable: readonly Receipt[]
  readonly misfits: readonly MisfitAlert[]
  /** Feedback that did not count in the last attempt. */
  readonly unreadFeedback: UnreadFeedback | null
}

/** What became of records. */
export interface RecordTotals extends Pick<
  ReadReport,
  'read' | 'used' | 'rejected' | 'outside' | 'filtered' | 'overQuota'
> {
  /** The most frequent reason first. */
  readonly rejections: readonly { readonly reason: string; readonly count: number }[]
}

/** An alert that waits, without its channel: the address of a webhook is often a password. */
export interface HeldAlert extends Pick<WaitingAlert, 'since' | 'failure'> {
  readonly alert: string
  readonly id: string
  readonly groupId: string
}
