import { MEASURE_LIMIT, isNotFiniteWord, readDecimal } from './decimal.ts'
import {
  REFUSED,
  type Dictionary,
  type RecordBatch,
  type RecordSink,
  type RejectionReason,
  type Rejections,
} from './record-sink.ts'
import type { TimestampParser } from '../time/index.ts'
import { EXAMPLE_CHARACTERS } from './rejections.ts'

/** Records of a batch: few enough to stay in a core's cache. */
const BATCH_RECORDS = 1024

/** Timestamps that are remembered (2^10), and their greatest and least length. */
const REMEMBERED = 1024
const REMEMBERED_BYTES = 32
const REMEMBERED_LEAST_BYTES = 8

/**
 * Turns the fields of one file's records into values, batches them for the sink and counts what cannot be used.
 *
 * A record is written field by field at `row`, then committed or rejected. The `write` functions answer whether the field
 * could be used; when not, the record is counted as rejected already and must not be committed.
 */
export class RecordWriter {
  readonly file: string
  /** Line (or row) of the current record, for rejections. */
  line = 0
  records = 0
  rejected = 0
  readonly #sink: RecordSink
  readonly #batch: RecordBatch
  readonly #timestampName: string
  readonly #parser: TimestampParser | undefined
  readonly #rejections: Rejections
  readonly #timestamps: Float64Array
  readonly #measures: readonly Float64Array[]
  readonly #dimensions: readonly Int32Array[]
  readonly #dictionaries: readonly Dictionary[]
  #row = 0
  readonly #texts = new Uint8Array(REMEMBERED * REMEMBERED_BYTES)
  readonly #textsView = new DataView(this.#texts.buffer)
  /** The bytes of the last timestamp, and a view of them. */
  #input: Uint8Array = this.#texts
  #inputView: DataView = this.#textsView
  readonly #lengths = new Uint8Array(REMEMBERED)
  readonly #values = new Float64Array(REMEMBERED)

  constructor(sink: RecordSink, file: string) {
    this.file = file
    this.#sink = sink
    this.#timestampName = sink.columns.timestamp?.name ?? ''
    this.#parser = sink.columns.timestamp?.parser
    this.#rejections = sink.rejections
    this.#timestamps = new Float64Array(BATCH_RECORDS)
    this.#measures = sink.columns.measures.map(() => new Float64Array(BATCH_RECORDS))
    this.#dimensions = sink.columns.dimensions.map(() => new Int32Array(BATCH_RECORDS))
    this.#dictionaries = sink.dictionaries
    this.#batch = {
      length: 0,
      timestamps: this.#timestamps,
      measures: this.#measures,
      dimensions: this.#dimensions,
    }
  }

  /** The timestamp from text, in the dataset's format. */
  writeTimestampText(bytes: Uint8Array, start: number, end: number): boolean {
    this.#readTimestamp(bytes, start, end)
    const timestamp = this.#timestamps[this.#row]
    return timestamp === timestamp || this.#refuseTimestamp(bytes, start, end)
  }

  /** The timestamp as epoch milliseconds. */
  writeTimestamp(epochMs: number): void {
    this.#timestamps[this.#row] = epochMs
  }

  /** The value of a measure from text; empty text is no value. */
  writeMeasureText(measure: number, bytes: Uint8Array, start: number, end: number): boolean {
    const values = this.#measures[measure]
    readDecimal(bytes, start, end, values, this.#row)
    const value = values[this.#row]
    if (value <= MEASURE_LIMIT && value >= -MEASURE_LIMIT) return true
    if (value !== value && isBlank(bytes, start, end)) return true
    return this.#refuseMeasure(measure, value, bytes, start, end)
  }

  /** The same where numbers[index] is what the text says, unless it is NaN. */
  writeMeasureRead(
    measure: number,
    numbers: Float64Array,
    index: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const value = numbers[index]
    if (!(value <= MEASURE_LIMIT && value >= -MEASURE_LIMIT)) return this.writeMeasureText(measure, bytes, start, end)
    this.#measures[measure][this.#row] = value
    return true
  }

  /** The value of a measure as a number; `text` is how the file shows it, for rejections. */
  writeMeasure(measure: number, value: number, text: () => string = () => String(value)): boolean {
    if (value <= MEASURE_LIMIT && value >= -MEASURE_LIMIT) {
      this.#measures[measure][this.#row] = value
      return true
    }
    const reason = Number.isFinite(value) ? 'MEASURE_OUT_OF_RANGE' : 'MEASURE_NOT_FINITE'
    return this.reject(reason, this.#sink.columns.measures[measure], text)
  }

  /** No value for a measure. */
  writeNoMeasure(measure: number): void {
    this.#measures[measure][this.#row] = Number.NaN
  }

  /** The value of a dimension; empty text is a value like any other. */
  writeDimension(dimension: number, bytes: Uint8Array, start: number, end: number): boolean {
    const code = this.#dictionaries[dimension].intern(bytes, start, end)
    if (code < 0) return this.#refuseDimension(dimension, code, () => textOf(bytes, start, end))
    this.#dimensions[dimension][this.#row] = code
    return true
  }

  /** The value of a dimension as a string. */
  writeDimensionText(dimension: number, text: string): boolean {
    const code = this.#dictionaries[dimension].internText(text)
    if (code < 0) return this.#refuseDimension(dimension, code, () => text)
    this.#dimensions[dimension][this.#row] = code
    return true
  }

  /** The code of a dimension's value that the sink's dictionary gave before. */
  writeDimensionCode(dimension: number, code: number): void {
    this.#dimensions[dimension][this.#row] = code
  }

  /** Hands the current record on. */
  commit(): void {
    this.records++
    this.#row++
    if (this.#row === BATCH_RECORDS) this.flush()
  }

  /** Counts the current record as rejected. Always false, for callers that return it. */
  reject(reason: RejectionReason, column?: string, text?: () => string): false {
    this.records++
    this.rejected++
    const line = this.line
    this.#rejections.add(reason, () => ({
      file: this.file,
      line,
      ...(column === undefined ? {} : { column }),
      ...(text === undefined ? {} : { text: shortened(text()) }),
    }))
    return false
  }

  /** Hands on what is batched; call it at the end of a file. */
  flush(): void {
    if (this.#row === 0) return
    this.#batch.length = this.#row
    this.#row = 0
    this.#sink.add(this.#batch)
  }

  /**
   * Writes the timestamp, or NaN. Neighbouring records share timestamps, in several orders: the last text of each hash is
   * remembered.
   */
  #readTimestamp(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length < REMEMBERED_LEAST_BYTES || length > REMEMBERED_BYTES || this.#parser === undefined) {
      this.#timestamps[this.#row] = this.#parser === undefined ? 0 : this.#parser.parse(bytes, start, end)
      return
    }
    if (bytes !== this.#input) {
      this.#input = bytes
      this.#inputView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    const view = this.#inputView
    const last = end - 4
    const ending = Math.imul(view.getInt32(last - 4, true), 0x85ebca6b) ^ view.getInt32(last, true)
    const place = Math.imul(ending ^ (ending >>> 15), 0x9e3779b1) >>> 22
    const from = place * REMEMBERED_BYTES
    if (this.#lengths[place] === length) {
      // Four bytes at a time; the last four may overlap those before.
      const textView = this.#textsView
      let at = start
      while (at < last && textView.getInt32(from + at - start, true) === view.getInt32(at, true)) at += 4
      if (at >= last && textView.getInt32(from + length - 4, true) === view.getInt32(last, true)) {
        this.#timestamps[this.#row] = this.#values[place]
        return
      }
    }
    this.#rememberTimestamp(this.#parser, bytes, start, end, place)
  }

  #rememberTimestamp(parser: TimestampParser, bytes: Uint8Array, start: number, end: number, place: number): void {
    const timestamp = parser.parse(bytes, start, end)
    this.#texts.set(bytes.subarray(start, end), place * REMEMBERED_BYTES)
    this.#lengths[place] = end - start
    this.#values[place] = timestamp
    this.#timestamps[this.#row] = timestamp
  }

  #refuseTimestamp(bytes: Uint8Array, start: number, end: number): false {
    const reason = isBlank(bytes, start, end) ? 'TIMESTAMP_EMPTY' : 'TIMESTAMP_INVALID'
    return this.reject(reason, this.#timestampName, () => textOf(bytes, start, end))
  }

  #refuseMeasure(measure: number, value: number, bytes: Uint8Array, start: number, end: number): false {
    const text = () => textOf(bytes, start, end)
    let reason: RejectionReason = 'MEASURE_OUT_OF_RANGE'
    if (value !== value) {
      const short = end - start <= 32
      reason = short && isNotFiniteWord(text()) ? 'MEASURE_NOT_FINITE' : 'MEASURE_NOT_A_NUMBER'
    }
    return this.reject(reason, this.#sink.columns.measures[measure], text)
  }

  #refuseDimension(dimension: number, refusal: number, text: () => string): false {
    const reason =
      refusal === REFUSED.encoding
        ? 'INVALID_ENCODING'
        : refusal === REFUSED.length
          ? 'DIMENSION_TOO_LONG'
          : 'DIMENSION_VALUES_OVER_LIMIT'
    return this.reject(reason, this.#sink.columns.dimensions[dimension], text)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Enough bytes of a field for an example; what is not UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, Math.min(end, start + 4 * EXAMPLE_CHARACTERS)))
}

function shortened(text: string): string {
  return text.length > EXAMPLE_CHARACTERS ? `${text.slice(0, EXAMPLE_CHARACTERS - 1)}…` : text
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 32 && bytes[i] !== 9) return false
  return true
}
