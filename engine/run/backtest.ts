import type { ResolvedDetector } from '../../spec/index.ts'
import type { AlertEvent } from '../alerts/index.ts'
import type { AnomalyGroup } from '../anomalies/index.ts'
import { dataQualityMetrics, type Aggregate } from '../dataset/index.ts'
import { learningPoints, type StepContext } from '../detection/index.ts'
import type { Columns } from '../state/index.ts'
import { alertContext } from './alert-context.ts'
import { drawCharts, INTERVALS_BEFORE, keepForCharts, type JudgedInterval } from './backtest-charts.ts'
import type { BacktestResult } from './backtest-result.ts'
import { breather } from './breath.ts'
import { openDetector, type DetectorRuntime, type RuntimePlace } from './detector-runtime.ts'
import { judgeInterval, NO_PROGRESS, passInterval, type Progress } from './judge-interval.ts'
import { spanIntervals, type IntervalSpan } from './interval-span.ts'
import { hasData, learnHistory } from './learn-history.ts'
import type { ModelStep } from './joint-model.ts'
import { JudgedMetrics } from './judged-metrics.ts'
import { MetricModel } from './metric-model.ts'
import type { SeriesPlaces } from './series-book.ts'
import { pointColumns } from './point-columns.ts'
import { RunError } from './run-error.ts'

/** How a backtest is run. */
export interface BacktestOptions extends RuntimePlace {
  /** Groups of lower severity are left out of the result; default 0. */
  readonly threshold?: number
  readonly signal?: AbortSignal
  /** Called now and then; `total` is undefined where it is not known. */
  readonly onProgress?: (step: BacktestStep, done: number, total: number | undefined) => void
}

/** Keeps what was judged, while it is judged, for charts that are drawn later. */
export interface BacktestKeeper {
  /** Takes the points of each tested interval with data, and of up to `KEPT_BEFORE` intervals before the first, in order of time. */
  points(start: number, columns: Columns): Promise<void>
  /** Takes the names of the series, as parts of a snapshot, once all points are kept. */
  series(parts: ReadonlyMap<string, Uint8Array>): Promise<void>
}

/** What a backtest is doing: reading (counted in bytes), then learning and testing (in intervals). */
export type BacktestStep = 'read' | 'learn' | 'test'

interface OpenBacktestOptions extends Omit<BacktestOptions, keyof RuntimePlace> {
  readonly keeper?: BacktestKeeper
}

/** Fewest intervals of a backtest. Guide: "Quotas". */
const LEAST_INTERVALS = 285

/** Learned intervals whose points are kept: what a chart of the first tested intervals begins with. */
const KEPT_BEFORE = 100

/** The older part of the history is for learning. Guide: "Backtesting your detector". */
const LEARNED_SHARE = 0.7

/** A backtest that keeps nothing has one generation, so that repeating it gives the same group ids. */
const BACKTEST_GENERATION = 'backtest'

/**
 * Learns on the older 70 % of the historical data and finds anomalies in the newer 30 %, with the code that runs live.
 * Uses the newest intervals up to `quotas.backtestIntervals`. Writes nothing and sends nothing.
 *
 * @throws {RunError} BACKTEST_TOO_SHORT, NO_USABLE_RECORDS
 * @throws {SourceError | FormatError | DatasetError} when the data cannot be read
 */
export function runBacktest(detector: ResolvedDetector, options: BacktestOptions): Promise<BacktestResult> {
  return backtest(openDetector(detector, options), BACKTEST_GENERATION, options)
}

/**
 * The same for a detector that is open already.
 *
 * @param generation - part of the ids of groups
 */
export async function backtest(
  runtime: DetectorRuntime,
  generation: string,
  options: OpenBacktestOptions,
): Promise<BacktestResult> {
  const { threshold = 0, signal, onProgress } = options
  const { detector } = runtime
  const aggregate = await runtime.readHistory(null, detector.quotas.backtestIntervals, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (done, total) => onProgress('read', done, total) }),
  })
  const { starts, older, strays } = backtestSpan(runtime, aggregate)
  const learned = Math.floor(LEARNED_SHARE * starts.length)
  const replay = await replayHistory(runtime, generation, aggregate, starts, learned, options)
  const metrics = replay.model.seriesCount * aggregate.measures.length
  await options.keeper?.series(replay.model.seriesParts())
  const groups = [...replay.groups.values()]
    .filter(({ severity }) => severity >= threshold)
    .toSorted((a, b) => a.start - b.start || b.severity - a.severity)
  const kept = new Set(groups.map(({ id }) => id))
  return {
    detector: detector.name,
    grid: runtime.grid,
    measures: aggregate.measures,
    dimensions: aggregate.dimensions,
    metrics,
    unjudged: metrics - replay.judgedMetrics.count,
    learningPoints: replay.learningPoints,
    intervals: {
      learned,
      tested: starts.length - learned,
      learnedFrom: starts[0],
      testedFrom: starts[learned],
      testedTo: starts[starts.length - 1],
      leftOut: aggregate.droppedIntervals + older,
      strays,
    },
    report: aggregate.report,
    quality: dataQualityMetrics(aggregate, {
      trainingStart: starts[0],
      inferenceStart: starts[learned],
      inferenceEnd: runtime.grid.next(starts[starts.length - 1]),
    }),
    groups,
    charts: drawCharts(groups, aggregate, replay.model, replay.judged, starts),
    alerts: replay.alerts.filter(({ groupId }) => kept.has(groupId)),
  }
}

function backtestSpan(runtime: DetectorRuntime, aggregate: Aggregate): IntervalSpan {
  const { interval, quotas } = runtime.detector
  const span = spanIntervals(runtime.grid, aggregate.intervals, quotas.backtestIntervals)
  const { starts } = span
  if (starts.length === 0) throw RunError.noUsableRecords(aggregate.report)
  if (starts.length < LEAST_INTERVALS) {
    throw new RunError({ code: 'BACKTEST_TOO_SHORT', got: starts.length, needed: LEAST_INTERVALS, interval })
  }
  return span
}

interface Replay {
  readonly model: MetricModel
  readonly learningPoints: number
  /** In tested intervals. */
  readonly judgedMetrics: JudgedMetrics
  readonly groups: Map<string, AnomalyGroup>
  readonly alerts: AlertEvent[]
  /** By interval start. */
  readonly judged: Map<number, JudgedInterval>
}

async function replayHistory(
  runtime: DetectorRuntime,
  generation: string,
  aggregate: Aggregate,
  starts: readonly number[],
  learned: number,
  options: OpenBacktestOptions,
): Promise<Replay> {
  const { signal, onProgress, keeper } = options
  // The guide's shortest history has fewer intervals to learn from than a live metric needs values: nothing would be judged.
  const learning = Math.min(learningPoints(runtime.detector.interval), learned)
  const model = MetricModel.create({ ...runtime.modelConfig, learningPoints: learning })
  const places = model.placesOf(aggregate)
  const replay: Replay = {
    model,
    learningPoints: learning,
    judgedMetrics: new JudgedMetrics(),
    groups: new Map(),
    alerts: [],
    judged: new Map(),
  }
  const chartedFrom = starts[Math.max(0, learned - INTERVALS_BEFORE)]
  const keptFrom = starts[Math.max(0, learned - KEPT_BEFORE)]
  const gap = await learnHistory(runtime, model, aggregate, places, starts.slice(0, learned), {
    ...(signal && { signal }),
    onProgress: (done, total) => onProgress?.('learn', done, total),
    onInterval: (start, steps) => {
      if (start >= chartedFrom) replay.judged.set(start, keepForCharts(start, steps))
      return start >= keptFrom ? keeper?.points(start, pointColumns(steps)) : undefined
    },
  })
  const tested = { aggregate, places, starts: starts.slice(learned) }
  await testHistory(runtime, generation, replay, tested, { ...NO_PROGRESS, gap }, options)
  return replay
}

async function testHistory(
  runtime: DetectorRuntime,
  generation: string,
  replay: Replay,
  { aggregate, places, starts }: { aggregate: Aggregate; places: SeriesPlaces; starts: readonly number[] },
  from: Progress,
  { signal, onProgress, keeper }: OpenBacktestOptions,
): Promise<void> {
  const breathe = breather(signal)
  const context = alertContext(runtime)
  let progress = from
  for (const [index, start] of starts.entries()) {
    await breathe(() => onProgress?.('test', index, starts.length))
    if (!hasData(aggregate, start)) {
      progress = passInterval(progress)
      continue
    }
    const step = (how: StepContext): ModelStep => replay.model.step(aggregate, places, start, how)
    const judged = judgeInterval(runtime, generation, replay.model, progress, { start, step }, context)
    progress = judged.progress
    for (const group of judged.groups) replay.groups.set(group.id, group)
    replay.alerts.push(...judged.alerts)
    replay.judgedMetrics.add(judged.steps)
    replay.judged.set(start, keepForCharts(start, judged.steps))
    await keeper?.points(start, pointColumns(judged.steps))
  }
}
