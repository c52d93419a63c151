import type { Dictionary, RecordBatch } from '../formats/index.ts'

/** Most entries of the table that finds a series directly by its codes: 16 MB. */
const DIRECT_ENTRIES = 1 << 22

/**
 * Combinations of dimension values, numbered in order of first appearance. While the dimensions have few enough values
 * that every combination can have a place, a series is found there directly; afterwards, by an open-addressing hash.
 * `bench/import` shows the need for both.
 */
export class SeriesTable {
  size = 0
  readonly #dictionaries: readonly Dictionary[]
  readonly #width: number
  readonly #limit: number
  /** Dictionary codes of each series, one after the other. */
  #codes: Int32Array
  /** Place of the combination, or slot of its hash -> series + 1. */
  #slots: Int32Array = new Int32Array(1)
  /** By dimension: how far apart the places of neighbouring codes are; and how many codes have places. */
  readonly #strides: Int32Array
  readonly #capacities: Int32Array
  #direct = true

  /**
   * @param dictionaries - of the dimensions
   * @param limit - series that are remembered at most
   */
  constructor(dictionaries: readonly Dictionary[], limit: number) {
    this.#dictionaries = dictionaries
    this.#width = dictionaries.length
    this.#limit = limit
    this.#codes = new Int32Array(64 * this.#width)
    this.#strides = new Int32Array(this.#width)
    this.#capacities = new Int32Array(this.#width)
    this.update()
  }

  /** Makes room for the values that are new in the dictionaries; call it before `find`. */
  update(): void {
    if (!this.#direct || this.#capacities.every((capacity, d) => this.#dictionaries[d].size <= capacity)) return
    let entries = 1
    for (let d = 0; d < this.#width; d++) {
      const { size } = this.#dictionaries[d]
      if (size > this.#capacities[d]) this.#capacities[d] = Math.max(4, size + (size >>> 1))
      this.#strides[d] = entries
      entries *= this.#capacities[d]
    }
    this.#direct = entries <= DIRECT_ENTRIES
    this.#place(this.#direct ? entries : 1024)
  }

  /** Number of the series of a record; -1 when it is new and the table is full. */
  find(dimensions: RecordBatch['dimensions'], row: number): number {
    if (!this.#direct) return this.#findByHash(dimensions, row)
    let place = 0
    for (let d = 0; d < this.#width; d++) place += dimensions[d][row] * this.#strides[d]
    const series = this.#slots[place] - 1
    return series >= 0 ? series : this.#insert(dimensions, row, place)
  }

  /** Dimension values of a series. */
  values(series: number): readonly string[] {
    return this.#dictionaries.map((dictionary, d) => dictionary.value(this.#codes[series * this.#width + d]))
  }

  #findByHash(dimensions: RecordBatch['dimensions'], row: number): number {
    const width = this.#width
    let hash = width
    for (let d = 0; d < width; d++) hash = mixed(hash, dimensions[d][row])
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
    return this.#insert(dimensions, row, slot)
  }

  #insert(dimensions: RecordBatch['dimensions'], row: number, slot: number): number {
    if (this.size >= this.#limit) return -1
    const series = this.size++
    const from = series * this.#width
    if (from + this.#width > this.#codes.length) {
      const codes = new Int32Array(2 * this.#codes.length)
      codes.set(this.#codes)
      this.#codes = codes
    }
    for (let d = 0; d < this.#width; d++) this.#codes[from + d] = dimensions[d][row]
    this.#slots[slot] = series + 1
    if (!this.#direct && 2 * this.size > this.#slots.length) this.#place(2 * this.#slots.length)
    return series
  }

  /** Puts every series where it is found, in a new table of at least `entries`. */
  #place(entries: number): void {
    let length = entries
    while (!this.#direct && length < 2 * this.size) length *= 2
    const slots = new Int32Array(length)
    const mask = length - 1
    for (let series = 0; series < this.size; series++) {
      const from = series * this.#width
      let slot = this.#direct ? 0 : this.#width
      for (let d = 0; d < this.#width; d++) {
        const code = this.#codes[from + d]
        slot = this.#direct ? slot + code * this.#strides[d] : mixed(slot, code)
      }
      if (!this.#direct) {
        slot &= mask
        while (slots[slot] !== 0) slot = (slot + 1) & mask
      }
      slots[slot] = series + 1
    }
    this.#slots = slots
  }
}

function mixed(hash: number, code: number): number {
  const product = Math.imul(hash ^ code, 0x9e3779b1)
  return product ^ (product >>> 15)
}
