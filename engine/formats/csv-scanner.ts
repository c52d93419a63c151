import { FormatError } from './format-error.ts'
import type { RejectionReason } from './record-sink.ts'
import { findBytes } from './special-bytes.ts'

/** Longest record, in bytes. */
export const RECORD_BYTES = 1 << 20

/** Room for the longest record and a good piece of what follows. */
const BUFFER_BYTES = 2 * RECORD_BYTES

/** Room at first: a history may be thousands of small files. */
export const SMALL_FILE_BYTES = 1 << 16

/** Bytes that are looked through at once: few enough to stay in a core's cache. */
const STEP_BYTES = 1 << 18

/** Room behind the bytes for a line end, and for reading a short field as words. */
const SPARE_BYTES = 16

/** Most columns whose places are kept. */
export const COLUMN_LIMIT = 4096

/** Bytes that may be scanned again after broken quotes, per file: it keeps hostile files linear. */
const RESCAN_BYTES = 64 << 20

/**
 * Bytes that a buffer collects before it is read again, when some are left in it: a step; and twice what is left, as reading a
 * long record again with every step would take forever.
 */
export function roomAfter(left: number): number {
  return Math.min(BUFFER_BYTES, Math.max(STEP_BYTES, 2 * left))
}

/** What takes the records that a scanner finds. */
export interface CsvHandler {
  /** A record of `fields` fields, the first `COLUMN_LIMIT` of them at `starts` and `ends` in `bytes`. */
  record(fields: number, line: number): void
  /** A line that is not a record. */
  broken(reason: RejectionReason, line: number): void
}

/**
 * Splits delimited text into records and fields. Lines end with LF, CRLF or CR, in any mixture; blank lines are skipped. A quote opens a
 * field only as its first character, and inside it a doubled quote is one; a quote elsewhere is text. When a
 * record is broken (text after a closing quote, a quote that is never closed, too long), only its first line is
 * lost: scanning goes on with the next line.
 */
export class CsvScanner {
  /** `SPARE_BYTES` longer than what it can hold. */
  bytes: Uint8Array = new Uint8Array(SMALL_FILE_BYTES + SPARE_BYTES)
  readonly starts: Int32Array = new Int32Array(COLUMN_LIMIT)
  readonly ends: Int32Array = new Int32Array(COLUMN_LIMIT)
  readonly #file: string
  readonly #handler: CsvHandler
  readonly #delimiter: Uint8Array
  /** -1: none. */
  readonly #quote: number
  readonly #doubled = new Uint8Array(COLUMN_LIMIT)
  /** The bytes that matter, wherever they stand: delimiter, quote and line ends. */
  readonly #special: readonly number[]
  /** Where those are in `bytes`. */
  #places: Int32Array = new Int32Array(1)
  #placeCount = 0
  #filled = 0
  /** `#filled` at which the bytes are looked through. */
  #room = SMALL_FILE_BYTES
  #line = 1
  /** The rest of a line is being thrown away. */
  #skipping = false
  /** The last byte was a CR, whose LF may come with the next bytes. */
  #afterCr = false
  #rescanned = 0
  /** What `#closingQuote` saw: the end, line ends, and whether a quote was doubled (1). */
  #quotedEnd = 0
  #quotedLines = 0
  #quotedDoubles = 0
  /** Whether a field of the record has doubled quotes. */
  #anyDoubled = false

  constructor(file: string, delimiter: string, quote: string, handler: CsvHandler) {
    this.#file = file
    this.#handler = handler
    this.#delimiter = new TextEncoder().encode(delimiter)
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0)
    this.#special = [LF, CR, this.#delimiter[0], ...(this.#quote < 0 ? [] : [this.#quote])]
  }

  /** Takes the next bytes of the file, in pieces of any size. */
  push(chunk: Uint8Array): void {
    let taken = 0
    while (taken < chunk.length) {
      const size = Math.min(chunk.length - taken, this.#room - this.#filled)
      this.bytes.set(size === chunk.length ? chunk : chunk.subarray(taken, taken + size), this.#filled)
      this.#filled += size
      taken += size
      if (this.#filled < this.#room) continue
      this.#consume(false)
      this.#makeRoom()
    }
  }

  #makeRoom(): void {
    this.#room = roomAfter(this.#filled)
    if (this.#room + SPARE_BYTES <= this.bytes.length) return
    const larger = new Uint8Array(this.#room + SPARE_BYTES)
    larger.set(this.bytes.subarray(0, this.#filled))
    this.bytes = larger
  }

  /** Ends the file: the last line needs no line end. */
  end(): void {
    this.#consume(true)
  }

  #consume(final: boolean): void {
    let position = 0
    if (this.#afterCr && this.#filled > 0) {
      this.#afterCr = false
      if (this.bytes[0] === LF) position = 1
    }
    if (this.#skipping) position = this.#afterLine(position, final)
    position = this.#scan(position, final)
    this.bytes.copyWithin(0, position, this.#filled)
    this.#filled -= position
  }

  /** Hands on the records from `position`; answers where the bytes begin that it could not use yet. */
  #scan(from: number, final: boolean): number {
    const { bytes, starts, ends } = this
    const quote = this.#quote
    const delimiter = this.#delimiter[0]
    const delimiterBytes = this.#delimiter.length
    const limit = this.#filled
    const { places, count } = findBytes(bytes.subarray(0, limit), this.#special)
    // A line end behind the last byte ends every loop over plain text.
    bytes[limit] = LF
    places[count] = limit
    this.#places = places
    this.#placeCount = count
    /** The first of `places` that is not before `at`. */
    let place = this.#placeOf(from)
    let position = from
    while (position < limit) {
      const recordStart = position
      let at = recordStart
      let fields = 0
      let lines = 1
      let trouble: RejectionReason | null = null
      if (this.#anyDoubled) this.#forgetDoubled()
      for (;;) {
        let byte = bytes[at]
        if (byte !== quote) {
          const start = at
          for (;;) {
            at = places[place++]
            byte = bytes[at]
            if (byte === delimiter && (delimiterBytes === 1 || this.#isDelimiter(at))) break
            if (byte === LF || byte === CR) break
          }
          if (fields < COLUMN_LIMIT) {
            starts[fields] = start
            ends[fields] = at
          }
          fields++
          if (byte === delimiter) {
            at += delimiterBytes
            continue
          }
        } else {
          place = this.#closingQuote(at, place)
          const end = this.#quotedEnd
          lines += this.#quotedLines
          if (fields < COLUMN_LIMIT) {
            starts[fields] = at + 1
            ends[fields] = end
            this.#doubled[fields] = this.#quotedDoubles
            if (this.#quotedDoubles !== 0) this.#anyDoubled = true
          }
          fields++
          at = end
          if (at - recordStart >= RECORD_BYTES || at >= limit) {
            if (at >= limit && !final && limit - recordStart <= RECORD_BYTES) return recordStart
            trouble = 'QUOTE_NOT_CLOSED'
            break
          }
          byte = bytes[++at]
          if (at < limit && byte !== LF && byte !== CR) {
            if (delimiterBytes === 1 ? byte === delimiter : this.#isDelimiter(at)) {
              place++
              at += delimiterBytes
              continue
            }
            if (!final && at + delimiterBytes > limit) return recordStart
            trouble = 'TEXT_AFTER_QUOTE'
            break
          }
          place++
        }
        // The record ends, with a line or with the bytes.
        if (at - recordStart > RECORD_BYTES) trouble = 'LINE_TOO_LONG'
        else if (at >= limit) {
          if (!final) return recordStart
        } else if (byte === LF) at++
        else if (++at < limit) {
          if (bytes[at] === LF) {
            at++
            place++
          }
        } else this.#afterCr = !final
        break
      }
      if (trouble !== null) {
        this.#handler.broken(trouble, this.#line)
        position = this.#afterLine(recordStart, final)
        place = this.#placeOf(position)
        this.#rescanned += Math.max(0, at - position)
        if (this.#rescanned > RESCAN_BYTES) throw new FormatError('QUOTES_UNUSABLE', this.#file, { line: this.#line })
        continue
      }
      position = at
      if (fields > 1 || ends[0] > recordStart) {
        if (this.#anyDoubled) this.#undouble(Math.min(fields, COLUMN_LIMIT))
        this.#handler.record(fields, this.#line)
      }
      this.#line += lines
    }
    return position
  }

  /** Index of the first special byte that is not before a position. */
  #placeOf(position: number): number {
    let low = 0
    let high = this.#placeCount
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#places[middle] < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /**
   * Finds the quote that closes the one at `open`, or the end of the bytes when there is none within the longest record:
   * `#quotedEnd`. Sets `#quotedLines` and `#quotedDoubles`; answers the index of the first special byte after it.
   */
  #closingQuote(open: number, openPlace: number): number {
    const bytes = this.bytes
    const places = this.#places
    const quote = this.#quote
    const stop = Math.min(this.#filled, open + RECORD_BYTES)
    let lines = 0
    let doubles = 0
    let place = openPlace + 1
    let at = places[place]
    for (; at < stop; at = places[++place]) {
      const byte = bytes[at]
      if (byte === quote) {
        // Behind the last byte there is a line end.
        if (bytes[at + 1] !== quote) break
        doubles = 1
        place++
      } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) lines++
    }
    this.#quotedLines = lines
    this.#quotedDoubles = doubles
    this.#quotedEnd = Math.min(at, stop)
    return at < stop ? place + 1 : place
  }

  #forgetDoubled(): void {
    this.#doubled.fill(0)
    this.#anyDoubled = false
  }

  #isDelimiter(at: number): boolean {
    const delimiter = this.#delimiter
    if (at + delimiter.length > this.#filled) return false
    for (let i = 0; i < delimiter.length; i++) if (this.bytes[at + i] !== delimiter[i]) return false
    return true
  }

  /** The start of the line after the one at `from`; when it is not there yet, the rest will be skipped. */
  #afterLine(from: number, final: boolean): number {
    const { bytes } = this
    let at = from
    while (at < this.#filled && bytes[at] !== LF && bytes[at] !== CR) at++
    this.#skipping = at === this.#filled
    if (this.#skipping) return at
    this.#line++
    at++
    if (bytes[at - 1] !== CR) return at
    if (at < this.#filled) return bytes[at] === LF ? at + 1 : at
    this.#afterCr = !final
    return at
  }

  /** Makes every doubled quote of a record single, in place. */
  #undouble(fields: number): void {
    const { bytes, starts, ends } = this
    for (let field = 0; field < fields; field++) {
      if (this.#doubled[field] === 0) continue
      let to = starts[field]
      for (let at = to; at < ends[field]; at++) {
        bytes[to++] = bytes[at]
        if (bytes[at] === this.#quote) at++
      }
      ends[field] = to
    }
  }
}

const LF = 10
const CR = 13
