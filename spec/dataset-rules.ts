import { csvProblems } from './csv-rules.ts'
import { durationSeconds } from './duration.ts'
import type { Interval } from './interval.ts'
import { distinct, tooMany, valueProblems } from './list-rules.ts'
import { nearest } from './nearest.ts'
import type { DatasetOutline } from './outline.ts'
import { pathProblems } from './path-rules.ts'
import { problem, type Problem } from './problem.ts'
import type { Quotas } from './quotas.ts'
import { sourceProblems } from './source-rules.ts'
import { isTimeZone, nearestTimeZone } from './time-zone.ts'
import { timestampProblems } from './timestamp-rules.ts'

/** The longest offset: five days. API reference: Offset. */
const LONGEST_OFFSET_SECONDS = 432_000

/** What is wrong with a dataset beyond its shape. */
export function datasetProblems(
  dataset: DatasetOutline,
  interval: Interval | null,
  quotas: Quotas,
): readonly Problem[] {
  const { source, timestampColumn, timestampFormat, measures, dimensions } = dataset
  const used = [...(timestampColumn ? [timestampColumn] : []), ...measures.value, ...dimensions.value]
  return [
    ...(timestampFormat ? timestampProblems(timestampFormat, interval) : []),
    ...(source ? pathProblems(source, interval) : []),
    ...sourceProblems(dataset, interval),
    ...(source?.csv ? csvProblems(source.csv, used) : []),
    ...zoneProblems(dataset),
    ...offsetProblems(dataset),
    ...reuseProblems(dataset),
    ...tooMany('MEASURES_TOO_MANY', measures, quotas.measures),
    ...tooMany('DIMENSIONS_TOO_MANY', dimensions, quotas.dimensions),
    ...filterProblems(dataset, quotas),
  ]
}

function zoneProblems({ timezone }: DatasetOutline): readonly Problem[] {
  if (timezone === null || isTimeZone(timezone.value)) return []
  const got = timezone.value
  return [problem('TIMEZONE_UNKNOWN', timezone.path, { got, suggestion: nearestTimeZone(got) })]
}

function offsetProblems({ offset, source }: DatasetOutline): readonly Problem[] {
  const seconds = offset === null ? null : durationSeconds(offset.value)
  if (offset === null || seconds === null) return []
  if (seconds > LONGEST_OFFSET_SECONDS) return [problem('OFFSET_TOO_LONG', offset.path, { got: offset.value, seconds })]
  return seconds > 0 && source !== null && !source.watches
    ? [problem('OFFSET_UNUSED', offset.path, { got: offset.value })]
    : []
}

/** A column has one role, once. */
function reuseProblems({ timestampColumn, measures, dimensions }: DatasetOutline): readonly Problem[] {
  const uses = [
    ...(timestampColumn ? [{ ...timestampColumn, use: 'timestamp' }] : []),
    ...measures.value.map((place) => ({ ...place, use: 'measure' })),
    ...dimensions.value.map((place) => ({ ...place, use: 'dimension' })),
  ]
  const before = new Map<string, string>()
  return uses.flatMap(({ value: column, path, use }) => {
    const first = before.get(column)
    if (first !== undefined) return [problem('COLUMN_REUSED', path, { column, use, before: first })]
    before.set(column, use)
    return []
  })
}

function filterProblems({ filters, dimensions }: DatasetOutline, quotas: Quotas): readonly Problem[] {
  const known = distinct(dimensions)
  return [
    ...tooMany('FILTER_DIMENSIONS_TOO_MANY', filters, quotas.filterDimensions),
    ...filters.value.flatMap((filter) => {
      const { value: dimension, path } = filter.dimension
      const unknown = known.includes(dimension)
        ? []
        : [
            problem(
              'FILTER_DIMENSION_UNKNOWN',
              path,
              { dimension, known, suggestion: nearest(dimension, known) },
              'key',
            ),
          ]
      const count = filter.values.length
      const limit = quotas.filterValues
      const many = count > limit ? [problem('FILTER_VALUES_TOO_MANY', path, { dimension, count, limit }, 'key')] : []
      return [...unknown, ...many, ...valueProblems(filter)]
    }),
  ]
}
