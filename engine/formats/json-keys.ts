/** Keys of a record whose places are remembered. */
const REMEMBERED_KEYS = 64

/** Longest key that is remembered. */
const REMEMBERED_BYTES = 64

/**
 * Finds keys among the few that matter. Records of a file mostly have the same keys in the same order, so the key that
 * stood at a place before is tried first.
 */
export class JsonKeys {
  readonly #names: readonly Uint8Array[]
  readonly #texts = Array.from({ length: REMEMBERED_KEYS }, () => new Uint8Array(REMEMBERED_BYTES))
  readonly #lengths = new Int32Array(REMEMBERED_KEYS).fill(-1)
  readonly #found = new Int32Array(REMEMBERED_KEYS)

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => new TextEncoder().encode(name))
  }

  /**
   * Index of the name that is equal to bytes[start, end), or -1.
   *
   * @param place - position of the key in its record
   */
  find(bytes: Uint8Array, start: number, end: number, place: number): number {
    if (place >= REMEMBERED_KEYS) return this.#search(bytes, start, end)
    const text = this.#texts[place]
    const length = end - start
    if (length === this.#lengths[place]) {
      let i = 0
      while (i < length && text[i] === bytes[start + i]) i++
      if (i === length) return this.#found[place]
    }
    const found = this.#search(bytes, start, end)
    if (length <= REMEMBERED_BYTES) {
      for (let i = 0; i < length; i++) text[i] = bytes[start + i]
      this.#lengths[place] = length
      this.#found[place] = found
    }
    return found
  }

  #search(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start
    for (let index = 0; index < this.#names.length; index++) {
      const name = this.#names[index]
      if (name.length !== length) continue
      let i = 0
      while (i < length && name[i] === bytes[start + i]) i++
      if (i === length) return index
    }
    return -1
  }
}
