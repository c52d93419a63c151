import type { RecordFile } from '../../formats/index.ts'
import type { TableSample } from './table-sample.ts'

/** The first rows of a Parquet file as text; the reader is loaded when it is needed. */
export async function readParquetSample(file: RecordFile, rowLimit: number): Promise<TableSample> {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  const buffer = {
    byteLength: file.size,
    async slice(start: number, end: number = file.size): Promise<ArrayBuffer> {
      const bytes = Buffer.concat(await Array.fromAsync(file.open({ start, end }), (piece) => new Uint8Array(piece)))
      return new Uint8Array(bytes).buffer
    },
  }
  const metadata = await parquetMetadataAsync(buffer)
  const objects = await parquetReadObjects({ file: buffer, metadata, rowStart: 0, rowEnd: rowLimit, compressors })
  const columns = Object.keys(objects[0] ?? {})
  const typedTimes = columns.filter((column) => objects.some((object) => object[column] instanceof Date))
  return {
    columns,
    rows: objects.map((object) => columns.map((column) => cellOf(object[column]))),
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
  if (value instanceof Date) return value.toISOString().slice(0, 19)
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : ''
}
