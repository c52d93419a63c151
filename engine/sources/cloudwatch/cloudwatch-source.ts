import type { ResolvedCloudWatch } from '../../../spec/index.ts'
import type { RecordSink } from '../../formats/index.ts'
import type { SourceContext, SourceDataset } from '../source-context.ts'
import { inOrder } from '../ordered.ts'
import { retryReading } from '../retry-reading.ts'
import { NO_FILES, type ReadOptions, type Source, type SourceReport, type TimeWindow } from '../source.ts'
import { checkMetrics } from './check-metrics.ts'
import { cloudwatchApi } from './cloudwatch-api.ts'
import { listSeries, type MetricSeries } from './list-series.ts'
import { measureQuery, type MeasureQuery } from './measure-query.ts'
import { metricData, QUERIES_PER_REQUEST } from './metric-data.ts'
import { daysKept, greatestPeriod } from './period.ts'
import { planRequests, queryCount, type PlannedRequest } from './plan-requests.ts'
import { SeriesRows } from './series-rows.ts'

/** Requests that are under way at once; CloudWatch allows 50 a second. AWS: CloudWatch service quotas. */
const REQUESTS_AT_ONCE = 4

/** How long a list of metrics is used; CloudWatch itself takes up to 15 minutes to list a new one. */
const LISTED_FOR_MS = 300_000

const DAY_MS = 86_400_000

/**
 * Metrics of a namespace as records: one a series and interval, a series being a combination of dimension values. Metrics that have
 * other dimensions than those of the dataset are other metrics, in which the same values are counted again.
 */
export function cloudwatchSource(
  { namespace, region }: ResolvedCloudWatch,
  dataset: SourceDataset,
  { grid, aws, now = Date.now }: Pick<SourceContext, 'grid' | 'aws' | 'now'>,
): Source {
  const api = cloudwatchApi(namespace, region, aws)
  const { place } = api
  const { dimensions } = dataset
  const names = [...new Set(dataset.measures.map(({ column, metric = column }) => metric))]
  let listed: { readonly series: readonly MetricSeries[]; readonly until: number } | undefined

  async function seriesOf(options: ReadOptions): Promise<readonly MetricSeries[]> {
    // A metric without dimensions is known by its name, also when CloudWatch does not list it any more.
    if (dimensions.length === 0) return [{ values: [], metrics: new Set(names) }]
    if (listed === undefined || listed.until <= now()) {
      const series = await retryReading(options, () => listSeries(api, names, dataset, options.signal))
      listed = { series, until: now() + LISTED_FOR_MS }
    }
    return listed.series
  }

  /** How the measures are had in intervals with these bounds. */
  function queriesFor(bounds: readonly number[]): {
    readonly period: number
    readonly measures: readonly MeasureQuery[]
  } {
    const period = greatestPeriod(bounds)
    const split = bounds.some((bound, index) => index > 0 && bound - bounds[index - 1]! > 1000 * period)
    const about = { place, zone: grid.zone }
    return { period, measures: dataset.measures.map((measure) => measureQuery(measure, split, about)) }
  }

  async function rowsOf(
    { starts, end, series }: PlannedRequest,
    { period, measures }: ReturnType<typeof queriesFor>,
    sink: RecordSink,
    signal: AbortSignal | undefined,
  ): Promise<SeriesRows> {
    const window = { start: starts[0]!, end, period }
    const queries = series.flatMap(({ values, metrics }) =>
      measures
        .filter(({ metric }) => metrics.has(metric))
        .flatMap(({ metric, statistics }) =>
          statistics.map((statistic) => ({
            namespace,
            metric,
            dimensions: dimensions.map((Name, d) => ({ Name, Value: values[d]! })),
            statistic,
          })),
        ),
    )
    const answers = await metricData(api, queries, window, signal)
    const rows = new SeriesRows(sink)
    let next = 0
    for (const { values, metrics } of series) {
      const columns = measures.map(({ metric, statistics }) =>
        metrics.has(metric) ? answers.slice(next, (next += statistics.length)) : undefined,
      )
      starts.forEach((start, index) => {
        const [from, to] = [start, starts[index + 1] ?? end].map((bound) => (bound - window.start) / (1000 * period))
        const numbers = measures.map((measure, m) =>
          columns[m] === undefined ? Number.NaN : measure.value(columns[m], from!, to!),
        )
        if (!numbers.every(Number.isNaN)) rows.add(start, values, numbers, place)
      })
    }
    return rows
  }

  /** Reads intervals; returns the starts of those that have values. */
  async function read(
    bounds: readonly number[],
    series: readonly MetricSeries[],
    sink: RecordSink,
    options: ReadOptions,
    onShare: (share: number) => void = () => {},
  ): Promise<ReadonlySet<number>> {
    const asked = queriesFor(bounds)
    const requests = planRequests(series, asked.measures, bounds, asked.period)
    const filled = new Set<number>()
    let done = 0
    const answers = inOrder(requests, REQUESTS_AT_ONCE, (request) =>
      retryReading(options, () => rowsOf(request, asked, sink, options.signal)),
    )
    for await (const rows of answers) {
      options.signal?.throwIfAborted()
      rows.flush()
      for (const start of rows.starts) filled.add(start)
      onShare(++done / requests.length)
    }
    if (requests.length === 0) onShare(1)
    return filled
  }

  async function readHistory(window: TimeWindow, sink: RecordSink, options: ReadOptions): Promise<SourceReport> {
    options.signal?.throwIfAborted()
    const all = boundsIn(window)
    const total = all.length - 1
    const oldest = now() - daysKept(greatestPeriod(all)) * DAY_MS
    const bounds = all.filter((bound) => bound >= oldest)
    if (bounds.length < 2) return { ...NO_FILES, missingIntervals: total }
    const reached = bounds.length - 1
    const series = await seriesOf(options)
    const filled = await read(bounds, series, sink, options, (share) =>
      options.onProgress?.(total - reached + Math.floor(share * reached), total),
    )
    return { ...NO_FILES, missingIntervals: total - filled.size }
  }

  function boundsIn(window: TimeWindow): readonly number[] {
    const bounds = [grid.start(window.start)]
    while (bounds.at(-1)! < window.end) bounds.push(grid.next(bounds.at(-1)!))
    return bounds
  }

  return {
    async readInterval({ start }, sink, options = {}) {
      options.signal?.throwIfAborted()
      await read([start, grid.next(start)], await seriesOf(options), sink, options)
      return NO_FILES
    },
    async readHistory(window, sink, options = {}) {
      if (window === null || !Number.isFinite(window.start)) {
        throw new Error('a history in CloudWatch needs a beginning and an end: a bug')
      }
      return readHistory(window, sink, options)
    },
    async check({ start }, sink, options = {}) {
      options.signal?.throwIfAborted()
      const bounds = [start, grid.next(start)]
      const { period, measures } = queriesFor(bounds)
      const days = daysKept(period)
      const { series, seen, warnings } = await checkMetrics(api, dataset, measures, options.signal)
      const filled = await read(bounds, sampleOf(series, measures), sink, options)
      const reach = `${place}: values of ${period} seconds are kept for ${days} days, so that a history begins on ${new Date(now() - days * DAY_MS).toISOString().slice(0, 10)} at the earliest`
      return {
        seen: [...seen, reach],
        warnings: [
          ...warnings,
          ...(filled.size > 0 || series.length === 0
            ? []
            : [{ code: 'NO_RECORDS' as const, message: `${place}: ${EMPTY}` }]),
        ],
      }
    },
  }
}

const EMPTY =
  'the metrics have no values in the last interval. If they come later, raise the `offset`; CloudWatch itself takes a few minutes for some.'

/** As many series as one request can have. */
function sampleOf(series: readonly MetricSeries[], measures: readonly MeasureQuery[]): readonly MetricSeries[] {
  let queries = 0
  return series.filter((one) => (queries += queryCount(one, measures)) <= QUERIES_PER_REQUEST)
}
