import type { FileStore, StoredFile } from '../file-store.ts'
import { selectHistory, selectInterval, type Selection } from '../selection.ts'
import { SourceError } from '../source-error.ts'
import type { Decision } from './decision.ts'
import { InspectError } from './inspect-error.ts'
import { readParquetSample } from './parquet-sample.ts'
import { findDatedLayout, type DatedLayout } from './path-layout.ts'
import { readTable, type TableSample } from './table-sample.ts'
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
  readonly table: TableSample
  readonly decisions: readonly Decision[]
}

/** Files looked into, and bytes as stored of each; a single file may give more. */
const SAMPLE_FILES = 6
const HEAD_BYTES = 512 * 1024
const SINGLE_HEAD_BYTES = 4 * 1024 * 1024
const PARQUET_ROWS = 20_000

/**
 * Looks at data: lists its files and reads the beginning of a few.
 *
 * @param key - of a file or folder of the store
 * @throws {SourceError | InspectError} when it cannot be read or understood
 */
export async function sampleData(store: FileStore, key: string, signal?: AbortSignal): Promise<DataSample> {
  const direct = await selectHistory(store, key, signal)
  if (direct === undefined) throw new SourceError('NOTHING_AT_PATH', store.name(key), {})
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`
  const flat = direct.files.length > 0 && direct.ignored.folders === 0
  const found = flat ? direct : await selectInterval(store, folder, signal)
  if (found.files.length === 0) throw new InspectError('NO_DATA', store.name(key), {})
  const { layout, historical, files, decisions } = flat
    ? { layout: null, historical: '', files: direct.files, decisions: [] }
    : placesIn(found, folder)
  const sampled = spread(files, SAMPLE_FILES)
  const { table, left } = await readAll(store, sampled, signal)
  return {
    files: found.files.length,
    bytes: found.bytes,
    layout,
    historical,
    sampled: sampled.map((file) => store.name(file.key)),
    table,
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
    reason: `${name === '' ? 'the folder itself' : name} has ${length} files that are neither in the dated folders nor in ${largest[0]}`,
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

function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * (items.length - 1)) / (count - 1))])
}

/** The records of all samples that have the columns of the first. */
async function readAll(
  store: FileStore,
  files: readonly StoredFile[],
  signal: AbortSignal | undefined,
): Promise<{ readonly table: TableSample; readonly left: readonly Decision[] }> {
  const headBytes = files.length === 1 ? SINGLE_HEAD_BYTES : HEAD_BYTES
  const [first, ...rest] = await Promise.all(files.map((file) => readOne(store, file, headBytes, signal)))
  const like = rest.filter((table) => sameColumns(table, first))
  const left: readonly Decision[] =
    like.length === rest.length
      ? []
      : [
          {
            about: 'columns',
            decided: first.columns.join(', '),
            reason: `${rest.length - like.length} of ${files.length} sample files have other columns than the first`,
            sure: false,
          },
        ]
  return { table: { ...first, rows: [first, ...like].flatMap(({ rows }) => rows) }, left }
}

/** JSON objects may lack members, so that the order of columns is not always the same. */
function sameColumns(one: TableSample, other: TableSample): boolean {
  return one.columns.join('\n') === other.columns.join('\n')
}

async function readOne(
  store: FileStore,
  file: StoredFile,
  headBytes: number,
  signal: AbortSignal | undefined,
): Promise<TableSample> {
  const name = store.name(file.key)
  const end = Math.min(file.size, headBytes)
  const head = Buffer.concat(await Array.fromAsync(store.open(file, { start: 0, end }, signal)))
  if (isParquet(head)) {
    const open = (range?: { start: number; end: number }): AsyncIterable<Uint8Array> => store.open(file, range, signal)
    return readParquetSample({ name, size: file.size, open }, PARQUET_ROWS)
  }
  return readTable(readText(head, end === file.size, name), name)
}
