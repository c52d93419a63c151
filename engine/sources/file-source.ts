import type { RecordSink } from '../formats/index.ts'
import { pathTemplate, type IntervalGrid } from '../time/index.ts'
import type { FileStore, StoredFile } from './file-store.ts'
import { inOrder } from './ordered.ts'
import { readFiles, type ReadFile } from './read-files.ts'
import { addIgnored, NOTHING, selectHistory, selectInterval, selectionOf, type Selection } from './selection.ts'
import type { FileQuotas } from './source-context.ts'
import { SourceError } from './source-error.ts'
import type { ReadOptions, Source, SourceReport, SourceWarning, TimeWindow } from './source.ts'

/** Where the files of a dataset lie, as the spec says it. */
export interface FilePaths {
  /** Path template, or null. */
  readonly continuous: string | null
  /** Folder or file, or null. */
  readonly historical: string | null
}

/** The one interval of a template without keys, whose path is always the same. */
const ANY: TimeWindow = { start: 0, end: 1 }

/** Intervals that are listed at once. */
const LISTINGS_AHEAD = 8

/**
 * A source of files in any store. Quotas are enforced before anything is read.
 *
 * @param readFile - reads one file's records into the sink
 */
export function fileSource(
  store: FileStore,
  paths: FilePaths,
  grid: IntervalGrid,
  quotas: FileQuotas,
  readFile: ReadFile,
): Source {
  const template = paths.continuous === null ? null : pathTemplate(paths.continuous, grid.zone)

  async function ofInterval(
    start: number,
    expand: (start: number) => string,
    signal?: AbortSignal,
  ): Promise<Selection> {
    const prefix = store.key(expand(start))
    const found = await selectInterval(store, prefix, signal)
    checkQuota('filesPerInterval', found.files.length, quotas, store.name(prefix))
    checkQuota('bytesPerInterval', found.bytes, quotas, store.name(prefix))
    return found
  }

  /** From the first to the last interval whose path exists. */
  async function windowThere(continuous: string, signal?: AbortSignal): Promise<TimeWindow | null> {
    const { fixed, match } = pathTemplate(store.key(continuous), grid.zone)
    let first = Infinity
    let last = -Infinity
    for await (const entry of store.list(fixed, 'deep', signal)) {
      const moment = match(entry.key)
      if (moment === undefined || entry.kind !== 'file') continue
      first = Math.min(first, grid.start(moment))
      last = Math.max(last, grid.start(moment))
    }
    return first === Infinity ? null : { start: first, end: grid.next(last) }
  }

  async function continuousHistory(
    continuous: string,
    given: TimeWindow | null,
    sink: RecordSink,
    options: ReadOptions,
  ): Promise<SourceReport> {
    const { expand, fixed } = pathTemplate(continuous, grid.zone)
    const place = store.name(store.key(continuous))
    const window = given ?? (fixed === continuous ? ANY : await windowThere(continuous, options.signal))
    if (window === null) throw new SourceError('NO_HISTORY', place, { searched: 'for any interval' })
    const files: StoredFile[] = []
    let { bytes, ignored } = NOTHING
    let missingIntervals = 0
    // A template may be coarser than the interval, and an autumn hour has the path of its first pass: read paths once.
    const starts = onePerPath(startsIn(grid, window), expand)
    for await (const found of inOrder(starts, LISTINGS_AHEAD, (start) => ofInterval(start, expand, options.signal))) {
      if (found.files.length === 0) missingIntervals++
      files.push(...found.files)
      bytes += found.bytes
      ignored = addIgnored(ignored, found.ignored)
    }
    if (files.length === 0) {
      const searched = window === ANY ? '' : `from ${grid.iso(window.start)} to ${grid.iso(window.end)}`
      throw new SourceError('NO_HISTORY', place, { searched })
    }
    const total = { files, bytes, ignored }
    checkQuota('historyBytes', total.bytes, quotas, place)
    return { ...(await readFiles(store, total, readFile, sink, options)), missingIntervals }
  }

  async function there(window: TimeWindow, { signal }: ReadOptions): Promise<Selection> {
    if (template === null)
      throw new SourceError('NO_CONTINUOUS_DATA', store.name(store.key(paths.historical ?? '')), {})
    const found = await ofInterval(window.start, template.expand, signal)
    if (found.files.length > 0) return found
    throw new SourceError('NO_DATA_FOR_INTERVAL', store.name(store.key(template.expand(window.start))), {
      from: grid.iso(window.start),
      to: grid.iso(window.end),
      ignored: found.ignored,
    })
  }

  async function read(found: Selection, sink: RecordSink, options: ReadOptions): Promise<SourceReport> {
    return { ...(await readFiles(store, found, readFile, sink, options)), missingIntervals: 0 }
  }

  return {
    files: {
      list: async (window, options = {}) => (await there(window, options)).files,
      read: async (files, sink, options = {}) => read(selectionOf(files), sink, options),
    },
    readInterval: async (window, sink, options = {}) => read(await there(window, options), sink, options),
    async readHistory(window, sink, options = {}) {
      if (paths.historical === null) {
        return continuousHistory(paths.continuous ?? '', window, sink, options)
      }
      const key = store.key(paths.historical)
      const place = store.name(key)
      const found = await selectHistory(store, key, options.signal)
      if (found === undefined) throw new SourceError('NOTHING_AT_PATH', place, {})
      if (found.files.length === 0) throw new SourceError('NO_DATA_FILES', place, { ignored: found.ignored })
      checkQuota('historyFiles', found.files.length, quotas, place)
      checkQuota('historyBytes', found.bytes, quotas, place)
      return read(found, sink, options)
    },
    async check(interval, sink, options = {}) {
      const places = [
        ...(template === null ? [] : [store.key(template.expand(interval.start))]),
        ...(paths.historical === null ? [] : [store.key(paths.historical)]),
      ]
      const seen: string[] = []
      const warnings: SourceWarning[] = []
      for (const [index, key] of places.entries()) {
        const live = template !== null && index === 0
        const found = await (live ? selectInterval : selectHistory)(store, key, options.signal)
        const place = store.name(key)
        if (found === undefined) throw new SourceError('NOTHING_AT_PATH', place, {})
        const { files, bytes } = found
        if (files.length === 0) warnings.push({ code: 'NO_RECORDS', message: `${place}: ${live ? NOT_YET : NO_FILES}` })
        else {
          await readFiles(store, { ...found, files: files.slice(0, 1) }, readFile, sink, options)
          const count = files.length === 1 ? '1 file' : `${files.length} files`
          seen.push(`${place}: ${count} with ${bytes} bytes; ${store.name(files[0]!.key)} was read`)
        }
      }
      return { seen, warnings }
    },
  }
}

const NOT_YET =
  'there are no data files for the last interval. If they come later, raise the `offset`; otherwise check the path template and the `timezone`.'
const NO_FILES = 'there are no data files. Put files directly into this folder.'

/**
 * Refuses more than a quota.
 *
 * @throws {SourceError} QUOTA_EXCEEDED
 */
export function checkQuota(quota: keyof FileQuotas, found: number, quotas: FileQuotas, place: string): void {
  if (found > quotas[quota]) throw new SourceError('QUOTA_EXCEEDED', place, { quota, limit: quotas[quota], found })
}

function* startsIn(grid: IntervalGrid, window: TimeWindow): Iterable<number> {
  for (let start = grid.start(window.start); start < window.end; start = grid.next(start)) yield start
}

function* onePerPath(starts: Iterable<number>, expand: (start: number) => string): Iterable<number> {
  const seen = new Set<string>()
  for (const start of starts) {
    const path = expand(start)
    if (!seen.has(path)) yield start
    seen.add(path)
  }
}
