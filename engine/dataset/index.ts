export type { Aggregate, ReadReport } from './aggregate.ts'
export {
  dataQualityMetrics,
  type BacktestSplit,
  type DataQualityMetric,
  type DataQualityMetricType,
} from './data-quality.ts'
export { DatasetError, type DatasetErrorCode } from './dataset-error.ts'
export { aggregateRecords, type AggregateOptions, type RecordAggregator } from './record-aggregator.ts'
