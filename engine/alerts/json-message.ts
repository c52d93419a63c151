import { alertArn, detectorArn } from '../../spec/arn.ts'
import { timeSeriesId, type AnomalousMetric, type DimensionContribution } from '../anomalies/index.ts'
import type { AlertContext, FiredAlert } from './event.ts'
import { javaTime } from './zoned-time.ts'

/**
 * Most bytes of a message: the limit of SNS (256 KiB) less room for the subject and attributes.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const MAX_MESSAGE_BYTES = 262_144 - 1_024

/**
 * The alert of the original service, field by field. `expectedValue` and fields that end in `Omitted` are ours, only there when
 * needed.
 */
export interface AlertMessage {
  readonly anomalyDetectorArn: string
  readonly anomalyScore: number
  readonly consoleUrl: string
  readonly anomalyGroupId: string
  readonly alertName: string
  readonly alertArn: string
  readonly alertEventId: string
  readonly alertDescription: string | null
  readonly impactedMetric: {
    readonly metricName: string
    readonly dimensionContribution: readonly DimensionPart[]
    readonly relevantTimeSeries: readonly SeriesPart[]
    /** Anomalous metrics that the message has no room for. */
    readonly relevantTimeSeriesOmitted?: number
  }
  readonly timestamp: string
}

/** A dimension with the part that each of its values has in the anomaly. */
export interface DimensionPart {
  readonly dimensionName: string
  readonly dimensionValueContributions: readonly {
    readonly dimensionValue: string
    readonly valueContribution: number
  }[]
  /** Values, those with the least shares, that the message has no room for. */
  readonly dimensionValuesOmitted?: number
}

/** An anomalous metric. */
export interface SeriesPart {
  readonly timeSeriesId: string
  readonly dimensions: readonly { readonly dimensionName: string; readonly dimensionValue: string }[]
  /** Null: the metric has no value, which is the anomaly. The original service had none of these. */
  readonly metricValue: number | null
  /** What was expected of a metric without a value. */
  readonly expectedValue?: number
}

/**
 * The message of format JSON, which is also the event of a Lambda function: as the original service wrote it. Dimensions
 * are ordered by name, series by falling contribution. `metricValue` is a metric's last anomalous value, null where it is missing. A message that
 * would be longer than `MAX_MESSAGE_BYTES` leaves out the least and says how many.
 *
 * @see facts/lookout-for-metrics.md 6.1, guide "Creating alerts"
 */
export function jsonMessage(fired: FiredAlert, context: AlertContext): string {
  const { group, metrics } = fired
  const unlisted = group.metricCount - group.metrics.length
  const series = metrics.map((metric) => seriesPart(group.measure, metric, context))
  const whole = messageText(fired, context, dimensionParts(group.contributions, Infinity), series, unlisted)
  if (Buffer.byteLength(whole) <= MAX_MESSAGE_BYTES) return whole
  const dimensions = boundedDimensions(group.contributions)
  const frame = messageText(fired, context, dimensions, [], series.length + unlisted)
  const room = countWithin(series, MAX_MESSAGE_BYTES - Buffer.byteLength(frame))
  return messageText(fired, context, dimensions, series.slice(0, room), series.length - room + unlisted)
}

function messageText(
  { arn, alert, group }: FiredAlert,
  context: AlertContext,
  dimensionContribution: readonly DimensionPart[],
  relevantTimeSeries: readonly SeriesPart[],
  omitted: number,
): string {
  return JSON.stringify({
    anomalyDetectorArn: detectorArn(context.place, context.detector),
    anomalyScore: group.severity,
    consoleUrl: context.consoleUrl(group.id),
    anomalyGroupId: group.id,
    alertName: alert.name,
    alertArn: alertArn(context.place, alert.name),
    alertEventId: arn,
    alertDescription: alert.description === '' ? null : alert.description,
    impactedMetric: {
      metricName: group.measure,
      dimensionContribution,
      relevantTimeSeries,
      ...(omitted > 0 && { relevantTimeSeriesOmitted: omitted }),
    },
    timestamp: javaTime(context.grid, group.end),
  } satisfies AlertMessage)
}

function dimensionParts(contributions: readonly DimensionContribution[], most: number): readonly DimensionPart[] {
  return contributions
    .toSorted((a, b) => (a.dimension < b.dimension ? -1 : 1))
    .map(({ dimension, values, valueCount }) => {
      const kept = values.slice(0, most)
      return {
        dimensionName: dimension,
        dimensionValueContributions: kept.map(({ value, percent }) => ({
          dimensionValue: value,
          valueContribution: percent,
        })),
        ...(kept.length < valueCount && { dimensionValuesOmitted: valueCount - kept.length }),
      }
    })
}

/** At most half of the message: the longest lists that fit, of at least one value each. */
function boundedDimensions(contributions: readonly DimensionContribution[]): readonly DimensionPart[] {
  for (let most = 100; most > 1; most = Math.floor(most / 2)) {
    const parts = dimensionParts(contributions, most)
    if (Buffer.byteLength(JSON.stringify(parts)) <= MAX_MESSAGE_BYTES / 2) return parts
  }
  return dimensionParts(contributions, 1)
}

function seriesPart(measure: string, metric: AnomalousMetric, { detector, dimensions }: AlertContext): SeriesPart {
  const { value, expected } = metric.points.at(-1)!
  return {
    timeSeriesId: timeSeriesId(detector, measure, dimensions, metric.series),
    dimensions: dimensions
      .map((dimensionName, index) => ({ dimensionName, dimensionValue: metric.series[index] }))
      .toSorted((a, b) => (a.dimensionName < b.dimensionName ? -1 : 1)),
    metricValue: value,
    ...(value === null && { expectedValue: expected }),
  }
}

/** How many parts, the first ones, fit into an array of so many bytes. */
function countWithin(parts: readonly SeriesPart[], bytes: number): number {
  let left = bytes
  let count = 0
  for (const part of parts) {
    left -= Buffer.byteLength(JSON.stringify(part)) + 1
    if (left < 0) break
    count++
  }
  return count
}
