import type { Quotas, ResolvedDataset } from '../../spec/index.ts'
import {
  createDictionary,
  createRejections,
  type Dictionary,
  type RecordBatch,
  type RecordColumns,
  type RecordSink,
  type Rejections,
  type SumBatch,
} from '../formats/index.ts'
import { compileTimestampFormat, zoneClock, type IntervalGrid } from '../time/index.ts'
import type { Aggregate, ReadReport } from './aggregate.ts'
import { DatasetError } from './dataset-error.ts'
import type { PartSums } from './part-sums.ts'
import { IntervalSlabs, type Slab } from './interval-slabs.ts'
import { LackingRecords } from './lacking-records.ts'
import { SeriesCells, TIMES_SHARED } from './series-cells.ts'
import { SeriesTable } from './series-table.ts'

/** What is aggregated, and how much of it. */
export interface AggregateOptions {
  readonly dataset: Pick<ResolvedDataset, 'timestamp' | 'timezone' | 'measures' | 'dimensions' | 'filters'>
  readonly grid: IntervalGrid
  /** Half-open, epoch milliseconds; records outside are counted and left out. Default: no bounds. */
  readonly window?: { readonly start: number; readonly end: number }
  /** The newest intervals with records are kept, at most so many. Default: all. */
  readonly maxIntervals?: number
  /** Quotas in force; one that is left out is not enforced. */
  readonly quotas?: Partial<Pick<Quotas, 'metrics' | 'recordsPerInterval'>>
  /** Series that have their place under the quota of metrics, whether or not they appear: dimension values of each. */
  readonly known?: readonly (readonly string[])[]
  /**
   * Milliseconds without a value after which a series is gone: where there are more than the quota of metrics has places for, new ones get
   * the places of those. Default: none is ever gone.
   */
  readonly goneAfter?: number
  /** Whether each file is added up for itself first, so that machines that read a file each come to the same last digits. Default: no. */
  readonly filesApart?: boolean
}

/** Series over the quota that are told apart, for the report. */
export const SERIES_OVER_QUOTA = 100_000

/** A sink that adds records up. */
export interface RecordAggregator extends RecordSink {
  /**
   * What the records came to; call it once, at the end.
   *
   * @param source - what was read
   * @throws {DatasetError} RECORDS_OVER_QUOTA
   */
  finish(source: SourceTotals): Aggregate
  /**
   * What the records of a part of one interval came to; call it once, at the end, instead of `finish`. Quotas are for those who know
   * all parts.
   */
  finishPart(source: SourceTotals): PartSums
}

/** What was read, as the source tells it. */
export type SourceTotals = Pick<ReadReport, 'files' | 'bytes' | 'scannedBytes'>

/**
 * Makes the sink for one reading: the records of an interval, or of the history. It keeps sums and counts per interval
 * and metric, never records, so memory is bounded by `quotas.metrics` x `maxIntervals`.
 *
 * Records of metrics over the quota are left out and counted as `overQuota`: first come the `known`, then the others in
 * order of appearance; with `goneAfter` those that are gone make room.
 */
export function aggregateRecords(options: AggregateOptions): RecordAggregator {
  return new Aggregator(options)
}

class Aggregator implements RecordAggregator {
  readonly columns: RecordColumns
  readonly dictionaries: readonly Dictionary[]
  readonly rejections: Rejections = createRejections()
  readonly #options: AggregateOptions
  readonly #width: number
  readonly #start: number
  readonly #end: number
  readonly #filters: readonly Filter[]
  readonly #seriesLimit: number
  readonly #series: SeriesTable
  readonly #slabs: IntervalSlabs
  /** Who has the cells of the slabs, where series can leave them; else each has the one of its number. */
  readonly #cells: SeriesCells | undefined
  readonly #lacking = new LackingRecords()
  #kept = new Uint8Array(0)
  #added = 0
  #outside = 0
  #filtered = 0
  #overQuota = 0

  constructor(options: AggregateOptions) {
    const { dataset, grid, window, maxIntervals, quotas, known = [], goneAfter } = options
    this.#options = options
    this.columns = {
      timestamp:
        dataset.timestamp === null || dataset.timestamp.format === null
          ? null
          : {
              name: dataset.timestamp.column,
              parser: compileTimestampFormat(dataset.timestamp.format, dataset.timezone),
              clock: zoneClock(dataset.timezone),
            },
      measures: dataset.measures.map(({ column }) => column),
      dimensions: dataset.dimensions,
    }
    this.dictionaries = dataset.dimensions.map(() => createDictionary())
    this.#width = dataset.measures.length
    this.#start = window?.start ?? -Infinity
    this.#end = window?.end ?? Infinity
    this.#filters = dataset.dimensions.flatMap((name, d) => {
      const values = dataset.filters[name]
      return values === undefined ? [] : [new Filter(d, values, this.dictionaries[d])]
    })
    this.#seriesLimit = Math.floor((quotas?.metrics ?? Infinity) / this.#width)
    const others = goneAfter === undefined ? 0 : TIMES_SHARED * this.#seriesLimit
    this.#series = new SeriesTable(this.dictionaries, this.#seriesLimit + others + SERIES_OVER_QUOTA)
    this.#expect(known)
    this.#slabs = new IntervalSlabs(grid, maxIntervals ?? Infinity, 16 * this.#width)
    if (goneAfter !== undefined && quotas?.metrics !== undefined) {
      const { slabs } = this.#slabs
      this.#cells = new SeriesCells({ limit: this.#seriesLimit, width: this.#width, goneAfter, slabs })
    }
  }

  add(batch: RecordBatch): void {
    const { length, timestamps, dimensions, measures } = batch
    for (const filter of this.#filters) filter.update()
    this.#series.update()
    this.#series.locate(dimensions, length)
    this.#added += length
    const kept = this.#filter(batch)
    // Most records are in the interval of the one before: from `first` until `last`.
    let current: Slab | undefined
    let first = Infinity
    let last = -Infinity
    for (let row = 0; row < length; row++) {
      if (kept[row] === 0) {
        this.#filtered++
        continue
      }
      const time = timestamps[row]
      const again = time >= first && time < last
      let slab = again ? current : undefined
      if (!again) {
        if (!(time >= this.#start && time < this.#end)) {
          this.#outside++
          continue
        }
        slab = this.#slabs.find(time)
        if (slab === undefined && this.#slabs.isTooOld(time)) {
          this.#outside++
          continue
        }
      }
      const cell = this.#cellOf(this.#series.find(dimensions, row), slab, time)
      if (cell < 0) {
        this.#overQuota++
        continue
      }
      slab ??= this.#slabs.create(time)
      if (!again) {
        current = slab
        first = Math.max(slab.start, this.#start)
        last = Math.min(slab.end, this.#end)
      }
      slab.records++
      this.#addValues(slab, cell, measures, row)
    }
  }

  addSums({ length, timestamps, dimensions, sums, counts, records }: SumBatch): void {
    for (const filter of this.#filters) filter.update()
    this.#series.update()
    this.#series.locate(dimensions, length)
    const kept = this.#filter({ length, dimensions })
    for (let row = 0; row < length; row++) {
      const time = timestamps[row]
      this.#added += records[row]
      if (kept[row] === 0) {
        this.#filtered += records[row]
        continue
      }
      const slab = this.#slabs.find(time)
      if (!(time >= this.#start && time < this.#end) || (slab === undefined && this.#slabs.isTooOld(time))) {
        this.#outside += records[row]
        continue
      }
      const cell = this.#cellOf(this.#series.find(dimensions, row), slab, time)
      if (cell < 0) {
        this.#overQuota += records[row]
        continue
      }
      const values = { sums, counts, records }
      const incomplete = (slab ?? this.#slabs.create(time)).addRow(cell * this.#width, values, row)
      if (incomplete > 0) this.#lacking.add(cell, incomplete, records[row] - counts[0][row])
    }
  }

  endFile(): void {
    if (this.#options.filesApart === true) for (const slab of this.#slabs.slabs) slab.endFile()
  }

  finishPart(source: SourceTotals): PartSums {
    const { slabs } = this.#slabs
    if (slabs.length > 1)
      throw new RangeError('a part of one interval has records of several: this is a bug of Crowsnest')
    const cells = this.#series.size * this.#width
    const counts = resized(slabs[0]?.counts ?? new Uint32Array(0), new Uint32Array(cells))
    return {
      texts: this.dictionaries.map((dictionary) =>
        Array.from({ length: dictionary.size }, (_, code) => dictionary.value(code)),
      ),
      codes: this.#series.codes,
      sums: resized(slabs[0]?.total ?? new Float64Array(0), new Float64Array(cells)),
      counts,
      ...this.#lacking.ofSeries(counts, this.#width),
      report: this.#report(source),
    }
  }

  finish(source: SourceTotals): Aggregate {
    const { dataset, grid, quotas } = this.#options
    const { slabs, droppedIntervals } = this.#slabs
    const quota = quotas?.recordsPerInterval ?? Infinity
    for (const { start, records } of slabs) {
      if (records > quota) throw new DatasetError('RECORDS_OVER_QUOTA', { interval: grid.iso(start), records, quota })
    }
    const width = this.#width
    const averaged = dataset.measures.map(({ aggregation }) => aggregation === 'AVG')
    const { series, cellsAt } = this.#sortedSeries()
    const byStart = new Map(slabs.map((slab) => [slab.start, slab]))
    return {
      measures: this.columns.measures,
      dimensions: dataset.dimensions,
      series,
      intervals: slabs.map(({ start }) => start),
      droppedIntervals,
      values(start) {
        const slab = byStart.get(start)
        return slab && sortedValues(slab, cellsAt(start), averaged)
      },
      counts(start) {
        const slab = byStart.get(start)
        return slab && sortedCounts(slab, cellsAt(start), width)
      },
      report: this.#report(source),
    }
  }

  #report(source: SourceTotals): ReadReport {
    const { slabs, droppedRecords } = this.#slabs
    const width = this.#width
    const outside = this.#outside + droppedRecords
    const rejected = this.rejections.total
    return {
      files: source.files,
      bytes: source.bytes,
      ...(source.scannedBytes !== undefined && { scannedBytes: source.scannedBytes }),
      read: this.#added + rejected,
      used: this.#added - outside - this.#filtered - this.#overQuota,
      rejected,
      outside,
      filtered: this.#filtered,
      overQuota: this.#overQuota,
      rejections: this.rejections.summary(),
      metricsOverQuota: Math.max(0, this.#series.size - this.#seriesLimit - (this.#cells?.admitted ?? 0)) * width,
      ...(this.#cells?.isShared === true && { metricsGone: this.#cells.left * width }),
      incomplete: slabs.reduce((total, { incomplete }) => total + incomplete, 0),
      empty: Array.from({ length: width }, (_, m) =>
        slabs.reduce((total, slab) => total + emptyValues(slab, m, width), 0),
      ),
    }
  }

  /** Cell of a series in the interval of a moment; -1 where it is over the quota, as a series of -1 is. */
  #cellOf(series: number, slab: Slab | undefined, time: number): number {
    if (series < 0) return -1
    const cells = this.#cells
    if (cells !== undefined && (series >= this.#seriesLimit || cells.isShared)) {
      return cells.find(series, slab?.start ?? this.#options.grid.start(time))
    }
    return series < this.#seriesLimit ? series : -1
  }

  /** Gives known series the first numbers. */
  #expect(known: readonly (readonly string[])[]): void {
    const codes = this.dictionaries.map((dictionary, d) =>
      Int32Array.from(known, (values) => dictionary.internText(values[d])),
    )
    this.#series.update()
    this.#series.locate(codes, known.length)
    const count = Math.min(known.length, this.#seriesLimit)
    for (let row = 0; row < count; row++) this.#series.find(codes, row)
  }

  /** Which records of a batch pass the filters (1). */
  #filter({ length, dimensions }: Pick<RecordBatch, 'length' | 'dimensions'>): Uint8Array {
    if (length > this.#kept.length) this.#kept = new Uint8Array(length)
    const kept = this.#kept
    kept.fill(1)
    for (const { dimension, passes } of this.#filters) {
      const codes = dimensions[dimension]
      for (let row = 0; row < length; row++) kept[row] &= passes[codes[row]]
    }
    return kept
  }

  #addValues(slab: Slab, series: number, measures: readonly Float64Array[], row: number): void {
    const cell = series * this.#width
    if (cell + measures.length > slab.sums.length) slab.grow(cell + measures.length)
    const { sums, counts } = slab
    let complete = true
    for (let m = 0; m < measures.length; m++) {
      const value = measures[m][row]
      if (value === value) {
        sums[cell + m] += value
        counts[cell + m]++
      } else complete = false
    }
    if (complete) return
    slab.incomplete++
    this.#lacking.add(series, 1, Number.isNaN(measures[0][row]) ? 1 : 0)
  }

  /** The series that have a value, sorted by their dimension values, and their cells in an interval: -1 where one has none. */
  #sortedSeries(): {
    readonly series: readonly (readonly string[])[]
    readonly cellsAt: (start: number) => Int32Array
  } {
    const { size } = this.#series
    const cells = this.#cells?.isShared === true ? this.#cells : undefined
    const present = cells?.present(size) ?? this.#presentSeries()
    const order = this.#series.sorted(Int32Array.from(present.keys()).filter((number) => present[number] === 1))
    return { series: this.#series.values(order), cellsAt: cells?.of(order, size) ?? (() => order) }
  }

  #presentSeries(): Uint8Array {
    const width = this.#width
    const present = new Uint8Array(Math.min(this.#series.size, this.#seriesLimit))
    for (const { counts } of this.#slabs.slabs) {
      const inSlab = Math.min(Math.floor(counts.length / width), present.length)
      for (let number = 0, cell = 0; number < inSlab; number++, cell += width) {
        for (let m = 0; m < width; m++) if (counts[cell + m] > 0) present[number] = 1
      }
    }
    return present
  }
}

/** As many numbers as there is room for in `target`, which has 0 where there are fewer. */
function resized<T extends Float64Array | Uint32Array>(numbers: T, target: T): T {
  target.set(numbers.subarray(0, target.length))
  return target
}

/** Which values of a dimension a dataset keeps. */
class Filter {
  readonly dimension: number
  /** By dictionary code. */
  passes = new Uint8Array(256)
  readonly #values: ReadonlySet<string>
  readonly #dictionary: Dictionary
  #known = 0

  constructor(dimension: number, values: readonly string[], dictionary: Dictionary) {
    this.dimension = dimension
    this.#values = new Set(values)
    this.#dictionary = dictionary
  }

  /** Looks at the values that are new in the dictionary. */
  update(): void {
    const { size } = this.#dictionary
    if (size > this.passes.length) {
      const passes = new Uint8Array(2 * size)
      passes.set(this.passes)
      this.passes = passes
    }
    for (; this.#known < size; this.#known++) {
      this.passes[this.#known] = this.#values.has(this.#dictionary.value(this.#known)) ? 1 : 0
    }
  }
}

/** @param cells - by series, in order; -1 = none */
function sortedValues({ total: sums, counts }: Slab, cells: Int32Array, averaged: readonly boolean[]): Float64Array {
  const width = averaged.length
  const values = new Float64Array(cells.length * width).fill(Number.NaN)
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] < 0) continue
    for (let m = 0; m < width; m++) {
      const cell = cells[i] * width + m
      // A slab ends with the last series that had a record in it: beyond, counts are undefined.
      const count = counts[cell] || 0
      values[i * width + m] = count === 0 ? Number.NaN : averaged[m] ? sums[cell] / count : sums[cell]
    }
  }
  return values
}

/** Records of a slab without a value of a measure. */
function emptyValues({ records, counts }: Slab, measure: number, width: number): number {
  let empty = records
  for (let cell = measure; cell < counts.length; cell += width) empty -= counts[cell]
  return empty
}

function sortedCounts({ counts }: Slab, cells: Int32Array, width: number): Uint32Array {
  const sorted = new Uint32Array(cells.length * width)
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] < 0) continue
    for (let m = 0; m < width; m++) sorted[i * width + m] = counts[cells[i] * width + m] || 0
  }
  return sorted
}
