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
  /** Of the records of a batch. */
  #places = new Int32Array(0)

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

  /** Dictionary codes of each series, one after the other. */
  get codes(): Int32Array {
    return this.#codes.subarray(0, this.size * this.#width)
  }

  /** Makes room for the values that are new in the dictionaries; call it before `locate`. */
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

  /** Looks where the records of a batch have their places; call it before `find`. */
  locate(dimensions: RecordBatch['dimensions'], length: number): void {
    if (!this.#direct) return
    if (length > this.#places.length) this.#places = new Int32Array(length)
    const places = this.#places
    places.fill(0)
    for (let d = 0; d < this.#width; d++) {
      const codes = dimensions[d]
      const stride = this.#strides[d]
      for (let row = 0; row < length; row++) places[row] += codes[row] * stride
    }
  }

  /** Number of the series of a record; -1 when it is new and the table is full. */
  find(dimensions: RecordBatch['dimensions'], row: number): number {
    if (!this.#direct) return this.#findByHash(dimensions, row)
    const place = this.#places[row]
    const series = this.#slots[place] - 1
    return series >= 0 ? series : this.#insert(dimensions, row, place)
  }

  /** Series by the first dimension value that differs, in the order of UTF-16 code units: the same everywhere. */
  sorted(series: Int32Array): Int32Array {
    const width = this.#width
    const codes = this.#codes
    const ranks = this.#dictionaries.map((dictionary, d) => {
      const used = [...new Set(Array.from(series, (number) => codes[number * width + d]))]
      const values = used.map((code) => ({ code, value: dictionary.value(code) }))
      const rankOf = new Int32Array(dictionary.size)
      values.toSorted((a, b) => (a.value < b.value ? -1 : 1)).forEach(({ code }, rank) => (rankOf[code] = rank))
      return rankOf
    })
    return series.toSorted((a, b) => {
      for (let d = 0; d < width; d++) {
        const difference = ranks[d][codes[a * width + d]] - ranks[d][codes[b * width + d]]
        if (difference !== 0) return difference
      }
      return 0
    })
  }

  /** Dimension values of series. */
  values(series: Int32Array): readonly (readonly string[])[] {
    const texts = this.#dictionaries.map((dictionary) => {
      const known: string[] = []
      return (code: number) => (known[code] ??= dictionary.value(code))
    })
    return Array.from(series, (number) => texts.map((text, d) => text(this.#codes[number * this.#width + d])))
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
