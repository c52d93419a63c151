import type { StoredFile } from '../file-store.ts'
import type { FlowLayout, FlowRun, PrefixFormat } from './flow.ts'

/** Days whose folders are listed one by one; more, and the whole folder is. */
const MOST_DAYS = 10

/** How much later than the end of a run S3 may say that its last object was written. */
const LATE_MS = 60_000

/** S3 tells times to the second. */
const EARLY_MS = 1000

const DAY_MS = 86_400_000

/**
 * Prefixes below which all objects of some runs lie: as few listings as the names of the flow allow. The order of the
 * parts of a path is not documented, so that only paths of one part are looked up; otherwise all is listed.
 */
export function prefixesOf(
  { folder, hasRunId, hasSchemaVersion, pathTime }: FlowLayout,
  runs: readonly FlowRun[],
): readonly string[] {
  if (hasSchemaVersion) return [folder]
  if (hasRunId) return pathTime === null ? runs.map(({ id }) => `${folder}${id}/`) : [folder]
  if (pathTime === null || pathTime === 'YEAR' || pathTime === 'MONTH') return [folder]
  const days = new Set<string>()
  for (const { startedAt, endedAt } of runs) {
    if (endedAt - startedAt > MOST_DAYS * DAY_MS) return [folder]
    for (let day = startedAt; day <= endedAt; day += DAY_MS) days.add(dayPath(day))
    days.add(dayPath(endedAt))
  }
  return days.size > MOST_DAYS ? [folder] : [...days].map((day) => `${folder}${day}/`)
}

/**
 * Which run wrote each file: by the id of the run in its key, else by the date and time there, else by when S3 says that
 * it was written.
 *
 * @returns files whose run is not among `runs` are left out
 */
export function filesByRun<Run extends FlowRun>(
  layout: FlowLayout,
  files: readonly StoredFile[],
  runs: readonly Run[],
): ReadonlyMap<StoredFile, Run> {
  const byId = new Map(runs.map((run) => [run.id, run]))
  const newestFirst = runs.toSorted((a, b) => b.startedAt - a.startedAt)
  const owners = new Map<StoredFile, Run>()
  for (const file of files) {
    const path = file.key.slice(layout.folder.length)
    const run = ofId(path, byId) ?? (layout.hasRunId ? undefined : ofTime(path, file, layout, newestFirst))
    if (run !== undefined) owners.set(file, run)
  }
  return owners
}

function ofId<Run>(path: string, byId: ReadonlyMap<string, Run>): Run | undefined {
  for (const part of path.split('/')) {
    const run = byId.get(part) ?? byId.get(RUN_ID.exec(part)?.[0] ?? '')
    if (run !== undefined) return run
  }
  return undefined
}

const RUN_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

function ofTime<Run extends FlowRun>(
  path: string,
  { modified }: StoredFile,
  layout: FlowLayout,
  newestFirst: readonly Run[],
): Run | undefined {
  const named = timeOf(path, layout)
  const possible =
    named === null
      ? newestFirst
      : newestFirst.filter(({ startedAt, endedAt }) => startedAt < named.end && endedAt >= named.start)
  if (named !== null && possible.length === 1) return possible[0]
  if (modified === undefined) return undefined
  return possible.find(({ startedAt, endedAt }) => startedAt - EARLY_MS <= modified && modified <= endedAt + LATE_MS)
}

/** The date and time in a path or name, from its first moment until the next; in UTC, as AppFlow writes it. */
function timeOf(path: string, { pathTime, nameTime }: FlowLayout): { start: number; end: number } | null {
  const slash = path.lastIndexOf('/')
  return (
    (pathTime === null ? null : match(path.slice(0, slash + 1), pathTime, '/')) ??
    (nameTime === null ? null : match(path.slice(slash + 1), nameTime, '[-T:_]?'))
  )
}

const FORMATS: readonly PrefixFormat[] = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE']

function match(text: string, format: PrefixFormat, between: string): { start: number; end: number } | null {
  const count = FORMATS.indexOf(format) + 1
  const digits = ['(\\d{4})', ...Array.from({ length: count - 1 }, () => '(\\d{2})')].join(between)
  const found = new RegExp(`(?<!\\d)${digits}(?!\\d)`).exec(text)
  if (found === null) return null
  const parts = found.slice(1).map(Number)
  return { start: momentOf(parts), end: momentOf(parts.with(count - 1, parts.at(-1)! + 1)) }
}

function momentOf([year = 0, month = 1, day = 1, hour = 0, minute = 0]: readonly number[]): number {
  return Date.UTC(year, month - 1, day, hour, minute)
}

function dayPath(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10).replaceAll('-', '/')
}
