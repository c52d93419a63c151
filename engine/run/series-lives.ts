import type { ShardSummary } from '../detection/index.ts'

/** A series that had a place before another one got it. */
export interface FormerSeries {
  readonly place: number
  readonly values: readonly string[]
  /** Starts of intervals in whose points the place is its own, half-open, epoch milliseconds; `since` is null where it had it from the beginning. */
  readonly since: number | null
  readonly until: number
}

/** How long it is known where the points of former series are, and of how many of them, as a multiple of the places. */
const FORMER_KNOWN_MS = 90 * 86_400_000
const FORMER_KNOWN = 2

/**
 * The lives of a shard's series, beside their names: which are silent, and how places that series have left came to others. Times are
 * starts of intervals, epoch milliseconds.
 */
export class SeriesLives {
  /** By place: the first interval of the silence that a series is in. */
  readonly #silent: Map<number, number>
  /** By place: the first interval of a series that was not the first one there. */
  readonly #since: Map<number, number>
  readonly #vacant: Set<number>
  #former: readonly FormerSeries[]
  #gone: ShardSummary['sums']

  private constructor({ silent, since, vacant, former, gone = [] }: WrittenLives) {
    this.#silent = new Map(silent)
    this.#since = new Map(since)
    this.#vacant = new Set(vacant)
    this.#former = former
    this.#gone = gone
  }

  /** Of series whose lives are not known: none was silent, each had its place from the beginning. */
  static create(): SeriesLives {
    return new SeriesLives({ silent: [], since: [], vacant: [], former: [] })
  }

  /** @param bytes - as `toBytes` made them */
  static restore(bytes: Uint8Array): SeriesLives {
    // The checksum of the commit proves that these are what toBytes wrote.
    return new SeriesLives(JSON.parse(new TextDecoder().decode(bytes)) as WrittenLives)
  }

  /** Undefined where there is nothing to say. */
  toBytes(): Uint8Array | undefined {
    const written: WrittenLives = {
      silent: [...this.#silent].toSorted(byPlace),
      since: [...this.#since].toSorted(byPlace),
      vacant: [...this.#vacant].toSorted((a, b) => a - b),
      former: this.#former,
      ...(this.#gone.length > 0 && { gone: this.#gone }),
    }
    if (Object.values(written).every((list: readonly unknown[]) => list.length === 0)) return undefined
    return new TextEncoder().encode(JSON.stringify(written))
  }

  /** Series that are silent, by place, and since when. */
  get silent(): ReadonlyMap<number, number> {
    return this.#silent
  }

  /** How many places have no series. */
  get vacancies(): number {
    return this.#vacant.size
  }

  /** Series whose places others have got, or none has. */
  get former(): readonly FormerSeries[] {
    return this.#former
  }

  /** What all series that have left their places say of tails and endings, see `summariseGone`; undefined where none has left. */
  get gone(): ShardSummary | undefined {
    return this.#gone.length > 0 ? { sums: this.#gone } : undefined
  }

  isVacant(place: number): boolean {
    return this.#vacant.has(place)
  }

  /** The first interval of the series that has a place now; null where it had it from the beginning. */
  since(place: number): number | null {
    return this.#since.get(place) ?? null
  }

  /** Notes whether the series of a place has a value in an interval. */
  note(place: number, start: number, isPresent: boolean): void {
    if (isPresent) this.#silent.delete(place)
    else if (!this.#silent.has(place) && !this.#vacant.has(place)) this.#silent.set(place, start)
  }

  /** Takes its place from a series, from an interval on. @param places - that the shard has */
  leave(place: number, values: readonly string[], start: number, places: number): void {
    const known = this.#former.filter(({ until }) => until > start - FORMER_KNOWN_MS)
    const former = [...known, { place, values, since: this.since(place), until: start }]
    this.#former = former.slice(-FORMER_KNOWN * places)
    this.#silent.delete(place)
    this.#since.delete(place)
    this.#vacant.add(place)
  }

  /** Adds what stays of series that have left their places. */
  keep({ sums }: ShardSummary): void {
    this.#gone = sums.map((own, measure) => own.map((sum, k) => (this.#gone[measure]?.[k] ?? 0) + sum))
  }

  /** A place without a series, the lowest one, for a series that begins in an interval; undefined where each has one. */
  take(start: number): number | undefined {
    if (this.#vacant.size === 0) return undefined
    const place = Math.min(...this.#vacant)
    this.#vacant.delete(place)
    this.#since.set(place, start)
    return place
  }
}

interface WrittenLives {
  readonly silent: readonly (readonly [place: number, start: number])[]
  readonly since: readonly (readonly [place: number, start: number])[]
  readonly vacant: readonly number[]
  readonly former: readonly FormerSeries[]
  /** Only where series have left. */
  readonly gone?: ShardSummary['sums']
}

function byPlace([a]: readonly [number, number], [b]: readonly [number, number]): number {
  return a - b
}
