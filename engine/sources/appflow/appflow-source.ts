import type { ResolvedAppFlow } from '../../../spec/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import type { AwsOptions } from '../aws-options.ts'
import { checkQuota } from '../file-source.ts'
import type { FileQuotas } from '../source-context.ts'
import type { StoredFile } from '../file-store.ts'
import { inOrder } from '../ordered.ts'
import { readFiles, type ReadFile } from '../read-files.ts'
import { bucketOf, s3Store } from '../s3-store.ts'
import { addIgnored, NOTHING, selectInterval, type Selection } from '../selection.ts'
import { SourceError } from '../source-error.ts'
import { NO_FILES, type Source, type TimeWindow } from '../source.ts'
import { flowPlace } from './appflow-error.ts'
import { flowSightings, flowWarnings } from './check-flow.ts'
import { filesByRun, prefixesOf } from './delivered-files.ts'
import type { Flow, FlowRun, RunOfWindow } from './flow.ts'
import { flowReader } from './flow-reader.ts'
import { runsOfHistory, runsOfInterval, withWindows, type MissingRun } from './runs-of-window.ts'
import { sinkWithin } from './runs-sink.ts'

/** What the source of a flow works with. */
export interface AppFlowContext {
  readonly grid: IntervalGrid
  readonly quotas: FileQuotas
  /** How AWS is reached; the source's region goes before. */
  readonly aws?: AwsOptions
}

/**
 * A source of what a flow of AppFlow has delivered into S3: its runs tell which objects hold the records of an interval. The flow is
 * neither started nor changed.
 *
 * @param readFile - reads one file's records into the sink
 */
export function appflowSource(
  source: ResolvedAppFlow,
  { grid, quotas, aws }: AppFlowContext,
  readFile: ReadFile,
): Source {
  const service: AwsOptions = { ...aws, ...(source.region !== null && { region: source.region }) }
  const store = s3Store(bucketOf(source.destination), service)
  const reader = flowReader(source, service)
  const place = flowPlace(source.flow)

  async function selectBelow(prefixes: readonly string[], signal?: AbortSignal): Promise<Selection> {
    const files: StoredFile[] = []
    let { ignored } = NOTHING
    for await (const found of inOrder(prefixes, LISTINGS_AHEAD, (prefix) => selectInterval(store, prefix, signal))) {
      files.push(...found.files)
      ignored = addIgnored(ignored, found.ignored)
    }
    return selectionOf(files, ignored)
  }

  /** The files of some runs; the whole folder is searched when they are not where the flow's settings have them. */
  async function delivered(
    flow: Flow,
    wanted: readonly FlowRun[],
    all: readonly FlowRun[],
    signal?: AbortSignal,
  ): Promise<Selection & { readonly empty: readonly FlowRun[] }> {
    const { layout } = flow
    const ids = new Set(wanted.map(({ id }) => id))
    const search = async (prefixes: readonly string[]): Promise<Selection & { readonly empty: readonly FlowRun[] }> => {
      const { files, ignored } = await selectBelow(prefixes, signal)
      const owners = filesByRun(layout, files, all)
      const mine = files.filter((file) => ids.has(owners.get(file)?.id ?? ''))
      const full = new Set(mine.map((file) => owners.get(file)?.id))
      return { ...selectionOf(mine, ignored), empty: wanted.filter(({ id, wrote }) => wrote && !full.has(id)) }
    }
    const prefixes = prefixesOf(layout, wanted)
    const found = await search(prefixes)
    return found.empty.length === 0 || prefixes[0] === layout.folder ? found : search([layout.folder])
  }

  return {
    async readInterval(window, sink, options = {}) {
      const { signal } = options
      const flow = await reader.flow(signal)
      const all = await reader.runsSince(flow.bringsAll ? window.end : window.start, signal)
      const { runs, missing } = runsOfInterval(flow, all, window)
      if (missing !== null) throw missingError(missing, place, window, grid)
      if (runs.length === 0) return NO_FILES
      const { empty, ...found } = await delivered(flow, runs, all, signal)
      if (empty.length > 0) {
        throw new SourceError('NO_DATA_FOR_INTERVAL', store.name(flow.layout.folder), {
          from: grid.iso(window.start),
          to: grid.iso(window.end),
          ignored: found.ignored,
        })
      }
      const files =
        flow.trigger === 'Event'
          ? found.files.filter(({ modified = Infinity }) => modified >= window.start)
          : found.files
      const selection = selectionOf(files, found.ignored)
      checkQuota('filesPerInterval', files.length, quotas, store.name(flow.layout.folder))
      checkQuota('bytesPerInterval', selection.bytes, quotas, store.name(flow.layout.folder))
      return { ...(await readFiles(store, selection, readFile, sink, options)), missingIntervals: 0 }
    },

    async readHistory(window, sink, options = {}) {
      if (window === null) throw new Error('the history of a flow needs a beginning and an end')
      const { signal } = options
      const flow = await reader.flow(signal)
      const all = await reader.runsSince(flow.bringsAll ? window.end : window.start, signal)
      const runs = new Map(runsOfHistory(flow, all, window).map((run) => [run.id, run]))
      const { files, ignored } = await selectInterval(store, flow.layout.folder, signal)
      const owners = filesByRun(flow.layout, files, all)
      const within = new Map<string, TimeWindow>()
      const wanted = files.filter((file) => {
        const owner = owners.get(file)
        const run = owner === undefined ? undefined : runs.get(owner.id)
        if (run === undefined) return owner === undefined && isOlderThanRuns(file, flow, all, window)
        within.set(store.name(file.key), intervalsOf(run, grid))
        return true
      })
      const selection = selectionOf(wanted, ignored)
      checkQuota('historyBytes', selection.bytes, quotas, store.name(flow.layout.folder))
      const readWithin: ReadFile = (file, whole) => readFile(file, sinkWithin(whole, within.get(file.name) ?? ALWAYS))
      return { ...(await readFiles(store, selection, readWithin, sink, options)), missingIntervals: 0 }
    },

    async check(window, sink, options = {}) {
      const { signal } = options
      const flow = await reader.flow(signal)
      const all = withWindows(flow, await reader.runsSince(window.start, signal))
      const last = all.at(-1)
      const sampled = all.findLast(({ state, wrote }) => state === 'DONE' && wrote)
      const found = sampled === undefined ? NOTHING : await delivered(flow, [sampled], all, signal)
      const sample = selectionOf(found.files.slice(-1), found.ignored)
      await readFiles(store, sample, readFile, sink, options)
      const file = sample.files[0]
      return {
        seen: [
          ...flowSightings(flow, source.destination, last, grid),
          ...(file === undefined ? [] : [`${store.name(file.key)}: ${file.size} bytes were read`]),
        ],
        warnings: flowWarnings(flow, source, last, file, grid, window),
      }
    },
  }
}

/** Prefixes that are listed at once. */
const LISTINGS_AHEAD = 8

/** Records of any time. */
const ALWAYS: TimeWindow = { start: -Infinity, end: Infinity }

function selectionOf(files: readonly StoredFile[], ignored: Selection['ignored']): Selection {
  return {
    files: files.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ignored,
  }
}

/** The intervals that a run's records count for: a live interval reads every run that has a part of it. */
function intervalsOf({ window: { start, end } }: RunOfWindow, grid: IntervalGrid): TimeWindow {
  return {
    start: start === -Infinity ? start : grid.start(start),
    end: end === Infinity ? end : grid.next(grid.start(Math.max(start, end - 1))),
  }
}

/** Written in the time of the history, before the first run that AppFlow still knows. */
function isOlderThanRuns(
  { modified }: StoredFile,
  { bringsAll }: Flow,
  runs: readonly FlowRun[],
  { start }: TimeWindow,
): boolean {
  if (modified === undefined || bringsAll) return false
  return modified >= start && runs.every(({ startedAt }) => modified < startedAt)
}

function missingError(
  { kind, reason }: MissingRun,
  place: string,
  window: TimeWindow,
  grid: IntervalGrid,
): SourceError {
  if (kind === 'FAILED') return new SourceError('FLOW_FAILED', place, { reason })
  const times = { from: grid.iso(window.start), to: grid.iso(window.end), reason }
  return kind === 'LOST' ? new SourceError('FLOW_GAP', place, times) : new SourceError('FLOW_UNFINISHED', place, times)
}
