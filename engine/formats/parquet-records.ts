import {
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  type SchemaElement,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { placeColumns } from './columns.ts'
import { FormatError } from './format-error.ts'
import { TIME_PARSERS, columnType, type ColumnRole } from './parquet-types.ts'
import type { ParsedFile } from './parse-records.ts'
import type { RecordFile } from './record-file.ts'
import type { RecordSink } from './record-sink.ts'
import { RecordWriter } from './record-writer.ts'

/** Most rows of a row group: groups are read whole. Writers' defaults are at most a million. */
const GROUP_ROWS = 1 << 24

/**
 * Reads the records of one Parquet file into a sink, a row group at a time; only the columns that are needed are read.
 *
 * @throws {FormatError} NOT_PARQUET, COLUMN_MISSING, COLUMN_WRONG_TYPE
 */
export async function parseParquet(file: RecordFile, sink: RecordSink): Promise<ParsedFile> {
  const writer = new RecordWriter(sink, file.name)
  if (file.size === 0) return { records: 0, rejected: 0 }
  const buffer = asyncBuffer(file)
  const metadata = await attempt(file.name, () => parquetMetadataAsync(buffer))
  const readers = await columnReaders(metadata, buffer, sink, writer)
  let first = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    if (!(rows >= 0 && rows <= GROUP_ROWS)) {
      throw new FormatError('NOT_PARQUET', file.name, { reason: `a row group claims ${group.num_rows} rows` })
    }
    const columns: DecodedArray[] = []
    for (const { read } of readers) {
      const values = await attempt(file.name, () => read(first, first + rows))
      if (values.length !== rows) {
        throw new FormatError('NOT_PARQUET', file.name, {
          reason: 'a column has another number of rows than its group',
        })
      }
      columns.push(values)
    }
    writeRows(readers, columns, first, rows, writer)
    first += rows
  }
  writer.flush()
  return { records: writer.records, rejected: writer.rejected }
}

/** Reads a column and writes its values as one field of the record. */
interface ColumnReader {
  read(start: number, end: number): Promise<DecodedArray>
  /** Whether the value could be used. */
  write(value: unknown): boolean
}

function writeRows(
  readers: readonly ColumnReader[],
  columns: readonly DecodedArray[],
  first: number,
  rows: number,
  writer: RecordWriter,
): void {
  for (let row = 0; row < rows; row++) {
    writer.line = first + row + 1
    let column = 0
    while (column < readers.length && readers[column].write(columns[column][row])) column++
    if (column === readers.length) writer.commit()
  }
}

async function columnReaders(
  metadata: FileMetaData,
  buffer: AsyncBuffer,
  sink: RecordSink,
  writer: RecordWriter,
): Promise<readonly ColumnReader[]> {
  const { columns } = sink
  const { file } = writer
  const children = parquetSchema(metadata).children
  const elements = children.map(({ element }) => element)
  const places = placeColumns(
    columns,
    elements.map(({ name }) => name),
    file,
  )
  async function reader(place: number, role: ColumnRole): Promise<ColumnReader> {
    const element = elements[place]
    const type = children[place].children.length > 0 ? null : columnType(element, role)
    if (type === null) {
      const found = element.logical_type?.type ?? element.converted_type ?? element.type ?? 'group'
      throw new FormatError('COLUMN_WRONG_TYPE', file, { column: element.name, type: found, role: role.kind })
    }
    const scan = await parquetScan({
      file: buffer,
      metadata: type.raw ? withoutMeaning(metadata, element) : metadata,
      columns: [element.name],
      compressors,
      parsers: { ...TIME_PARSERS, stringFromBytes: (bytes) => bytes && type.text(bytes) },
      useOffsetIndex: false,
    })
    return {
      read: (rowStart, rowEnd) => scan.readColumn({ column: element.name, rowStart, rowEnd }),
      write: type.writer(writer),
    }
  }
  const readers: Promise<ColumnReader>[] = []
  if (columns.timestamp !== null) readers.push(reader(places.timestamp, { kind: 'timestamp', ...columns.timestamp }))
  places.measures.forEach((place, index) => readers.push(reader(place, { kind: 'measure', index })))
  places.dimensions.forEach((place, index) =>
    readers.push(reader(place, { kind: 'dimension', index, dictionary: sink.dictionaries[index] })),
  )
  return Promise.all(readers)
}

/** The metadata with a column of nothing but its physical type. */
function withoutMeaning(metadata: FileMetaData, column: SchemaElement): FileMetaData {
  const { converted_type: _, logical_type: __, ...physical } = column
  return { ...metadata, schema: metadata.schema.map((element) => (element === column ? physical : element)) }
}

function asyncBuffer({ size, open }: RecordFile): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, end - start))
      let filled = 0
      if (bytes.length > 0) {
        for await (const chunk of open({ start, end })) {
          bytes.set(chunk.subarray(0, bytes.length - filled), filled)
          filled += chunk.length
        }
      }
      return bytes.buffer
    },
  }
}

/** Does what reads Parquet; what the library throws means that the file is not right, what reading the file throws stays. */
async function attempt<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof Error) || 'code' in error) throw error
    throw new FormatError('NOT_PARQUET', file, { reason: error.message }, { cause: error })
  }
}
