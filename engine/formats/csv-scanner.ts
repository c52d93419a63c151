import { FormatError } from './format-error.ts'
import type { RejectionReason } from './record-sink.ts'

/** Longest record, in bytes. */
export const RECORD_BYTES = 1 << 20

/** Room for the longest record and a good piece of what follows. */
export const BUFFER_BYTES = 2 * RECORD_BYTES

/** Room at first: a history may be thousands of small files. */
export const SMALL_FILE_BYTES = 1 << 16

/** Room behind the bytes for a line end and for reading four bytes at once. */
const SPARE_BYTES = 8

/** Most columns whose places are kept. */
export const COLUMN_LIMIT = 4096

/** Bytes that may be scanned again after broken quotes, per file: it keeps hostile files linear. */
const RESCAN_BYTES = 64 << 20

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
  #view = new DataView(this.bytes.buffer)
  #filled = 0
  #line = 1
  /** The rest of a line is being thrown away. */
  #skipping = false
  /** The last byte was a CR, whose LF may come with the next bytes. */
  #afterCr = false
  #rescanned = 0
  /** What `#closingQuote` saw: line ends, and whether a quote was doubled (1). */
  #quotedLines = 0
  #quotedDoubles = 0
  /** Whether a field of the record has doubled quotes. */
  #anyDoubled = false

  constructor(file: string, delimiter: string, quote: string, handler: CsvHandler) {
    this.#file = file
    this.#handler = handler
    this.#delimiter = new TextEncoder().encode(delimiter)
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0)
  }

  /** Takes the next bytes of the file, in pieces of any size. */
  push(chunk: Uint8Array): void {
    let taken = 0
    while (taken < chunk.length) {
      const size = Math.min(chunk.length - taken, this.bytes.length - SPARE_BYTES - this.#filled)
      this.bytes.set(size === chunk.length ? chunk : chunk.subarray(taken, taken + size), this.#filled)
      this.#filled += size
      taken += size
      if (this.#filled < this.bytes.length - SPARE_BYTES) continue
      if (this.#filled < BUFFER_BYTES) this.#grow()
      else this.#consume(false)
    }
  }

  #grow(): void {
    const larger = new Uint8Array(2 * (this.bytes.length - SPARE_BYTES) + SPARE_BYTES)
    larger.set(this.bytes)
    this.bytes = larger
    this.#view = new DataView(larger.buffer)
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
    // Most bytes of most files are greater than everything that matters: one comparison is enough for them.
    const greatest = Math.max(delimiter, CR)
    const byWords = greatest < 0x30
    const threshold = Math.imul(greatest + 1, 0x01010101)
    const view = this.#view
    const limit = this.#filled
    // A line end behind the last byte ends every loop over plain text.
    bytes[limit] = LF
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
            if (byte <= greatest) {
              if (byte === LF || byte === CR) break
              if (byte === delimiter && (delimiterBytes === 1 || this.#isDelimiter(at))) break
            }
            at++
            if (byWords) {
              // Four bytes at once, until one of them may matter: a byte below n gives the highest bit of its place in
              // (word - n) & ~word; the lowest such place is right.
              let word = view.getInt32(at, true)
              let below = (word - threshold) & ~word & HIGH_BITS
              while (below === 0) {
                at += 4
                word = view.getInt32(at, true)
                below = (word - threshold) & ~word & HIGH_BITS
              }
              at += (31 - Math.clz32(below & -below)) >>> 3
            }
            byte = bytes[at]
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
          const end = this.#closingQuote(at)
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
              at += delimiterBytes
              continue
            }
            if (!final && at + delimiterBytes > limit) return recordStart
            trouble = 'TEXT_AFTER_QUOTE'
            break
          }
        }
        // The record ends, with a line or with the bytes.
        if (at - recordStart > RECORD_BYTES) trouble = 'LINE_TOO_LONG'
        else if (at >= limit) {
          if (!final) return recordStart
        } else if (byte === LF) at++
        else if (++at < limit) {
          if (bytes[at] === LF) at++
        } else this.#afterCr = !final
        break
      }
      if (trouble !== null) {
        this.#handler.broken(trouble, this.#line)
        position = this.#afterLine(recordStart, final)
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

  /**
   * Place of the quote that closes the one at `open`, or of the end of the bytes when there is none within the longest
   * record. Sets `#quotedLines` and `#quotedDoubles`.
   */
  #closingQuote(open: number): number {
    const { bytes } = this
    const quote = this.#quote
    const limit = this.#filled
    const stop = Math.min(limit, open + RECORD_BYTES)
    let lines = 0
    let doubles = 0
    let at = open + 1
    for (; at < stop; at++) {
      const byte = bytes[at]
      if (byte === quote) {
        if (at + 1 >= limit || bytes[at + 1] !== quote) break
        doubles = 1
        at++
      } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) lines++
    }
    this.#quotedLines = lines
    this.#quotedDoubles = doubles
    return at
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

const HIGH_BITS = 0x80808080 | 0
const LF = 10
const CR = 13
