import type { MeasureSpec } from '../../../spec/index.ts'
import { SourceError } from '../source-error.ts'

/** What is asked for to know the values of a measure. */
export interface MeasureQuery {
  /** Name of the metric. */
  readonly metric: string
  /** Statistics of CloudWatch that are asked for. */
  readonly statistics: readonly string[]
  /**
   * Value of an interval.
   *
   * @param values - of each statistic, one a period; NaN where there is none
   * @param from - first period of the interval
   * @param to - the one after its last
   * @returns NaN when there is none
   */
  value(values: readonly Float64Array[], from: number, to: number): number
}

/**
 * How the values of a measure are had from CloudWatch.
 *
 * @param split - whether an interval has several periods
 * @param about - for the message
 * @throws {SourceError} STATISTIC_NOT_DIVISIBLE for a percentile and the like of several periods
 */
export function measureQuery(
  { column, aggregation, metric = column, statistic = aggregation === 'SUM' ? 'Sum' : 'Average' }: MeasureSpec,
  split: boolean,
  about: { readonly place: string; readonly zone: string },
): MeasureQuery {
  if (!split) return { metric, statistics: [statistic], value: ([values], from) => values![from]! }
  switch (statistic) {
    case 'Sum':
    case 'SampleCount':
      return { metric, statistics: [statistic], value: ([values], from, to) => foldValues(values!, from, to, add) }
    case 'Minimum':
      return { metric, statistics: [statistic], value: ([values], from, to) => foldValues(values!, from, to, Math.min) }
    case 'Maximum':
      return { metric, statistics: [statistic], value: ([values], from, to) => foldValues(values!, from, to, Math.max) }
    case 'Average':
      // The average of an interval is that of its samples, not that of its periods.
      return {
        metric,
        statistics: ['Sum', 'SampleCount'],
        value: ([sums, counts], from, to) => foldValues(sums!, from, to, add) / foldValues(counts!, from, to, add),
      }
    default:
      throw new SourceError('STATISTIC_NOT_DIVISIBLE', about.place, { statistic, zone: about.zone })
  }
}

function foldValues(values: Float64Array, from: number, to: number, fold: (a: number, b: number) => number): number {
  let total = Number.NaN
  for (let period = from; period < to; period++) {
    const value = values[period]!
    if (!Number.isNaN(value)) total = Number.isNaN(total) ? value : fold(total, value)
  }
  return total
}

function add(a: number, b: number): number {
  return a + b
}
