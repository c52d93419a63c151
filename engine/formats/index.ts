export { columnMissing } from './columns.ts'
export { MEASURE_LIMIT } from './decimal.ts'
export { createDictionary } from './dictionary.ts'
export { firstParquetRows } from './first-rows.ts'
export { FormatError } from './format-error.ts'
export { parseRecords, type TextFormat } from './parse-records.ts'
export type { RecordFile } from './record-file.ts'
export { readRecords } from './read-records.ts'
export type {
  Dictionary,
  RecordBatch,
  RecordColumns,
  RecordSink,
  RejectionCount,
  Rejections,
  SumBatch,
} from './record-sink.ts'
export { REFUSED } from './record-sink.ts'
export { createRejections, EXAMPLES_OF_REJECTION } from './rejections.ts'
