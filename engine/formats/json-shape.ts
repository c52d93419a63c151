import { RUN_KINDS, runShape, type RunShape, type ShapePart } from './json-run-shape.ts'
import { KIND, type JsonScanner } from './json-scanner.ts'

/** Most values of an object whose shape is kept, and most bytes between them. */
const VALUES = 64
const LITERAL_BYTES = 4096

/** Objects of one shape after which many more are expected. */
const STEADY_OBJECTS = 8

/** Objects of another shape in a row, after which the shape is given up. */
const OTHER_OBJECTS = 2

/** What a shape does not tell: read the object value by value. */
export const OTHER_SHAPE = -3

/**
 * The text around the values of an object. Most files repeat it in every record, byte for byte; comparing it is several
 * times faster than scanning keys and white space (`bench/import`).
 */
export class JsonShape {
  /** By field. */
  readonly fieldKinds: Uint8Array
  /** Values; 0: no shape is known. */
  #values = 0
  /** Objects that had the shape, and those since that had not. */
  #same = 0
  #other = 0
  /** Null: not made yet. */
  #forRuns: RunShape | undefined | null = null
  /** The text before each value and after the last one, opening and closing quotes included, one after the other. */
  readonly #literal = new Uint8Array(LITERAL_BYTES)
  readonly #literalView = new DataView(this.#literal.buffer)
  readonly #literalEnds = new Int32Array(VALUES + 1)
  /** Quotes and backslashes in each of those texts. */
  readonly #literalSpecials = new Int32Array(VALUES + 1)
  readonly #kinds = new Uint8Array(VALUES)
  /** The field that each value is, or -1. */
  readonly #fields = new Int32Array(VALUES)
  // The values of the object that is being scanned value by value.
  #noted = 0
  readonly #notedKinds = new Uint8Array(VALUES)
  readonly #notedFields = new Int32Array(VALUES)
  readonly #starts = new Int32Array(VALUES)
  readonly #ends = new Int32Array(VALUES)

  /** @param fields - number of fields that values may be */
  constructor(fields: number) {
    this.fieldKinds = new Uint8Array(fields)
  }

  /** For `JsonRuns`, when it is worth it and the shape allows it. */
  get forRuns(): RunShape | undefined {
    if (this.#same < STEADY_OBJECTS) return undefined
    if (this.#forRuns === null) this.#forRuns = this.#runShape()
    return this.#forRuns
  }

  /** Notes that objects were read by `JsonRuns`. */
  noteRun(): void {
    this.#other = 0
  }

  /** Begins an object that is scanned value by value. */
  begin(): void {
    this.#noted = 0
  }

  /** Notes a value bytes[start, end), without its quotes. */
  note(field: number, kind: number, start: number, end: number): void {
    const value = this.#noted++
    if (value >= VALUES) return
    this.#notedFields[value] = field
    this.#notedKinds[value] = kind
    this.#starts[value] = start
    this.#ends[value] = end
  }

  /**
   * Keeps the shape of the object bytes[start, end) whose values were noted, where it has one that can be kept, unless
   * the one that is known was seen just before.
   */
  learn(bytes: Uint8Array, start: number, end: number): void {
    if (this.#values > 0 && ++this.#other < OTHER_OBJECTS) return
    this.#values = this.#same = this.#other = 0
    this.#forRuns = null
    const values = this.#noted
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
      if (value < values && this.#notedKinds[value] === KIND.escapedString) return
    }
    // A field that comes twice would have to be the last one.
    const fields = this.#notedFields.subarray(0, values).filter((field) => field >= 0)
    if (new Set(fields).size < fields.length) return
    this.#values = values
    this.#kinds.set(this.#notedKinds)
    this.#fields.set(this.#notedFields)
    this.fieldKinds.fill(KIND.absent)
    for (let value = 0; value < values; value++) {
      if (this.#fields[value] >= 0) this.fieldKinds[this.#fields[value]] = this.#kinds[value]
    }
  }

  /**
   * Reads an object of this shape: where its fields stand goes to `starts` and `ends`.
   *
   * @returns the place after it, or OTHER_SHAPE
   */
  read(scanner: JsonScanner, start: number, starts: Int32Array, ends: Int32Array): number {
    const values = this.#values
    if (values === 0) return OTHER_SHAPE
    if (scanner.place < 0) scanner.locate()
    const { bytes, view, places } = scanner
    const literal = this.#literal
    const literalView = this.#literalView
    const literalEnds = this.#literalEnds
    const literalSpecials = this.#literalSpecials
    const kinds = this.#kinds
    const fields = this.#fields
    let place = scanner.place
    while (places[place] < start) place++
    // Also for when this is another shape: looking from the beginning for every such object took forever.
    scanner.place = place
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
        this.#same++
        this.#other = 0
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

  #runShape(): RunShape | undefined {
    const nobody = this.fieldKinds.length
    const parts: ShapePart[] = []
    let from = 0
    for (let value = 0; value < this.#values; value++) {
      const kind = this.#kinds[value]
      if (!RUN_KINDS.includes(kind)) return undefined
      const field = this.#fields[value]
      const literal = this.#literal.slice(from, this.#literalEnds[value])
      parts.push({ literal, kind, result: field < 0 ? nobody : field })
      from = this.#literalEnds[value]
    }
    const literal = this.#literal.slice(from, this.#literalEnds[this.#values])
    parts.push({ literal, kind: KIND.absent, result: nobody })
    return runShape(parts, nobody + 1)
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
