import type { Aggregate } from './aggregate.ts'

/** What the API calls a data quality metric. https://docs.aws.amazon.com/lookoutmetrics/latest/api/API_DataQualityMetric.html */
export interface DataQualityMetric {
  readonly type: DataQualityMetricType
  readonly description: string
  /** The column that is meant, where one is. */
  readonly column?: string
  readonly value: number
}

/** Types of data quality metrics, as the API names them. */
export type DataQualityMetricType =
  | 'COLUMN_COMPLETENESS'
  | 'DIMENSION_UNIQUENESS'
  | 'TIME_SERIES_COUNT'
  | 'ROWS_PROCESSED'
  | 'ROWS_PARTIAL_COMPLIANCE'
  | 'INVALID_ROWS_COMPLIANCE'
  | 'BACKTEST_TRAINING_DATA_START_TIME_STAMP'
  | 'BACKTEST_TRAINING_DATA_END_TIME_STAMP'
  | 'BACKTEST_INFERENCE_DATA_START_TIME_STAMP'
  | 'BACKTEST_INFERENCE_DATA_END_TIME_STAMP'

/** The split of a backtest: half-open, epoch milliseconds. */
export interface BacktestSplit {
  readonly trainingStart: number
  /** End of training and start of inference. */
  readonly inferenceStart: number
  readonly inferenceEnd: number
}

/**
 * How good the data of a reading was. The original service names the metrics and defines none; these definitions are
 * ours:
 *
 * - COLUMN_COMPLETENESS: share of the used records that have a value, 0 .. 1, per measure (1 without records).
 * - DIMENSION_UNIQUENESS: distinct values, per dimension.
 * - TIME_SERIES_COUNT: metrics, that is measures x series with a value.
 * - ROWS_PROCESSED: records read. ROWS_PARTIAL_COMPLIANCE: used records that lack the value of some measure.
 *   INVALID_ROWS_COMPLIANCE: rejected records. All three are counts.
 * - BACKTEST_*_TIME_STAMP: starts and ends of a backtest's two parts, epoch seconds.
 */
export function dataQualityMetrics(aggregate: Aggregate, backtest?: BacktestSplit): readonly DataQualityMetric[] {
  const { measures, dimensions, series, report } = aggregate
  return [
    ...measures.map((column, m): DataQualityMetric => ({
      type: 'COLUMN_COMPLETENESS',
      description: 'Share of the used records that have a value of the measure',
      column,
      value: report.used === 0 ? 1 : 1 - report.empty[m] / report.used,
    })),
    ...dimensions.map((column, d): DataQualityMetric => ({
      type: 'DIMENSION_UNIQUENESS',
      description: 'Distinct values of the dimension',
      column,
      value: new Set(series.map((values) => values[d])).size,
    })),
    { type: 'TIME_SERIES_COUNT', description: 'Metrics that have a value', value: metricsWithValue(aggregate) },
    { type: 'ROWS_PROCESSED', description: 'Records read', value: report.read },
    {
      type: 'ROWS_PARTIAL_COMPLIANCE',
      description: 'Used records without a value for some measure',
      value: report.incomplete,
    },
    { type: 'INVALID_ROWS_COMPLIANCE', description: 'Records that could not be used', value: report.rejected },
    ...(backtest === undefined ? [] : backtestMetrics(backtest)),
  ]
}

function backtestMetrics(split: BacktestSplit): readonly DataQualityMetric[] {
  const { trainingStart, inferenceStart, inferenceEnd } = split
  const times: readonly (readonly [DataQualityMetricType, string, number])[] = [
    ['BACKTEST_TRAINING_DATA_START_TIME_STAMP', 'Start of the data to learn from', trainingStart],
    ['BACKTEST_TRAINING_DATA_END_TIME_STAMP', 'End of the data to learn from', inferenceStart],
    ['BACKTEST_INFERENCE_DATA_START_TIME_STAMP', 'Start of the data to find anomalies in', inferenceStart],
    ['BACKTEST_INFERENCE_DATA_END_TIME_STAMP', 'End of the data to find anomalies in', inferenceEnd],
  ]
  return times.map(([type, description, time]) => ({ type, description, value: time / 1000 }))
}

function metricsWithValue({ measures, series, intervals, counts }: Aggregate): number {
  const present = new Uint8Array(series.length * measures.length)
  for (const start of intervals) {
    const behind = counts(start)
    if (behind !== undefined)
      for (let metric = 0; metric < present.length; metric++) present[metric] |= +(behind[metric] > 0)
  }
  return present.reduce((total, one) => total + one, 0)
}
