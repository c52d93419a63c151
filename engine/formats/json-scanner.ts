import { findBytes } from './special-bytes.ts'

/** Kinds of JSON values, as numbers because a scanner stores them by the million. `absent` is 0. */
export const KIND = {
  absent: 0,
  string: 1,
  /** A string with backslashes. */
  escapedString: 2,
  number: 3,
  boolean: 4,
  null: 5,
  /** NaN, Infinity or -Infinity: not JSON, but what Python writes. */
  notFinite: 6,
  /** Object or array. */
  nested: 7,
} as const

/** Answers of a scan that found no end. */
export const BAD = -1
export const MORE = -2

/** Room behind the text for the zero byte, and for reading a short field as words. */
const SPARE_BYTES = 16

/** Deepest nesting of values that nobody reads. */
const DEPTH = 64

/**
 * Scans JSON values in bytes that end with a zero byte (at `limit`, which `setLimit` writes): as no JSON text has one outside of an
 * escape, the loops need no other bound. Positions that are returned are after the value, or BAD, or MORE when the bytes
 * end first.
 */
export class JsonScanner {
  bytes: Uint8Array
  /** Of `bytes`. */
  view: DataView
  /** Kind of the value that was just scanned. */
  kind: number = KIND.absent
  /** Line ends (LF, CRLF or CR) in the white space that was scanned. */
  lines = 0
  /** After `locate`: where the text has bytes that mean something in strings, and its end. */
  places: Int32Array = new Int32Array(1)
  /** An index of `places` that is not beyond what is read; -1 before `locate`. */
  place = -1
  #afterCr = false
  #limit = 0

  /** @param size - bytes of text that there is room for at first */
  constructor(size: number) {
    this.bytes = new Uint8Array(size + SPARE_BYTES)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Bytes of text that there is room for. */
  get size(): number {
    return this.bytes.length - SPARE_BYTES
  }

  /** Makes room for so many bytes of text. */
  grow(size: number): void {
    const larger = new Uint8Array(size + SPARE_BYTES)
    larger.set(this.bytes)
    this.bytes = larger
    this.view = new DataView(larger.buffer)
  }

  /** Ends the text. */
  setLimit(limit: number): void {
    this.#limit = limit
    this.bytes[limit] = 0
    this.place = -1
  }

  /** Looks where the quotes, backslashes and control characters of the text are. */
  locate(): void {
    const { places, count } = findBytes(this.bytes.subarray(0, this.#limit), SPECIAL, 32)
    places[count] = this.#limit
    this.places = places
    this.place = 0
  }

  /** Position of the first byte that is no white space; the zero byte counts as none. */
  space(at: number): number {
    const { bytes } = this
    let byte = bytes[at]
    if (byte > 32) {
      this.#afterCr = false
      return at
    }
    while (byte === 32 || byte === LF || byte === CR || byte === 9) {
      if (byte === CR || (byte === LF && !this.#afterCr)) this.lines++
      this.#afterCr = byte === CR
      byte = bytes[++at]
    }
    // At the end of the bytes, a CR may still be followed by its LF.
    if (at < this.#limit) this.#afterCr = false
    return at
  }

  /** Scans the string whose opening quote is at `at`; sets `kind`. */
  string(at: number): number {
    const { bytes } = this
    let kind: number = KIND.string
    for (;;) {
      const byte = bytes[++at]
      if (byte === QUOTE) {
        this.kind = kind
        return at + 1
      }
      if (byte === BACKSLASH) {
        kind = KIND.escapedString
        at = this.#escape(at)
        if (at < 0) return at
      } else if (byte < 32) return this.#stop(at)
    }
  }

  /** Scans any value; sets `kind`. */
  value(at: number): number {
    const byte = this.bytes[at]
    if (byte === QUOTE) return this.string(at)
    if (byte === MINUS || (byte >= ZERO && byte <= NINE)) return this.#number(at)
    if (byte === OBJECT || byte === ARRAY) {
      const end = this.#nested(at, 0)
      this.kind = KIND.nested
      return end
    }
    if (byte === 0x74) return this.#word(at, TRUE, KIND.boolean)
    if (byte === 0x66) return this.#word(at, FALSE, KIND.boolean)
    if (byte === 0x6e) return this.#word(at, NULL, KIND.null)
    if (byte === 0x4e) return this.#word(at, NAN, KIND.notFinite)
    if (byte === 0x49) return this.#word(at, INFINITY, KIND.notFinite)
    return this.#stop(at)
  }

  #stop(at: number): number {
    return at >= this.#limit ? MORE : BAD
  }

  #escape(at: number): number {
    const byte = this.bytes[at + 1]
    if (byte === 0x75) {
      for (let i = at + 2; i < at + 6; i++) if (!isHexadecimal(this.bytes[i])) return this.#stop(i)
      return at + 5
    }
    return ESCAPES.has(byte) ? at + 1 : this.#stop(at + 1)
  }

  #number(start: number): number {
    const { bytes } = this
    let at = start
    if (bytes[at] === MINUS) at++
    if (bytes[at] === ZERO) at++
    else {
      const digits = at
      while ((bytes[at] ^ ZERO) <= 9) at++
      if (at === digits) return bytes[at] === 0x49 ? this.#word(at, INFINITY, KIND.notFinite) : this.#stop(at)
    }
    if (bytes[at] === DOT) {
      const digits = ++at
      while ((bytes[at] ^ ZERO) <= 9) at++
      if (at === digits) return this.#stop(at)
    }
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at++
      if (bytes[at] === 0x2b || bytes[at] === MINUS) at++
      const digits = at
      while ((bytes[at] ^ ZERO) <= 9) at++
      if (at === digits) return this.#stop(at)
    }
    this.kind = KIND.number
    return at
  }

  #word(start: number, word: Uint8Array, kind: number): number {
    for (let i = 0; i < word.length; i++) if (this.bytes[start + i] !== word[i]) return this.#stop(start + i)
    this.kind = kind
    return start + word.length
  }

  #nested(start: number, depth: number): number {
    if (depth === DEPTH) return BAD
    const { bytes } = this
    const isObject = bytes[start] === OBJECT
    const close = isObject ? OBJECT_END : ARRAY_END
    let at = this.space(start + 1)
    if (bytes[at] === close) return at + 1
    for (;;) {
      if (isObject) {
        if (bytes[at] !== QUOTE) return this.#stop(at)
        at = this.string(at)
        if (at < 0) return at
        at = this.space(at)
        if (bytes[at] !== COLON) return this.#stop(at)
        at = this.space(at + 1)
      }
      at = bytes[at] === OBJECT || bytes[at] === ARRAY ? this.#nested(at, depth + 1) : this.value(at)
      if (at < 0) return at
      at = this.space(at)
      if (bytes[at] === close) return at + 1
      if (bytes[at] !== COMMA) return this.#stop(at)
      at = this.space(at + 1)
    }
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPECIAL = [QUOTE, BACKSLASH]
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const LF = 10
const CR = 13
const COMMA = 0x2c
const COLON = 0x3a
const OBJECT = 0x7b
const OBJECT_END = 0x7d
const ARRAY = 0x5b
const ARRAY_END = 0x5d
const TRUE: Uint8Array = Buffer.from('true')
const FALSE: Uint8Array = Buffer.from('false')
const NULL: Uint8Array = Buffer.from('null')
const NAN: Uint8Array = Buffer.from('NaN')
const INFINITY: Uint8Array = Buffer.from('Infinity')
const ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))

function isHexadecimal(byte: number): boolean {
  return (byte ^ ZERO) <= 9 || ((byte | 32) >= 0x61 && (byte | 32) <= 0x66)
}
