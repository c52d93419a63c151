import type { Slot } from '../../time/index.ts'
import type { AnomalousMetric, AnomalyGroup } from '../group.ts'
import { directionOf } from '../worst-point.ts'
import { aboutMetric, type Judgement } from './judgement.ts'

/** What somebody says of metrics of a group. */
export interface Verdict {
  /** Places in `group.metrics`; null: the group as a whole, which is all that it lists. */
  readonly metrics: readonly number[] | null
  /** Null takes back what was said. */
  readonly relevant: boolean | null
  /** Epoch milliseconds. */
  readonly at: number
  readonly by: string
  /** Of the group's first interval. */
  readonly slot: Slot
}

/**
 * The judgements that a verdict on a group comes to: one a metric, to be written together.
 *
 * @throws {RangeError} when a place is not one of the group's metrics
 */
export function judgeMetrics(group: AnomalyGroup, verdict: Verdict): readonly Judgement[] {
  const { metrics: places, relevant, at, by, slot } = verdict
  const whole = places === null
  const metrics = whole ? group.metrics : places.map((place) => metricAt(group, place))
  return metrics.map((metric) => ({
    about: aboutMetric(group.id, metric.series),
    groupId: group.id,
    whole,
    relevant,
    at,
    by,
    measure: group.measure,
    series: metric.series,
    direction: directionOf(metric),
    slot,
    severity: group.severity,
  }))
}

function metricAt({ id, metrics }: AnomalyGroup, place: number): AnomalousMetric {
  const metric = metrics[place]
  if (metric === undefined) {
    throw new RangeError(`metrics: ${place} is not a metric of group ${id}; use 0 to ${metrics.length - 1}`)
  }
  return metric
}
