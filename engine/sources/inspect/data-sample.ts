import type { FormatSpec } from '../../../spec/index.ts'
import type { FileStore, StoredFile } from '../file-store.ts'
import { selectHistory, selectInterval, type Selection } from '../selection.ts'
import { SourceError } from '../source-error.ts'
import type { Decision } from './decision.ts'
import { InspectError } from './inspect-error.ts'
import { readParquetSample } from './parquet-sample.ts'
import { findDatedLayout, type DatedLayout } from './path-layout.ts'
import { readTable, readTableAs, type TableSample } from './table-sample.ts'
import { isParquet, readText } from './text-sample.ts'

/** What was found at a place: its files, their layout, and records of some of them. */
export interface DataSample {
  /** Bytes and number of all data files. */
  readonly files: number
  readonly bytes: number
  /** Path template below the place, when the files lie in dated folders. */
  readonly layout: DatedLayout | null
  /** Folder (with `/` at its end) or file below the place with history; null when there is none; empty for the place itself. */
  readonly historical: string | null
  /** Names of the files that were looked into. */
  readonly sampled: readonly string[]
  /** The records of all of them. */
  readonly table: TableSample
  /** The same records, those of files that follow each other together: between others there are jumps in time. */
  readonly runs: readonly TableSample['rows'][]
  readonly decisions: readonly Decision[]
}

/** Pairs of neighbouring files looked into, and bytes as stored of each file; a single file may give more. */
const SAMPLE_PAIRS = 3
const HEAD_BYTES = 512 * 1024
const SINGLE_HEAD_BYTES = 4 * 1024 * 1024
const PARQUET_ROWS = 20_000

/**
 * Looks at data: lists its files and reads the beginning of a few.
 *
 * @param key - of a file or folder of the store
 * @param format - how text files are written; found out by default
 * @throws {SourceError | InspectError} when it cannot be read or understood
 */
export async function sampleData(
  store: FileStore,
  key: string,
  signal?: AbortSignal,
  format?: FormatSpec,
): Promise<DataSample> {
  const direct = await selectHistory(store, key, signal)
  if (direct === undefined) throw new SourceError('NOTHING_AT_PATH', store.name(key), { byHand: true })
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`
  const flat = direct.files.length > 0 && direct.ignored.folders === 0
  const found = flat ? direct : await selectInterval(store, folder, signal)
  if (found.files.length === 0) throw new InspectError('NO_DATA', store.name(key), {})
  const { layout, historical, files, decisions } = flat
    ? { layout: null, historical: '', files: direct.files, decisions: [] }
    : placesIn(found, folder)
  const picked = pick(files)
  const { table, runs, left } = await readAll(store, picked, signal, format)
  return {
    files: found.files.length,
    bytes: found.bytes,
    layout,
    historical,
    sampled: picked.flat().map((file) => store.name(file.key)),
    table,
    runs,
    decisions: [...decisions, ...left],
  }
}

/** Parts a tree into dated folders and a folder of history. */
function placesIn(
  found: Selection,
  folder: string,
): Pick<DataSample, 'layout' | 'historical' | 'decisions'> & { readonly files: readonly StoredFile[] } {
  const paths = found.files.map((file) => file.key.slice(folder.length))
  const layout = findDatedLayout(paths)
  const dated = new Set(layout?.paths)
  const others = paths.filter((path) => !dated.has(path))
  const folders = Map.groupBy(others, (path) => path.slice(0, path.lastIndexOf('/') + 1))
  const [largest, ...rest] = [...folders].toSorted((a, b) => b[1].length - a[1].length)
  const decisions: Decision[] = rest.map(([name, { length }]) => ({
    about: 'files',
    decided: 'left out',
    reason: `${name === '' ? 'the folder itself' : name} has ${length === 1 ? 'a file that is' : `${length} files that are`} neither in the dated folders nor in ${largest[0]}`,
    sure: false,
  }))
  const used = new Set([...dated, ...(largest?.[1] ?? [])])
  return {
    layout,
    historical: largest?.[0] ?? null,
    files: found.files.filter((file) => used.has(file.key.slice(folder.length))),
    decisions,
  }
}

/** Neighbouring files at the beginning, in the middle and at the end. */
function pick<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 2 * SAMPLE_PAIRS) return [items]
  const last = items.length - 2
  const places = Array.from({ length: SAMPLE_PAIRS }, (_, index) => Math.floor((index * last) / (SAMPLE_PAIRS - 1)))
  return places.map((place) => items.slice(place, place + 2))
}

/** The records of all samples that have the columns of the first. */
async function readAll(
  store: FileStore,
  picked: readonly (readonly StoredFile[])[],
  signal: AbortSignal | undefined,
  format: FormatSpec | undefined,
): Promise<Pick<DataSample, 'table' | 'runs'> & { readonly left: readonly Decision[] }> {
  const count = picked.flat().length
  const headBytes = count === 1 ? SINGLE_HEAD_BYTES : HEAD_BYTES
  const read = (file: StoredFile): Promise<TableSample> => readOne(store, file, headBytes, signal, format)
  const runs = withSameMembers(await Promise.all(picked.map((files) => Promise.all(files.map(read)))))
  const first = runs[0][0]
  const like = runs.map((tables) => tables.filter((table) => sameColumns(table, first)))
  const others = count - like.flat().length
  const left: readonly Decision[] =
    others === 0
      ? []
      : [
          {
            about: 'columns',
            decided: first.columns.join(', '),
            reason: `${others} of ${count} sample files have other columns than the first`,
            sure: false,
          },
        ]
  const rows = like.map((tables) => tables.flatMap((table) => table.rows))
  return { table: { ...first, rows: rows.flat() }, runs: rows, left }
}

/** JSON objects may lack members: gives all of them every member that one has. */
function withSameMembers(runs: readonly (readonly TableSample[])[]): readonly (readonly TableSample[])[] {
  if (!runs.flat().every(({ format }) => 'jsonLines' in format)) return runs
  const columns = [...new Set(runs.flat().flatMap((table) => table.columns))]
  return runs.map((tables) =>
    tables.map((table) => {
      const places = columns.map((column) => table.columns.indexOf(column))
      return { ...table, columns, rows: table.rows.map((row) => places.map((place) => row[place] ?? '')) }
    }),
  )
}

function sameColumns(one: TableSample, other: TableSample): boolean {
  return one.columns.join('\n') === other.columns.join('\n')
}

async function readOne(
  store: FileStore,
  file: StoredFile,
  headBytes: number,
  signal: AbortSignal | undefined,
  format: FormatSpec | undefined,
): Promise<TableSample> {
  const name = store.name(file.key)
  const end = Math.min(file.size, headBytes)
  const head = Buffer.concat(
    await Array.fromAsync(store.open(file, { start: 0, end }, signal), (piece) => new Uint8Array(piece)),
  )
  if (isParquet(head)) {
    const open = (range?: { start: number; end: number }): AsyncIterable<Uint8Array> => store.open(file, range, signal)
    return readParquetSample({ name, size: file.size, open }, PARQUET_ROWS)
  }
  const text = readText(head, end === file.size, name)
  return format === undefined ? readTable(text, name) : readTableAs(text, format)
}
