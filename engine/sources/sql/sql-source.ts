import type { RecordSink } from '../../formats/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import type { SourceDataset } from '../source-context.ts'
import { retryReading } from '../retry-reading.ts'
import { SourceError, type SourceErrorCode } from '../source-error.ts'
import { NO_FILES, type ReadOptions, type Source, type SourceReport, type TimeWindow } from '../source.ts'
import { datasetColumns, type DatasetColumns } from './dataset-columns.ts'
import type { SqlConnection, SqlConnector } from './sql-dialect.ts'
import { emptyQuery, sumQuery } from './sum-query.ts'
import { SumRows } from './sum-rows.ts'
import type { TableColumn } from './table-column.ts'
import { timeBounds } from './time-bound.ts'

/** Intervals that are asked for first; from their rows follows how many are asked for at once. */
const FIRST_INTERVALS = 8

/** Rows that one query should have: they are kept until it ends. */
const ROWS_PER_QUERY = 200_000

/** How many of the intervals are asked for after a limit was reached; the more that costs, the fewer times it is tried. */
const SHARES: Partial<Readonly<Record<SourceErrorCode, number>>> = { SCAN_LIMIT_EXCEEDED: 1 / 2, QUERY_TIMEOUT: 1 / 8 }

/** A connection with what is known of the table. */
interface OpenTable {
  readonly connection: SqlConnection
  readonly all: readonly TableColumn[]
  readonly columns: DatasetColumns
}

/**
 * A source that is asked by SQL. The records of an interval are added up where they lie: what travels is a row for each
 * combination of dimension values.
 */
export function sqlSource(connector: SqlConnector, dataset: SourceDataset, grid: IntervalGrid): Source {
  const { place, dialect, table, narrow } = connector
  const bound = timeBounds(dataset)
  const kept = dataset.dimensions.map((name) => dataset.filters[name] ?? null)
  let known: readonly TableColumn[] | undefined

  async function withTable<T>(options: ReadOptions, work: (open: OpenTable) => Promise<T>): Promise<T> {
    const { signal } = options
    signal?.throwIfAborted()
    const connection = await connector.connect(signal)
    try {
      const all = (known ??= await connection.columns(dialect.compile(emptyQuery(table))))
      return await work({ connection, all, columns: datasetColumns(dataset, grid.interval, all, place) })
    } catch (error) {
      // The table may be another one by now.
      known = undefined
      signal?.throwIfAborted()
      throw error
    } finally {
      await connection.close()
    }
  }

  /** Adds up intervals that follow each other; returns how many rows they have. */
  async function addUp(open: OpenTable, starts: readonly number[], sink: RecordSink): Promise<number> {
    const rows = new SumRows(sink, starts)
    for await (const some of open.connection.rows(queryOf(open, starts))) for (const row of some) rows.add(row)
    rows.flush(place)
    return rows.length
  }

  function queryOf({ all, columns }: OpenTable, starts: readonly number[]) {
    const bounds = [...starts, grid.next(starts.at(-1)!)].map(bound)
    return dialect.compile(sumQuery({ table, columns, kept, bounds, narrow: narrow?.(starts, all) ?? [] }, dialect))
  }

  async function readHistory(window: TimeWindow, sink: RecordSink, options: ReadOptions): Promise<SourceReport> {
    const starts = startsIn(grid, window)
    let scanned: number | undefined
    let next = 0
    let most = dialect.intervalsPerQuery
    let size = Math.min(FIRST_INTERVALS, most)
    const readOn = async (open: OpenTable): Promise<void> => {
      const before = scanned ?? 0
      while (next < starts.length) {
        options.signal?.throwIfAborted()
        const chunk = starts.slice(next, next + size)
        let rows: number
        try {
          rows = await addUp(open, chunk, sink)
        } catch (error) {
          // The limits are for a query: fewer intervals may keep to them.
          const share = shareAfter(error)
          if (share === undefined || chunk.length === 1) throw error
          size = most = Math.max(1, Math.floor(chunk.length * share))
          continue
        }
        next += chunk.length
        if (open.connection.scannedBytes !== undefined) scanned = before + open.connection.scannedBytes
        size = sizeFor(rows / chunk.length, most)
        options.onProgress?.(next, starts.length)
      }
    }
    // What was read stays read: after a lost connection it goes on with the intervals that are missing.
    await retryReading(
      options,
      () => withTable(options, readOn),
      () => next,
    )
    return { ...NO_FILES, ...(scanned !== undefined && { scannedBytes: scanned }) }
  }

  return {
    readInterval: ({ start }, sink, options = {}) =>
      withTable(options, async (open) => {
        await addUp(open, [start], sink)
        return reportOf(open.connection)
      }),
    readHistory(window, sink, options = {}) {
      if (window === null || !Number.isFinite(window.start)) {
        throw new Error('a history in a database needs a beginning and an end: a bug')
      }
      return readHistory(window, sink, options)
    },
    check: ({ start }, sink, options = {}) =>
      withTable(options, async (open) => {
        const warnings = await open.connection.explain(queryOf(open, [start]), open.columns.timestamp)
        const rows = await addUp(open, [start], sink)
        const columns = [open.columns.timestamp, ...open.columns.measures, ...open.columns.dimensions]
        return {
          seen: [
            `${place}: the columns are ${columns.map(({ name, type }) => `${name} (${type})`).join(', ')}`,
            `${place}: the last interval has ${rows} combinations of dimension values`,
            ...(open.connection.scannedBytes === undefined
              ? []
              : [`${place}: for that, ${open.connection.scannedBytes} bytes were scanned`]),
          ],
          warnings: [
            ...warnings,
            ...(rows > 0 ? [] : [{ code: 'NO_RECORDS' as const, message: `${place}: ${EMPTY}` }]),
          ],
        }
      }),
  }
}

const EMPTY =
  'the last interval has no records. If they come later, raise the `offset`; otherwise check the `timezone` and the timestamp column.'

function reportOf({ scannedBytes }: SqlConnection): SourceReport {
  return { ...NO_FILES, ...(scannedBytes !== undefined && { scannedBytes }) }
}

/** How many intervals to ask for when one has so many rows. */
function sizeFor(rowsPerInterval: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(ROWS_PER_QUERY / Math.max(1, rowsPerInterval))))
}

function shareAfter(error: unknown): number | undefined {
  if (!(error instanceof SourceError)) return undefined
  const { code }: SourceError = error
  return SHARES[code]
}

function startsIn(grid: IntervalGrid, window: TimeWindow): readonly number[] {
  const starts: number[] = []
  for (let start = grid.start(window.start); start < window.end; start = grid.next(start)) starts.push(start)
  return starts
}
