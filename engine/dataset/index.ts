export type { Aggregate, ReadReport } from './aggregate.ts'
export { dataQualityMetrics } from './data-quality.ts'
export { DatasetError } from './dataset-error.ts'
export { aggregateRecords, type AggregateOptions } from './record-aggregator.ts'
