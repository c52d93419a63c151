import type { DimensionContribution } from './group.ts'
import { integerShares } from './integer-shares.ts'

/**
 * Values of a dimension that a group lists. At most 100 values can have a share of at least 1 %, so that what is left
 * out has 0 and the listed shares still add up to 100.
 */
export const MAX_LISTED_VALUES = 100

/** A metric's part in a group, before it is a share. */
export interface MetricDeviation {
  /** Dimension values, parallel to the dimensions. */
  readonly series: readonly string[]
  /** Sum of `deviationOf` over its points, >= 0. */
  readonly deviation: number
}

/**
 * Share of each dimension value in the deviation of a group's metrics. Where nothing deviates (a value can be too
 * regular to be normal), every metric counts the same.
 *
 * @param metrics - at least one
 * @returns one entry a dimension, in their order
 */
export function dimensionContributions(
  dimensions: readonly string[],
  metrics: readonly MetricDeviation[],
): DimensionContribution[] {
  const weigh = weightOf(metrics)
  return dimensions.map((dimension, index) => {
    const sums = new Map<string, number>()
    for (const metric of metrics) {
      const value = metric.series[index]
      sums.set(value, (sums.get(value) ?? 0) + weigh(metric))
    }
    const values = [...sums].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    const percents = integerShares(values.map(([, sum]) => sum))
    return {
      dimension,
      values: values.slice(0, MAX_LISTED_VALUES).map(([value], rank) => ({ value, percent: percents[rank] })),
      valueCount: values.length,
    }
  })
}

/**
 * Share of each metric in the deviation of all, percent with two decimals, same order.
 *
 * @param metrics - at least one
 */
export function metricContributions(metrics: readonly MetricDeviation[]): number[] {
  const weigh = weightOf(metrics)
  const total = metrics.reduce((sum, metric) => sum + weigh(metric), 0)
  return metrics.map((metric) => Math.round((10_000 * weigh(metric)) / total) / 100)
}

function weightOf(metrics: readonly MetricDeviation[]): (metric: MetricDeviation) => number {
  return metrics.some(({ deviation }) => deviation > 0) ? ({ deviation }) => deviation : () => 1
}
