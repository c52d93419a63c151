import type { DecodedArray } from 'hyparquet'
import { placeColumns } from './columns.ts'
import { FormatError } from './format-error.ts'
import { openParquet, type ParquetFile, type ReadColumn } from './parquet-file.ts'
import { TIME_PARSERS, columnType, type ColumnRole } from './parquet-types.ts'
import type { ParsedFile } from './parse-records.ts'
import type { RecordFile } from './record-file.ts'
import type { RecordSink } from './record-sink.ts'
import { RecordWriter } from './record-writer.ts'

/**
 * Reads the records of one Parquet file into a sink, a row group at a time; only the columns that are needed are read.
 *
 * @throws {FormatError} NOT_PARQUET, COLUMN_MISSING, COLUMN_WRONG_TYPE
 */
export async function parseParquet(file: RecordFile, sink: RecordSink): Promise<ParsedFile> {
  const writer = new RecordWriter(sink, file.name)
  if (file.size === 0) return { records: 0, rejected: 0 }
  const opened = await openParquet(file)
  const readers = await columnReaders(opened, sink, writer)
  let first = 0
  for (const group of opened.groups) {
    const columns: DecodedArray[] = []
    for (const { read } of readers) columns.push(await read(group, first))
    const rows = Number(group.num_rows)
    writeRows(readers, columns, first, rows, writer)
    first += rows
  }
  writer.flush()
  return { records: writer.records, rejected: writer.rejected }
}

/** Reads a column and writes its values as one field of the record. */
interface ColumnReader {
  readonly read: ReadColumn
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
  opened: ParquetFile,
  sink: RecordSink,
  writer: RecordWriter,
): Promise<readonly ColumnReader[]> {
  const { columns } = sink
  const { file } = writer
  const { children } = opened
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
    const parsers = { ...TIME_PARSERS, stringFromBytes: (bytes?: Uint8Array) => bytes && type.text(bytes) }
    return { read: await opened.column(element, type.raw, parsers), write: type.writer(writer) }
  }
  const readers: Promise<ColumnReader>[] = []
  if (columns.timestamp !== null) readers.push(reader(places.timestamp, { kind: 'timestamp', ...columns.timestamp }))
  places.measures.forEach((place, index) => readers.push(reader(place, { kind: 'measure', index })))
  places.dimensions.forEach((place, index) =>
    readers.push(reader(place, { kind: 'dimension', index, dictionary: sink.dictionaries[index] })),
  )
  return Promise.all(readers)
}
