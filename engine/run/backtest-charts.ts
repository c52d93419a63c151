import type { AnomalyGroup } from '../anomalies/index.ts'
import type { Aggregate } from '../dataset/index.ts'
import { SHARDS } from '../detection/index.ts'
import type { GroupChart } from './backtest-result.ts'
import type { MetricModel } from './metric-model.ts'
import type { ShardStep } from './shard-states.ts'

/** Groups that get charts, the most severe first, and metrics of each, the greatest contribution first. */
const CHARTED_GROUPS = 200
const CHARTED_METRICS = 6

/** Intervals shown before the onset and after the end. */
export const INTERVALS_BEFORE = 72
const INTERVALS_AFTER = 24

/** The verdicts on one interval that charts need, by shard; half the precision is plenty for a drawing. */
export interface JudgedInterval {
  readonly start: number
  readonly shards: ReadonlyMap<number, Pick<GroupChartArrays, 'expected' | 'lower' | 'upper'>>
}

interface GroupChartArrays {
  readonly expected: Float32Array
  readonly lower: Float32Array
  readonly upper: Float32Array
}

/** Keeps what charts need of an interval. */
export function keepForCharts(start: number, steps: readonly ShardStep[]): JudgedInterval {
  return {
    start,
    shards: new Map(
      steps.map(({ shard, scores }) => [
        shard,
        {
          expected: Float32Array.from(scores.expected),
          lower: Float32Array.from(scores.lower),
          upper: Float32Array.from(scores.upper),
        },
      ]),
    ),
  }
}

/** Charts of the most severe groups. */
export function drawCharts(
  groups: readonly AnomalyGroup[],
  aggregate: Aggregate,
  model: MetricModel,
  judged: ReadonlyMap<number, JudgedInterval>,
  starts: readonly number[],
): GroupChart[] {
  const position = new Map(starts.map((start, index) => [start, index]))
  const seriesIndex = new Map(aggregate.series.map((series, index) => [JSON.stringify(series), index]))
  const valuesOf = memoised((start: number) => aggregate.values(start))
  const charted = groups.toSorted((a, b) => b.severity - a.severity).slice(0, CHARTED_GROUPS)
  return charted.flatMap((group) => {
    const from = Math.max(0, position.get(group.start)! - INTERVALS_BEFORE)
    const shown = starts.slice(from, position.get(group.end)! + INTERVALS_AFTER + 1)
    const measure = aggregate.measures.indexOf(group.measure)
    return group.metrics.slice(0, CHARTED_METRICS).map(({ series }) => {
      const row = seriesIndex.get(JSON.stringify(series))! * aggregate.measures.length + measure
      const number = model.seriesNumber(series)!
      const index = Math.floor(number / SHARDS) * aggregate.measures.length + measure
      const verdict = (start: number, name: keyof GroupChartArrays): number | null =>
        finite(judged.get(start)?.shards.get(number % SHARDS)?.[name][index])
      return {
        groupId: group.id,
        measure: group.measure,
        series,
        starts: shown,
        value: shown.map((start) => finite(valuesOf(start)?.[row])),
        expected: shown.map((start) => verdict(start, 'expected')),
        lower: shown.map((start) => verdict(start, 'lower')),
        upper: shown.map((start) => verdict(start, 'upper')),
      }
    })
  })
}

function finite(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function memoised<T>(read: (start: number) => T): (start: number) => T {
  const known = new Map<number, T>()
  return (start) => {
    if (!known.has(start)) known.set(start, read(start))
    return known.get(start)!
  }
}
