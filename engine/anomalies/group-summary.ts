import { deviationOf, sideOf } from './deviation.ts'
import type { AnomalyGroup } from './group.ts'
import { directionOf } from './worst-point.ts'

/** What a list shows of a group without reading it. Whether it may still grow, the last commit's open groups say. */
export interface GroupSummary {
  /** Start of its last interval, epoch milliseconds. */
  readonly end: number
  /** Metrics in all. */
  readonly metricCount: number
  /** Severity before judgements changed it; null where they did not. */
  readonly severityBefore: number | null
  /** Leading values of each dimension, the greatest share first: at most 3 of at least 10 %. */
  readonly where: readonly { readonly dimension: string; readonly value: string; readonly percent: number }[]
  /** Common change of the strongest slice, (value - expected) / expected; null where nothing explains the group. */
  readonly change: number | null
  /**
   * Side on which the greater part of its deviation lies, each metric counting on the side of its worst point alone: values that come
   * back after a long outage are far from what is expected by then. Null where it has no deviation.
   */
  readonly direction: 'up' | 'down' | null
}

const LEADING_VALUES = 3
const LEADING_PERCENT = 10

/** Sums a group up for lists. */
export function groupSummary(group: AnomalyGroup): GroupSummary {
  const { end, metricCount, adjustment, contributions, slices } = group
  return {
    end,
    metricCount,
    severityBefore: adjustment?.severityBefore ?? null,
    where: contributions.flatMap(({ dimension, values }) =>
      values
        .filter(({ percent }) => percent >= LEADING_PERCENT)
        .slice(0, LEADING_VALUES)
        .map(({ value, percent }) => ({ dimension, value, percent })),
    ),
    change: slices?.[0]?.change ?? null,
    direction: mainSide(group),
  }
}

function mainSide({ metrics }: AnomalyGroup): 'up' | 'down' | null {
  const sums = { up: 0, down: 0 }
  for (const metric of metrics) {
    const side = directionOf(metric)
    for (const point of metric.points) if (sideOf(point) === side) sums[side] += deviationOf(point)
  }
  if (sums.up === sums.down) return null
  return sums.up > sums.down ? 'up' : 'down'
}
