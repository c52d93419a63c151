import type { AnomalyGroup, GroupCauses } from '../anomalies/index.ts'
import type { DataQualityMetric, ReadReport } from '../dataset/index.ts'
import type { DetectorOverview } from '../history/index.ts'
import type { DetectorStatus, UnreadFeedback } from '../state/index.ts'
import type { ChartSeries } from './chart-series.ts'

/*
 * What the review page is told, as JSON. All times are epoch milliseconds of interval starts unless said otherwise.
 *
 *   GET  /data/detectors                                  DetectorsData
 *   GET  /data/detectors/<name>                           DetectorData
 *   GET  /data/detectors/<name>/groups                    GroupsData
 *   GET  /data/detectors/<name>/groups/<id>               GroupData
 *   GET  /data/detectors/<name>/groups/<id>/series        SeriesData[]  ?metric=<index>...&before=<n>&after=<n>
 *   POST /data/detectors/<name>/groups/<id>/feedback      FeedbackRequest -> FeedbackData
 *   GET  /data/detectors/<name>/executions                ExecutionsData   ?before=<end>&limit=<n>
 *   GET  /data/detectors/<name>/quality                   QualityData
 *   GET  /data/detectors/<name>/alerts                    AlertsData
 *
 * An error is answered with its HTTP code and `{ "message": string, "code": string }`.
 */

/** All detectors of a state. */
export interface DetectorsData {
  /** Where the state is: `file:///...` or `s3://bucket/prefix`. */
  readonly state: string
  /** Now by the server's clock. */
  readonly now: number
  readonly detectors: readonly DetectorData[]
  /** Those of which nothing can be shown, in the order of their names. */
  readonly unreadable: readonly UnreadableDetector[]
}

/** A detector of which nothing can be shown. */
export interface UnreadableDetector {
  readonly name: string
  /** The credentials do not reach it, which may be as it should; otherwise it is damaged. */
  readonly denied: boolean
  /** What is wrong, and the cure, for people. */
  readonly message: string
}

/** A detector as it is now. */
export interface DetectorData extends DetectorOverview {
  readonly name: string
  readonly description: string
  /** Null where the declaration has errors, which `failure` says then. */
  readonly spec: DetectorOutline | null
  readonly status: DetectorStatus
  /** Since when, epoch milliseconds; null before the first event. */
  readonly since: number | null
  /** Why the status is FAILED, or what is wrong with the declaration. */
  readonly failure: string | null
  /** What manages it, such as a Pulumi stack; null: this console may change it. */
  readonly managedBy: string | null
}

/** What a detector watches. */
export interface DetectorOutline {
  readonly interval: 'PT5M' | 'PT10M' | 'PT1H' | 'P1D'
  /** IANA name. */
  readonly timezone: string
  readonly measures: readonly { readonly column: string; readonly aggregation: 'SUM' | 'AVG' }[]
  readonly dimensions: readonly string[]
  /** Kind of the source and its place, for people: `folder ./data`, `s3 s3://acme/...`. */
  readonly source: string
  readonly backtest: boolean
  readonly alerts: number
  /** Severity that the bounds of what is normal are drawn for. */
  readonly boundsThreshold: number
}

/** All anomaly groups of a detector's generation, the newest onset first. */
export interface GroupsData {
  readonly groups: readonly GroupLine[]
  /** Judgements that cannot be read, and so do not count. */
  readonly unreadFeedback: UnreadFeedback | null
}

/** A group in a list. */
export interface GroupLine {
  readonly id: string
  readonly measure: string
  readonly start: number
  readonly end: number
  readonly severity: number
  /** Where judgements changed it: what it was before. */
  readonly severityBefore: number | null
  readonly metricCount: number
  /** It may still grow. */
  readonly open: boolean
  /** Leading values of each dimension, the greatest share first: at most 3 of at least 10 %. */
  readonly where: readonly { readonly dimension: string; readonly value: string; readonly percent: number }[]
  /** Common change of the strongest slice, (value - expected) / expected; null where nothing explains the group. */
  readonly change: number | null
  /** Side on which most of it lies; null where it has no points. */
  readonly direction: 'up' | 'down' | null
  /** Judgements in force, by metric. */
  readonly judged: { readonly relevant: number; readonly notRelevant: number }
  /** Names of the alerts that fired for it. */
  readonly alerts: readonly string[]
}

/** One group with all that the page shows of it. */
export interface GroupData {
  readonly line: GroupLine
  readonly group: AnomalyGroup
  /** Time series ids, parallel to `group.metrics`. */
  readonly timeSeriesIds: readonly string[]
  /** Judgements in force, parallel to `group.metrics`: true is relevant. */
  readonly judgements: readonly (boolean | null)[]
  /** All that was said about it, the newest first; `series` is null for all metrics at once. */
  readonly said: readonly {
    readonly at: number
    readonly by: string
    readonly relevant: boolean | null
    readonly series: readonly string[] | null
  }[]
  /** How earlier judgements changed its severity, in a sentence, then judgement by judgement; null where they did not. */
  readonly adjustment: { readonly text: string; readonly reasons: readonly string[] } | null
  readonly deliveries: readonly DeliveryData[]
  /** Groups of other measures whose time overlaps with it or is at most 3 intervals away, the most severe first; at most 10. */
  readonly related: readonly GroupLine[]
  /** Groups of the same detector next to it in time. */
  readonly previous: string | null
  readonly next: string | null
  readonly causes: GroupCauses | null
  /** Of the metrics with the greatest contribution, at most 6. */
  readonly series: readonly SeriesData[]
  /** Why these cannot be drawn, for people; null where nothing is wrong. */
  readonly chartsTrouble: string | null
}

/** One metric over a stretch of intervals; the arrays are parallel. */
export interface SeriesData extends ChartSeries {
  /** The metric's own, 0 .. 100. */
  readonly severity: readonly (number | null)[]
}

/** What somebody says about a group. */
export interface FeedbackRequest {
  /** Places in `group.metrics`; null: the group as a whole. */
  readonly metrics: readonly number[] | null
  /** Whether it was worth an alert; null takes back what was said. */
  readonly relevant: boolean | null
}

/** What is in force after it. */
export interface FeedbackData {
  readonly judgements: readonly (boolean | null)[]
  readonly said: GroupData['said']
}

/** A piece of the execution log, the newest interval first. */
export interface ExecutionsData {
  readonly executions: readonly ExecutionData[]
  /** To be given as `before` for what is older; null: there is nothing older. */
  readonly older: number | null
}

/** One attempt to execute an interval, or the activation, or the backtest. */
export interface ExecutionData {
  readonly start: number
  readonly end: number
  readonly status: 'COMPLETED' | 'REPEATED' | 'FAILED'
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly finishedAt: number
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly report: ReadReport | null
  /** Judgements that could not be read, and so did not count. */
  readonly unreadFeedback: UnreadFeedback | null
  /** Groups that began or changed. */
  readonly groups: number
  readonly alerts: readonly string[]
}

/** Data quality by interval, the newest first; of a backtest one entry for all of it. */
export interface QualityData {
  readonly intervals: readonly {
    readonly start: number
    readonly end: number
    readonly metrics: readonly DataQualityMetric[]
  }[]
}

/** The alerts of a detector with what became of them. */
export interface AlertsData {
  readonly alerts: readonly AlertData[]
  /** Alerts that are declared but do not fit the detector: they never fire. */
  readonly misfits: readonly { readonly alert: string; readonly reason: string }[]
}

/** An alert. */
export interface AlertData {
  readonly name: string
  readonly description: string
  readonly threshold: number
  readonly measures: readonly string[]
  readonly dimensions: Readonly<Record<string, readonly string[]>>
  /** `sns arn:...`, `webhook https://host/...` (without secrets). */
  readonly channel: string
  /** The newest first, at most 100. */
  readonly deliveries: readonly DeliveryData[]
}

/** What became of an alert that fired. */
export interface DeliveryData {
  readonly alert: string
  readonly groupId: string
  /** Interval that made it fire. */
  readonly interval: number
  readonly outcome: 'DELIVERED' | 'UNDELIVERABLE' | 'WAITING'
  /** Epoch milliseconds; null while it waits. */
  readonly at: number | null
  readonly attempts: number
  readonly response: string | null
  /** Why the last attempt failed, while it waits too. */
  readonly failure: string | null
  /** When it was first tried, epoch milliseconds; null unless it waits. */
  readonly waitingSince: number | null
}
