import { severityOf } from '../detection/index.ts'
import {
  mapLimited,
  readPoints,
  type Columns,
  type CommitLog,
  type CommitRecord,
  type ContentRef,
  type ObjectStore,
} from '../state/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { cachedReads } from './cached-reads.ts'
import type { CommitDigests } from './commit-digests.ts'
import { seriesPlaces, type SeriesPlace, type SeriesPlaces } from './series-places.ts'

/** A metric to be read back. */
export interface WantedMetric {
  /** Number of its measure in the dataset. */
  readonly measure: number
  readonly series: readonly string[]
}

/** What a metric was and should have been, interval by interval; null where there is no value, or no expectation. */
export interface MetricHistory {
  readonly value: readonly (number | null)[]
  readonly expected: readonly (number | null)[]
  readonly lower: readonly (number | null)[]
  readonly upper: readonly (number | null)[]
  /** The metric's own, 0 .. 100; null while it learns. */
  readonly severity: readonly (number | null)[]
}

/** Reads metrics of a generation back from the points that its commits name. */
export interface SeriesReader {
  /**
   * Reads metrics over intervals. An interval that was passed over, learned or not committed gives nulls.
   *
   * @param last - the last commit
   * @param measures - how many the dataset has
   * @param starts - of the intervals, ascending
   * @returns a history for each metric, parallel to `starts`
   * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
   */
  read(
    last: CommitRecord,
    grid: IntervalGrid,
    measures: number,
    metrics: readonly WantedMetric[],
    starts: readonly number[],
  ): Promise<readonly MetricHistory[]>
  /** Where the series of a commit stand. */
  places(commit: CommitRecord): Promise<SeriesPlaces>
}

/** Decoded points that are kept: those of some 500 intervals of 5,000 metrics. */
const MOST_BYTES = 64 << 20

/** Commits and points on their way at a time: a chart needs those of a hundred intervals, and a request to S3 takes some 30 ms. */
const READS_AT_ONCE = 48

/** Opens the points of a generation; reads nothing yet. */
export function seriesReader(store: ObjectStore, log: CommitLog, digests: CommitDigests): SeriesReader {
  const places = seriesPlaces(store)
  const points = cachedReads<string, Columns>(MOST_BYTES, (columns) =>
    Object.values(columns).reduce((sum, { byteLength }) => sum + byteLength, 0),
  )

  return {
    places,
    async read(last, grid, measures, metrics, starts) {
      const [known, named] = await Promise.all([places(last), pointsByStart(log, digests, last, grid, starts)])
      const wanted = metrics.map(({ measure, series }) => ({ measure, places: known.placesOf(series) }))
      const histories = metrics.map(() => emptyHistory(starts.length))
      await mapLimited([...starts.keys()], READS_AT_ONCE, async (interval) => {
        const ref = named.get(starts[interval])
        const columns = ref && (await points.get(ref.key, () => readPoints(store, ref)))
        if (columns === undefined) return
        const offsets = shardOffsets(columns)
        wanted.forEach(({ measure, places: all }, metric) => {
          const place = all.find(({ since, until }) => starts[interval] >= since && starts[interval] < until)
          const index = place && indexOf(offsets, place, measures, measure)
          if (index !== undefined) fill(histories[metric], interval, columns, index)
        })
      })
      return histories
    },
  }
}

/** The points of intervals by their starts: of a backtest in its one commit, otherwise each in its own. */
async function pointsByStart(
  log: CommitLog,
  digests: CommitDigests,
  { end: lastEnd, charted = [] }: CommitRecord,
  grid: IntervalGrid,
  starts: readonly number[],
): Promise<ReadonlyMap<number, ContentRef>> {
  const named = new Map<number, ContentRef>(charted.map((ref) => [ref.start, ref]))
  const ends = starts
    .filter((start) => !named.has(start))
    .map((start) => grid.next(start))
    .filter((end) => end <= lastEnd)
  if (ends.length === 0) return named
  const committed = ends.every((end) => digests.has(end))
    ? ends
    : await endsAmong(log, new Set(ends), { after: ends[0] - 1, until: ends.at(-1)! })
  await mapLimited(committed, READS_AT_ONCE, async (end) => {
    const digest = await digests.get(end)
    if (digest !== undefined && digest.points !== null) named.set(digest.start, digest.points)
  })
  return named
}

/** Listed first, because each read of what is not there costs as much as of what is. */
async function endsAmong(
  log: CommitLog,
  wanted: ReadonlySet<number>,
  range: { readonly after: number; readonly until: number },
): Promise<readonly number[]> {
  const ends: number[] = []
  for await (const end of log.ends(range)) if (wanted.has(end)) ends.push(end)
  return ends
}

type MutableHistory = { readonly [Name in keyof MetricHistory]: (number | null)[] }

function emptyHistory(length: number): MutableHistory {
  const nulls = (): null[] => Array.from({ length }, () => null)
  return { value: nulls(), expected: nulls(), lower: nulls(), upper: nulls(), severity: nulls() }
}

/** Where a shard's metrics begin, and how many there are. */
type ShardOffsets = ReadonlyMap<number, { readonly at: number; readonly metrics: number }>

function shardOffsets({ shard, metrics }: Columns): ShardOffsets {
  let at = 0
  return new Map(
    Array.from(shard, (number, row) => {
      const entry = { at, metrics: metrics[row] }
      at += entry.metrics
      return [number, entry]
    }),
  )
}

function indexOf(offsets: ShardOffsets, place: SeriesPlace, measures: number, measure: number): number | undefined {
  const shard = offsets.get(place.shard)
  const index = place.place * measures + measure
  // An interval before the series came has fewer places.
  return shard === undefined || index >= shard.metrics ? undefined : shard.at + index
}

function fill(history: MutableHistory, interval: number, columns: Columns, index: number): void {
  for (const name of ['value', 'expected', 'lower', 'upper'] as const) {
    history[name][interval] = finite(columns[name][index])
  }
  const severity = finite(severityOf(columns['score'][index]))
  history.severity[interval] = severity === null ? null : Math.round(100 * severity) / 100
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
