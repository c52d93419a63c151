import type { Dictionary, RecordBatch } from '../formats/index.ts'

/** Combinations of dimension values, numbered in order of first appearance; found by an open-addressing hash. */
export class SeriesTable {
  size = 0
  readonly #width: number
  readonly #limit: number
  /** Dictionary codes of each series, one after the other. */
  #codes: Int32Array
  #hashes = new Int32Array(256)
  /** Slot -> series + 1. */
  #slots = new Int32Array(1024)

  /**
   * @param width - dimensions
   * @param limit - series that are remembered at most
   */
  constructor(width: number, limit: number) {
    this.#width = width
    this.#limit = limit
    this.#codes = new Int32Array(256 * width)
  }

  /** Number of the series of a record; -1 when it is new and the table is full. */
  find(dimensions: RecordBatch['dimensions'], row: number): number {
    const width = this.#width
    let hash = width
    for (let d = 0; d < width; d++) hash = Math.imul(hash ^ dimensions[d][row], 0x9e3779b1) ^ (hash >>> 13)
    hash ^= hash >>> 16
    const slots = this.#slots
    const codes = this.#codes
    const mask = slots.length - 1
    let slot = hash & mask
    for (let series = slots[slot] - 1; series >= 0; series = slots[slot] - 1) {
      let d = 0
      let at = series * width
      while (d < width && codes[at] === dimensions[d][row]) {
        d++
        at++
      }
      if (d === width) return series
      slot = (slot + 1) & mask
    }
    return this.size < this.#limit ? this.#insert(dimensions, row, hash, slot) : -1
  }

  /** Dimension values of a series. */
  values(series: number, dictionaries: readonly Dictionary[]): readonly string[] {
    return dictionaries.map((dictionary, d) => dictionary.value(this.#codes[series * this.#width + d]))
  }

  #insert(dimensions: RecordBatch['dimensions'], row: number, hash: number, slot: number): number {
    const series = this.size++
    if (series === this.#hashes.length) {
      this.#hashes = larger(this.#hashes, 2 * series)
      this.#codes = larger(this.#codes, 2 * series * this.#width)
    }
    for (let d = 0; d < this.#width; d++) this.#codes[series * this.#width + d] = dimensions[d][row]
    this.#hashes[series] = hash
    this.#slots[slot] = series + 1
    if (2 * this.size > this.#slots.length) this.#rehash()
    return series
  }

  #rehash(): void {
    const slots = new Int32Array(2 * this.#slots.length)
    const mask = slots.length - 1
    for (let series = 0; series < this.size; series++) {
      let slot = this.#hashes[series] & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = series + 1
    }
    this.#slots = slots
  }
}

function larger(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length)
  copy.set(array)
  return copy
}
