import type { ReadReport } from '../dataset/index.ts'
import {
  eventLog,
  listExecutions,
  mapLimited,
  type CommitLog,
  type Execution,
  type ObjectStore,
  type UnreadFeedback,
} from '../state/index.ts'
import type { CommitDigests } from './commit-digests.ts'

/** One attempt to execute an interval, or the activation, or a whole backtest, with what the interval came to. */
export interface LoggedExecution extends Pick<Execution, 'status' | 'startedAt' | 'finishedAt' | 'failure'> {
  /** The interval, half-open; of the activation the history, of a backtest what was tested. */
  readonly start: number
  readonly end: number
  readonly report: ReadReport | null
  /** Feedback that could not be read, and so did not count. */
  readonly unreadFeedback: UnreadFeedback | null
  /** Groups that began or changed. */
  readonly groups: number
  /** Names of the alerts that fired, each once. */
  readonly alerts: readonly string[]
}

/** A piece of the execution log. */
export interface LoggedExecutions {
  /** The newest interval first, its attempts in order. */
  readonly executions: readonly LoggedExecution[]
  /** For the next older piece; null: there is nothing older. */
  readonly older: number | null
}

/** Commits on their way at a time. */
const READS_AT_ONCE = 16

/**
 * Reads attempts of intervals that end before a moment. All attempts of an interval are in the same piece.
 *
 * @param before - epoch milliseconds; Infinity for the newest
 * @param limit - intervals at most
 * @param startOf - start of the interval that ends at a moment, for attempts that were not committed
 */
export async function readExecutionLog(
  store: ObjectStore,
  log: CommitLog,
  digests: CommitDigests,
  { before, limit }: { readonly before: number; readonly limit: number },
  startOf: (end: number) => number,
): Promise<LoggedExecutions> {
  const attempts: Execution[] = []
  const ends = new Set<number>()
  let older: number | null = null
  const range = before === Infinity ? {} : { until: before - 1 }
  for await (const execution of listExecutions(store, log.place, range)) {
    if (!ends.has(execution.end) && ends.size === limit) {
      older = attempts.at(-1)!.end
      break
    }
    ends.add(execution.end)
    attempts.push(execution)
  }
  if (attempts.length === 0 && before === Infinity) return { executions: await backtestOf(store, log), older }
  const executions = await mapLimited(attempts, READS_AT_ONCE, async (execution): Promise<LoggedExecution> => {
    const { end, status, startedAt, finishedAt, failure, report, unreadFeedback = null } = execution
    const commit = await digests.get(end)
    return {
      start: commit?.start ?? startOf(end),
      end,
      status,
      startedAt,
      finishedAt,
      failure,
      report,
      unreadFeedback,
      groups: commit?.groups.length ?? 0,
      alerts: [...new Set(commit?.alerts.map(({ alert }) => alert))],
    }
  })
  return { executions, older }
}

/** Events are read alone, so nobody sees it. */
const READER = 'reader'

/** A backtest makes one commit for all its intervals, and no attempts: it is one row, and none before it is complete. */
async function backtestOf(store: ObjectStore, { place, latest }: CommitLog): Promise<readonly LoggedExecution[]> {
  const commit = await latest()
  if (commit === undefined) return []
  const events = await eventLog(store, place.detector, READER).read()
  const started = events.findLast((event) => event.kind === 'BACKTEST_STARTED' && event.generation === place.generation)
  if (started === undefined) return []
  const { start, end, writtenAt, report, groups } = commit
  return [
    {
      start,
      end,
      status: 'COMPLETED',
      startedAt: started.at,
      finishedAt: writtenAt,
      failure: null,
      report,
      unreadFeedback: null,
      groups: groups.length,
      alerts: [],
    },
  ]
}
