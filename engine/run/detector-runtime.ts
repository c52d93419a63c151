import { addsUpItself, hasHistoricalFiles, type Quotas, type ResolvedDetector } from '../../spec/index.ts'
import { aggregateRecords, type Aggregate, type PartSums } from '../dataset/index.ts'
import { goneAfter } from '../detection/index.ts'
import { openSource, type AwsOptions, type ReadOptions, type StoredFile, type TimeWindow } from '../sources/index.ts'
import { intervalGrid, lastDue, zoneClock, type IntervalGrid } from '../time/index.ts'
import { historyInPieces, type PieceKeeper } from './history-in-pieces.ts'
import { intervalsBack } from './interval-span.ts'
import type { ModelConfig } from './joint-model.ts'

/** Where a detector runs. */
export interface RuntimePlace {
  /** Where relative paths of the spec start. */
  readonly baseDir: string
  /** How AWS is reached; by default as the environment says. */
  readonly aws?: AwsOptions
  /** Environment variables, for passwords; default those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Epoch milliseconds; default the clock of this machine. */
  readonly now?: () => number
}

/** A detector with what it works with: its calendar, its source and how its records become values. */
export interface DetectorRuntime {
  readonly detector: ResolvedDetector
  readonly grid: IntervalGrid
  /** Severity that the bounds of what is normal are drawn for. */
  readonly boundsThreshold: number
  /** Whether missing data is judged: it may be an anomaly. */
  readonly missing: boolean
  /** What the detector's model is made for. */
  readonly modelConfig: ModelConfig
  /** Series that there may be, by the quota of metrics. */
  readonly seriesLimit: number
  /**
   * Reads one interval.
   *
   * @param known - series that come first under the quota of metrics, so that the detector never has more
   * @throws {SourceError | FormatError | DatasetError}
   */
  readInterval(start: number, known: readonly (readonly string[])[], options?: ReadOptions): Promise<Aggregate>
  /**
   * The files of an interval, each of which one machine can read; null where all of it is read at once.
   *
   * @throws {SourceError} as `readInterval`
   */
  listFiles(start: number, options?: ReadOptions): Promise<readonly StoredFile[] | null>
  /**
   * Reads one file of an interval, or for null all of the interval; quotas of metrics and records are for those who know all parts.
   *
   * @throws {SourceError | FormatError}
   */
  readPart(start: number, file: StoredFile | null, options?: ReadOptions): Promise<PartSums>
  /** Quotas of an interval that is read in parts. */
  readonly partQuotas: Pick<Quotas, 'metrics'> & Partial<Pick<Quotas, 'recordsPerInterval'>>
  /**
   * Reads the history: the newest `maxIntervals` intervals of it.
   *
   * @param keeper - where a source that is asked piece by piece keeps what it has read until all of it is there
   * @throws {SourceError | FormatError | DatasetError}
   */
  readHistory(
    window: TimeWindow | null,
    maxIntervals: number,
    options?: ReadOptions,
    keeper?: PieceKeeper,
  ): Promise<Aggregate>
}

/** Severity for the bounds of a detector without alerts: one normal interval in 1,000 lies outside. */
const DEFAULT_BOUNDS_THRESHOLD = 50

/** Severity that a detector's bounds of what is normal are drawn for: the lowest threshold of its alerts. */
export function boundsThresholdOf({ alerts }: Pick<ResolvedDetector, 'alerts'>): number {
  const lowest = Math.min(...alerts.map(({ threshold }) => threshold))
  // A threshold of 0 asks for every deviation, which no band can show.
  return Number.isFinite(lowest) ? Math.max(1, lowest) : DEFAULT_BOUNDS_THRESHOLD
}

/** Puts a detector together; reads nothing yet. */
export function openDetector(detector: ResolvedDetector, place: RuntimePlace): DetectorRuntime {
  const { dataset, interval, quotas } = detector
  const grid = intervalGrid(interval, dataset.timezone)
  const source = openSource(dataset, { ...place, grid, quotas })
  const { metrics, recordsPerInterval } = quotas
  // The quota of records bounds what is read; what the database adds up itself is not.
  const ofInterval = addsUpItself(dataset.source) ? { metrics } : { metrics, recordsPerInterval }
  const now = place.now ?? Date.now
  const measures = dataset.measures.map(({ column }) => column)
  return {
    detector,
    grid,
    boundsThreshold: boundsThresholdOf(detector),
    missing: dataset.missingData === 'ANOMALY',
    modelConfig: {
      interval,
      measures,
      averaged: dataset.measures.map(({ aggregation }) => aggregation === 'AVG'),
      dimensions: dataset.dimensions.length,
    },
    seriesLimit: Math.floor(metrics / measures.length),
    async readInterval(start, known, options) {
      const window = { start, end: grid.next(start) }
      const sink = aggregateRecords({
        dataset,
        grid,
        window,
        quotas: ofInterval,
        known,
        filesApart: true,
      })
      return sink.finish(await source.readInterval(window, sink, options))
    },
    partQuotas: ofInterval,
    async listFiles(start, options) {
      return source.files === undefined ? null : source.files.list({ start, end: grid.next(start) }, options)
    },
    async readPart(start, file, options) {
      const window = { start, end: grid.next(start) }
      const sink = aggregateRecords({ dataset, grid, window, filesApart: true })
      if (file !== null && source.files === undefined) throw new Error('a source without files has a file: a bug')
      const report =
        file === null
          ? await source.readInterval(window, sink, options)
          : await source.files!.read([file], sink, options)
      return sink.finishPart(report)
    },
    async readHistory(given, maxIntervals, options = {}, keeper?) {
      const window = given ?? backtestWindow(detector, grid, maxIntervals, now())
      // A backtest shows its series under numbers that are theirs for good.
      const leave = given === null ? {} : { goneAfter: goneAfter(interval) }
      const ofHistory = { ...(window && { window }), maxIntervals, ...leave }
      const sink = aggregateRecords({ dataset, grid, ...ofHistory, quotas: { metrics } })
      const inPieces = keeper !== undefined && window !== null && addsUpItself(dataset.source)
      const report = inPieces
        ? await historyInPieces(source, grid, window, sink, keeper, options)
        : await source.readHistory(window, sink, options)
      return sink.finish(report)
    },
  }
}

/**
 * The data of a backtest: so many intervals before its end, which is now where the spec does not say. Null: all that is
 * there, for files that have no end.
 */
function backtestWindow(
  { dataset: { source, timezone, offsetSeconds } }: ResolvedDetector,
  grid: IntervalGrid,
  maxIntervals: number,
  now: number,
): TimeWindow | null {
  const isFiles = source.kind === 's3' || source.kind === 'folder'
  if (source.until === null && isFiles) return null
  const until = source.until === null ? null : momentOf(source.until, timezone)
  const end = until === null ? grid.next(lastDue(grid, now, offsetSeconds)) : grid.start(until)
  if (hasHistoricalFiles(source)) return { start: -Infinity, end }
  return { start: intervalsBack(grid, end, maxIntervals), end }
}

/** A date or time of a spec, as the schema lets it through. */
function momentOf(text: string, zone: string): number {
  const [date, time = '00:00'] = text.split(/[T ]/)
  return zoneClock(zone).toEpoch(Date.parse(`${date}T${time}Z`))
}
