import type { ResolvedDetector } from '../../spec/index.ts'
import type { ReadReport } from '../dataset/index.ts'
import type { Parts } from '../detection/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { breather } from './breath.ts'
import { openDetector, type RuntimePlace } from './detector-runtime.ts'
import { intervalsBetween } from './interval-span.ts'
import { MetricModel } from './metric-model.ts'
import { RunError } from './run-error.ts'

/** A value of a metric with its verdict. NaN while the metric is learning, or hands its values over to another one, all but the value. */
export interface ScoredPoint {
  /** Start of the interval, epoch milliseconds. */
  readonly start: number
  /** Dimension values, in the order of the spec. */
  readonly series: readonly string[]
  readonly measure: string
  readonly value: number
  readonly expected: number
  readonly lower: number
  readonly upper: number
  readonly score: number
  readonly severity: number
  /** What `expected` is made of, where asked for: the four add up to it. */
  readonly parts?: ExpectedParts
}

/** Parts of an expected value, in the unit of the values. */
export type ExpectedParts = Readonly<Record<keyof Parts, number>>

/** What was scored. */
export interface ScoredHistory {
  readonly metrics: number
  readonly intervals: number
  readonly points: number
  /** Points of metrics that were still learning. */
  readonly learning: number
  readonly report: ReadReport
}

/** How a history is scored. */
export interface ScoreOptions extends RuntimePlace {
  /** Whether points say what their expected value is made of; default false. */
  readonly parts?: boolean
  readonly signal?: AbortSignal
  /** Called now and then with what was done of which step. */
  readonly onProgress?: (step: 'read' | 'score', done: number, total: number | undefined) => void
  /** Takes the points of one interval, ordered by series and measure; intervals come in order of time. */
  readonly onInterval: (points: readonly ScoredPoint[], grid: IntervalGrid) => void | Promise<void>
}

/**
 * Scores the whole historical data of a detector as if it came live: each point is judged by its past alone, so that a
 * verdict never depends on what comes later.
 *
 * @throws {RunError} NO_USABLE_RECORDS
 * @throws {SourceError | FormatError | DatasetError} when the data cannot be read
 */
export async function scoreHistory(detector: ResolvedDetector, options: ScoreOptions): Promise<ScoredHistory> {
  const { parts = false, signal, onProgress, onInterval } = options
  const runtime = openDetector(detector, options)
  const { grid } = runtime
  const aggregate = await runtime.readHistory(null, Infinity, {
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (done, total) => onProgress('read', done, total) }),
  })
  const { intervals, measures, series } = aggregate
  if (intervals.length === 0) throw RunError.noUsableRecords(aggregate.report)
  const model = MetricModel.create(runtime.modelConfig, { parts })
  const places = model.placesOf(aggregate)
  const breathe = breather(signal)
  let points = 0
  let learning = 0
  for (const [index, start] of intervals.entries()) {
    await breathe(() => onProgress?.('score', index, intervals.length))
    const gap = index === 0 ? 0 : intervalsBetween(grid, intervals[index - 1], start)
    const context = { slot: grid.slot(start), gap, threshold: runtime.boundsThreshold }
    const steps = new Map(model.step(aggregate, places, start, context).shards.map((step) => [step.shard, step]))
    const values = aggregate.values(start) ?? new Float64Array(0)
    const scored: ScoredPoint[] = []
    values.forEach((value, cell) => {
      if (Number.isNaN(value)) return
      const metric = model.metricAt(places[Math.floor(cell / measures.length)], cell % measures.length)
      const { scores } = steps.get(metric.shard)!
      scored.push({
        start,
        series: series[Math.floor(cell / measures.length)],
        measure: measures[cell % measures.length],
        value,
        expected: scores.expected[metric.index],
        lower: scores.lower[metric.index],
        upper: scores.upper[metric.index],
        score: scores.score[metric.index],
        severity: scores.severity[metric.index],
        ...(scores.parts && { parts: partsOf(scores.parts, metric.index) }),
      })
      if (Number.isNaN(scores.score[metric.index])) learning++
    })
    points += scored.length
    await onInterval(scored, grid)
  }
  return {
    metrics: model.seriesCount * measures.length,
    intervals: intervals.length,
    points,
    learning,
    report: aggregate.report,
  }
}

function partsOf({ level, season, long, memory }: Parts, metric: number): ExpectedParts {
  return { level: level[metric], season: season[metric], long: long[metric], memory: memory[metric] }
}
