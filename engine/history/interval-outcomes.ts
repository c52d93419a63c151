import {
  mapLimited,
  newestAttempts,
  type CommitLog,
  type CommitRecord,
  type IntervalAttempts,
  type ObjectStore,
} from '../state/index.ts'

/** What became of one interval. */
export interface IntervalOutcome {
  /** Half-open, epoch milliseconds. */
  readonly start: number
  readonly end: number
  /**
   * `COMPLETED`: judged and committed. `PASSED_OVER`: committed without usable data. `FAILED`: tried, and still due. `DUE`: nobody has
   * tried.
   */
  readonly outcome: 'COMPLETED' | 'PASSED_OVER' | 'FAILED' | 'DUE'
  readonly failure: { readonly code: string; readonly message: string } | null
  /** How often it was tried; 0 where no attempt is recorded, as when a run was killed right after its commit. */
  readonly attempts: number
  /** How long the last attempt took, milliseconds; null without one. */
  readonly tookMs: number | null
  /** When it was committed, epoch milliseconds; null where it is not. */
  readonly committedAt: number | null
  /** What was read; null where it did not come to that. */
  readonly report: CommitRecord['report']
  /** Groups that began or changed, and alerts that fired. */
  readonly groups: number
  readonly alerts: number
}

/** The newest intervals of a generation. */
export interface NewestIntervals {
  /** That which is due and not committed, if it is the turn of one; then those that are, the newest first. */
  readonly intervals: readonly IntervalOutcome[]
  /** Feedback that the last attempt could not read, so that it did not count. */
  readonly unreadFeedback: IntervalAttempts['last']['unreadFeedback'] | null
}

/** Commits on their way at a time. */
const READS_AT_ONCE = 16

/**
 * Reads what became of the newest intervals: a commit and an attempt for each, however many there are. Learning the history and a backtest
 * are no intervals.
 *
 * @param last - the last commit
 * @param due - the interval that is due next; null where none is
 * @param limit - committed intervals at most
 */
export async function newestIntervals(
  store: ObjectStore,
  log: CommitLog,
  last: CommitRecord,
  due: { readonly start: number; readonly end: number } | null,
  limit: number,
): Promise<NewestIntervals> {
  const [ends, tried] = await Promise.all([newestEnds(log, last, limit), newestAttempts(store, log.place, limit + 1)])
  const attempts = new Map(tried.map((one) => [one.end, one]))
  const commits = await mapLimited(ends, READS_AT_ONCE, async (end) => (end === last.end ? last : log.at(end)))
  const committed = commits.flatMap((commit) =>
    commit === undefined || commit.sequence === 0 ? [] : [committedOutcome(commit, attempts.get(commit.end))],
  )
  const unreadFeedback = tried[0]?.last.unreadFeedback ?? null
  return {
    intervals: [...(due === null ? [] : [dueOutcome(due, attempts.get(due.end))]), ...committed],
    unreadFeedback,
  }
}

async function newestEnds(log: CommitLog, last: CommitRecord, limit: number): Promise<readonly number[]> {
  const ends: number[] = []
  for await (const end of log.ends({ until: last.end })) {
    if (ends.push(end) >= limit) break
  }
  return ends
}

function committedOutcome(commit: CommitRecord, attempts: IntervalAttempts | undefined): IntervalOutcome {
  const { start, end, failure, writtenAt, report, groups, alerts } = commit
  return {
    start,
    end,
    outcome: failure === null ? 'COMPLETED' : 'PASSED_OVER',
    failure,
    ...triesOf(attempts),
    committedAt: writtenAt,
    report,
    groups: groups.length,
    alerts: alerts.length,
  }
}

function dueOutcome(
  interval: { readonly start: number; readonly end: number },
  attempts: IntervalAttempts | undefined,
): IntervalOutcome {
  const failure = attempts?.last.failure ?? null
  const outcome = failure === null ? 'DUE' : 'FAILED'
  return { ...interval, outcome, failure, ...triesOf(attempts), committedAt: null, report: null, groups: 0, alerts: 0 }
}

function triesOf(attempts: IntervalAttempts | undefined): Pick<IntervalOutcome, 'attempts' | 'tookMs'> {
  if (attempts === undefined) return { attempts: 0, tookMs: null }
  const { count, last } = attempts
  return { attempts: count, tookMs: last.finishedAt - last.startedAt }
}
