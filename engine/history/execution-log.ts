import type { ReadReport } from '../dataset/index.ts'
import {
  listExecutions,
  mapLimited,
  type CommitLog,
  type Execution,
  type ObjectStore,
  type UnreadFeedback,
} from '../state/index.ts'
import type { CommitDigests } from './commit-digests.ts'

/** One attempt to execute an interval, or the activation, with what the interval came to. */
export interface LoggedExecution extends Pick<Execution, 'status' | 'startedAt' | 'finishedAt' | 'failure'> {
  /** The interval, half-open; of the activation the history. */
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
  if (executions.length === 0 && before === Infinity) return { executions: await backtestOf(log), older }
  return { executions, older }
}

/** A backtest is one execution, which its commit tells of. */
async function backtestOf(log: CommitLog): Promise<readonly LoggedExecution[]> {
  const commit = await log.latest()
  if (commit?.charted === undefined) return []
  const { start, end, failure, report, groups, writtenAt } = commit
  const times = { startedAt: writtenAt, finishedAt: writtenAt }
  return [
    {
      start,
      end,
      status: 'COMPLETED',
      ...times,
      failure,
      report,
      unreadFeedback: null,
      groups: groups.length,
      alerts: [],
    },
  ]
}
