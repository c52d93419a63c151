import type { Aggregate } from '../../engine/dataset/index.ts'
import type { DetectorRuntime } from '../../engine/run/detector-runtime.ts'
import { learnHistory } from '../../engine/run/learn-history.ts'
import { MetricModel } from '../../engine/run/metric-model.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import type { Interval } from '../../spec/interval.ts'
import { randomNumbers } from '../layers/simulation.ts'

/** What learning took, in seconds: all processors together, and by the clock. */
export interface LearningTime {
  readonly seconds: number
  readonly processorSeconds: number
  /** Part of `seconds` in which the newest intervals were judged. */
  readonly judgingSeconds: number
}

const START = Date.UTC(2026, 0, 5)
/** Rows of noise that are drawn once and used again: making data takes next to no time. */
const NOISE_ROWS = 37

/**
 * Learns a history as activation does, with roll-ups, layers and the newest intervals judged.
 *
 * @param metrics - of one measure and three dimensions with 50, 20 and as many values as it takes
 */
export async function timeOfHistory(interval: Interval, metrics: number, intervals: number): Promise<LearningTime> {
  const grid = intervalGrid(interval, 'UTC')
  const { starts, aggregate } = historyOf(interval, metrics, intervals)
  const model = MetricModel.create({ interval, measures: ['orders'], averaged: [false], dimensions: 3 })
  const runtime = { grid, boundsThreshold: 70, missing: true } as unknown as DetectorRuntime
  let judging = 0
  const cpu = process.cpuUsage()
  const begun = performance.now()
  await learnHistory(runtime, model, aggregate, model.placesOf(aggregate), starts, {
    onInterval: () => (judging ||= performance.now()),
  })
  const end = performance.now()
  const { user, system } = process.cpuUsage(cpu)
  return {
    seconds: (end - begun) / 1000,
    processorSeconds: (user + system) / 1e6,
    judgingSeconds: (end - judging) / 1000,
  }
}

function historyOf(interval: Interval, metrics: number, intervals: number) {
  const random = randomNumbers(20_261_128)
  const noise = Array.from({ length: NOISE_ROWS }, () =>
    Float64Array.from({ length: metrics }, () => random() + random() + random() - 1.5),
  )
  const grid = intervalGrid(interval, 'UTC')
  const starts = [START]
  while (starts.length < intervals) starts.push(grid.next(starts.at(-1)!))
  const numbers = new Map(starts.map((start, k) => [start, k]))
  const row = new Float64Array(metrics)
  const aggregate = {
    measures: ['orders'],
    dimensions: ['country', 'category', 'product'],
    series: Array.from({ length: metrics }, (_, k) => [
      `c${k % 50}`,
      `k${Math.floor(k / 50) % 20}`,
      `p${Math.floor(k / 1000)}`,
    ]),
    intervals: starts,
    values(start: number) {
      const k = numbers.get(start)!
      const { [(11 * k + Math.floor(k / NOISE_ROWS)) % NOISE_ROWS]: drawn } = noise
      const level = 100 * (1 + 0.5 * Math.sin((2 * Math.PI * (start - START)) / 86_400_000))
      for (let metric = 0; metric < metrics; metric++) row[metric] = level + 8 * drawn![metric]!
      return row
    },
    counts: () => undefined,
  } as unknown as Aggregate
  return { starts, aggregate }
}
