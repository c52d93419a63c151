import type { Slab } from './interval-slabs.ts'

/** How many times over the cells may go to others in one reading. */
export const TIMES_SHARED = 10

/** A series that has a cell from one interval until another: half-open, starts of intervals. */
interface Tenancy {
  readonly series: number
  readonly cell: number
  readonly from: number
  until: number
  /** The one that the series had before. */
  readonly before: Tenancy | undefined
}

/** What cells are of, and when they are free for others. */
export interface CellOptions {
  /** Cells that there are. */
  readonly limit: number
  /** Measures: numbers of a slab in a cell. */
  readonly width: number
  /** Milliseconds without a value after which a series is gone. */
  readonly goneAfter: number
  /** The intervals that are kept, ascending. */
  readonly slabs: readonly Slab[]
}

/**
 * Which cells of the slabs series have, where there are more series than cells. The first ones have a cell each; from then on a new
 * series gets the cell of one that is gone, as it gets its place when it comes live (`SeriesBook.leaving`). What was added to the cell
 * before stays the other one's, so that nothing is lost. Records are best read in the order of time: one that comes too late for a cell that
 * others have by then has none.
 */
export class SeriesCells {
  readonly #options: CellOptions
  /** By series beyond the first ones, and of the first ones that have lost their cell: the newest. */
  readonly #newest = new Map<number, Tenancy>()
  /** By cell, where it has changed hands. */
  readonly #tenants = new Map<number, Tenancy>()
  /** By cell, end of the newest interval with a value in it: of the slabs that were looked at. */
  readonly #silentSince: Float64Array
  /** Cells that were free when they were looked for, the longest silent last. */
  #free: number[] = []
  /** Start of the newest interval that free cells were looked for in. */
  #soughtAt = -Infinity
  /** Start of the newest interval whose values are in `#silentSince`: more may have come since. */
  #seenUntil = -Infinity

  constructor(options: CellOptions) {
    this.#options = options
    this.#silentSince = new Float64Array(options.limit).fill(-Infinity)
  }

  /** How many series have lost their cells. */
  get left(): number {
    return [...this.#newest.values()].filter(({ until }) => until < Infinity).length
  }

  /** How many series have or had a cell, of those beyond the first ones. */
  get admitted(): number {
    return this.#newest.keys().reduce((sum, series) => sum + (series >= this.#options.limit ? 1 : 0), 0)
  }

  /** Cell of a series in an interval; -1 where it has none. @param start - of the interval */
  find(series: number, start: number): number {
    const newest = this.#newest.get(series)
    if (newest === undefined) return series < this.#options.limit ? series : this.#take(series, start, undefined)
    for (let one: Tenancy | undefined = newest; one !== undefined; one = one.before) {
      if (start >= one.from && start < one.until) return one.cell
    }
    return start < newest.until ? -1 : this.#take(series, start, newest)
  }

  /** Whether a cell has changed hands. */
  get isShared(): boolean {
    return this.#newest.size > 0
  }

  /** Which series have a value (1). @param series - that there are */
  present(series: number): Uint8Array {
    const { slabs, width } = this.#options
    const present = new Uint8Array(series)
    const tenancies = this.#tenancies(series)
    for (const slab of slabs) {
      for (const { series: number, cell, from, until } of tenancies) {
        if (slab.start >= from && slab.start < until && hasValue(slab, cell, width)) present[number] = 1
      }
    }
    return present
  }

  /**
   * Cells of some series in the interval with a start: -1 where one has none.
   *
   * @param order - numbers of the series
   * @param series - that there are
   */
  of(order: Int32Array, series: number): (start: number) => Int32Array {
    const ranks = new Int32Array(series).fill(-1)
    order.forEach((number, rank) => (ranks[number] = rank))
    const byCell = Map.groupBy(this.#tenancies(series), ({ cell }) => cell)
    return (start) => {
      const cells = new Int32Array(order.length).fill(-1)
      for (const [cell, tenants] of byCell) {
        const tenant = tenants.find(({ from, until }) => start >= from && start < until)
        const rank = tenant === undefined ? -1 : ranks[tenant.series]
        if (rank >= 0) cells[rank] = cell
      }
      return cells
    }
  }

  /** Who has had which cell. */
  #tenancies(series: number): readonly Tenancy[] {
    const all: Tenancy[] = []
    for (let number = 0; number < series; number++) {
      const newest = this.#newest.get(number)
      if (newest === undefined && number < this.#options.limit) all.push(firstTenancy(number))
      for (let one = newest; one !== undefined; one = one.before) all.push(one)
    }
    return all
  }

  #take(series: number, start: number, before: Tenancy | undefined): number {
    const cell = this.#freeCell(start)
    if (cell === undefined) return -1
    const former = this.#tenants.get(cell) ?? firstTenancy(cell)
    former.until = start
    if (!this.#newest.has(former.series)) this.#newest.set(former.series, former)
    const tenancy = { series, cell, from: start, until: Infinity, before }
    this.#tenants.set(cell, tenancy)
    this.#newest.set(series, tenancy)
    this.#silentSince[cell] = start
    return cell
  }

  #freeCell(start: number): number | undefined {
    for (;;) {
      if (this.#free.length === 0) {
        // What was free in an interval has been given away.
        if (start <= this.#soughtAt) return undefined
        this.#seek(start)
      }
      const cell = this.#free.pop()
      if (cell === undefined) return undefined
      if (this.#isFree(cell, start)) return cell
    }
  }

  /** Looks which cells seem free. */
  #seek(start: number): void {
    const { slabs, width, limit, goneAfter } = this.#options
    const since = this.#silentSince
    for (let at = slabs.length - 1; at >= 0 && slabs[at].start >= this.#seenUntil; at--) {
      const slab = slabs[at]
      for (let cell = 0; cell < limit; cell++) {
        if (since[cell] < slab.end && hasValue(slab, cell, width)) since[cell] = slab.end
      }
    }
    this.#seenUntil = slabs.at(-1)?.start ?? -Infinity
    this.#soughtAt = start
    const free = Array.from(since.keys()).filter((cell) => start - since[cell] >= goneAfter)
    this.#free = free.toSorted((a, b) => since[b] - since[a] || b - a)
  }

  /** No value is in the cell after an interval, nor for so long before that its series is gone. */
  #isFree(cell: number, start: number): boolean {
    const { slabs, width, goneAfter } = this.#options
    for (let at = slabs.length - 1; at >= 0 && slabs[at].end > start - goneAfter; at--) {
      if (hasValue(slabs[at], cell, width)) return false
    }
    return true
  }
}

/** Of a series that has the cell of its own number. */
function firstTenancy(series: number): Tenancy {
  return { series, cell: series, from: -Infinity, until: Infinity, before: undefined }
}

/** A cell of a slab has a value. @param width - numbers in a cell */
function hasValue({ counts }: Slab, cell: number, width: number): boolean {
  const end = (cell + 1) * width
  for (let at = cell * width; at < end; at++) if (counts[at] > 0) return true
  return false
}
