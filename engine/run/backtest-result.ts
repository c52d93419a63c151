import type { AnomalyGroup } from '../anomalies/index.ts'
import type { DataQualityMetric, ReadReport } from '../dataset/index.ts'
import type { IntervalGrid } from '../time/index.ts'

/** What a backtest found: learned on the older part of the history, tested on the newer. */
export interface BacktestResult {
  readonly detector: string
  /** The detector's intervals; turns interval starts into local time. */
  readonly grid: IntervalGrid
  readonly measures: readonly string[]
  readonly dimensions: readonly string[]
  /** Metrics that had a value. */
  readonly metrics: number
  /** Of those, metrics that were not judged in any tested interval: no value of theirs there had `learningPoints` before it. */
  readonly unjudged: number
  /** Values that a metric had to have before it was judged. */
  readonly learningPoints: number
  readonly intervals: BacktestIntervals
  readonly report: ReadReport
  /** How good the data was, as the API names it. */
  readonly quality: readonly DataQualityMetric[]
  /** Of at least the threshold's severity, by start. */
  readonly groups: readonly AnomalyGroup[]
  /** Charts of the groups' metrics: the most severe groups, and of each the metrics with the greatest contribution. */
  readonly charts: readonly GroupChart[]
  /** Alerts of the spec that would have fired. */
  readonly alerts: readonly { readonly alert: string; readonly groupId: string }[]
}

/** How a backtest divided the history. */
export interface BacktestIntervals {
  readonly learned: number
  readonly tested: number
  /** Interval starts, epoch milliseconds: the first learned, the first tested and the last tested. */
  readonly learnedFrom: number
  readonly testedFrom: number
  readonly testedTo: number
  /** Older intervals beyond the quota, which were left out. */
  readonly leftOut: number
  /** Intervals with records so far away from all others that their timestamps must be wrong; left out too. */
  readonly strays: number
}

/** One metric around an anomaly: some 72 intervals before its onset to 24 after its end. */
export interface GroupChart {
  readonly groupId: string
  readonly measure: string
  /** Dimension values, parallel to the dataset's dimensions. */
  readonly series: readonly string[]
  /** Interval starts, epoch milliseconds, ascending, without gaps; the other arrays are parallel to it. */
  readonly starts: readonly number[]
  /** Null where there is no value, or no expectation yet. */
  readonly value: readonly (number | null)[]
  readonly expected: readonly (number | null)[]
  readonly lower: readonly (number | null)[]
  readonly upper: readonly (number | null)[]
}
