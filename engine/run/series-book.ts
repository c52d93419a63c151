import type { Aggregate } from '../dataset/index.ts'
import { SHARDS, shardOf } from '../detection/index.ts'
import { nameParts, namesOfShard } from './series-names.ts'

/** Where the series of an aggregate live in a model: their numbers, -1 while the model does not know them. */
export type SeriesPlaces = Int32Array

/**
 * Which series a detector has, or a part of its shards. A series gets its number when it first has a value and keeps it for
 * the generation: number = place in the shard * SHARDS + shard.
 */
export class SeriesBook {
  readonly #series: (readonly string[])[][]
  /** Made when the first series is looked up: who only reads names needs none. */
  #numbers: Map<string, number> | undefined

  private constructor(series: (readonly string[])[][]) {
    this.#series = series
  }

  /** A book without series. */
  static create(): SeriesBook {
    return new SeriesBook(Array.from({ length: SHARDS }, () => []))
  }

  /** The book of a snapshot, or of those of its shards that it has. */
  static restore(parts: ReadonlyMap<string, Uint8Array>): SeriesBook {
    return new SeriesBook(Array.from({ length: SHARDS }, (_, shard) => namesOfShard(parts, shard) ?? []))
  }

  /** As named parts: one a shard that has series. */
  parts(): Map<string, Uint8Array> {
    return nameParts(this.#series.map((series) => (series.length > 0 ? series : undefined)))
  }

  get count(): number {
    return this.#series.reduce((sum, { length }) => sum + length, 0)
  }

  /** Dimension values of all series, shard by shard. */
  get all(): readonly (readonly string[])[] {
    return this.#series.flat()
  }

  /** Dimension values of a shard's series, by their places. */
  ofShard(shard: number): readonly (readonly string[])[] {
    return this.#series[shard]
  }

  /** Dimension values of a series by its number. */
  values(number: number): readonly string[] {
    const series = this.#series[number % SHARDS][Math.floor(number / SHARDS)]
    if (series === undefined) throw new RangeError(`series ${number} is not in the model: this is a bug of Crowsnest`)
    return series
  }

  /** Number of a series, undefined when it never had a value. */
  number(values: readonly string[]): number | undefined {
    return this.#lookUp().get(seriesKey(values))
  }

  /** Looks up the series of an aggregate, once for all its intervals. */
  placesOf({ series }: Aggregate): SeriesPlaces {
    const numbers = this.#lookUp()
    return Int32Array.from(series, (values) => numbers.get(seriesKey(values)) ?? -1)
  }

  /**
   * Takes up the series of an aggregate that are new and have a value in an interval.
   *
   * @param places - of the aggregate's series; what is taken up gets its number here
   * @param values - of the interval, index = series * measures + measure; NaN = none
   * @returns the numbers of those that were taken up
   */
  admit({ series }: Aggregate, places: SeriesPlaces, values: Float64Array): readonly number[] {
    if (values.length === 0) return []
    const width = values.length / places.length
    const admitted: number[] = []
    for (let at = 0; at < places.length; at++) {
      if (places[at] >= 0) continue
      let seen = false
      for (let index = at * width; index < (at + 1) * width; index++) seen ||= values[index] === values[index]
      if (seen) admitted.push((places[at] = this.#add(series[at])))
    }
    return admitted
  }

  #add(values: readonly string[]): number {
    const shard = shardOf(values)
    const number = (this.#series[shard].push(values) - 1) * SHARDS + shard
    this.#numbers?.set(seriesKey(values), number)
    return number
  }

  #lookUp(): Map<string, number> {
    if (this.#numbers === undefined) {
      const numbers = new Map<string, number>()
      this.#series.forEach((series, shard) =>
        series.forEach((values, place) => numbers.set(seriesKey(values), place * SHARDS + shard)),
      )
      this.#numbers = numbers
    }
    return this.#numbers
  }
}

/** The dimension values of a series as one text: equal for equal series alone. */
export function seriesKey(values: readonly string[]): string {
  return JSON.stringify(values)
}
