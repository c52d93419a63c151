import { formatDuration } from '../duration.ts'
import { note, present, type Converted, type Draft } from './conversion.ts'
import type { Frequency, Metric, MetricSetDimensionFilter, MetricSource, TimestampColumn } from './shapes.generated.ts'
import { sourceOf, type SourceOptions } from './source-of.ts'

/** A dataset as the API describes it. API reference: CreateMetricSet. */
export interface MetricSetParts {
  readonly MetricList: readonly Metric[]
  readonly MetricSource: MetricSource
  readonly Offset?: number
  readonly TimestampColumn?: TimestampColumn
  readonly DimensionList?: readonly string[]
  readonly MetricSetFrequency?: Frequency
  readonly Timezone?: string
  readonly DimensionFilterList?: readonly MetricSetDimensionFilter[]
}

/**
 * The dataset as a spec has it: a draft, to be checked with `checkSpec`. The frequency is not part of it; it is the detector's.
 */
export function datasetOf(metricSet: MetricSetParts, options: SourceOptions = {}): Converted<Draft> {
  const { MetricList, MetricSource, Offset, TimestampColumn, DimensionList, Timezone, DimensionFilterList } = metricSet
  const { value, notes } = sourceOf(MetricSource, MetricList, options)
  const fromCloudWatch = MetricSource.CloudWatchConfig !== undefined
  const inFolder = 'folder' in value.source
  return {
    value: present({
      source: value.source,
      timestamp:
        TimestampColumn && !fromCloudWatch
          ? present({ column: TimestampColumn.ColumnName, format: TimestampColumn.ColumnFormat })
          : undefined,
      timezone: Timezone,
      offset: Offset === undefined || Offset === 0 ? undefined : formatDuration(Offset),
      measures: MetricList.map(({ MetricName, AggregationFunction }) => ({
        column: MetricName,
        aggregation: AggregationFunction,
      })),
      dimensions: DimensionList,
      filters: filtersOf(DimensionFilterList),
      // A folder is read by whoever runs the engine.
      role: inFolder ? undefined : value.role,
    }),
    notes: [
      ...notes,
      ...(inFolder && value.role !== undefined
        ? [note('LOST', 'MetricSource.S3SourceConfig.RoleArn', 'A folder is read without a role.')]
        : []),
      ...(fromCloudWatch && TimestampColumn !== undefined
        ? [note('LOST', 'TimestampColumn', 'Values of CloudWatch have times of their own.')]
        : []),
    ],
  }
}

function filtersOf(
  filters: readonly MetricSetDimensionFilter[] | undefined,
): Readonly<Record<string, readonly string[]>> | undefined {
  if (filters === undefined || filters.length === 0) return undefined
  const byName = Map.groupBy(filters, ({ Name = '' }) => Name)
  return Object.fromEntries(
    [...byName].map(([name, entries]) => [
      name,
      entries.flatMap(({ FilterList = [] }) => FilterList.map(({ DimensionValue = '' }) => DimensionValue)),
    ]),
  )
}
