import { deliverDue, type DueDeliveries } from '../alerts/index.ts'
import { FORGOTTEN_AFTER_MS } from '../anomalies/index.ts'
import type { Aggregate, ReadReport } from '../dataset/index.ts'
import {
  StateError,
  statePrefix,
  unlessCollected,
  writeExecution,
  type CommitLog,
  type CommitRecord,
  type Execution,
  type UnreadFeedback,
} from '../state/index.ts'
import { dueAt } from '../time/index.ts'
import { alertContext } from './alert-context.ts'
import { concludeInterval, stopwatch, type Stopwatch } from './conclude-interval.ts'
import { meaningOf } from './declare.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import { goneOf, judgedRecord, passedRecord, storeFindings } from './interval-record.ts'
import { judgeInterval, leavingOut, membersOf, passInterval } from './judge-interval.ts'
import type { RunContext } from './run-context.ts'
import { reasonsOf, RunError } from './run-error.ts'
import { failureOf, isAbort, isTransient } from './run-failure.ts'
import { restoreSession, saveModel, type Session } from './session.ts'

/** What became of one interval. */
export interface ExecutedInterval {
  readonly execution: Execution
  readonly commit: CommitRecord
  /** Of its alerts, and of those that an earlier run left behind. */
  readonly deliveries: DueDeliveries
  /** For the next interval in this process; undefined when another run was faster. */
  readonly session: Session | undefined
}

/** No interval is due. */
export interface Idle {
  readonly execution: null
  /** The last commit. */
  readonly commit: CommitRecord
  /** Of alerts that an earlier run left behind. */
  readonly deliveries: DueDeliveries
}

/** Reading is tried so often within one execution, with pauses between. */
const READ_ATTEMPTS = 3
const READ_PAUSE_MS = 1_000

const NO_DELIVERIES: DueDeliveries = { receipts: [], pending: [] }

/**
 * Executes the next interval when it is due: read, add up, judge, group, fire, commit, deliver. What decides is the last
 * commit and the clock, so calls may come late, twice or from several machines. An interval whose data is not there or
 * not usable is passed over with its reason; one whose place cannot be reached stays due.
 *
 * @param session - of the last commit, if this process has it
 * @throws {SourceError} the place of the data cannot be reached; the failed attempt is in the execution log
 * @throws {RunError} SPEC_REPLACED
 * @throws {StateError} OBJECT_MISSING when the generation has no commits: it was not activated, or they were removed
 */
export async function executeNextInterval(
  context: RunContext,
  runtime: DetectorRuntime,
  log: CommitLog,
  session?: Session,
): Promise<ExecutedInterval | Idle> {
  const { store, now } = context
  const { grid } = runtime
  const last = await lastCommit(context, runtime, log)
  const mine = session?.commit.end === last.end && session.commit.writer === last.writer
  // What this process committed it has delivered too; another may have died between its commit and its deliveries.
  const left = mine ? NO_DELIVERIES : await deliverDue(store, log.place, last, context.delivery)
  const start = last.end
  const end = grid.next(start)
  if (nextDue(runtime, last) > now()) return { execution: null, commit: last, deliveries: left }

  const startedAt = now()
  const timings: Record<string, number> = {}
  const timed = stopwatch(timings)
  const note = { end, startedAt, writer: context.writer, timings }
  const restore = () => unlessCollected(log, last, () => restoreSession(store, runtime, last))
  const before = mine ? session : await timed('restore', restore)
  // Others have gone on while this run stood still.
  if (before === undefined) return executeNextInterval(context, runtime, log)
  context.onStart?.({ start, end })
  let aggregate: Aggregate | undefined
  let failure: CommitRecord['failure'] = null
  let leftOut = false
  try {
    const { gap } = before.progress
    const known = before.model.seriesKeeping({ start, gap }, membersOf(before.progress))
    leftOut = known.length > runtime.seriesLimit
    aggregate = await timed('read', () =>
      readWithPatience(context, () => runtime.readInterval(start, known, context.signal && { signal: context.signal })),
    )
    if (aggregate.report.used === 0) failure = noRecords(runtime, start, aggregate.report)
  } catch (error) {
    failure = await failureToPass(context, log, note, error)
  }

  const report = aggregate?.report ?? null
  const made =
    aggregate === undefined || failure !== null
      ? pass(context, runtime, before, { failure, report })
      : await judge(context, leavingOut(runtime, leftOut), log, before, aggregate, timed)
  const concluded = await concludeInterval(context, log, last, made, note, timed)
  // What still waits is in the own deliveries again.
  const { receipts, pending } = concluded.deliveries
  const deliveries = { receipts: [...left.receipts, ...receipts], pending }
  const { execution, commit } = concluded
  const next = execution.status === 'REPEATED' ? undefined : made.session(commit)
  return { execution, commit, deliveries, session: next }
}

/**
 * The commit that the next interval follows.
 *
 * @throws {RunError} SPEC_REPLACED
 * @throws {StateError} OBJECT_MISSING
 */
export async function lastCommit(
  { store }: Pick<RunContext, 'store'>,
  { detector }: Pick<DetectorRuntime, 'detector'>,
  log: CommitLog,
): Promise<CommitRecord> {
  const last = await log.latest()
  if (last === undefined) {
    throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key: statePrefix(log.place, 'commits') })
  }
  // Somebody else may have begun a generation whose metrics are not those of this spec.
  if (last.specHash !== meaningOf(detector)) throw new RunError({ code: 'SPEC_REPLACED', detector: detector.name })
  return last
}

/**
 * Why an interval whose data cannot be read is to be passed over. What only keeps it waiting is written down and thrown.
 *
 * @throws `error`, when it is no fault of the data
 */
export async function failureToPass(
  { store, signal, now }: Pick<RunContext, 'store' | 'signal' | 'now'>,
  { place }: CommitLog,
  note: Pick<Execution, 'end' | 'startedAt' | 'writer' | 'timings'>,
  error: unknown,
): Promise<CommitRecord['failure']> {
  const failure = isAbort(error, signal) ? undefined : failureOf(error)
  if (failure === undefined) throw error
  if (!isTransient(error)) return failure
  await writeExecution(store, place, { ...note, status: 'FAILED', finishedAt: now(), failure, report: null })
  throw error
}

/** When the interval after a commit is due, epoch milliseconds. */
export function nextDue({ detector, grid }: DetectorRuntime, { end }: Pick<CommitRecord, 'end'>): number {
  return dueAt(grid, end, detector.dataset.offsetSeconds)
}

interface MadeRecord {
  readonly record: CommitRecord
  /** Feedback that could not be read, so that the record is made without it. */
  readonly unread: UnreadFeedback | null
  /** The session after the record, once it is committed. */
  readonly session: (record: CommitRecord) => Session
}

async function judge(
  context: RunContext,
  runtime: DetectorRuntime,
  { place }: CommitLog,
  { commit: last, model, progress, judgements }: Session,
  aggregate: Aggregate,
  timed: Stopwatch,
): Promise<MadeRecord> {
  const { store } = context
  const start = last.end
  const end = runtime.grid.next(start)
  const said = await timed('feedback', () => judgements({ after: end - FORGOTTEN_AFTER_MS, until: end }))
  const { unread } = said
  const { judged, gone } = await timed('judge', async () => {
    const places = model.placesOf(aggregate)
    const left = model.makeRoom(
      aggregate,
      places,
      { start, gap: progress.gap },
      runtime.seriesLimit,
      membersOf(progress),
    )
    const found = judgeInterval(
      runtime,
      place.generation,
      model,
      progress,
      { start, step: (how) => model.step(aggregate, places, start, how), judgements: said.judgements },
      alertContext(runtime, context.place, context.consoleUrl),
    )
    return { judged: found, gone: goneOf(left, aggregate.measures.length) }
  })
  return timed('save', async () => {
    const [snapshot, findings] = await Promise.all([
      saveModel(store, place, end, model, last.snapshot),
      storeFindings(store, place, end, judged),
    ])
    const read = { ...aggregate, report: { ...aggregate.report, ...gone } }
    const stored = { judged, snapshot, summary: model.summary, aggregate: read, ...findings }
    return {
      record: judgedRecord(context, runtime, last, stored),
      unread,
      session: (commit) => ({ commit, model, progress: judged.progress, judgements }),
    }
  })
}

function pass(
  context: RunContext,
  runtime: DetectorRuntime,
  { commit: last, model, progress, judgements }: Session,
  outcome: Pick<CommitRecord, 'failure' | 'report'>,
): MadeRecord {
  const passed = passInterval(progress)
  return {
    unread: null,
    session: (commit) => ({ commit, model, progress: passed, judgements }),
    record: passedRecord(context, runtime, last, passed, outcome),
  }
}

/** Reads what may be read again where the trouble passes. */
export async function readWithPatience<T>(context: Pick<RunContext, 'sleep'>, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read()
    } catch (error) {
      if (attempt === READ_ATTEMPTS || !isTransient(error)) throw error
      await context.sleep(READ_PAUSE_MS * 4 ** (attempt - 1))
    }
  }
}

/** Why an interval without a usable record is passed over. */
export function noRecords({ grid }: DetectorRuntime, start: number, report: ReadReport): CommitRecord['failure'] {
  const { code, message } = new RunError({
    code: 'NO_RECORDS_IN_INTERVAL',
    from: grid.iso(start),
    to: grid.iso(grid.next(start)),
    read: report.read,
    reasons: reasonsOf(report),
  })
  return { code, message }
}
