import { addsUpItself, hasHistoricalFiles } from '../../spec/index.ts'
import { dataQualityMetrics } from '../dataset/index.ts'
import { learningPoints } from '../detection/index.ts'
import { SourceError, type TimeWindow } from '../sources/index.ts'
import {
  commitLog,
  dropPieces,
  eventLog,
  keepPiece,
  keptPiece,
  statusOf,
  type CommitRecord,
  type EventLog,
  type StatePlace,
  type StatusReport,
} from '../state/index.ts'
import { lastDue } from '../time/index.ts'
import { meaningOf } from './declare.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import { NO_PROGRESS } from './judge-interval.ts'
import { intervalsBack, intervalsBetween, spanIntervals } from './interval-span.ts'
import { hasData, learnHistory } from './learn-history.ts'
import { MetricModel } from './metric-model.ts'
import { RunError } from './run-error.ts'
import { isAbort, isStoreTrouble, isTransient, messageOf } from './run-failure.ts'
import { requestActivation } from './request-activation.ts'
import type { RunContext } from './run-context.ts'
import { saveModel, stateOf } from './session.ts'

/**
 * Brings a detector to LEARNING or ACTIVE: chooses a generation, learns the history, commits it. Can be called again at
 * any time, after a crash too: it goes on where it stands, and does nothing when nothing is to be done. A change of the
 * spec that makes learned state meaningless starts a new generation.
 *
 * @throws {RunError} NO_CONTINUOUS_SOURCE, STATUS_CONFLICT, NO_USABLE_RECORDS; the latter leaves the status FAILED
 * @throws {SourceError | FormatError | DatasetError} when the history cannot be read; the status is FAILED when another
 *   attempt could not help
 */
export async function activateDetector(context: RunContext, runtime: DetectorRuntime): Promise<StatusReport> {
  await requestActivation(context, runtime.detector)
  return continueActivation(context, runtime)
}

/**
 * The same for a detector whose activation somebody else has requested; one that is not to be active any more is left as it is.
 *
 * @throws as `activateDetector`, but for NO_CONTINUOUS_SOURCE and STATUS_CONFLICT
 */
export async function continueActivation(context: RunContext, runtime: DetectorRuntime): Promise<StatusReport> {
  const { detector } = runtime
  const events = eventLog(context.store, detector.name, context.writer)
  const report = await startGeneration(context, runtime, events)
  if (report.status !== 'ACTIVATING' && report.status !== 'LEARNING') return report
  try {
    const commit = await learnGeneration(context, runtime, events, report)
    return await recordLearning(context, runtime, commit)
  } catch (error) {
    if (!isAbort(error, context.signal) && !isTransient(error) && !isStoreTrouble(error)) {
      await events.append(
        ({ status }) => (status === 'ACTIVATING' ? { kind: 'ACTIVATION_FAILED', reason: messageOf(error) } : undefined),
        context.now(),
      )
    }
    throw error
  }
}

/**
 * Records how far a generation has learned: LEARNING after its history, ACTIVE when it has seen enough intervals to find
 * anomalies.
 */
export async function recordLearning(
  context: RunContext,
  { detector }: DetectorRuntime,
  { generation, learned }: Pick<CommitRecord, 'generation' | 'learned'>,
): Promise<StatusReport> {
  const events = eventLog(context.store, detector.name, context.writer)
  await events.append(
    (before) =>
      before.status === 'ACTIVATING' && before.generation === generation
        ? { kind: 'HISTORY_LEARNED', generation, intervals: learned }
        : undefined,
    context.now(),
  )
  return events.append(
    (before) =>
      before.status === 'LEARNING' && before.generation === generation && learned >= learningPoints(detector.interval)
        ? { kind: 'LEARNED', generation }
        : undefined,
    context.now(),
  )
}

/** Starts a generation where the last activation has none, or its state has lost its meaning. */
async function startGeneration(
  context: RunContext,
  { detector, grid }: DetectorRuntime,
  events: EventLog,
): Promise<StatusReport> {
  const specHash = meaningOf(detector)
  const seen = await events.read()
  const requested = seen.at(-1)?.kind === 'ACTIVATION_REQUESTED'
  const { generation } = statusOf(seen)
  return events.append((before) => {
    const running = ['ACTIVATING', 'LEARNING', 'ACTIVE'].includes(before.status)
    const stale = running && (before.specHash !== specHash || requested)
    if (!stale || before.generation !== generation) return undefined
    const historyEnd = grid.next(lastDue(grid, context.now(), detector.dataset.offsetSeconds))
    return { kind: 'GENERATION_STARTED', generation: context.newId(), specHash, historyEnd }
  }, context.now())
}

async function learnGeneration(
  context: RunContext,
  runtime: DetectorRuntime,
  events: EventLog,
  { generation }: StatusReport,
): Promise<CommitRecord> {
  const started = (await events.read()).findLast((event) => event.kind === 'GENERATION_STARTED')
  if (started === undefined || generation === null) throw new Error('a running detector without a generation: a bug')
  const place: StatePlace = { detector: runtime.detector.name, generation }
  const log = commitLog(context.store, place)
  const present = await log.latest()
  if (present !== undefined) return present
  const record = await learn(context, runtime, place, started.historyEnd)
  const committed = (await log.append(record, undefined)).record
  if (addsUpItself(runtime.detector.dataset.source)) await dropPieces(context.store, place)
  return committed
}

async function learn(
  context: RunContext,
  runtime: DetectorRuntime,
  place: StatePlace,
  historyEnd: number,
): Promise<CommitRecord> {
  const { detector, grid } = runtime
  const { historyIntervals } = detector.quotas
  const aggregate = await readHistory(context, runtime, place, historyEnd)
  const model = MetricModel.create(runtime.modelConfig)
  const { starts } = spanIntervals(grid, aggregate?.intervals ?? [], historyIntervals)
  if (aggregate && starts.length === 0 && aggregate.report.read > 0 && hasHistoricalFiles(detector.dataset.source)) {
    throw RunError.noUsableRecords(aggregate.report)
  }
  const options = {
    ...(context.signal && { signal: context.signal }),
    onProgress: (done: number, total: number) => context.onProgress?.('learn', done, total),
  }
  const gap = aggregate ? await learnHistory(runtime, model, aggregate, model.placesOf(aggregate), starts, options) : 0
  // Live intervals follow the history without a hole, but no further back than a history may reach.
  const last = starts.at(-1)
  const end = last === undefined ? historyEnd : Math.max(grid.next(last), reach(runtime, historyEnd))
  const skipped = last === undefined ? 0 : intervalsBetween(grid, last, end)
  const snapshot = await saveModel(context.store, place, end, model, [])
  return {
    ...place,
    ...stateOf(model, snapshot, { ...NO_PROGRESS, sequence: 0, gap: gap + skipped }),
    start: starts[0] ?? end,
    end,
    specHash: meaningOf(detector),
    learned: aggregate ? starts.filter((start) => hasData(aggregate, start)).length : 0,
    failure: null,
    groups: [],
    alerts: [],
    points: null,
    report: aggregate?.report ?? null,
    quality: aggregate ? dataQualityMetrics(aggregate) : [],
    writer: context.writer,
    writtenAt: context.now(),
  }
}

/** The history up to the end; undefined when there is none, which is a cold start. */
async function readHistory(context: RunContext, runtime: DetectorRuntime, place: StatePlace, end: number) {
  const { detector } = runtime
  const { historyIntervals } = detector.quotas
  const hasHistory = hasHistoricalFiles(detector.dataset.source)
  // Continuous data is searched interval by interval, historical data read whole: its age is bounded by the count alone.
  const window: TimeWindow = { start: hasHistory ? -Infinity : reach(runtime, end), end }
  try {
    const options = {
      ...(context.signal && { signal: context.signal }),
      onProgress: (done: number, total: number | undefined) => context.onProgress?.('read', done, total),
    }
    return await runtime.readHistory(window, historyIntervals, options, {
      load: (name) => keptPiece(context.store, place, name),
      save: (name, columns) => keepPiece(context.store, place, name, columns),
    })
  } catch (error) {
    if (!hasHistory && error instanceof SourceError && COLD_START.has(error.code)) return undefined
    throw error
  }
}

/** Start of the oldest interval that a history with this end can have. */
function reach({ detector, grid }: DetectorRuntime, end: number): number {
  return intervalsBack(grid, end, detector.quotas.historyIntervals)
}

const COLD_START: ReadonlySet<string> = new Set(['NO_HISTORY', 'NOTHING_AT_PATH', 'NO_DATA_FILES'])
