import type { Interval } from '../../../spec/index.ts'
import { nearest } from '../../../spec/nearest.ts'
import type { SourceDataset } from '../source-context.ts'
import { SourceError } from '../source-error.ts'
import type { ColumnKind, TableColumn } from './table-column.ts'

/** The columns of a table that a dataset uses. */
export interface DatasetColumns {
  readonly timestamp: TableColumn
  readonly measures: readonly TableColumn[]
  readonly dimensions: readonly TableColumn[]
}

const NUMBERS: ReadonlySet<ColumnKind> = new Set(['integer', 'decimal', 'float'])

/**
 * Finds the columns of a dataset in its table.
 *
 * @throws {SourceError} COLUMN_MISSING, COLUMN_WRONG_TYPE
 */
export function datasetColumns(
  { timestamp, measures, dimensions }: SourceDataset,
  interval: Interval,
  columns: readonly TableColumn[],
  place: string,
): DatasetColumns {
  const find = (column: string, use: string): TableColumn => {
    const found = columns.find(({ name }) => name === column)
    if (found !== undefined) return found
    const names = columns.map(({ name }) => name)
    const folded = names.find((name) => name.toLowerCase() === column.toLowerCase())
    const suggestion = folded ?? nearest(column, names)
    throw new SourceError('COLUMN_MISSING', place, { column, use, columns: names, suggestion })
  }
  const wrong = ({ name: column, type }: TableColumn, use: string, wanted: string): SourceError =>
    new SourceError('COLUMN_WRONG_TYPE', place, { column, use, type, wanted })
  if (timestamp === null) throw new Error('a dataset in a database without a timestamp was not refused: a bug')
  const time = find(timestamp.column, 'timestamp')
  const wanted = timesOf(interval, timestamp.format)
  if (!wanted.kinds.includes(time.kind)) throw wrong(time, 'timestamp', wanted.text)
  return {
    timestamp: time,
    measures: measures.map(({ column }) => {
      const found = find(column, 'measure')
      if (!NUMBERS.has(found.kind)) throw wrong(found, 'measure', 'a number')
      return found
    }),
    dimensions: dimensions.map((column) => find(column, 'dimension')),
  }
}

/** Kinds of columns that tell the intervals apart. A date has one moment a day. */
function timesOf(
  interval: Interval,
  format: string | null,
): { readonly kinds: readonly ColumnKind[]; readonly text: string } {
  const days = interval === 'P1D'
  const kinds: readonly ColumnKind[] = ['local-time', 'instant', ...(days ? (['date'] as const) : [])]
  const text = days ? 'a date or a date with time' : 'a date with time'
  return format === null
    ? { kinds, text: `${text}, or text with its \`format\` in the spec` }
    : { kinds: [...kinds, 'text'], text: `${text}, or text` }
}
