import type { Metric } from '@aws-sdk/client-cloudwatch'
import type { SourceDataset } from '../source-context.ts'
import { inOrder } from '../ordered.ts'
import type { CloudWatchApi, DimensionFilter } from './cloudwatch-api.ts'

/** Metrics of CloudWatch that differ in their name alone. */
export interface MetricSeries {
  /** Dimension values, in the order of the dataset. */
  readonly values: readonly string[]
  /** Names of the metrics that have them. */
  readonly metrics: ReadonlySet<string>
}

/** Lists that are asked for at once; 25 a second are allowed. AWS: CloudWatch service quotas. */
const LISTINGS_AT_ONCE = 4

/**
 * Finds the metrics that have exactly the dimensions of a dataset, sorted by their values.
 *
 * @param names - of the metrics
 * @param filters - values that are kept, by dimension
 * @throws {SourceError}
 */
export async function listSeries(
  api: CloudWatchApi,
  names: readonly string[],
  { dimensions, filters }: Pick<SourceDataset, 'dimensions' | 'filters'>,
  signal?: AbortSignal,
): Promise<readonly MetricSeries[]> {
  const narrowed = dimensions.map((name) => filterOf(name, filters[name]))
  const kept = dimensions.map((name) => (filters[name] === undefined ? null : new Set(filters[name])))
  const found = new Map<string, { values: readonly string[]; metrics: Set<string> }>()
  const listings = inOrder(names, LISTINGS_AT_ONCE, async (name) => {
    const all: (readonly string[])[] = []
    for await (const metric of api.listMetrics(name, narrowed, signal)) {
      const values = valuesOf(metric, dimensions)
      if (values?.every((value, d) => kept[d]?.has(value) ?? true)) all.push(values)
    }
    return { name, all }
  })
  for await (const { name, all } of listings) {
    for (const values of all) {
      const key = JSON.stringify(values)
      const series = found.get(key) ?? { values, metrics: new Set() }
      series.metrics.add(name)
      found.set(key, series)
    }
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series)
}

/** A list can be narrowed by one value alone. */
function filterOf(name: string, values: readonly string[] | undefined): DimensionFilter {
  return values?.length === 1 ? { Name: name, Value: values[0]! } : { Name: name }
}

/** Undefined when the metric has other dimensions: it is then another metric, and its values lie in those of these. */
function valuesOf({ Dimensions = [] }: Metric, names: readonly string[]): readonly string[] | undefined {
  if (Dimensions.length !== names.length) return undefined
  const values = names.map((name) => Dimensions.find(({ Name }) => Name === name)?.Value)
  return values.includes(undefined) ? undefined : (values as readonly string[])
}
