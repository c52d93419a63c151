import type { MetricSeries } from './list-series.ts'
import type { MeasureQuery } from './measure-query.ts'
import { QUERIES_PER_REQUEST, VALUES_PER_REQUEST } from './metric-data.ts'

/** Intervals of some series that are read at once. */
export interface PlannedRequest {
  /** Starts of intervals that follow each other. */
  readonly starts: readonly number[]
  /** End of the last of them. */
  readonly end: number
  readonly series: readonly MetricSeries[]
}

/**
 * Parts a read into requests of at most 500 queries and 100,800 values. CloudWatch charges for every metric of every request, so that
 * a request has few metrics over all of the time, and time is parted only where one series alone has too many values.
 *
 * @param bounds - starts of the intervals, ascending, and the end of the last
 * @param period - in seconds
 */
export function planRequests(
  series: readonly MetricSeries[],
  measures: readonly MeasureQuery[],
  bounds: readonly number[],
  period: number,
): readonly PlannedRequest[] {
  const most = Math.max(1, ...series.map((one) => queryCount(one, measures)))
  const longest = Math.floor(VALUES_PER_REQUEST / Math.min(most, QUERIES_PER_REQUEST)) * period * 1000
  return partsOf(bounds, longest).flatMap(({ starts, end }) => {
    const periods = Math.ceil((end - starts[0]!) / (1000 * period))
    const queries = Math.min(QUERIES_PER_REQUEST, Math.floor(VALUES_PER_REQUEST / periods))
    return groupsOf(series, measures, queries).map((group) => ({ starts, end, series: group }))
  })
}

/** How many queries a series needs: none for metrics that it does not have. */
export function queryCount({ metrics }: MetricSeries, measures: readonly MeasureQuery[]): number {
  return measures.reduce((sum, { metric, statistics }) => sum + (metrics.has(metric) ? statistics.length : 0), 0)
}

function partsOf(bounds: readonly number[], longest: number): readonly Omit<PlannedRequest, 'series'>[] {
  const parts: { starts: number[]; end: number }[] = []
  for (let index = 0; index + 1 < bounds.length; index++) {
    const [start, end] = [bounds[index]!, bounds[index + 1]!]
    const last = parts.at(-1)
    if (last === undefined || end - last.starts[0]! > longest) parts.push({ starts: [start], end })
    else {
      last.starts.push(start)
      last.end = end
    }
  }
  return parts
}

function groupsOf(
  series: readonly MetricSeries[],
  measures: readonly MeasureQuery[],
  most: number,
): readonly (readonly MetricSeries[])[] {
  const groups: MetricSeries[][] = []
  let free = 0
  for (const one of series) {
    const count = queryCount(one, measures)
    if (groups.length === 0 || count > free) {
      groups.push([])
      free = most
    }
    groups.at(-1)!.push(one)
    free -= count
  }
  return groups
}
