import { KIND, type JsonScanner } from './json-scanner.ts'

/** Most values of an object whose shape is kept, and most bytes between them. */
const VALUES = 64
const LITERAL_BYTES = 4096

/** What a shape does not tell: read the object value by value. */
export const OTHER_SHAPE = -3

/**
 * The text around the values of an object. Most files repeat it in every record, byte for byte; comparing it is several
 * times faster than scanning keys and white space (`bench/import`).
 */
export class JsonShape {
  /** Values; 0: no shape is known. */
  #values = 0
  /** The text before each value and after the last one, opening and closing quotes included, one after the other. */
  readonly #literal = new Uint8Array(LITERAL_BYTES)
  readonly #literalView = new DataView(this.#literal.buffer)
  readonly #literalEnds = new Int32Array(VALUES + 1)
  /** Quotes and backslashes in each of those texts. */
  readonly #literalSpecials = new Int32Array(VALUES + 1)
  readonly #kinds = new Uint8Array(VALUES)
  /** The field that each value is, or -1. */
  readonly #fields = new Int32Array(VALUES)
  // The object that is being scanned value by value.
  #seen = 0
  readonly #starts = new Int32Array(VALUES)
  readonly #ends = new Int32Array(VALUES)

  /** Begins an object that is scanned value by value. */
  begin(): void {
    this.#values = 0
    this.#seen = 0
  }

  /** Notes a value bytes[start, end), without its quotes. */
  note(field: number, kind: number, start: number, end: number): void {
    const value = this.#seen++
    if (value >= VALUES) return
    this.#fields[value] = field
    this.#kinds[value] = kind
    this.#starts[value] = start
    this.#ends[value] = end
  }

  /** Keeps the shape of the object bytes[start, end) whose values were noted, where it has one that can be kept. */
  learn(bytes: Uint8Array, start: number, end: number): void {
    const values = this.#seen
    if (values === 0 || values > VALUES) return
    let length = 0
    for (let value = 0; value <= values; value++) {
      const to = value === values ? end : this.#starts[value]
      let specials = 0
      for (let at = value === 0 ? start : this.#ends[value - 1]; at < to; at++) {
        if (length === LITERAL_BYTES || bytes[at] < 32) return
        if (bytes[at] === QUOTE || bytes[at] === BACKSLASH) specials++
        this.#literal[length++] = bytes[at]
      }
      this.#literalEnds[value] = length
      this.#literalSpecials[value] = specials
      // Strings with escapes differ too much from each other.
      if (value < values && this.#kinds[value] === KIND.escapedString) return
    }
    // A field that comes twice would have to be the last one.
    const fields = this.#fields.subarray(0, values).filter((field) => field >= 0)
    if (new Set(fields).size === fields.length) this.#values = values
  }

  /**
   * Reads an object of this shape: where its fields stand goes to `starts` and `ends`.
   *
   * @returns the place after it, or OTHER_SHAPE
   */
  read(scanner: JsonScanner, start: number, starts: Int32Array, ends: Int32Array): number {
    const values = this.#values
    if (values === 0) return OTHER_SHAPE
    const { bytes, view, places } = scanner
    const literal = this.#literal
    const literalView = this.#literalView
    const literalEnds = this.#literalEnds
    const literalSpecials = this.#literalSpecials
    const kinds = this.#kinds
    const fields = this.#fields
    let place = scanner.place
    while (places[place] < start) place++
    let at = start
    let from = 0
    for (let value = 0; ; value++) {
      const to = literalEnds[value]
      // Never beyond the text: the zero byte behind it is in no shape. The scanner has room for reading over it.
      if (to - from >= 4) {
        const after = at + to - from
        for (; from < to - 4; from += 4, at += 4) {
          if (view.getInt32(at, true) !== literalView.getInt32(from, true)) return OTHER_SHAPE
        }
        // These four may overlap those before.
        at = after
        if (view.getInt32(at - 4, true) !== literalView.getInt32(to - 4, true)) return OTHER_SHAPE
      } else for (; from < to; from++, at++) if (bytes[at] !== literal[from]) return OTHER_SHAPE
      from = to
      place += literalSpecials[value]
      if (value === values) {
        scanner.place = place
        return at
      }
      const valueStart = at
      const kind = kinds[value]
      // What ends a string is the next special byte: a quote, or the next text will not fit.
      if (kind === KIND.string) at = places[place]
      else {
        at = scanner.value(at)
        if (at < 0 || scanner.kind !== kind) return OTHER_SHAPE
        if (kind === KIND.nested) while (places[place] < at) place++
      }
      const field = fields[value]
      if (field >= 0) {
        starts[field] = valueStart
        ends[field] = at
      }
    }
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
