import type { RecordSink } from '../../formats/index.ts'
import { refusalOf } from '../refusal.ts'
import type { SqlRow, SqlValue } from './sql-dialect.ts'

/** Longest piece of a value that is kept as an example. */
const EXAMPLE_CHARACTERS = 60

interface Refusal {
  readonly reason: ReturnType<typeof refusalOf>
  readonly column: string
  readonly text: string
  readonly records: number
}

/**
 * The rows of one query of sums. They are kept until the query has ended, and only then given to the sink: what is read again after
 * a connection was lost is not counted twice.
 */
export class SumRows {
  readonly #sink: RecordSink
  readonly #starts: readonly number[]
  readonly #timestamps: number[] = []
  readonly #records: number[] = []
  readonly #dimensions: readonly number[][]
  readonly #sums: readonly number[][]
  readonly #counts: readonly number[][]
  readonly #refusals: Refusal[] = []
  #outOfRange = 0

  /** @param starts - of the intervals that were asked for */
  constructor(sink: RecordSink, starts: readonly number[]) {
    this.#sink = sink
    this.#starts = starts
    this.#dimensions = sink.columns.dimensions.map(() => [])
    this.#sums = sink.columns.measures.map(() => [])
    this.#counts = sink.columns.measures.map(() => [])
  }

  get length(): number {
    return this.#timestamps.length
  }

  /** Takes a row of `sumQuery`. */
  add(row: SqlRow): void {
    const good = Number(row[2])
    this.#outOfRange += Number(row[1]) - good
    if (good === 0) return
    const { dimensions } = this.#sink.columns
    const codes = dimensions.map((_, d) => this.#code(d, row[3 + d]!))
    const refused = codes.findIndex((code) => code < 0)
    if (refused >= 0) {
      const reason = refusalOf(codes[refused]!)
      const text = textOf(row[3 + refused]!).slice(0, EXAMPLE_CHARACTERS)
      this.#refusals.push({ reason, column: dimensions[refused]!, text, records: good })
      return
    }
    this.#timestamps.push(this.#starts[Number(row[0])]!)
    this.#records.push(good)
    codes.forEach((code, d) => this.#dimensions[d]!.push(code))
    for (let m = 0, at = 3 + codes.length; m < this.#sums.length; m++, at += 2) {
      this.#sums[m]!.push(Number(row[at] ?? 0))
      this.#counts[m]!.push(Number(row[at + 1]))
    }
  }

  /**
   * Gives all rows to the sink.
   *
   * @param place - for examples of what was rejected
   */
  flush(place: string): void {
    this.#sink.addSums({
      length: this.length,
      timestamps: Float64Array.from(this.#timestamps),
      records: Float64Array.from(this.#records),
      dimensions: this.#dimensions.map((codes) => Int32Array.from(codes)),
      sums: this.#sums.map((values) => Float64Array.from(values)),
      counts: this.#counts.map((values) => Float64Array.from(values)),
    })
    const { rejections } = this.#sink
    for (const { reason, column, text, records } of this.#refusals) {
      rejections.add(reason, () => ({ file: place, line: 0, column, text }), records)
    }
    if (this.#outOfRange > 0) {
      rejections.add('MEASURE_OUT_OF_RANGE', () => ({ file: place, line: 0 }), this.#outOfRange)
    }
  }

  #code(dimension: number, value: SqlValue): number {
    const dictionary = this.#sink.dictionaries[dimension]!
    return value instanceof Uint8Array
      ? dictionary.intern(value, 0, value.length)
      : dictionary.internText(textOf(value))
  }
}

function textOf(value: SqlValue): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value === null ? '' : String(value)
}
