import type { ResolvedDetector } from '../../../spec/index.ts'
import type { DueDeliveries } from '../../alerts/index.ts'
import {
  activateDetector,
  executeNextInterval,
  isDetectorTrouble,
  meaningOf,
  nextDue,
  openDetector,
  recordLearning,
  RunError,
  type DetectorRuntime,
  type ExecutedInterval,
  type RunContext,
  type Session,
} from '../../run/index.ts'
import {
  commitLog,
  eventLog,
  statusOf,
  type DetectorEvent,
  type DetectorStatus,
  type StatusReport,
} from '../../state/index.ts'
import { checkDataset } from './fitness.ts'
import { FAILED_GAUGES, gaugesOf } from './gauges.ts'
import { loadForHost, runContext, type Invocation } from './invocation.ts'
import { retryAt } from './retry.ts'
import { mayUseMap, startMap, wantsMap } from './start-map.ts'

/** What a wake-up came to. */
export interface ExecuteSummary {
  readonly operation: 'execute'
  readonly detector: string
  readonly status: DetectorStatus
  /** Intervals that were executed, and how many of them had no usable data. */
  readonly intervals: number
  readonly failed: number
  /** Anomaly groups that began, went on or ended. */
  readonly groups: number
  readonly alerts: { readonly delivered: number; readonly undelivered: number; readonly waiting: number }
  /** Intervals are due that there was no time for; the next wake-up executes them. */
  readonly more: boolean
  /** Id of the run on the distributed map that executes what is due; none where the function executes it itself. */
  readonly run?: string
}

/** An interval may take longer than the one before it. */
const GROWTH = 1.5

/** No interval is begun with less time than this beside the time that the longest took, milliseconds. */
const RESERVE_MS = 5_000

const RUNNING: ReadonlySet<DetectorStatus> = new Set(['ACTIVATING', 'LEARNING', 'ACTIVE'])

/**
 * A wake-up: learns the history where an activation waits for it, then executes the intervals that are due, in order, while
 * there is time. Alerts that an earlier run left behind are tried again.
 *
 * @throws {RunError} DETECTOR_UNKNOWN, DETECTOR_INVALID, DATASET_MISSING when it is active
 * @throws {HostError} DETECTOR_NOT_FOR_AWS
 * @throws {SourceError} the data cannot be reached; the interval stays due
 */
export async function execute(invocation: Invocation): Promise<ExecuteSummary> {
  const { detector: name, place, log, count, gauge } = invocation
  const [detector, events] = await readDetector(invocation)
  const report = statusOf(events)
  const tally = new Tally(name)
  if (detector instanceof RunError) {
    if (RUNNING.has(report.status)) {
      count({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
      throw detector
    }
    log.info('The detector has no dataset yet, so nothing is executed', { status: report.status })
    return tally.summary(report.status)
  }
  const failed = report.failure?.type === 'ACTIVATION_FAILURE'
  const again = failed ? retryAt(events) : null
  if (!RUNNING.has(report.status) && (again === null || again > invocation.now())) {
    if (failed) {
      count({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
      gauge(FAILED_GAUGES)
      const next = again === null ? '' : `; it is tried again at ${new Date(again).toISOString()}`
      log.warn(`The detector could not be activated${next}. Correct the reason and activate it again`, {
        status: report.status,
        failure: report.failure,
      })
    } else {
      log.info('The detector is not active, so nothing is executed', { status: report.status, failure: report.failure })
    }
    return tally.summary(report.status)
  }
  let started = false
  const context: RunContext = {
    ...runContext(invocation, detector),
    onStart: () => {
      started = true
      count({ ExecutionsStarted: 1 })
    },
  }
  try {
    checkDataset(detector, place)
    const runtime = openDetector(detector, context)
    const current = await learnWhereAsked(invocation, context, runtime, report)
    return await executeDue(invocation, context, runtime, current, tally, () => (started = false))
  } catch (error) {
    // Whatever keeps an active detector from its intervals is a failed execution: alarms hear of nothing else.
    count({ ...(started ? {} : { ExecutionsStarted: 1 }), ExecutionsFailed: 1 })
    throw error
  }
}

/** What is declared and what has happened; where that cannot be read, the detector stands still, and alarms hear of it. */
async function readDetector(
  invocation: Invocation,
): Promise<readonly [ResolvedDetector | RunError, readonly DetectorEvent[]]> {
  const { store, detector, writer, count } = invocation
  try {
    return await Promise.all([loadForExecution(invocation), eventLog(store, detector, writer).read()])
  } catch (error) {
    if (isDetectorTrouble(error)) count({ ExecutionsStarted: 1, ExecutionsFailed: 1 })
    throw error
  }
}

/** The detector, or the error that it has no dataset: whether that is one depends on its status. */
async function loadForExecution(invocation: Invocation): Promise<ResolvedDetector | RunError> {
  try {
    return await loadForHost(invocation)
  } catch (error) {
    if (error instanceof RunError && error.code === 'DATASET_MISSING') return error
    throw error
  }
}

async function learnWhereAsked(
  { log }: Invocation,
  context: RunContext,
  runtime: DetectorRuntime,
  report: StatusReport,
): Promise<StatusReport> {
  const running = report.status === 'LEARNING' || report.status === 'ACTIVE'
  if (running && report.specHash === meaningOf(runtime.detector)) return report
  log.info('Learning the history', { status: report.status })
  const learned = await activateDetector(context, runtime)
  log.info('The history is learned', { status: learned.status, generation: learned.generation })
  return learned
}

async function executeDue(
  invocation: Invocation,
  context: RunContext,
  runtime: DetectorRuntime,
  report: StatusReport,
  tally: Tally,
  ended: () => void,
): Promise<ExecuteSummary> {
  const { detector } = runtime
  let { status } = report
  if (report.generation === null) throw new Error('a running detector without a generation: a bug')
  const log = commitLog(context.store, { detector: detector.name, generation: report.generation })
  let session: Session | undefined
  let longest = 0
  if (mayUseMap(invocation, detector)) {
    const last = await log.latest()
    if (last !== undefined && wantsMap(invocation, detector, last) && nextDue(runtime, last) <= invocation.now()) {
      const run = await startMap(invocation, last, runtime.grid.next(last.end))
      if (run === null) invocation.log.info('A run on the distributed map goes on with what is due', { status })
      else invocation.log.info('A run on the distributed map executes what is due', { run })
      return tally.summary(status, false, run ?? undefined)
    }
  }
  for (;;) {
    const begun = invocation.now()
    const executed = await executeNextInterval(context, runtime, log, session)
    if (executed.execution === null) {
      // A session has delivered what it could when it committed.
      if (session === undefined) noteDeliveries(invocation, executed.deliveries, tally)
      invocation.log.debug('No interval is due', { status })
      invocation.gauge(gaugesOf(runtime, executed.commit, invocation.now()))
      return tally.summary(status)
    }
    noteDeliveries(invocation, executed.deliveries, tally)
    noteInterval(invocation, runtime, executed, tally)
    ended()
    session = executed.session
    if (status === 'LEARNING') ({ status } = await recordLearning(context, runtime, executed.commit))
    const isOver = nextDue(runtime, executed.commit) > invocation.now()
    longest = Math.max(longest, invocation.now() - begun)
    const isShort = invocation.remaining() < RESERVE_MS + GROWTH * longest
    if (isOver || isShort) invocation.gauge(gaugesOf(runtime, executed.commit, invocation.now()))
    if (isOver) return tally.summary(status)
    if (isShort) {
      invocation.log.info('Time is short: the next wake-up executes the other intervals that are due', { status })
      return tally.summary(status, true)
    }
  }
}

/** Logs and counts what an interval came to. */
export function noteInterval(
  { log, count }: Invocation,
  { grid }: DetectorRuntime,
  { execution, commit }: Pick<ExecutedInterval, 'execution' | 'commit'>,
  tally: Tally,
): void {
  const { status, failure, report, timings, unreadFeedback } = execution
  const failed = status === 'FAILED'
  count({ ExecutionsSucceeded: failed ? 0 : 1, ExecutionsFailed: failed ? 1 : 0 })
  tally.intervals++
  if (failed) tally.failed++
  if (status === 'COMPLETED') tally.groups += commit.groups.length
  const fields = {
    interval: grid.iso(commit.start),
    status,
    ...(report && { records: { read: report.read, used: report.used } }),
    groups: commit.groups.length,
    alerts: commit.alerts.map(({ alert }) => alert),
    timings,
  }
  if (failure) log.warn('The interval is passed over: it has no usable data', { ...fields, failure })
  else if (unreadFeedback !== undefined)
    log.warn('Some feedback could not be read, so what it says did not count', { ...fields, unreadFeedback })
  else log.info(status === 'REPEATED' ? 'Another run executed the interval' : 'Interval executed', fields)
}

/** Logs and counts what became of alerts. */
export function noteDeliveries({ log, count }: Invocation, { receipts, pending }: DueDeliveries, tally: Tally): void {
  for (const { alert, outcome, attempts, response, failure } of receipts) {
    const delivered = outcome === 'DELIVERED'
    count({ Delivered: delivered ? 1 : 0, Undelivered: delivered ? 0 : 1 }, alert)
    tally.delivered += delivered ? 1 : 0
    tally.undelivered += delivered ? 0 : 1
    if (delivered) log.info('Alert delivered', { alert, attempts, response })
    else log.error('Alert cannot be delivered; it is not tried again', { alert, attempts, failure })
  }
  tally.waiting = pending.length
  for (const { event, error } of pending) {
    if (error === null) continue
    count({ Delivered: 0, Undelivered: 1 }, event.alert)
    log.warn('Alert could not be delivered; the next wake-up tries again', { alert: event.alert, failure: error })
  }
}

/** What has been done so far. */
export class Tally {
  readonly detector: string
  intervals = 0
  failed = 0
  groups = 0
  delivered = 0
  undelivered = 0
  /** Of the last look: what waits, waits at every one. */
  waiting = 0

  constructor(detector: string) {
    this.detector = detector
  }

  summary(status: DetectorStatus, more = false, run?: string): ExecuteSummary {
    const { detector, intervals, failed, groups, delivered, undelivered, waiting } = this
    const alerts = { delivered, undelivered, waiting }
    return {
      operation: 'execute',
      detector,
      status,
      intervals,
      failed,
      groups,
      alerts,
      more,
      ...(run !== undefined && { run }),
    }
  }
}
