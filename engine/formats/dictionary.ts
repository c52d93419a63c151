import { isUtf8 } from 'node:buffer'
import { REFUSED, type Dictionary } from './record-sink.ts'

/** Most characters of a dimension value. Guide: "Record field key-value pair character limits". */
export const DIMENSION_VALUE_CHARACTERS = 40

/** Most distinct values of one dimension that are remembered; it bounds the memory that a hostile file can take. */
const DISTINCT_VALUES = 1_000_000

/** An empty dictionary; the values are kept as bytes and found by an open-addressing hash. */
export function createDictionary(limit: number = DISTINCT_VALUES): Dictionary {
  return new ByteDictionary(limit)
}

class ByteDictionary implements Dictionary {
  readonly #limit: number
  #size = 0
  #text = new Uint8Array(1024)
  #textView = new DataView(this.#text.buffer)
  /** Where the text of each code ends; it starts where the one before ends. */
  #ends = new Int32Array(65)
  #hashes = new Int32Array(64)
  /** The text of each code that has at most `SHORT_BYTES`, as four words, zeros behind it. */
  #words = new Int32Array(4 * 64)
  /** Slot -> code + 1. */
  #slots = new Int32Array(128)
  /** What was interned last, and a view of it. */
  #input: Uint8Array = this.#text
  #inputView: DataView = this.#textView
  /** A short text with bytes behind it. */
  readonly #padded = new Uint8Array(SHORT_BYTES)
  readonly #encoded = new Uint8Array(4 * 3 * DIMENSION_VALUE_CHARACTERS)

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  intern(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length > SHORT_BYTES) return this.#internLong(bytes, start, end)
    if (start + SHORT_BYTES > bytes.length) {
      this.#padded.set(bytes.subarray(start, end))
      return this.intern(this.#padded, 0, length)
    }
    if (bytes !== this.#input) this.#setInput(bytes)
    const view = this.#inputView
    // As four words without loops, whose ends could not be foreseen. bench/import shows the need.
    const mask = length << 2
    const a = view.getInt32(start, true) & WORD_MASKS[mask]
    const b = view.getInt32(start + 4, true) & WORD_MASKS[mask + 1]
    const c = view.getInt32(start + 8, true) & WORD_MASKS[mask + 2]
    const d = view.getInt32(start + 12, true) & WORD_MASKS[mask + 3]
    const low = Math.imul(a ^ length, 0x9e3779b1) ^ Math.imul((b << 13) | (b >>> 19), 0x85ebca6b)
    const high = Math.imul((c << 7) | (c >>> 25), 0xc2b2ae35) ^ Math.imul((d << 21) | (d >>> 11), 0x27d4eb2f)
    const mixed = low ^ ((high << 5) | (high >>> 27))
    const hash = Math.imul(mixed ^ (mixed >>> 15), 0x9e3779b1)

    const slots = this.#slots
    const words = this.#words
    const slotMask = slots.length - 1
    let slot = hash & slotMask
    for (let code = slots[slot] - 1; code >= 0; code = slots[slot] - 1) {
      const word = code << 2
      if (
        words[word] === a &&
        words[word + 1] === b &&
        words[word + 2] === c &&
        words[word + 3] === d &&
        this.#ends[code + 1] - this.#ends[code] === length
      ) {
        return code
      }
      slot = (slot + 1) & slotMask
    }
    const code = this.#insert(bytes, start, end, hash, slot)
    if (code < 0) return code
    this.#words[code << 2] = a
    this.#words[(code << 2) + 1] = b
    this.#words[(code << 2) + 2] = c
    this.#words[(code << 2) + 3] = d
    return code
  }

  #internLong(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== this.#input) this.#setInput(bytes)
    const view = this.#inputView
    const last = end - 4
    // Four bytes at a time; the last four may overlap those before.
    let hash = end - start
    for (let at = start; at < last; at += 4) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
      hash = (hash << 13) | (hash >>> 19)
    }
    hash = finished(hash ^ view.getInt32(last, true))
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash & mask
    for (let code = slots[slot] - 1; code >= 0; code = slots[slot] - 1) {
      if (this.#hashes[code] === hash && this.#equals(code, start, end)) return code
      slot = (slot + 1) & mask
    }
    return this.#insert(bytes, start, end, hash, slot)
  }

  #setInput(bytes: Uint8Array): void {
    this.#input = bytes
    this.#inputView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** Whether a value is the text of the input at a place, which is longer than four bytes. */
  #equals(code: number, start: number, end: number): boolean {
    const from = this.#ends[code]
    const length = end - start
    if (this.#ends[code + 1] - from !== length) return false
    const view = this.#inputView
    const text = this.#textView
    const last = length - 4
    for (let i = 0; i < last; i += 4) if (text.getInt32(from + i, true) !== view.getInt32(start + i, true)) return false
    return text.getInt32(from + last, true) === view.getInt32(end - 4, true)
  }

  internText(text: string): number {
    const { read, written } = encoder.encodeInto(text, this.#encoded)
    return read < text.length ? REFUSED.length : this.intern(this.#encoded, 0, written)
  }

  value(code: number): string {
    return decoder.decode(this.#text.subarray(this.#ends[code], this.#ends[code + 1]))
  }

  #insert(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const length = end - start
    if (length > 4 * DIMENSION_VALUE_CHARACTERS) return REFUSED.length
    if (!isUtf8(bytes.subarray(start, end))) return REFUSED.encoding
    if (length > DIMENSION_VALUE_CHARACTERS && characters(bytes, start, end) > DIMENSION_VALUE_CHARACTERS) {
      return REFUSED.length
    }
    if (this.#size >= this.#limit) return REFUSED.full
    const code = this.#size++
    const from = this.#ends[code]
    if (from + length > this.#text.length) {
      this.#text = grown(this.#text, Math.max(2 * this.#text.length, from + length))
      this.#textView = new DataView(this.#text.buffer)
    }
    this.#text.set(bytes.subarray(start, end), from)
    if (this.#size === this.#hashes.length) {
      this.#hashes = grown(this.#hashes, 2 * this.#size)
      this.#words = grown(this.#words, 8 * this.#size)
      this.#ends = grown(this.#ends, 2 * this.#size + 1)
    }
    this.#ends[code + 1] = from + length
    this.#hashes[code] = hash
    this.#slots[slot] = code + 1
    if (2 * this.#size > this.#slots.length) this.#rehash()
    return code
  }

  #rehash(): void {
    const slots = new Int32Array(2 * this.#slots.length)
    const mask = slots.length - 1
    for (let code = 0; code < this.#size; code++) {
      let slot = this.#hashes[code] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = code + 1
    }
    this.#slots = slots
  }
}

/** Longest text that is compared as four words. */
const SHORT_BYTES = 16

/** By length: the bits of each of the four words that belong to the text. */
const WORD_MASKS = Int32Array.from({ length: 4 * (SHORT_BYTES + 1) }, (_, i) => {
  const bytes = Math.max(0, Math.min(4, (i >>> 2) - 4 * (i & 3)))
  return bytes === 4 ? -1 : (1 << (8 * bytes)) - 1
})

/** The last steps of MurmurHash3: every bit has a say in every other. */
function finished(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Unicode characters of valid UTF-8. */
function characters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let i = start; i < end; i++) if ((bytes[i] & 0xc0) !== 0x80) count++
  return count
}

function grown<A extends Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(array: A, length: number): A {
  const larger = array instanceof Uint8Array ? new Uint8Array(length) : new Int32Array(length)
  larger.set(array)
  return larger as A
}
