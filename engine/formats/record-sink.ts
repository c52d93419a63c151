import type { TimestampParser, ZoneClock } from '../time/index.ts'

/**
 * Where parsed records go. Formats and database sources fill batches; the dataset adds them up. A sink is made for one
 * reading (an interval, or the history) and keeps the dictionaries and the count of rejected records across files.
 */
export interface RecordSink {
  readonly columns: RecordColumns
  /** Parallel to `columns.dimensions`. */
  readonly dictionaries: readonly Dictionary[]
  readonly rejections: Rejections
  /** Takes the first `batch.length` records; the batch may be filled again afterwards. */
  add(batch: RecordBatch): void
  /** Takes records that the source has added up already. */
  addSums(batch: SumBatch): void
  /** Called after the last record of each file, where a reading has several. */
  endFile?(): void
}

/** Which fields of a record matter, by name. */
export interface RecordColumns {
  /** Null where the source gives one value per interval by itself; `clock` is for local times that are no text. */
  readonly timestamp: { readonly name: string; readonly parser: TimestampParser; readonly clock: ZoneClock } | null
  readonly measures: readonly string[]
  readonly dimensions: readonly string[]
}

/** The distinct values of one dimension, numbered in order of first appearance. */
export interface Dictionary {
  readonly size: number
  /** Code of the UTF-8 text bytes[start, end), or one of `REFUSED`. */
  intern(bytes: Uint8Array, start: number, end: number): number
  /** The same for a string. */
  internText(text: string): number
  value(code: number): string
}

/** What `Dictionary.intern` answers for a value that it does not take. */
export const REFUSED = {
  /** Not valid UTF-8. */
  encoding: -1,
  /** More characters than allowed. */
  length: -2,
  /** The dictionary is full. */
  full: -3,
} as const

/** Records as columns. */
export interface RecordBatch {
  length: number
  /** Epoch milliseconds. */
  readonly timestamps: Float64Array
  /** One array a measure; NaN = empty. */
  readonly measures: readonly Float64Array[]
  /** One array a dimension; dictionary codes. */
  readonly dimensions: readonly Int32Array[]
}

/** Rows that each stand for all records of one interval and one combination of dimension values. */
export interface SumBatch {
  length: number
  /** Epoch milliseconds; any moment of the interval. */
  readonly timestamps: Float64Array
  /** One array a dimension; dictionary codes. */
  readonly dimensions: readonly Int32Array[]
  /** One array a measure: the sum of its values; of no meaning where there are none. */
  readonly sums: readonly Float64Array[]
  /** One array a measure: how many values were added up; 0 .. records. */
  readonly counts: readonly Float64Array[]
  /** How many records a row stands for; 1 or more. */
  readonly records: Float64Array
}

/** Records that could not be used: counted in full, the first of each reason kept as examples. */
export interface Rejections {
  readonly total: number
  /** Counts a record, or several alike; `place` is asked only while examples of the reason are still wanted. */
  add(reason: RejectionReason, place: () => RejectedRecord, records?: number): void
  summary(): readonly RejectionCount[]
}

/** Where a rejected record stood; `text` is the offending field, shortened. */
export interface RejectedRecord {
  readonly file: string
  /** 1-based; for binary formats the row; 0 where there are no lines: in databases. */
  readonly line: number
  readonly column?: string
  readonly text?: string
}

/** How often one thing was wrong. */
export interface RejectionCount {
  readonly reason: RejectionReason
  readonly count: number
  readonly examples: readonly RejectedRecord[]
}

/** Why a record was not used. */
export type RejectionReason =
  | 'TOO_FEW_COLUMNS'
  | 'TOO_MANY_COLUMNS'
  | 'TEXT_AFTER_QUOTE'
  | 'QUOTE_NOT_CLOSED'
  | 'LINE_TOO_LONG'
  | 'INVALID_ENCODING'
  | 'TIMESTAMP_EMPTY'
  | 'TIMESTAMP_INVALID'
  | 'MEASURE_NOT_A_NUMBER'
  | 'MEASURE_NOT_FINITE'
  | 'MEASURE_OUT_OF_RANGE'
  | 'DIMENSION_TOO_LONG'
  | 'DIMENSION_VALUES_OVER_LIMIT'
  | 'NOT_A_JSON_OBJECT'
  | 'FIELD_MISSING'
  | 'FIELD_WRONG_TYPE'
