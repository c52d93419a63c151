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
  /** Slot -> code + 1. */
  #slots = new Int32Array(128)
  /** What was interned last, and a view of it. */
  #input: Uint8Array = this.#text
  #inputView: DataView = this.#textView
  readonly #encoded = new Uint8Array(4 * 3 * DIMENSION_VALUE_CHARACTERS)

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  intern(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== this.#input) {
      this.#input = bytes
      this.#inputView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    const view = this.#inputView
    const length = end - start
    const last = end - 4
    // Four bytes at a time; the last four may overlap those before. bench/import shows the need.
    let hash = length
    if (length >= 4) {
      for (let at = start; at < last; at += 4) {
        hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1)
        hash = (hash << 13) | (hash >>> 19)
      }
      hash ^= view.getInt32(last, true)
    } else if (length > 0) {
      hash ^= (bytes[start] << 8) | (bytes[start + (length >>> 1)] << 16) | (bytes[end - 1] << 24)
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash & mask
    for (let code = slots[slot] - 1; code >= 0; code = slots[slot] - 1) {
      if (this.#hashes[code] === hash && this.#equals(code, start, end)) return code
      slot = (slot + 1) & mask
    }
    return this.#insert(bytes, start, end, hash, slot)
  }

  /** Whether a value is the text of the input at a place. */
  #equals(code: number, start: number, end: number): boolean {
    const from = this.#ends[code]
    const length = end - start
    if (this.#ends[code + 1] - from !== length) return false
    if (length < 4) {
      for (let i = 0; i < length; i++) if (this.#text[from + i] !== this.#input[start + i]) return false
      return true
    }
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
