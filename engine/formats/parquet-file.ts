import {
  parquetMetadata,
  parquetScan,
  parquetSchema,
  type AsyncBuffer,
  type DecodedArray,
  type FileMetaData,
  type ParquetParsers,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet'
import { FormatError } from './format-error.ts'
import { checkFooter, checkFooterSize, ParquetGuard, type GuardedColumn } from './parquet-guard.ts'
import type { RecordFile } from './record-file.ts'

/** Most rows of a row group: groups are read whole. Writers' defaults are at most a million. */
const GROUP_ROWS = 1 << 24

/** Reads the values of a column in a row group, whose first row has the number `first` in the file. */
export type ReadColumn = (group: RowGroup, first: number) => Promise<DecodedArray>

/** A Parquet file whose description was read. What is wrong with the file is NOT_PARQUET, wherever it shows. */
export interface ParquetFile {
  readonly children: readonly SchemaTree[]
  readonly groups: readonly RowGroup[]
  /**
   * Opens a column without others in it.
   *
   * @param raw - reads it as its physical type, whatever it means
   */
  column(element: SchemaElement, raw: boolean, parsers: Partial<ParquetParsers>): Promise<ReadColumn>
}

/**
 * Opens a Parquet file. Before anything is decoded it is looked through for what would make that take all memory or forever.
 *
 * @throws {FormatError} NOT_PARQUET
 */
export async function openParquet(file: RecordFile): Promise<ParquetFile> {
  const buffer = asyncBuffer(file)
  const metadata = await attempt(file.name, () => readMetadata(buffer))
  return {
    children: await attempt(file.name, async () => parquetSchema(metadata).children),
    groups: metadata.row_groups,
    column: (element, raw, parsers) =>
      attempt(file.name, async () => {
        const guard = new ParquetGuard()
        let current: RowGroup | undefined
        const guarded: AsyncBuffer = {
          byteLength: buffer.byteLength,
          async slice(start, end) {
            const bytes = await buffer.slice(start, end)
            guard.check(new Uint8Array(bytes), guardedColumn(element, current))
            return bytes
          },
        }
        const scan = await parquetScan({
          file: guarded,
          metadata: raw ? withoutMeaning(metadata, element) : metadata,
          columns: [element.name],
          compressors: guard.compressors,
          parsers,
          useOffsetIndex: false,
        })
        return (group, first) =>
          attempt(file.name, async () => {
            current = group
            const rows = rowsOf(group)
            const values = await scan.readColumn({ column: element.name, rowStart: first, rowEnd: first + rows })
            if (values.length === rows) return values
            throw new RangeError('a column has another number of rows than its group')
          })
      }),
  }
}

function rowsOf(group: RowGroup): number {
  const rows = Number(group.num_rows)
  if (rows >= 0 && rows <= GROUP_ROWS) return rows
  throw new RangeError(`a row group claims ${group.num_rows} rows`)
}

/** The description of a file, at its end. */
async function readMetadata({ byteLength, slice }: AsyncBuffer): Promise<FileMetaData> {
  const end = Buffer.from(await slice(Math.max(0, byteLength - FIRST_BYTES)))
  const length = end.length < TAIL_BYTES ? NaN : end.readUInt32LE(end.length - TAIL_BYTES)
  if (!(length <= byteLength - TAIL_BYTES) || end.toString('latin1', end.length - 4) !== 'PAR1') {
    throw new RangeError('its end is not that of a Parquet file')
  }
  const size = length + TAIL_BYTES
  checkFooterSize(length)
  const footer = size <= end.length ? end.subarray(end.length - size) : new Uint8Array(await slice(byteLength - size))
  checkFooter(footer.subarray(0, length))
  const metadata = parquetMetadata(footer)
  if (!metadata.schema.every(({ name }) => typeof name === 'string')) throw new RangeError('a column has no name')
  return metadata
}

/** The length of the description and the mark of the format. */
const TAIL_BYTES = 8

/** Read at first: most descriptions are shorter, and one request is enough. */
const FIRST_BYTES = 1 << 17

/** What the guard must know of a column in a row group. */
function guardedColumn(element: SchemaElement, group: RowGroup | undefined): GuardedColumn {
  const chunks = (group?.columns ?? []).filter(({ meta_data: data }) => data?.path_in_schema[0] === element.name)
  if (group === undefined || chunks.length !== 1) {
    throw new RangeError(`a row group has the column ${element.name} ${chunks.length} times`)
  }
  return {
    rows: rowsOf(group),
    compressed: chunks[0].meta_data?.codec !== 'UNCOMPRESSED',
    optional: element.repetition_type !== 'REQUIRED',
    boolean: chunks[0].meta_data?.type === 'BOOLEAN',
  }
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
      if (!(start >= 0 && start <= end && end <= size)) throw new RangeError('a part of it lies outside of the file')
      const bytes = new Uint8Array(end - start)
      let filled = 0
      try {
        if (bytes.length > 0) {
          for await (const chunk of open({ start, end })) {
            bytes.set(chunk.subarray(0, bytes.length - filled), filled)
            filled += chunk.length
          }
        }
      } catch (error) {
        throw new ReadFailure(error)
      }
      return bytes.buffer
    },
  }
}

/** The file could not be read, whatever is in it. */
class ReadFailure extends Error {
  constructor(cause: unknown) {
    super('', { cause })
  }
}

/** Does what reads Parquet; what the library throws means that the file is not right, what reading the file throws stays. */
async function attempt<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof ReadFailure) throw error.cause
    if (!(error instanceof Error) || error instanceof FormatError) throw error
    throw new FormatError('NOT_PARQUET', file, { reason: error.message }, { cause: error })
  }
}
