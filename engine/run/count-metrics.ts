import type { ResolvedDetector } from '../../spec/index.ts'
import { openDetector, type RuntimePlace } from './detector-runtime.ts'
import { RunError } from './run-error.ts'

/** How many metrics data has. */
export interface CountedMetrics {
  /** All that ever have a value. */
  readonly metrics: number
  /** With a value in an interval: on average, and in the interval with the most. */
  readonly average: number
  readonly most: number
  /** Intervals with data. */
  readonly intervals: number
  readonly records: number
}

/**
 * Counts the metrics of the newest intervals of the historical data, as many as a backtest has.
 *
 * @throws {RunError} NO_USABLE_RECORDS
 * @throws {SourceError | FormatError | DatasetError} when the data cannot be read
 */
export async function countMetrics(
  detector: ResolvedDetector,
  options: RuntimePlace & { readonly onProgress?: (done: number, total: number | undefined) => void },
): Promise<CountedMetrics> {
  const { onProgress } = options
  const aggregate = await openDetector(detector, options).readHistory(
    null,
    detector.quotas.backtestIntervals,
    onProgress ? { onProgress } : {},
  )
  const { intervals, series, measures, report } = aggregate
  if (intervals.length === 0) throw RunError.noUsableRecords(report)
  let sum = 0
  let most = 0
  for (const start of intervals) {
    const present = (aggregate.values(start) ?? new Float64Array(0)).reduce(
      (number, value) => (Number.isNaN(value) ? number : number + 1),
      0,
    )
    sum += present
    most = Math.max(most, present)
  }
  return {
    metrics: series.length * measures.length,
    average: sum / intervals.length,
    most,
    intervals: intervals.length,
    records: report.used,
  }
}
