import { intervalGrid } from '../../../engine/time/index.ts'
import {
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  stepShard,
  summarise,
  type DetectorSummary,
  type Scores,
  type Shard,
} from '../../../engine/detection/index.ts'
import type { Interval } from '../../../spec/index.ts'

/** Seeded random numbers (mulberry32). */
export function randomNumbers(seed: number): { uniform(): number; normal(): number; poisson(mean: number): number } {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const poisson = (mean: number): number => {
    let events = 0
    let density = Math.exp(-mean)
    let cumulated = density
    for (const u = uniform(); u > cumulated && events < 1000; cumulated += density) density *= mean / ++events
    return events
  }
  return { uniform, normal, poisson }
}

/** A detector over some metrics of one measure, fed interval by interval on a real calendar. */
export class Feeder {
  readonly shard: Shard
  readonly scores: Scores
  readonly threshold: number
  readonly missing: boolean
  summary: DetectorSummary
  /** Start of the next interval. */
  start: number
  readonly #grid
  readonly #values: Float64Array
  #gap = 0

  constructor(
    options: {
      readonly interval?: Interval
      readonly metrics?: number
      readonly zone?: string
      /** A Monday by default. */
      readonly from?: number
      readonly learningPoints?: number
      readonly threshold?: number
      readonly missing?: boolean
      readonly parts?: boolean
    } = {},
  ) {
    const { interval = 'PT1H', metrics = 1, zone = 'UTC', from = Date.UTC(2026, 0, 5), threshold = 50 } = options
    this.#grid = intervalGrid(interval, zone)
    this.start = this.#grid.start(from)
    this.threshold = threshold
    this.missing = options.missing ?? false
    this.shard = createShard({
      interval,
      measures: 1,
      ...(options.learningPoints === undefined ? {} : { learningPoints: options.learningPoints }),
    })
    addSeries(this.shard, metrics)
    this.scores = createScores(metrics, { parts: options.parts ?? false })
    this.#values = new Float64Array(metrics)
    this.summary = mergeSummaries([], 1)
  }

  /** Hour and day of week of the next interval, by the wall clock. */
  get clock(): { readonly hour: number; readonly dayOfWeek: number } {
    const { ofDay, dayOfWeek } = this.#grid.slot(this.start)
    const perHour = { PT5M: 12, PT10M: 6, PT1H: 1, P1D: 1 }[this.shard.interval]
    return { hour: ofDay / perHour, dayOfWeek }
  }

  /** One interval; the verdict on the first metric. */
  step(value: (metric: number) => number): {
    readonly value: number
    readonly expected: number
    readonly lower: number
    readonly upper: number
    readonly score: number
    readonly severity: number
  } {
    for (let metric = 0; metric < this.#values.length; metric++) this.#values[metric] = value(metric)
    const slot = this.#grid.slot(this.start)
    const { threshold, missing } = this
    stepShard(this.shard, this.summary, { slot, gap: this.#gap, threshold, missing }, this.#values, this.scores)
    this.summary = mergeSummaries([summarise(this.shard)], 1)
    this.start = this.#grid.next(this.start)
    this.#gap = 0
    return {
      value: this.#values[0],
      expected: this.scores.expected[0],
      lower: this.scores.lower[0],
      upper: this.scores.upper[0],
      score: this.scores.score[0],
      severity: this.scores.severity[0],
    }
  }

  /** Intervals in which nothing came. */
  skip(intervals: number): void {
    for (let k = 0; k < intervals; k++) this.start = this.#grid.next(this.start)
    this.#gap += intervals
  }
}

/** A day's shape around 1. */
export function daily(hour: number): number {
  return 1 + 0.5 * Math.sin((2 * Math.PI * (hour - 8)) / 24)
}
