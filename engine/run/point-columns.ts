import type { Columns } from '../state/index.ts'
import type { ShardStep } from './shard-states.ts'

/**
 * What is stored of a judged interval: values with full precision, verdicts for looking at. Shards one after the other:
 * `shard` and `metrics` say which and how many; within a shard as `MetricModel.metricAt` says.
 */
export function pointColumns(steps: readonly ShardStep[]): Columns {
  const metrics = steps.reduce((sum, { values }) => sum + values.length, 0)
  const columns = {
    shard: Uint32Array.from(steps, ({ shard }) => shard),
    metrics: Uint32Array.from(steps, ({ values }) => values.length),
    value: new Float64Array(metrics),
    expected: new Float32Array(metrics),
    lower: new Float32Array(metrics),
    upper: new Float32Array(metrics),
    score: new Float32Array(metrics),
  }
  let at = 0
  for (const { values, scores } of steps) {
    columns.value.set(values, at)
    columns.expected.set(scores.expected, at)
    columns.lower.set(scores.lower, at)
    columns.upper.set(scores.upper, at)
    columns.score.set(scores.score, at)
    at += values.length
  }
  return columns
}
