import { MEASURE_LIMIT, type RecordSink } from '../../formats/index.ts'
import { refusalOf } from '../refusal.ts'

/** Longest piece of a value that is kept as an example. */
const EXAMPLE_CHARACTERS = 60

/** Rows of one request, which are given to the sink when all of it is there. A row is one record: an interval of one series. */
export class SeriesRows {
  readonly #sink: RecordSink
  readonly #timestamps: number[] = []
  readonly #dimensions: readonly number[][]
  readonly #sums: readonly number[][]
  readonly #rejected: (() => void)[] = []

  constructor(sink: RecordSink) {
    this.#sink = sink
    this.#dimensions = sink.columns.dimensions.map(() => [])
    this.#sums = sink.columns.measures.map(() => [])
  }

  /** Starts of the intervals that have a row, some more than once. */
  get starts(): readonly number[] {
    return this.#timestamps
  }

  /**
   * Takes the values of an interval.
   *
   * @param values - of the dimensions
   * @param measures - NaN where there is no value
   */
  add(start: number, values: readonly string[], measures: readonly number[], place: string): void {
    const { columns, dictionaries, rejections } = this.#sink
    const far = measures.findIndex((value) => Math.abs(value) > MEASURE_LIMIT)
    if (far >= 0) {
      const example = { file: place, line: 0, column: columns.measures[far]!, text: String(measures[far]) }
      this.#rejected.push(() => rejections.add('MEASURE_OUT_OF_RANGE', () => example))
      return
    }
    const codes = values.map((value, d) => dictionaries[d]!.internText(value))
    const refused = codes.findIndex((code) => code < 0)
    if (refused >= 0) {
      const text = values[refused]!.slice(0, EXAMPLE_CHARACTERS)
      const example = { file: place, line: 0, column: columns.dimensions[refused]!, text }
      this.#rejected.push(() => rejections.add(refusalOf(codes[refused]!), () => example))
      return
    }
    this.#timestamps.push(start)
    codes.forEach((code, d) => this.#dimensions[d]!.push(code))
    measures.forEach((value, m) => this.#sums[m]!.push(value))
  }

  /** Gives all rows to the sink. */
  flush(): void {
    const { length } = this.#timestamps
    this.#sink.addSums({
      length,
      timestamps: Float64Array.from(this.#timestamps),
      records: new Float64Array(length).fill(1),
      dimensions: this.#dimensions.map((codes) => Int32Array.from(codes)),
      sums: this.#sums.map((values) => Float64Array.from(values)),
      counts: this.#sums.map((values) => Float64Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1))),
    })
    for (const reject of this.#rejected) reject()
  }
}
