import type { RejectionCount } from '../formats/index.ts'

/** What a reading of records came to: one value per metric (measure x series) and interval. */
export interface Aggregate {
  /** Names of the measures, in the order of the spec. */
  readonly measures: readonly string[]
  /** Names of the dimensions, in the order of the spec. */
  readonly dimensions: readonly string[]
  /**
   * Dimension values of every series that has a value, parallel to `dimensions`; sorted, so that the order of records
   * plays no part.
   */
  readonly series: readonly (readonly string[])[]
  /** Starts of the intervals that have a record, ascending, epoch milliseconds. */
  readonly intervals: readonly number[]
  /** How many older intervals had records but were dropped to keep the newest ones; counted up to 200,000. */
  readonly droppedIntervals: number
  /**
   * Values of one interval, a new array: index = series * measures.length + measure; NaN = no value.
   * Undefined when the interval has no record.
   */
  values(start: number): Float64Array | undefined
  /** Records behind each value of an interval, same index. */
  counts(start: number): Uint32Array | undefined
  readonly report: ReadReport
}

/** Every record is in exactly one of used, rejected, outside, filtered and overQuota; they add up to read. */
export interface ReadReport {
  readonly files: number
  readonly bytes: number
  /** Bytes that a query service says it has scanned, and charges for; only where it says so. */
  readonly scannedBytes?: number
  readonly read: number
  readonly used: number
  readonly rejected: number
  /** Timestamp outside the interval or window that was asked for, or in an interval that was dropped as too old. */
  readonly outside: number
  /** Left out by the dataset's filters. */
  readonly filtered: number
  /** Left out because their metrics are over the quota. */
  readonly overQuota: number
  readonly rejections: readonly RejectionCount[]
  /** Metrics over the quota that were left out (0 normally). */
  readonly metricsOverQuota: number
  /** Metrics that were gone and left their places to new ones; only where there were any. */
  readonly metricsGone?: number
  /** Used records without a value for some measure; at least so many where the source has added them up. */
  readonly incomplete: number
  /** Used records without a value, by measure. */
  readonly empty: readonly number[]
}
