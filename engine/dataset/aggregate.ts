import type { RejectionCount } from '../formats/record-sink.ts'

/** What a reading of records came to: one value per metric (measure x series) and interval. */
export interface Aggregate {
  /** Names of the measures, in the order of the spec. */
  readonly measures: readonly string[]
  /** Names of the dimensions, in the order of the spec. */
  readonly dimensions: readonly string[]
  /** Dimension values of every series seen, parallel to `dimensions`; sorted, so that the order of records plays no part. */
  readonly series: readonly (readonly string[])[]
  /** Starts of the intervals that have a value, ascending, epoch milliseconds. */
  readonly intervals: readonly number[]
  /**
   * Values of one interval: index = series * measures.length + measure; NaN = no value.
   * Undefined when the interval has none at all.
   */
  values(start: number): Float64Array | undefined
  /** Records behind each value of an interval, same index. */
  counts(start: number): Uint32Array | undefined
  readonly report: ReadReport
}

/** Every record is in exactly one of used, rejected, outside and filtered; they add up to read. */
export interface ReadReport {
  readonly files: number
  readonly bytes: number
  readonly read: number
  readonly used: number
  readonly rejected: number
  /** Timestamp outside the interval or window that was asked for. */
  readonly outside: number
  /** Left out by the dataset's filters. */
  readonly filtered: number
  readonly rejections: readonly RejectionCount[]
  /** Metrics over the quota that were left out (0 normally), with their records counted in `filtered`. */
  readonly metricsOverQuota: number
}
