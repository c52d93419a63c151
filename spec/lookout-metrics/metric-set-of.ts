import type { DatasetSpec, MeasureSpec } from '../detector.generated.ts'
import { durationSeconds } from '../duration.ts'
import type { Interval } from '../interval.ts'
import { note, type Converted, type ConversionNote } from './conversion.ts'
import type { MetricSetParts } from './dataset-of.ts'
import { metricSourceOf, type PathOptions } from './metric-source-of.ts'
import type { Metric } from './shapes.generated.ts'

/**
 * The dataset as the API describes it.
 *
 * @param interval - the detector's
 */
export function metricSetOf(
  dataset: DatasetSpec,
  interval: Interval,
  options: PathOptions = {},
): Converted<MetricSetParts> {
  const { source, timestamp, timezone = 'UTC', offset = 'PT0S', measures, dimensions = [], filters = {} } = dataset
  const metricSource = metricSourceOf(source, dataset.role, options)
  const namespace = 'cloudwatch' in source ? source.cloudwatch.namespace : undefined
  const metrics = measures.map((measure) => metricOf(measure, namespace))
  return {
    value: {
      MetricList: metrics.map(({ value }) => value),
      MetricSource: metricSource.value,
      Offset: durationSeconds(offset) ?? 0,
      ...(timestamp !== undefined && {
        TimestampColumn: {
          ColumnName: timestamp.column,
          ...(timestamp.format !== undefined && { ColumnFormat: timestamp.format }),
        },
      }),
      ...(dimensions.length > 0 && { DimensionList: dimensions }),
      MetricSetFrequency: interval,
      Timezone: timezone,
      ...(Object.keys(filters).length > 0 && {
        DimensionFilterList: Object.entries(filters).map(([Name, values]) => ({
          Name,
          FilterList: values.map((DimensionValue) => ({ DimensionValue, FilterOperation: 'EQUALS' as const })),
        })),
      }),
    },
    notes: [
      ...metricSource.notes,
      ...metrics.flatMap(({ notes }) => notes),
      ...(dataset.missingData === undefined
        ? []
        : [note('LOST', 'MetricSource', 'The API does not know what missing data means (missingData).')]),
    ],
  }
}

function metricOf(measure: MeasureSpec, namespace: string | undefined): Converted<Metric> {
  const { column, aggregation } = measure
  const notes: readonly ConversionNote[] = (['metric', 'statistic'] as const).flatMap((key) =>
    measure[key] === undefined
      ? []
      : [note('LOST', 'MetricList', `The API has no counterpart of \`${key}\` of the measure ${column}.`)],
  )
  return {
    value: {
      MetricName: column,
      AggregationFunction: aggregation,
      ...(namespace !== undefined && { Namespace: namespace }),
    },
    notes,
  }
}
