import { isUtf8 } from 'node:buffer'
import { columnMissing, neededColumns } from './columns.ts'
import { RECORD_BYTES, roomAfter, SMALL_FILE_BYTES } from './csv-scanner.ts'
import { FormatError } from './format-error.ts'
import { JsonKeys } from './json-keys.ts'
import { jsonRuns, type JsonRuns } from './json-runs.ts'
import { JsonShape, OTHER_SHAPE } from './json-shape.ts'
import { BAD, JsonScanner, KIND, MORE } from './json-scanner.ts'
import type { RecordSink } from './record-sink.ts'
import { RecordWriter, textOf } from './record-writer.ts'

/** Objects whose keys are collected, for the message when a column is missing. */
const SAMPLED_OBJECTS = 20

/**
 * Reads the UTF-8 bytes of one JSON lines file into a sink: one object a line; white space is allowed anywhere, so that an object may also
 * stand on several lines. A line that is no object is rejected and reading goes on with the next.
 *
 * Keys come in any order; of a key that comes twice the last counts, as in `JSON.parse`. Dimensions take strings, numbers
 * and booleans as they are written, and null as empty text. Measures take numbers and numbers in strings; null, an
 * empty string and a missing key are no value. Other keys are skipped, whatever they hold.
 */
export class JsonRecords {
  readonly writer: RecordWriter
  readonly #file: string
  readonly #scanner = new JsonScanner(SMALL_FILE_BYTES)
  readonly #keys: JsonKeys
  readonly #shape: JsonShape
  readonly #runs: JsonRuns | null
  readonly #names: readonly string[]
  /** Where in the arrays below each field stands. */
  readonly #timestamp: number
  readonly #measures: readonly number[]
  readonly #dimensions: readonly number[]
  /** Kinds of the fields: those of the shape, or of the object that was scanned value by value. */
  #kinds: Uint8Array
  readonly #scannedKinds: Uint8Array
  /** Places of the fields from `#first` on, and their numbers where those are known already. */
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #numbers: Float64Array
  #first = 0
  /** Which needed keys were there in any record (1), and how many were not yet. */
  readonly #seen: Uint8Array
  #unseen: number
  readonly #present = new Set<string>()
  #objects = 0
  #filled = 0
  /** `#filled` at which the bytes are read. */
  #room = SMALL_FILE_BYTES
  #skipping = false
  /** No bytes will follow. */
  #final = false

  /** @param runs - reads objects of one shape; null: every object is read by itself */
  constructor(sink: RecordSink, file: string, runs: JsonRuns | null = jsonRuns()) {
    const { columns } = sink
    this.#file = file
    this.writer = new RecordWriter(sink, file)
    this.#names = neededColumns(columns)
    this.#keys = new JsonKeys(this.#names)
    this.#timestamp = columns.timestamp === null ? -1 : this.#names.indexOf(columns.timestamp.name)
    this.#measures = columns.measures.map((name) => this.#names.indexOf(name))
    this.#dimensions = columns.dimensions.map((name) => this.#names.indexOf(name))
    const fields = this.#names.length
    this.#shape = new JsonShape(fields)
    this.#kinds = this.#scannedKinds = new Uint8Array(fields)
    this.#runs = runs !== null && fields <= runs.starts.length ? runs : null
    this.#starts = this.#runs?.starts ?? new Int32Array(fields)
    this.#ends = this.#runs?.ends ?? new Int32Array(fields)
    this.#numbers = this.#runs?.numbers ?? new Float64Array(fields)
    this.#seen = new Uint8Array(fields)
    this.#unseen = fields
  }

  push(chunk: Uint8Array): void {
    let taken = 0
    while (taken < chunk.length) {
      const size = Math.min(chunk.length - taken, this.#room - this.#filled)
      this.#scanner.bytes.set(size === chunk.length ? chunk : chunk.subarray(taken, taken + size), this.#filled)
      this.#filled += size
      taken += size
      if (this.#filled < this.#room) continue
      this.#consume()
      this.#room = roomAfter(this.#filled)
      if (this.#room > this.#scanner.size) this.#scanner.grow(this.#room)
    }
  }

  /** @throws {FormatError} COLUMN_MISSING when a key that every record needs is in none */
  end(): void {
    this.#final = true
    this.#consume()
    this.writer.flush()
    if (this.#objects === 0) return
    const required = [...(this.#timestamp < 0 ? [] : [this.#timestamp]), ...this.#dimensions]
    if (this.#measures.every((field) => this.#seen[field] === 0)) required.push(...this.#measures)
    const missing = required.filter((field) => this.#seen[field] === 0)
    if (missing.length === 0) return
    throw columnMissing(
      missing.map((field) => this.#names[field]),
      [...this.#present],
      this.#file,
    )
  }

  #consume(): void {
    const { bytes } = this.#scanner
    this.#scanner.setLimit(this.#filled)
    this.#runs?.begin(bytes.subarray(0, this.#filled + 1))
    let position = this.#skipping ? this.#afterLine(0) : 0
    // An object behind it is not whole, or not known to be: it waits, as long as a record can be.
    const lastLineEnd = this.#final ? this.#filled : bytes.lastIndexOf(LF, this.#filled - 1)
    while (position < this.#filled) {
      position = this.#scanner.space(position)
      if (position >= this.#filled) break
      const after = this.#readRuns(position)
      if (after > position) {
        position = after
        continue
      }
      if (position > lastLineEnd && this.#filled - position <= RECORD_BYTES) break
      const { lines } = this.#scanner
      this.writer.line = lines + 1
      const end = this.#object(position)
      if (end === MORE && !this.#final && this.#filled - position <= RECORD_BYTES) {
        this.#scanner.lines = lines
        break
      }
      if (end > position && end - position <= RECORD_BYTES) {
        this.#record(0)
        position = end
      } else {
        this.#refuse(position, end)
        this.#scanner.lines = lines
        position = this.#afterLine(position)
      }
    }
    bytes.copyWithin(0, position, this.#filled)
    this.#filled -= position
  }

  /** Reads the objects from a position on that have the known shape; answers where they end. */
  #readRuns(start: number): number {
    const runs = this.#runs
    const shape = this.#shape.forRuns
    if (runs === null || shape === undefined) return start
    this.#kinds = this.#shape.fieldKinds
    let at = start
    for (let objects = runs.read(at, shape); objects > 0; objects = runs.read(at, shape)) {
      at = runs.end
      this.#shape.noteRun()
      for (let object = 0; object < objects; object++) {
        this.writer.line = ++this.#scanner.lines
        this.#record(object * shape.results)
      }
    }
    return at
  }

  /** Reads the object at a position and remembers the fields that matter. */
  #object(start: number): number {
    this.#numbers.fill(Number.NaN, 0, this.#names.length)
    const after = this.#shape.read(this.#scanner, start, this.#starts, this.#ends)
    this.#kinds = after === OTHER_SHAPE ? this.#scannedKinds : this.#shape.fieldKinds
    if (after !== OTHER_SHAPE) return this.#lineEnd(after)
    this.#shape.begin()
    const end = this.#scanObject(start)
    if (end >= 0) this.#shape.learn(this.#scanner.bytes, start, end)
    return end
  }

  #scanObject(start: number): number {
    const scanner = this.#scanner
    const { bytes } = scanner
    this.#kinds.fill(KIND.absent)
    if (bytes[start] !== 0x7b) return BAD
    let at = scanner.space(start + 1)
    if (bytes[at] === 0x7d) return this.#lineEnd(at + 1)
    for (let place = 0; ; place++) {
      if (bytes[at] !== 0x22) return this.#stop(at)
      const keyStart = at + 1
      at = scanner.string(at)
      if (at < 0) return at
      const field =
        scanner.kind === KIND.string
          ? this.#keys.find(bytes, keyStart, at - 1, place)
          : this.#names.indexOf(unescaped(bytes, keyStart, at - 1))
      if (this.#objects < SAMPLED_OBJECTS && this.#present.size < 100)
        this.#present.add(textOf(bytes, keyStart, at - 1))
      at = scanner.space(at)
      if (bytes[at] !== 0x3a) return this.#stop(at)
      at = scanner.space(at + 1)
      const valueStart = at
      at = scanner.value(at)
      if (at < 0) return at
      const quotes = scanner.kind === KIND.string || scanner.kind === KIND.escapedString ? 1 : 0
      this.#shape.note(field, scanner.kind, valueStart + quotes, at - quotes)
      if (field >= 0) {
        this.#kinds[field] = scanner.kind
        this.#starts[field] = valueStart + quotes
        this.#ends[field] = at - quotes
      }
      at = scanner.space(at)
      const byte = bytes[at]
      if (byte === 0x7d) return this.#lineEnd(at + 1)
      if (byte !== 0x2c) return this.#stop(at)
      at = scanner.space(at + 1)
    }
  }

  /** After an object, only the line end may follow. */
  #lineEnd(after: number): number {
    const { bytes } = this.#scanner
    let at = after
    while (bytes[at] === 32 || bytes[at] === 9) at++
    if (bytes[at] === 10 || bytes[at] === 13) return at
    if (at < this.#filled) return BAD
    return this.#final ? at : MORE
  }

  #stop(at: number): number {
    return at >= this.#filled ? MORE : BAD
  }

  /** @param first - where in the arrays the object's fields begin */
  #record(first: number): void {
    const { writer } = this
    const { bytes } = this.#scanner
    const kinds = this.#kinds
    const starts = this.#starts
    const ends = this.#ends
    this.#first = first
    this.#objects++
    if (this.#unseen > 0) this.#look()
    if (this.#timestamp >= 0 && !this.#writeTimestamp(this.#timestamp)) return
    let measured = false
    for (let i = 0; i < this.#measures.length; i++) {
      const field = this.#measures[i]
      if (kinds[field] !== KIND.absent) measured = true
      if (kinds[field] === KIND.number) {
        const at = first + field
        if (!writer.writeMeasureRead(i, this.#numbers, at, bytes, starts[at], ends[at])) return
      } else if (!this.#writeMeasure(i, field)) return
    }
    if (!measured) {
      writer.reject('FIELD_MISSING', this.#names[this.#measures[0]])
      return
    }
    for (let i = 0; i < this.#dimensions.length; i++) {
      const field = this.#dimensions[i]
      if (kinds[field] === KIND.string) {
        const at = first + field
        if (!writer.writeDimension(i, bytes, starts[at], ends[at])) return
      } else if (!this.#writeDimension(i, field)) return
    }
    writer.commit()
  }

  /** Notes which needed keys the record has. */
  #look(): void {
    for (let field = 0; field < this.#kinds.length; field++) {
      if (this.#kinds[field] === KIND.absent || this.#seen[field] === 1) continue
      this.#seen[field] = 1
      this.#unseen--
    }
  }

  #writeTimestamp(field: number): boolean {
    const { bytes } = this.#scanner
    const start = this.#starts[this.#first + field]
    const end = this.#ends[this.#first + field]
    switch (this.#kinds[field]) {
      case KIND.string:
      case KIND.number:
        return this.writer.writeTimestampText(bytes, start, end)
      case KIND.escapedString: {
        const text = this.#unescape(field)
        return text !== undefined && this.writer.writeTimestampText(text, 0, text.length)
      }
      case KIND.null:
        return this.writer.reject('TIMESTAMP_EMPTY', this.#names[field])
      default:
        return this.#refuseField(field)
    }
  }

  #writeMeasure(measure: number, field: number): boolean {
    const { bytes } = this.#scanner
    switch (this.#kinds[field]) {
      case KIND.string:
        return this.writer.writeMeasureText(
          measure,
          bytes,
          this.#starts[this.#first + field],
          this.#ends[this.#first + field],
        )
      case KIND.escapedString: {
        const text = this.#unescape(field)
        return text !== undefined && this.writer.writeMeasureText(measure, text, 0, text.length)
      }
      case KIND.absent:
      case KIND.null:
        this.writer.writeNoMeasure(measure)
        return true
      case KIND.notFinite:
        return this.writer.reject('MEASURE_NOT_FINITE', this.#names[field], this.#fieldText(field))
      default:
        return this.#refuseField(field)
    }
  }

  #writeDimension(dimension: number, field: number): boolean {
    const { bytes } = this.#scanner
    switch (this.#kinds[field]) {
      case KIND.number:
      case KIND.boolean:
        return this.writer.writeDimension(
          dimension,
          bytes,
          this.#starts[this.#first + field],
          this.#ends[this.#first + field],
        )
      case KIND.escapedString: {
        const text = this.#unescape(field)
        return text !== undefined && this.writer.writeDimension(dimension, text, 0, text.length)
      }
      case KIND.null:
        return this.writer.writeDimension(dimension, bytes, 0, 0)
      default:
        return this.#refuseField(field)
    }
  }

  /** The text of a string with escapes; undefined, and the record rejected, when it is no valid Unicode. */
  #unescape(field: number): Uint8Array | undefined {
    const { bytes } = this.#scanner
    const start = this.#starts[this.#first + field]
    const end = this.#ends[this.#first + field]
    const text = unescaped(bytes, start, end)
    if (text.isWellFormed() && isUtf8(bytes.subarray(start, end))) return Buffer.from(text)
    this.writer.reject('INVALID_ENCODING', this.#names[field], this.#fieldText(field))
    return undefined
  }

  #refuseField(field: number): false {
    if (this.#kinds[field] === KIND.absent) return this.writer.reject('FIELD_MISSING', this.#names[field])
    return this.writer.reject('FIELD_WRONG_TYPE', this.#names[field], this.#fieldText(field))
  }

  #fieldText(field: number): () => string {
    return () => textOf(this.#scanner.bytes, this.#starts[this.#first + field], this.#ends[this.#first + field])
  }

  #refuse(start: number, end: number): void {
    const { bytes } = this.#scanner
    if (this.writer.records === 0 && bytes[start] === 0x5b) {
      const expected = 'JSON lines (one object a line)'
      throw new FormatError('FORMAT_MISMATCH', this.#file, { expected, found: 'a JSON array' })
    }
    const tooLong = end === MORE ? this.#filled - start > RECORD_BYTES : end >= 0
    const lineEnd = Math.min(this.#filled, start + 240)
    this.writer.reject(
      tooLong ? 'LINE_TOO_LONG' : 'NOT_A_JSON_OBJECT',
      undefined,
      () => textOf(bytes, start, lineEnd).split(/[\r\n]/, 1)[0],
    )
  }

  /** Start of the line after the one at a position; when it is not there yet, the rest will be skipped. */
  #afterLine(from: number): number {
    const { bytes } = this.#scanner
    let at = from
    while (at < this.#filled && bytes[at] !== 10 && bytes[at] !== 13) at++
    this.#skipping = at === this.#filled
    return at
  }
}

const LF = 10

function unescaped(bytes: Uint8Array, start: number, end: number): string {
  return JSON.parse(`"${Buffer.from(bytes.buffer, start, end - start).toString('utf8')}"`) as string
}
