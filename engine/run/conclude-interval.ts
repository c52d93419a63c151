import { deliverDue, type DueDeliveries } from '../alerts/index.ts'
import {
  collectGarbage,
  writeDigestPage,
  writeExecution,
  type CommitLog,
  type CommitRecord,
  type Execution,
  type UnreadFeedback,
} from '../state/index.ts'
import type { RunContext } from './run-context.ts'

/** What an interval came to, to be committed. */
export interface ConcludedRecord {
  readonly record: CommitRecord
  /** Feedback that could not be read, so that the record is made without it. */
  readonly unread: UnreadFeedback | null
}

/** Old chunks of state are collected at every so many intervals. */
const COLLECT_EVERY = 4

/** At every so many, a page of commits is written if one is full. */
const DIGEST_EVERY = 16

/** Commits an interval, delivers its alerts and writes down what became of it. */
export async function concludeInterval(
  { store, now, delivery }: Pick<RunContext, 'store' | 'now' | 'delivery'>,
  log: CommitLog,
  last: CommitRecord,
  { record: made, unread }: ConcludedRecord,
  note: Pick<Execution, 'end' | 'startedAt' | 'writer' | 'timings'>,
  timed: Stopwatch,
): Promise<{
  readonly execution: Execution
  readonly commit: CommitRecord
  readonly deliveries: DueDeliveries
}> {
  const { outcome, record: commit } = await timed('commit', () => log.append(made, last))
  const { failure, report } = made
  const status = outcome === 'lost' ? 'REPEATED' : failure ? 'FAILED' : 'COMPLETED'
  const deliveries = await timed('deliver', () => deliverDue(store, log.place, commit, delivery))
  const told = unread === null ? {} : { unreadFeedback: unread }
  const execution: Execution = { ...note, status, finishedAt: now(), failure, report, ...told }
  await writeExecution(store, log.place, execution)
  if (commit.sequence % COLLECT_EVERY === 0) await collectGarbage(store, log, { now: now() })
  if ((commit.sequence + 1) % DIGEST_EVERY === 0) await writeDigestPage(store, log, commit)
  return { execution, commit, deliveries }
}

/** Takes the time of steps. */
export type Stopwatch = <T>(step: string, work: () => Promise<T>) => Promise<T>

/** @param timings - filled: milliseconds by step */
export function stopwatch(timings: Record<string, number>): Stopwatch {
  return async (step, work) => {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      timings[step] = Math.round(performance.now() - begun)
    }
  }
}
