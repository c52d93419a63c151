export type { Aggregate, ReadReport } from './aggregate.ts'
export { dataQualityMetrics } from './data-quality.ts'
export type { DataQualityMetric } from './data-quality.ts'
export { DatasetError } from './dataset-error.ts'
export {
  SERIES_OVER_QUOTA,
  aggregateRecords,
  type AggregateOptions,
  type RecordAggregator,
} from './record-aggregator.ts'
export { addPart, joinReports, type PartSums } from './part-sums.ts'
