import type { QuotasSpec } from './detector.generated.ts'
import { INTERVALS, type Interval } from './interval.ts'
import type { Path } from './problem.ts'
import { nearestKey } from './suggestions.ts'

/** A value with its place in the document. */
export interface Placed<T> {
  readonly value: T
  readonly path: Path
}

/**
 * The parts of a document that have the right type, whatever else is wrong with it: what the rules look at, so that all
 * problems are found at once.
 */
export interface Outline {
  readonly interval: Interval | null
  readonly dataset: DatasetOutline | null
  readonly alerts: Placed<readonly AlertOutline[]>
  readonly tags: readonly Placed<readonly [string, string]>[]
  readonly tagsPath: Path
  readonly quotas: QuotasSpec
}

/** A dataset as far as it can be understood. */
export interface DatasetOutline {
  readonly path: Path
  readonly source: SourceOutline | null
  readonly hasTimestamp: boolean
  readonly timestampColumn: Placed<string> | null
  readonly timestampFormat: Placed<string> | null
  readonly timezone: Placed<string> | null
  readonly offset: Placed<string> | null
  readonly measures: Placed<readonly MeasureOutline[]>
  readonly dimensions: Placed<readonly Placed<string>[]>
  readonly filters: Placed<readonly ValuesOutline[]>
  readonly role: Placed<string> | null
}

/** A measure: its column, and what else it says. */
export interface MeasureOutline extends Placed<string> {
  readonly aggregation: unknown
  readonly metric: Placed<string> | null
  readonly statistic: Placed<string> | null
}

/** Kinds of sources. */
export type SourceKind = (typeof SOURCE_KINDS)[number]

const SOURCE_KINDS = ['s3', 'folder', 'cloudwatch', 'rds', 'redshift', 'athena', 'appflow'] as const

/** A source of a known kind; without a kind nothing is known about its settings. */
export interface SourceOutline {
  readonly kind: SourceKind
  readonly path: Path
  /** Keys that are there, of whatever type. */
  readonly keys: readonly string[]
  /** Whether new data is watched. */
  readonly watches: boolean
  readonly until: Placed<string> | null
  readonly timeout: Placed<string> | null
  /** Folders in S3 that are no templates. */
  readonly folders: readonly Placed<string>[]
  /** Patterns of partition columns. */
  readonly partitions: readonly Placed<string>[]
  readonly continuous: Placed<string> | null
  readonly historical: Placed<string> | null
  /** Whether the keys are there at all, of whatever type. */
  readonly hasPaths: boolean
  readonly csv: CsvOutline | null
}

/** The settings of a CSV format. */
export interface CsvOutline {
  readonly path: Path
  readonly delimiter: Placed<string>
  readonly quote: Placed<string>
  readonly header: Placed<boolean>
  readonly columns: Placed<readonly Placed<string>[]> | null
}

/** An entry of `filters`, or of an alert's `dimensions`. */
export interface ValuesOutline {
  readonly dimension: Placed<string>
  readonly values: readonly Placed<string>[]
}

/** An alert. */
export interface AlertOutline {
  readonly path: Path
  readonly name: Placed<string> | null
  readonly measures: Placed<readonly Placed<string>[]>
  readonly dimensions: Placed<readonly ValuesOutline[]>
  readonly webhook: Placed<string> | null
  /** What the channel sends to in AWS: the ARN of a topic or function; null for other channels. */
  readonly target: Placed<string> | null
  /** The channel where it is of a kind that needs no role. */
  readonly withoutRole: 'log' | 'webhook' | null
  readonly role: Placed<string> | null
}

/** What can be understood of a document. */
export function outlineOf(document: unknown): Outline {
  const root = mapping({ value: document, path: [] }) ?? { value: {}, path: [] }
  const dataset = mapping(at(root, 'dataset'))
  const tags = mapping(at(root, 'tags'))
  const alerts = at(root, 'alerts')
  return {
    interval: INTERVALS.find((interval) => interval === at(root, 'interval').value) ?? null,
    dataset: dataset && datasetOutline(dataset),
    alerts: { path: alerts.path, value: items(alerts).flatMap((alert) => alertOutline(mapping(alert)) ?? []) },
    tags: tags
      ? entries(tags).flatMap(({ value: [key, value], path }) =>
          typeof value === 'string' ? [{ value: [key, value] as const, path }] : [],
        )
      : [],
    tagsPath: ['tags'],
    quotas: Object.fromEntries(
      Object.entries(mapping(at(root, 'quotas'))?.value ?? {}).filter(
        ([, quota]) => Number.isSafeInteger(quota) && Number(quota) > 0,
      ),
    ),
  }
}

type Mapping = Placed<Readonly<Record<string, unknown>>>

function datasetOutline(dataset: Mapping): DatasetOutline {
  const timestamp = mapping(at(dataset, 'timestamp'))
  const measures = at(dataset, 'measures')
  return {
    path: dataset.path,
    source: sourceOutline(mapping(at(dataset, 'source'))),
    hasTimestamp: at(dataset, 'timestamp').value !== undefined,
    timestampColumn: timestamp && string(at(timestamp, 'column')),
    timestampFormat: timestamp && string(at(timestamp, 'format')),
    timezone: string(at(dataset, 'timezone')),
    offset: string(at(dataset, 'offset')),
    measures: {
      path: measures.path,
      value: items(measures).flatMap((measure) => {
        const settings = mapping(measure)
        if (settings === null) return []
        const column = string(at(settings, 'column'))
        if (column === null) return []
        return {
          ...column,
          aggregation: at(settings, 'aggregation').value,
          metric: string(at(settings, 'metric')),
          statistic: string(at(settings, 'statistic')),
        }
      }),
    },
    dimensions: strings(at(dataset, 'dimensions')),
    filters: valuesByDimension(at(dataset, 'filters')),
    role: string(at(dataset, 'role')),
  }
}

function sourceOutline(source: Mapping | null): SourceOutline | null {
  if (!source) return null
  for (const kind of SOURCE_KINDS) {
    const settings = mapping(at(source, kind))
    if (!settings) continue
    const format = mapping(at(settings, 'format'))
    const partitions = mapping(at(settings, 'partitions'))
    const historical = at(settings, 'historical').value !== undefined
    return {
      kind,
      path: settings.path,
      keys: Object.keys(settings.value),
      watches:
        at(settings, 'backtest').value !== true && (!historical || at(settings, 'continuous').value !== undefined),
      until: string(at(settings, 'until')),
      timeout: string(at(settings, 'timeout')),
      folders: ['data', 'results', 'destination'].flatMap((key) => string(at(settings, key)) ?? []),
      partitions: (partitions ? entries(partitions) : []).flatMap(({ value: [, value], path }) =>
        typeof value === 'string' ? [{ value, path }] : [],
      ),
      continuous: string(at(settings, 'continuous')),
      historical: string(at(settings, 'historical')),
      hasPaths: at(settings, 'continuous').value !== undefined || at(settings, 'historical').value !== undefined,
      csv: csvOutline(format && mapping(at(format, 'csv'))),
    }
  }
  return null
}

function csvOutline(csv: Mapping | null): CsvOutline | null {
  if (!csv) return null
  const header = at(csv, 'header')
  const columns = at(csv, 'columns')
  return {
    path: csv.path,
    delimiter: string(at(csv, 'delimiter')) ?? { value: ',', path: csv.path },
    quote: string(at(csv, 'quote')) ?? { value: '"', path: csv.path },
    header: { value: header.value !== false, path: header.path },
    columns: columns.value === undefined ? null : strings(columns),
  }
}

function alertOutline(alert: Mapping | null): AlertOutline | null {
  if (!alert) return null
  const channel = mapping(at(alert, 'channel'))
  const of = (kind: string): Mapping | null => channel && mapping(at(channel, kind))
  const webhook = of('webhook')
  const sns = of('sns')
  const lambda = of('lambda')
  return {
    path: alert.path,
    name: string(at(alert, 'name')),
    measures: strings(at(alert, 'measures')),
    dimensions: valuesByDimension(at(alert, 'dimensions')),
    webhook: webhook && string(at(webhook, 'url')),
    target: (sns && string(at(sns, 'topic'))) ?? (lambda && string(at(lambda, 'function'))),
    withoutRole: sns || lambda ? null : webhook ? 'webhook' : of('log') ? 'log' : null,
    role: string(at(alert, 'role')),
  }
}

/** A misspelt key is reported by the schema; what stands below it is looked at all the same. */
function at(parent: Mapping, key: string): Placed<unknown> {
  const own = Object.hasOwn(parent.value, key)
    ? key
    : (Object.keys(parent.value).find((other) => nearestKey(other, [key]) === key) ?? null)
  return own === null
    ? { value: undefined, path: [...parent.path, key] }
    : { value: parent.value[own], path: [...parent.path, own] }
}

function mapping({ value, path }: Placed<unknown>): Mapping | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return { value: value as Readonly<Record<string, unknown>>, path }
}

function entries({ value, path }: Mapping): readonly Placed<readonly [string, unknown]>[] {
  return Object.entries(value).map((entry) => ({ value: entry, path: [...path, entry[0]] }))
}

function items({ value, path }: Placed<unknown>): readonly Placed<unknown>[] {
  return Array.isArray(value)
    ? Array.from(value, (item: unknown, index) => ({ value: item, path: [...path, index] }))
    : []
}

function string({ value, path }: Placed<unknown>): Placed<string> | null {
  return typeof value === 'string' ? { value, path } : null
}

function strings(list: Placed<unknown>): Placed<readonly Placed<string>[]> {
  return { path: list.path, value: items(list).flatMap((item) => string(item) ?? []) }
}

function valuesByDimension(place: Placed<unknown>): Placed<readonly ValuesOutline[]> {
  const settings = mapping(place)
  return {
    path: place.path,
    value: (settings ? entries(settings) : []).map(({ value: [dimension, values], path }) => ({
      dimension: { value: dimension, path },
      values: strings({ value: values, path }).value,
    })),
  }
}
