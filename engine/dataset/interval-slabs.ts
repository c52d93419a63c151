import type { SumBatch } from '../formats/index.ts'
import type { IntervalGrid } from '../time/index.ts'

/** Sums of one interval. Arrays grow with the series that have records in it. */
export class Slab {
  start = 0
  end = 0
  records = 0
  /** Records without a value for some measure. */
  incomplete = 0
  /** Index = series * measures + measure. */
  sums: Float64Array
  counts: Uint32Array
  /** Sums of the files before the one that is added up in `sums`; none while there is no other. */
  #before: Float64Array | undefined

  constructor(cells: number) {
    this.sums = new Float64Array(cells)
    this.counts = new Uint32Array(cells)
  }

  /** Adds a row of sums to the cells of its series, which begin with `cell`; returns how many of its records lack a value for some measure. */
  addRow(cell: number, { sums, counts, records }: Pick<SumBatch, 'sums' | 'counts' | 'records'>, row: number): number {
    if (cell + sums.length > this.sums.length) this.grow(cell + sums.length)
    let fewest = records[row]
    for (let m = 0; m < sums.length; m++) {
      const count = counts[m][row]
      if (count > 0) {
        this.sums[cell + m] += sums[m][row]
        this.counts[cell + m] += count
      }
      fewest = Math.min(fewest, count)
    }
    // As few as it can be: which records lacked which measure is not known any more.
    const incomplete = records[row] - fewest
    this.records += records[row]
    this.incomplete += incomplete
    return incomplete
  }

  /**
   * Ends a file: the sums of each file are made for themselves and then added in the order of the files, as they are where several
   * machines read a file each.
   */
  endFile(): void {
    const { sums } = this
    const before = this.#before
    if (before === undefined) {
      this.#before = sums
      this.sums = new Float64Array(sums.length)
      return
    }
    const whole = before.length < sums.length ? new Float64Array(sums.length) : before
    if (whole !== before) whole.set(before)
    for (let cell = 0; cell < sums.length; cell++) whole[cell] += sums[cell]
    this.#before = whole
    sums.fill(0)
  }

  /** Sums of all files. */
  get total(): Float64Array {
    if (this.#before !== undefined) {
      this.endFile()
      this.sums = this.#before
      this.#before = undefined
    }
    return this.sums
  }

  /** Makes room for a number of cells, and an eighth more: a history has a slab an interval, each as long as the one before. */
  grow(cells: number): void {
    const length = Math.max(cells, this.sums.length + (this.sums.length >>> 3) + SPARE_CELLS)
    const { sums, counts } = this
    this.sums = new Float64Array(length)
    this.sums.set(sums)
    this.counts = new Uint32Array(length)
    this.counts.set(counts)
  }
}

/** Cells that a slab gets at once at least. */
const SPARE_CELLS = 64

/** Dropped intervals that are told apart. */
const DROPPED_INTERVALS = 200_000

/** The slabs of the newest intervals, in whatever order their records come. */
export class IntervalSlabs {
  /** Ascending by start. */
  readonly slabs: Slab[] = []
  /** Records of slabs that were dropped. */
  droppedRecords = 0
  readonly #grid: IntervalGrid
  readonly #limit: number
  readonly #cells: number
  readonly #dropped = new Set<number>()
  /** Slabs by a part of their records' time; an entry may be of another interval, which its bounds tell. */
  readonly #recent: (Slab | undefined)[] = Array.from({ length: RECENT })
  #spare: Slab | undefined

  /** @param limit - intervals that are kept; older ones are dropped */
  constructor(grid: IntervalGrid, limit: number, cells: number) {
    this.#grid = grid
    this.#limit = limit
    this.#cells = cells
  }

  get droppedIntervals(): number {
    return this.#dropped.size
  }

  /** The slab of a moment; undefined when there is none yet. */
  find(time: number): Slab | undefined {
    const recent = this.#recent[Math.floor(time / RECENT_MS) & (RECENT - 1)]
    if (recent !== undefined && time >= recent.start && time < recent.end) return recent
    let low = 0
    let high = this.slabs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.slabs[middle].end <= time) low = middle + 1
      else high = middle
    }
    const slab = this.slabs[low]
    if (slab === undefined || slab.start > time) return undefined
    this.#recent[Math.floor(time / RECENT_MS) & (RECENT - 1)] = slab
    return slab
  }

  /** Whether the interval of a moment that has no slab is older than what is kept; remembers that it had records. */
  isTooOld(time: number): boolean {
    if (this.slabs.length < this.#limit || time >= this.slabs[0].start) return false
    this.#remember(this.#grid.start(time))
    return true
  }

  /** A new slab for a moment that has none and is not too old. The oldest is dropped when there are too many. */
  create(time: number): Slab {
    if (this.slabs.length === this.#limit) this.#drop()
    // Neighbouring intervals have about as many series.
    const slab = this.#spare ?? new Slab(this.slabs.at(-1)?.sums.length ?? this.#cells)
    this.#spare = undefined
    slab.start = this.#grid.start(time)
    slab.end = this.#grid.next(slab.start)
    let at = this.slabs.length
    while (at > 0 && this.slabs[at - 1].start > slab.start) at--
    this.slabs.splice(at, 0, slab)
    return slab
  }

  #drop(): void {
    const slab = this.slabs.shift()!
    this.#remember(slab.start)
    this.droppedRecords += slab.records
    slab.records = slab.incomplete = 0
    slab.start = slab.end = 0
    slab.sums.fill(0)
    slab.counts.fill(0)
    this.#spare = slab
  }

  #remember(start: number): void {
    if (this.#dropped.size < DROPPED_INTERVALS) this.#dropped.add(start)
  }
}

const RECENT = 4096
/** The shortest interval. */
const RECENT_MS = 300_000
