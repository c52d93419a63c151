import { deliverDue, type DueDeliveries } from '../alerts/index.ts'
import { FORGOTTEN_AFTER_MS } from '../anomalies/index.ts'
import { dataQualityMetrics, type Aggregate } from '../dataset/index.ts'
import {
  collectGarbage,
  StateError,
  statePrefix,
  writeExecution,
  writeGroup,
  writePoints,
  type CommitLog,
  type CommitRecord,
  type Execution,
  type UnreadFeedback,
} from '../state/index.ts'
import { dueAt } from '../time/index.ts'
import { alertContext } from './alert-context.ts'
import { meaningOf } from './declare.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import { judgeInterval, passInterval } from './judge-interval.ts'
import type { MetricModel } from './metric-model.ts'
import { pointColumns } from './point-columns.ts'
import type { RunContext } from './run-context.ts'
import { reasonsOf, RunError } from './run-error.ts'
import { failureOf, isAbort, isTransient } from './run-failure.ts'
import { restoreSession, saveModel, stateOf, type Session } from './session.ts'

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

/** Old chunks of state are collected at every so many intervals. */
const COLLECT_EVERY = 4

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
  const { detector, grid } = runtime
  const last = await log.latest()
  if (last === undefined) {
    throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key: statePrefix(log.place, 'commits') })
  }
  // Somebody else may have begun a generation whose metrics are not those of this spec.
  if (last.specHash !== meaningOf(detector)) throw new RunError({ code: 'SPEC_REPLACED', detector: detector.name })
  const mine = session?.commit.end === last.end && session.commit.writer === last.writer
  // What this process committed it has delivered too; another may have died between its commit and its deliveries.
  const left = mine ? NO_DELIVERIES : await deliverDue(store, log.place, last, context.delivery)
  const start = last.end
  const end = grid.next(start)
  if (nextDue(runtime, last) > now()) return { execution: null, commit: last, deliveries: left }

  context.onStart?.({ start, end })
  const startedAt = now()
  const timings: Record<string, number> = {}
  const timed = stopwatch(timings)
  const note = { end, startedAt, writer: context.writer, timings }
  const before = mine ? session : await timed('restore', () => restoreSession(store, runtime, last))
  let aggregate: Aggregate | undefined
  let failure: CommitRecord['failure'] = null
  try {
    aggregate = await timed('read', () => readWithPatience(context, runtime, start, before.model))
    if (aggregate.report.used === 0) failure = noRecords(runtime, start, aggregate)
  } catch (error) {
    if (isAbort(error, context.signal)) throw error
    const reason = failureOf(error)
    if (reason === undefined) throw error
    const failed: Execution = { ...note, status: 'FAILED', finishedAt: now(), failure: reason, report: null }
    if (isTransient(error)) {
      await writeExecution(store, log.place, failed)
      throw error
    }
    failure = reason
  }

  const report = aggregate?.report ?? null
  const made =
    aggregate === undefined || failure !== null
      ? passedRecord(context, runtime, before, failure, report)
      : await judgedRecord(context, runtime, log, before, aggregate, timed)
  const { outcome, record } = await timed('commit', () => log.append(made.record, last))
  const status = outcome === 'lost' ? 'REPEATED' : failure ? 'FAILED' : 'COMPLETED'
  const own = await timed('deliver', () => deliverDue(store, log.place, record, context.delivery))
  // What still waits is in the own deliveries again.
  const deliveries = { receipts: [...left.receipts, ...own.receipts], pending: own.pending }
  const { unread } = made
  const told = unread === null ? {} : { unreadFeedback: unread }
  const execution: Execution = { ...note, status, finishedAt: now(), failure, report, ...told }
  await writeExecution(store, log.place, execution)
  if (record.sequence % COLLECT_EVERY === 0) await collectGarbage(store, log, { now: now() })
  const next = outcome === 'committed' ? made.session(record) : undefined
  return { execution, commit: record, deliveries, session: next }
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

async function judgedRecord(
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
  const judged = await timed('judge', async () =>
    judgeInterval(
      runtime,
      place.generation,
      model,
      progress,
      { aggregate, places: model.placesOf(aggregate), start, judgements: said.judgements },
      alertContext(runtime, context.place, context.consoleUrl),
    ),
  )
  return timed('save', async () => {
    const [snapshot, points, groups] = await Promise.all([
      saveModel(store, place, end, model, last.snapshot),
      writePoints(store, place, end, pointColumns(judged.steps)),
      Promise.all(judged.groups.map((group) => writeGroup(store, place, end, group))),
    ])
    const record: CommitRecord = {
      ...place,
      ...stateOf(model, snapshot, judged.progress),
      start,
      end,
      specHash: meaningOf(runtime.detector),
      learned: last.learned + 1,
      failure: null,
      groups,
      alerts: judged.alerts,
      points,
      report: aggregate.report,
      quality: dataQualityMetrics(aggregate),
      writer: context.writer,
      writtenAt: context.now(),
    }
    return { record, unread, session: (commit) => ({ commit, model, progress: judged.progress, judgements }) }
  })
}

function passedRecord(
  context: RunContext,
  { grid }: DetectorRuntime,
  { commit: last, model, progress, judgements }: Session,
  failure: CommitRecord['failure'],
  report: CommitRecord['report'],
): MadeRecord {
  const passed = passInterval(progress)
  return {
    unread: null,
    session: (commit) => ({ commit, model, progress: passed, judgements }),
    record: {
      ...last,
      ...passed,
      start: last.end,
      end: grid.next(last.end),
      failure,
      groups: [],
      alerts: [],
      points: null,
      report,
      quality: [],
      writer: context.writer,
      writtenAt: context.now(),
    },
  }
}

async function readWithPatience(
  context: RunContext,
  runtime: DetectorRuntime,
  start: number,
  model: MetricModel,
): Promise<Aggregate> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runtime.readInterval(start, model, context.signal && { signal: context.signal })
    } catch (error) {
      if (attempt === READ_ATTEMPTS || !isTransient(error)) throw error
      await context.sleep(READ_PAUSE_MS * 4 ** (attempt - 1))
    }
  }
}

function noRecords({ grid }: DetectorRuntime, start: number, { report }: Aggregate): CommitRecord['failure'] {
  const { code, message } = new RunError({
    code: 'NO_RECORDS_IN_INTERVAL',
    from: grid.iso(start),
    to: grid.iso(grid.next(start)),
    read: report.read,
    reasons: reasonsOf(report),
  })
  return { code, message }
}

type Stopwatch = <T>(step: string, work: () => Promise<T>) => Promise<T>

function stopwatch(timings: Record<string, number>): Stopwatch {
  return async (step, work) => {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      timings[step] = Math.round(performance.now() - begun)
    }
  }
}
