import { isUtf8 } from 'node:buffer'
import type { ResolvedFormat } from '../../spec/index.ts'
import { neededColumns, placeColumns } from './columns.ts'
import { COLUMN_LIMIT, CsvScanner, type CsvHandler } from './csv-scanner.ts'
import { FormatError } from './format-error.ts'
import type { RecordSink, RejectionReason } from './record-sink.ts'
import { RecordWriter, textOf } from './record-writer.ts'

/** A CSV format with its defaults. */
export type CsvFormat = Extract<ResolvedFormat, { readonly kind: 'csv' }>

/** Reads the UTF-8 bytes of one CSV file into a sink. */
export class CsvRecords implements CsvHandler {
  readonly writer: RecordWriter
  readonly #sink: RecordSink
  readonly #scanner: CsvScanner
  /** Undefined until the header is read. */
  #width: number | undefined
  #timestamp = -1
  #measures: Int32Array = new Int32Array(0)
  #dimensions: Int32Array = new Int32Array(0)

  constructor(format: CsvFormat, sink: RecordSink, file: string) {
    this.#sink = sink
    this.writer = new RecordWriter(sink, file)
    this.#scanner = new CsvScanner(file, format.delimiter, format.quote, this)
    if (!format.header) {
      if (format.columns === null || format.columns.length === 0) throw new FormatError('COLUMNS_UNKNOWN', file, {})
      if (format.columns.length > COLUMN_LIMIT) throw new FormatError('HEADER_TOO_WIDE', file, { limit: COLUMN_LIMIT })
      this.#place(format.columns)
    }
  }

  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk)
  }

  end(): void {
    this.#scanner.end()
    this.writer.flush()
  }

  record(fields: number, line: number): void {
    const width = this.#width
    if (width === undefined) {
      this.#readHeader(fields)
      return
    }
    const writer = this.writer
    writer.line = line
    if (fields !== width) {
      writer.reject(fields < width ? 'TOO_FEW_COLUMNS' : 'TOO_MANY_COLUMNS')
      return
    }
    const { bytes, starts, ends } = this.#scanner
    const timestamp = this.#timestamp
    if (timestamp >= 0 && !writer.writeTimestampText(bytes, starts[timestamp], ends[timestamp])) return
    const measures = this.#measures
    for (let i = 0; i < measures.length; i++) {
      const field = measures[i]
      if (!writer.writeMeasureText(i, bytes, starts[field], ends[field])) return
    }
    const dimensions = this.#dimensions
    for (let i = 0; i < dimensions.length; i++) {
      const field = dimensions[i]
      if (!writer.writeDimension(i, bytes, starts[field], ends[field])) return
    }
    writer.commit()
  }

  broken(reason: RejectionReason, line: number): void {
    if (this.#width === undefined) throw new FormatError('HEADER_INVALID', this.writer.file, { reason })
    this.writer.line = line
    this.writer.reject(reason)
  }

  #readHeader(fields: number): void {
    const file = this.writer.file
    const names = headerNames(this.#scanner, fields, file)
    const needed = neededColumns(this.#sink.columns)
    if (
      names.length > 0 &&
      !needed.some((name) => names.includes(name)) &&
      names.some((name) => /^\s*[+-]?[\d.]+/.test(name))
    ) {
      throw new FormatError('HEADER_MISSING', file, { first: names })
    }
    this.#place(names)
  }

  #place(names: readonly string[]): void {
    const places = placeColumns(this.#sink.columns, names, this.writer.file)
    this.#width = names.length
    this.#timestamp = places.timestamp
    this.#measures = Int32Array.from(places.measures)
    this.#dimensions = Int32Array.from(places.dimensions)
  }
}

/**
 * The names in the record that a scanner just found; spaces around them do not count.
 *
 * @throws {FormatError} HEADER_TOO_WIDE, ENCODING_INVALID
 */
export function headerNames(scanner: CsvScanner, fields: number, file: string): readonly string[] {
  if (fields > COLUMN_LIMIT) throw new FormatError('HEADER_TOO_WIDE', file, { limit: COLUMN_LIMIT })
  const { bytes, starts, ends } = scanner
  if (!isUtf8(bytes.subarray(starts[0], ends[fields - 1]))) {
    throw new FormatError('ENCODING_INVALID', file, { charset: 'UTF-8', reason: 'in the header line' })
  }
  return Array.from({ length: fields }, (_, i) => textOf(bytes, starts[i], ends[i]).trim())
}
