import {
  addSeries,
  createScores,
  createShard,
  learningPoints,
  mergeSummaries,
  stepShard,
  summarise,
} from '../../engine/detection/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import type { LabelledSeries } from './labelled-series.ts'
import type { Method, Verdicts } from './method.ts'

/** Our own detector: each series a detector of one metric, as `crowsnest score` runs it. */
export const crowsnest: Method = { name: 'Crowsnest', judge }

/** The same where a protocol leaves fewer rows to learn from than are usual. */
export function crowsnestAfter(rows: (all: number) => number): Method {
  return { name: 'Crowsnest', judge: (series) => judge(series, rows(series.values.length)) }
}

function judge({ interval, times, values, happenings }: LabelledSeries, mostLearning = Infinity): Verdicts {
  // On by default in a detector. Sets from elsewhere do not label silences: their protocol judges rows that have a value.
  const missing = happenings !== undefined
  const grid = intervalGrid(interval, 'UTC')
  const shard = createShard({ interval, measures: 1, learningPoints: Math.min(mostLearning, learningPoints(interval)) })
  addSeries(shard, 1)
  const verdict = createScores(1)
  const value = new Float64Array(1)
  let summary = mergeSummaries([], 1)
  const scores = new Float64Array(times.length)
  const severities = new Float64Array(times.length)
  let expected = Number.NaN
  for (let row = 0; row < times.length;) {
    const start = grid.start(times[row] * 1000)
    const end = grid.next(start)
    const rows = rowsBefore(times, row, end / 1000)
    value[0] = mean(values, row, rows)
    const gap = Number.isNaN(expected) ? 0 : Math.round((start - expected) / (end - start))
    stepShard(shard, summary, { slot: grid.slot(start), gap, threshold: 50, missing }, value, verdict)
    summary = mergeSummaries([summarise(shard)], 1)
    scores.fill(finite(verdict.score[0]), row, rows)
    severities.fill(finite(verdict.severity[0]), row, rows)
    row = rows
    expected = end
  }
  return { scores, severities }
}

/** The first row from `row` on that is not before a time. */
function rowsBefore(times: Float64Array, row: number, end: number): number {
  let next = row + 1
  while (next < times.length && times[next] < end) next++
  return next
}

/** Of the rows that have a value. Rows of one interval are one value; no set has counts that would have to be added. */
function mean(values: Float64Array, from: number, to: number): number {
  if (to === from + 1) return values[from]
  const there = values.subarray(from, to).filter((value) => !Number.isNaN(value))
  return there.reduce((sum, value) => sum + value, 0) / there.length
}

function finite(score: number): number {
  return Number.isFinite(score) ? score : 0
}
