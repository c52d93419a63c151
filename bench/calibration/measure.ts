import {
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  stepShard,
  summarise,
} from '../../engine/detection/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { INTERVAL_SECONDS, type Interval } from '../../spec/interval.ts'
import { randomNumbers } from '../accuracy/random-numbers.ts'
import type { CleanData, MetricKind } from './clean-data.ts'

/** Severities that are looked at. */
export const SEVERITIES = [30, 50, 60, 70, 80, 90, 100] as const

/** How much data: metrics of one measure, intervals to learn from, intervals that count. */
export interface Amount {
  readonly metrics: number
  readonly learned: number
  readonly judged: number
}

/** How often severities came on data to which nothing happened. */
export interface Calibration<Kind extends MetricKind = CleanData> {
  readonly data: Kind
  readonly interval: Interval
  /** Values that were judged. */
  readonly points: number
  /** One a severity of SEVERITIES. */
  readonly counts: readonly number[]
}

/** Share of normal values that a severity is stated to come at, or more rarely at 100. */
export function statedRate(severity: number): number {
  return 10 ** -(1 + severity / 25)
}

/** Runs a detector over clean data and counts. */
export function measureCalibration<Kind extends MetricKind>(
  data: Kind,
  interval: Interval,
  amount: Amount,
  seed: number,
): Calibration<Kind> {
  const { metrics, learned, judged } = amount
  const grid = intervalGrid(interval, 'UTC')
  const shard = createShard({ interval, measures: 1 })
  addSeries(shard, metrics)
  const scores = createScores(metrics)
  const values = new Float64Array(metrics)
  const draw = Array.from({ length: metrics }, (_, metric) => data.metric(interval, randomNumbers(seed + metric)))
  const counts = SEVERITIES.map(() => 0)
  const seconds = INTERVAL_SECONDS[interval]
  const perDay = 86_400 / seconds
  // A Monday.
  let start = Date.UTC(2024, 0, 1)
  let summary = mergeSummaries([], 1)
  let points = 0
  for (let step = 0; step < learned + judged; step++) {
    const moment = {
      ofDay: perDay === 1 ? 0.3 : (step % perDay) / perDay,
      ofWeek: (step % (7 * perDay)) / (7 * perDay),
      day: step / perDay,
    }
    for (let metric = 0; metric < metrics; metric++) values[metric] = draw[metric](moment)
    stepShard(shard, summary, { slot: grid.slot(start), gap: 0, threshold: 50 }, values, scores)
    summary = mergeSummaries([summarise(shard)], 1)
    start = grid.next(start)
    if (step < learned) continue
    for (let metric = 0; metric < metrics; metric++) {
      const severity = scores.severity[metric]
      if (Number.isNaN(severity)) continue
      points++
      for (let k = 0; k < SEVERITIES.length && severity >= SEVERITIES[k]; k++) counts[k]++
    }
  }
  return { data, interval, points, counts }
}
