export { createDictionary } from './dictionary.ts'
export { FormatError, type FormatErrorCode } from './format-error.ts'
export { parseRecords, type ParsedFile, type TextFormat } from './parse-records.ts'
export type { RecordFile } from './record-file.ts'
export { readRecords } from './read-records.ts'
export type {
  Dictionary,
  RecordBatch,
  RecordColumns,
  RecordSink,
  RejectedRecord,
  RejectionCount,
  RejectionReason,
  Rejections,
} from './record-sink.ts'
export { createRejections } from './rejections.ts'
