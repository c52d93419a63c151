import { firstParquetRows, type RecordFile } from '../../formats/index.ts'
import type { TableSample } from './table-sample.ts'

/** The first rows of a Parquet file as text. */
export async function readParquetSample(file: RecordFile, rowLimit: number): Promise<TableSample> {
  const { columns, rows } = await firstParquetRows(file, rowLimit)
  const typedTimes = columns.filter((_, index) => rows.some((row) => row[index] instanceof Date))
  return {
    columns,
    rows: rows.map((row) => row.map(cellOf)),
    format: { parquet: {} },
    decisions: typedTimes.map((column) => ({
      about: `column ${column}`,
      decided: 'times',
      reason: 'the file says that these are times, so the format of the timestamp is not used to read them',
      sure: true,
    })),
  }
}

function cellOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 19)
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : ''
}
