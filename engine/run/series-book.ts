import { INTERVAL_SECONDS, type Interval } from '../../spec/interval.ts'
import type { Aggregate } from '../dataset/index.ts'
import { SHARDS, goneAfter, shardOf, type ShardSummary } from '../detection/index.ts'
import { SeriesLives } from './series-lives.ts'
import { seriesOfShard, seriesParts } from './series-names.ts'

/** Where the series of an aggregate live in a model: their numbers, -1 while the model does not know them. */
export type SeriesPlaces = Int32Array

/** An interval with data. */
export interface DatedInterval {
  /** Epoch milliseconds. */
  readonly start: number
  /** Intervals without any data between the last one with data and this one: each of them is silent for every series. */
  readonly gap: number
}

/** Series that want places, and the interval in which they come. */
export interface Newcomers extends DatedInterval {
  /** How many there are. */
  readonly count: number
  /** Series that there may be. */
  readonly limit: number
}

/**
 * Which series a detector has, or a part of its shards. A series gets its number when it first has a value and keeps it for
 * the generation, unless it is gone when others need room: number = place in the shard * SHARDS + shard.
 */
export class SeriesBook {
  readonly #series: readonly { readonly names: (readonly string[])[]; readonly lives: SeriesLives }[]
  readonly #intervalMs: number
  /** Milliseconds without a value after which a series is gone. */
  readonly #goneAfter: number
  /** Made when the first series is looked up: who only reads names needs none. */
  #numbers: Map<string, number> | undefined

  /** The book of a snapshot, or of those of its shards that it has; without parts one without series. */
  constructor(interval: Interval, parts: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#intervalMs = INTERVAL_SECONDS[interval] * 1000
    this.#goneAfter = goneAfter(interval)
    this.#series = Array.from({ length: SHARDS }, (_, shard) => {
      const { names, lives } = seriesOfShard(parts, shard)
      return { names: [...names], lives }
    })
  }

  /** As named parts: of each shard that has series. */
  parts(): Map<string, Uint8Array> {
    return seriesParts(this.#series)
  }

  get count(): number {
    return this.#series.reduce((sum, { names, lives }) => sum + names.length - lives.vacancies, 0)
  }

  /** Dimension values of all series, shard by shard. */
  get all(): readonly (readonly string[])[] {
    return [...this.#entries()].map(([, values]) => values)
  }

  /** The series of a shard by their places; undefined where a place is vacant. */
  ofShard(shard: number): readonly (readonly string[] | undefined)[] {
    const { names, lives } = this.#series[shard]
    return names.map((values, place) => (lives.isVacant(place) ? undefined : values))
  }

  /** Dimension values of a series by its number. */
  values(number: number): readonly string[] {
    const series = this.#series[number % SHARDS].names[Math.floor(number / SHARDS)]
    if (series === undefined) throw new RangeError(`series ${number} is not in the model: this is a bug of Crowsnest`)
    return series
  }

  /** Number of a series, undefined when it never had a value, or has left its place. */
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
   * @param start - of the interval
   * @returns the numbers of those that were taken up
   */
  admit({ series }: Aggregate, places: SeriesPlaces, values: Float64Array, start: number): readonly number[] {
    if (values.length === 0) return []
    const width = values.length / places.length
    const admitted: number[] = []
    for (let at = 0; at < places.length; at++) {
      if (places[at] < 0 && hasValue(values, at * width, width))
        admitted.push((places[at] = this.#add(series[at], start)))
    }
    return admitted
  }

  /** Notes which series have a value in an interval. @param leaves - of shards, as a step has them; NaN = none */
  note(interval: DatedInterval, leaves: readonly { readonly shard: number; readonly values: Float64Array }[]): void {
    const silentSince = this.#gapStart(interval)
    for (const { shard, values } of leaves) {
      const { names, lives } = this.#series[shard]
      const width = values.length / names.length
      for (let place = 0; place < names.length; place++) {
        lives.note(place, silentSince, hasValue(values, place * width, width))
      }
    }
  }

  /**
   * Which series keep their places when others need room: all but those that have been without a value for so long that they are gone.
   *
   * @param interval - in which others come
   * @param kept - numbers of series that keep theirs in any case
   */
  keeping(interval: DatedInterval, kept: ReadonlySet<number>): (number: number) => boolean {
    const gapStart = this.#gapStart(interval)
    return (number) => {
      const silentSince = this.#series[number % SHARDS].lives.silent.get(Math.floor(number / SHARDS)) ?? gapStart
      return interval.start - silentSince < this.#goneAfter || kept.has(number)
    }
  }

  /** Dimension values of the series that keep their places, as `keeping` says. */
  allKeeping(interval: DatedInterval, kept: ReadonlySet<number>): readonly (readonly string[])[] {
    const keeps = this.keeping(interval, kept)
    return this.#series.flatMap(({ names, lives }, shard) => {
      const numberOf = (place: number): number => place * SHARDS + shard
      const silent = this.#silences(shard, interval).every(([place]) => keeps(numberOf(place)))
      const isWhole = lives.vacancies === 0 && silent
      return isWhole ? names : names.filter((_, place) => !lives.isVacant(place) && keeps(numberOf(place)))
    })
  }

  /**
   * Series whose places newcomers need: of those that do not keep theirs the ones that have been silent for the longest time, as many as
   * it takes.
   *
   * @param kept - numbers of series that keep their places in any case
   * @returns their numbers
   */
  leaving({ count, limit, ...interval }: Newcomers, kept: ReadonlySet<number>): readonly number[] {
    const wanted = this.count + count - limit
    if (count === 0 || wanted <= 0) return []
    const keeps = this.keeping(interval, kept)
    const gone = this.#series.flatMap((_, shard) =>
      this.#silences(shard, interval).map(([place, since]) => ({ number: place * SHARDS + shard, since })),
    )
    return gone
      .filter(({ number }) => !keeps(number))
      .toSorted((a, b) => a.since - b.since || a.number - b.number)
      .slice(0, wanted)
      .map(({ number }) => number)
  }

  /** What series that have left their places say of tails and endings, in shard order. */
  get gone(): readonly ShardSummary[] {
    return this.#series.flatMap(({ lives }) => lives.gone ?? [])
  }

  /**
   * Takes their places from series, from an interval on.
   *
   * @param gone - by shard, what stays of them
   */
  leave(numbers: readonly number[], start: number, gone: ReadonlyMap<number, ShardSummary> = new Map()): void {
    for (const [shard, summary] of gone) this.#series[shard].lives.keep(summary)
    for (const number of numbers) {
      const { names, lives } = this.#series[number % SHARDS]
      const place = Math.floor(number / SHARDS)
      this.#numbers?.delete(seriesKey(names[place]))
      lives.leave(place, names[place], start, names.length)
      names[place] = []
    }
  }

  /** Start of the first interval without data before this one; where there is none, of this one. */
  #gapStart({ start, gap }: DatedInterval): number {
    return start - gap * this.#intervalMs
  }

  /** Series of a shard that may be gone, by place, and since when they are silent: after a long gap all are. */
  #silences(shard: number, interval: DatedInterval): readonly (readonly [place: number, since: number])[] {
    const { names, lives } = this.#series[shard]
    const gapStart = this.#gapStart(interval)
    if (interval.start - gapStart < this.#goneAfter) return [...lives.silent]
    const places = [...names.keys()].filter((place) => !lives.isVacant(place))
    return places.map((place) => [place, lives.silent.get(place) ?? gapStart])
  }

  #add(values: readonly string[], start: number): number {
    const shard = shardOf(values)
    const { names, lives } = this.#series[shard]
    const place = lives.take(start) ?? names.length
    names[place] = values
    const number = place * SHARDS + shard
    this.#numbers?.set(seriesKey(values), number)
    return number
  }

  #lookUp(): Map<string, number> {
    return (this.#numbers ??= new Map([...this.#entries()].map(([number, values]) => [seriesKey(values), number])))
  }

  /** Numbers and dimension values of all series, shard by shard. */
  *#entries(): Generator<readonly [number: number, values: readonly string[]]> {
    for (const [shard, { names, lives }] of this.#series.entries()) {
      for (const [place, values] of names.entries()) {
        if (!lives.isVacant(place)) yield [place * SHARDS + shard, values]
      }
    }
  }
}

/** The dimension values of a series as one text: equal for equal series alone. */
export function seriesKey(values: readonly string[]): string {
  return JSON.stringify(values)
}

/** One of some values is there. */
export function hasValue(values: Float64Array, from: number, width: number): boolean {
  for (let index = from; index < from + width; index++) if (values[index] === values[index]) return true
  return false
}
