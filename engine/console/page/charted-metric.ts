import type { AnomalousMetric } from '../../anomalies/index.ts'
import type { GroupData, GroupLine, SeriesData } from '../page-data.ts'
import type { ChartShade } from './chart-marks.ts'

/** A metric that is drawn, with what the group says of it. */
export interface ChartedMetric {
  readonly data: SeriesData
  /** Place in the group's metrics; -1 where it lists others. */
  readonly index: number
  readonly metric: AnomalousMetric | undefined
}

/** A stretch of time that is shown, epoch milliseconds, both inclusive. */
export interface ChartView {
  readonly from: number
  readonly to: number
}

/** A metric beside what the group says of it. */
export function chartedMetric(data: SeriesData, { group }: GroupData): ChartedMetric {
  const index = group.metrics.findIndex(
    ({ series }) => series.length === data.series.length && series.every((value, i) => value === data.series[i]),
  )
  return { data, index, metric: group.metrics[index] }
}

/** What is marked behind the charts: the anomaly itself, and others near it. */
export function shadesOf({ group }: GroupData, others: readonly GroupLine[]): readonly ChartShade[] {
  const beside = others.filter(({ id }) => id !== group.id).map(({ start, end }) => ({ start, end, own: false }))
  return [...beside, { start: group.start, end: group.end, own: true }]
}

/** A longer or shorter view with the same middle. */
export function scaled({ from, to }: ChartView, factor: number): readonly [number, number] {
  const middle = (from + to) / 2
  const half = ((to - from) / 2) * factor
  return [middle - half, middle + half]
}

/** The part of a metric that is shown. */
export function part(charted: ChartedMetric, { from, to }: ChartView): ChartedMetric {
  const { data } = charted
  const within = <T>(values: readonly T[]) =>
    values.filter((_, i) => (data.starts[i] ?? 0) >= from && (data.starts[i] ?? 0) <= to)
  return {
    ...charted,
    data: {
      ...data,
      starts: within(data.starts),
      value: within(data.value),
      expected: within(data.expected),
      lower: within(data.lower),
      upper: within(data.upper),
      severity: within(data.severity),
    },
  }
}
