import type { AlertSpec, ChannelSpec, DatasetSpec, DetectorSpec, MeasureSpec } from './detector.generated.ts'
import { durationSeconds } from './duration.ts'
import type { Interval } from './interval.ts'
import { resolveQuotas, type Quotas } from './quotas.ts'
import { resolveSource, type ResolvedSource } from './resolve-source.ts'
import { SpecError } from './spec-error.ts'

/** A detector spec with every default filled in: what the engine works with. */
export interface ResolvedDetector {
  readonly name: string
  /** Empty when there is none. */
  readonly description: string
  readonly interval: Interval
  readonly dataset: ResolvedDataset
  readonly alerts: readonly ResolvedAlert[]
  readonly tags: Readonly<Record<string, string>>
  readonly quotas: Quotas
  readonly scale: NonNullable<DetectorSpec['scale']>
}

/** A dataset with its defaults. */
export interface ResolvedDataset {
  readonly source: ResolvedSource
  /** Null where the source has times of its own; a format is null where the column has a type of times. */
  readonly timestamp: { readonly column: string; readonly format: string | null } | null
  /** IANA name. */
  readonly timezone: string
  /** 0 .. 432,000. */
  readonly offsetSeconds: number
  readonly measures: readonly MeasureSpec[]
  readonly dimensions: readonly string[]
  /** Values to keep, by dimension: OR within, AND across; a dimension without an entry is not filtered. */
  readonly filters: Readonly<Record<string, readonly string[]>>
  /** Whether a metric that nearly always reports is anomalous while it does not. */
  readonly missingData: NonNullable<DatasetSpec['missingData']>
  /** ARN of the role that the engine in AWS reads with, or null. */
  readonly role: string | null
}

/** An alert with its defaults. */
export interface ResolvedAlert {
  readonly name: string
  /** Empty when there is none. */
  readonly description: string
  /** Fires at a severity >= this; 0 .. 100. */
  readonly threshold: number
  /** Empty: any measure. */
  readonly measures: readonly string[]
  /** OR within, AND across; empty: any. */
  readonly dimensions: Readonly<Record<string, readonly string[]>>
  readonly channel: ResolvedChannel
  /** ARN of the role that the engine in AWS sends with, or null. */
  readonly role: string | null
}

/** Where an alert goes. */
export type ResolvedChannel =
  | { readonly kind: 'sns'; readonly topic: string; readonly format: 'JSON' | 'LONG_TEXT' | 'SHORT_TEXT' }
  | { readonly kind: 'lambda'; readonly function: string }
  | { readonly kind: 'log' }
  | { readonly kind: 'webhook'; readonly url: string }

/** Severity from which an alert fires when its spec does not say. */
const DEFAULT_THRESHOLD = 70

/**
 * Fills in every default of a checked spec.
 *
 * @param spec - without findings of level error; see `parseSpec` and `checkSpec`
 * @throws {SpecError} OFFSET_INVALID or FIELD_MISSING when the spec was not checked
 */
export function withDefaults(spec: DetectorSpec): ResolvedDetector {
  return {
    name: spec.detector,
    description: spec.description ?? '',
    interval: spec.interval,
    dataset: resolveDataset(spec.dataset),
    alerts: (spec.alerts ?? []).map(resolveAlert),
    tags: spec.tags ?? {},
    quotas: resolveQuotas(spec.interval, spec.quotas),
    scale: spec.scale ?? 'AUTO',
  }
}

function resolveDataset(dataset: DatasetSpec): ResolvedDataset {
  const offset = dataset.offset ?? 'PT0S'
  const offsetSeconds = durationSeconds(offset)
  if (offsetSeconds === null) throw SpecError.of('OFFSET_INVALID', ['dataset', 'offset'], { got: offset })
  const source = resolveSource(dataset.source)
  if (!dataset.timestamp && source.kind !== 'cloudwatch') {
    throw SpecError.of('FIELD_MISSING', ['dataset', 'timestamp'], { key: 'timestamp' })
  }
  return {
    source,
    timestamp: dataset.timestamp
      ? { column: dataset.timestamp.column, format: dataset.timestamp.format ?? null }
      : null,
    timezone: dataset.timezone ?? 'UTC',
    offsetSeconds,
    measures: dataset.measures,
    dimensions: dataset.dimensions ?? [],
    filters: dataset.filters ?? {},
    missingData: dataset.missingData ?? 'ANOMALY',
    role: dataset.role ?? null,
  }
}

function resolveAlert(alert: AlertSpec): ResolvedAlert {
  return {
    name: alert.name,
    description: alert.description ?? '',
    threshold: alert.threshold ?? DEFAULT_THRESHOLD,
    measures: alert.measures ?? [],
    dimensions: alert.dimensions ?? {},
    channel: resolveChannel(alert.channel),
    role: alert.role ?? null,
  }
}

function resolveChannel(channel: ChannelSpec): ResolvedChannel {
  if ('sns' in channel) return { kind: 'sns', topic: channel.sns.topic, format: channel.sns.format ?? 'JSON' }
  if ('lambda' in channel) return { kind: 'lambda', function: channel.lambda.function }
  if ('webhook' in channel) return { kind: 'webhook', url: channel.webhook.url }
  return { kind: 'log' }
}
