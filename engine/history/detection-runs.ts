import { listExecutions, mapLimited, type CommitLog, type ObjectStore } from '../state/index.ts'
import { lastDue, type IntervalGrid } from '../time/index.ts'
import type { CommitDigests } from './commit-digests.ts'

/** What became of looking at one interval. */
export interface DetectionRun {
  readonly start: number
  readonly end: number
  /** `PENDING`: it is due, and others come first. `IN_PROGRESS`: it is the next. */
  readonly status: 'PENDING' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  /** Why it failed; null where it did not. */
  readonly failure: string | null
}

/** The detector whose runs are asked for. */
export interface RunsOptions {
  readonly grid: IntervalGrid
  readonly offsetSeconds: number
  /** Whether it watches new data now, so that intervals that are due are executed. */
  readonly running: boolean
  /** Its first commit is a backtest, not what it learned before it watched new data. */
  readonly backtest: boolean
  /** End of the last committed interval. */
  readonly lastEnd: number
  /** Epoch milliseconds. */
  readonly now: number
}

/** Which runs are asked for. */
export interface RunsPiece {
  /** Runs of intervals that end before this moment, epoch milliseconds; Infinity for the newest. */
  readonly before: number
  readonly limit: number
}

/** Commits on their way at a time. */
const READS_AT_ONCE = 16

/** Runs of a generation, the newest first: what is due and not committed, then what is. Learning the history is none. */
export async function readRuns(
  store: ObjectStore,
  log: CommitLog,
  digests: CommitDigests,
  options: RunsOptions,
  { before, limit }: RunsPiece,
): Promise<readonly DetectionRun[]> {
  const due = options.running ? await dueRuns(store, log, options, { before, limit }) : []
  const ends: number[] = []
  for await (const end of log.ends(before === Infinity ? {} : { until: before - 1 })) {
    // One more, because the oldest may be the activation.
    if (ends.push(end) > limit - due.length) break
  }
  const committed = await mapLimited(ends, READS_AT_ONCE, async (end): Promise<DetectionRun[]> => {
    const digest = await digests.get(end)
    if (digest === undefined || (digest.sequence === 0 && !options.backtest)) return []
    const { start, failure } = digest
    return [{ start, end, status: failure === null ? 'COMPLETED' : 'FAILED', failure: failure?.message ?? null }]
  })
  return [...due, ...committed.flat()].slice(0, limit)
}

async function dueRuns(
  store: ObjectStore,
  log: CommitLog,
  { grid, offsetSeconds, lastEnd, now }: RunsOptions,
  { before, limit }: RunsPiece,
): Promise<readonly DetectionRun[]> {
  const newest = lastDue(grid, now, offsetSeconds)
  const first = before === Infinity ? newest : Math.min(newest, grid.previous(grid.start(before - 1)))
  const runs: DetectionRun[] = []
  for (let start = first; start >= lastEnd && runs.length < limit; start = grid.previous(start)) {
    const end = grid.next(start)
    const failure = start === lastEnd ? await lastFailure(store, log, { after: lastEnd, until: end }) : null
    const waiting = start === lastEnd ? 'IN_PROGRESS' : 'PENDING'
    runs.push({ start, end, status: failure === null ? waiting : 'FAILED', failure })
  }
  return runs
}

/** Why the last attempt at an interval that is not committed failed. */
async function lastFailure(
  store: ObjectStore,
  log: CommitLog,
  range: { readonly after: number; readonly until: number },
): Promise<string | null> {
  const attempts = await Array.fromAsync(listExecutions(store, log.place, range))
  return attempts.at(-1)?.failure?.message ?? null
}
