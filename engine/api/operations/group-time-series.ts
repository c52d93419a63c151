import { timeSeriesId, type AnomalousMetric } from '../../anomalies/index.ts'
import { javaTime } from '../../alerts/index.ts'
import type { History } from '../../history/index.ts'
import { readGroup } from '../../state/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import type { ApiHost } from '../api-host.ts'
import {
  invalidFields,
  pageOf,
  pageRequest,
  type DimensionNameValue,
  type Handlers,
  type TimeSeries,
} from '../wire/index.ts'
import { groupById, type FoundGroup } from './found-past.ts'
import { countingUp } from './position.ts'

/** Time before an anomaly that timestamps are listed for. Observed at the original service: 673 hours for an anomaly of one hour. */
const BEFORE_MS = 28 * 86_400_000

/** Values that are given, the last ones; those before are null. Observed at the original service. */
const VALUES = 100

/** Lists the metrics of an anomaly group with their values. */
export function groupTimeSeriesOperations(
  host: ApiHost,
  history: History,
): Pick<Handlers, 'ListAnomalyGroupTimeSeries'> {
  return {
    async ListAnomalyGroupTimeSeries(input) {
      const { AnomalyDetectorArn, AnomalyGroupId, MetricName } = input
      const page = pageRequest('ListAnomalyGroupTimeSeries', input, host.now())
      const found = await groupById(host, history, AnomalyDetectorArn, AnomalyGroupId)
      const measures = found.detector.dataset.measures.map(({ column }) => column)
      if (!measures.includes(MetricName)) {
        const Message = `the detector has no measure of that name; it has ${measures.join(', ')}`
        throw invalidFields([{ Name: 'MetricName', Message }])
      }
      const group = await readGroup(host.store, found.indexed.ref)
      // A group is about one measure; the others have no metric in it.
      const metrics = group.measure === MetricName ? [...group.metrics.entries()] : []
      const { items, next } = pageOf(page, metrics, ([place]) => countingUp(place))
      const starts = startsUntil(found.grid, group.start, group.end)
      const shown = items.map(([, metric]) => metric)
      return {
        AnomalyGroupId,
        MetricName,
        TimestampList: starts.map((start) => javaTime(found.grid, start)),
        TimeSeriesList: await timeSeries(found, measures.indexOf(MetricName), shown, starts),
        ...next,
      }
    },
  }
}

/** The dimension values of a series by name, as the API orders them. */
export function dimensionList(dimensions: readonly string[], series: readonly string[]): readonly DimensionNameValue[] {
  return dimensions
    .map((DimensionName, index) => ({ DimensionName, DimensionValue: series[index] }))
    .toSorted((a, b) => (a.DimensionName < b.DimensionName ? -1 : 1))
}

function startsUntil(grid: IntervalGrid, onset: number, end: number): readonly number[] {
  const starts: number[] = []
  for (let start = grid.start(onset - BEFORE_MS); start <= end; start = grid.next(start)) starts.push(start)
  return starts
}

async function timeSeries(
  { detector, grid, generation, now, indexed }: FoundGroup,
  measure: number,
  metrics: readonly AnomalousMetric[],
  starts: readonly number[],
): Promise<readonly TimeSeries[]> {
  const { dimensions, measures } = detector.dataset
  const { last } = now
  if (last === null) return []
  const wanted = metrics.map(({ series }) => ({ measure, series }))
  const shown = starts.slice(-VALUES)
  const histories = await generation.series.read(last, grid, measures.length, wanted, shown)
  const before = Array.from({ length: starts.length - shown.length }, () => null)
  return metrics.map(({ series }, index) => ({
    TimeSeriesId: timeSeriesId(detector.name, indexed.ref.measure, dimensions, series),
    DimensionList: dimensionList(dimensions, series),
    // The JavaScript client drops nulls, so that its users count from the end: a value that is missing there must not be one.
    MetricValueList: [...before, ...histories[index].value.map((value) => value ?? NaN)],
  }))
}
