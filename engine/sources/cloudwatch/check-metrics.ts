import { SourceError } from '../source-error.ts'
import type { SourceWarning } from '../source.ts'
import type { SourceDataset } from '../source-context.ts'
import type { CloudWatchApi } from './cloudwatch-api.ts'
import { listSeries, type MetricSeries } from './list-series.ts'
import type { MeasureQuery } from './measure-query.ts'

/** Which metrics of a dataset there are. */
export interface CheckedMetrics {
  /** Those that the filters keep. */
  readonly series: readonly MetricSeries[]
  /** What was found, a sentence each. */
  readonly seen: readonly string[]
  readonly warnings: readonly SourceWarning[]
}

/**
 * Looks which metrics there are for the measures of a dataset, before and after its filters.
 *
 * @throws {SourceError} METRICS_MISSING when a measure has none with exactly the dimensions of the dataset
 */
export async function checkMetrics(
  api: CloudWatchApi,
  { dimensions, filters, measures }: Pick<SourceDataset, 'dimensions' | 'filters' | 'measures'>,
  queries: readonly MeasureQuery[],
  signal?: AbortSignal,
): Promise<CheckedMetrics> {
  const names = [...new Set(queries.map(({ metric }) => metric))]
  const all = await listSeries(api, names, { dimensions, filters: {} }, signal)
  const missing = names.filter((name) => !all.some(({ metrics }) => metrics.has(name)))
  if (missing.length > 0) throw new SourceError('METRICS_MISSING', api.place, { metrics: missing, dimensions })
  const series = all.filter(({ values }) => dimensions.every((name, d) => filters[name]?.includes(values[d]!) ?? true))
  const seen = measures.map(({ column }, m) => {
    const { metric, statistics } = queries[m]!
    const count = series.filter(({ metrics }) => metrics.has(metric)).length
    const source = `${metric}, ${statistics.join(' and ')}`
    return `${api.place}: the measure ${column} (${source}) has ${count} ${count === 1 ? 'metric' : 'metrics'}`
  })
  return { series, seen, warnings: series.length > 0 ? [] : [leftNone(api.place, all.length)] }
}

function leftNone(place: string, count: number): SourceWarning {
  const message = `${place}: the \`filters\` leave none of ${count} combinations of dimension values. Values are case-sensitive.`
  return { code: 'FEW_METRICS', message }
}
