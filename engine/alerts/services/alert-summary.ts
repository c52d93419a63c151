import type { AlertMessage, DimensionPart, SeriesPart } from '../json-message.ts'
import { plainText, readableNumber, readableValue } from '../plain-text.ts'

/** Metrics that a message lists. */
const LISTED_SERIES = 10

/** Values of a dimension that a message lists. */
const LISTED_VALUES = 5

/** An alert in words, as every service shows it: text of one line each, without control characters. */
export interface AlertSummary {
  /** What happened: `revenue is anomalous: severity 83.33 of 100`. */
  readonly title: string
  readonly measure: string
  readonly detector: string
  readonly alert: string
  /** Empty when the alert has none. */
  readonly description: string
  /** 0 .. 100 */
  readonly severity: number
  /** Start of the interval for people, with its zone. */
  readonly interval: string
  /** The same as epoch milliseconds; null where the event's time is of no known form. */
  readonly at: number | null
  /** `2 metrics` */
  readonly affected: string
  /** Where it deviates: a line for each dimension. */
  readonly shares: readonly string[]
  /** The metrics that deviate most, at most ten. */
  readonly series: readonly string[]
  /** Metrics that are not listed. */
  readonly others: number
  /** Address of the page that shows the anomaly; null when it is no web page. */
  readonly link: string | null
  /** The same for every repetition of an event. */
  readonly eventId: string
}

/** The words for an alert. */
export function alertSummary(alert: AlertMessage): AlertSummary {
  const { anomalyDetectorArn, anomalyScore, impactedMetric } = alert
  const { relevantTimeSeries, dimensionContribution, relevantTimeSeriesOmitted = 0 } = impactedMetric
  const measure = plainText(impactedMetric.metricName)
  const count = relevantTimeSeries.length + relevantTimeSeriesOmitted
  const listed = relevantTimeSeries.slice(0, LISTED_SERIES)
  const { interval, at } = times(alert.timestamp)
  return {
    title: `${measure} is anomalous: severity ${readableNumber(anomalyScore)} of 100`,
    measure,
    detector: plainText(anomalyDetectorArn.replace(/^.*:AnomalyDetector:/, '')),
    alert: plainText(alert.alertName),
    description: plainText(alert.alertDescription ?? '', 256).trim(),
    severity: anomalyScore,
    interval,
    at,
    affected: `${count} metric${count === 1 ? '' : 's'}`,
    shares: dimensionContribution.map(shareLine),
    series: listed.map(seriesLine),
    others: count - listed.length,
    link: webPage(alert.consoleUrl),
    eventId: alert.alertEventId,
  }
}

function shareLine({ dimensionName, dimensionValueContributions, dimensionValuesOmitted = 0 }: DimensionPart): string {
  const listed = dimensionValueContributions.slice(0, LISTED_VALUES)
  const more = dimensionValueContributions.length - listed.length + dimensionValuesOmitted
  const shares = listed.map(
    ({ dimensionValue, valueContribution }) => `${plainText(dimensionValue)} ${readableNumber(valueContribution)} %`,
  )
  return `${plainText(dimensionName)}: ${shares.join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

function seriesLine({ dimensions, metricValue, expectedValue }: SeriesPart): string {
  const name = dimensions
    .map(({ dimensionName, dimensionValue }) => `${plainText(dimensionName, 40)} ${plainText(dimensionValue, 60)}`)
    .join(', ')
  const expected = expectedValue === undefined ? '' : `, expected ${readableNumber(expectedValue)}`
  return `${name === '' ? 'all records' : name}: ${readableValue(metricValue)}${expected}`
}

/** Of the time that Java writes, `2021-02-14T04:00-05:00[America/New_York]`; see `javaTime`. */
function times(timestamp: string): { readonly interval: string; readonly at: number | null } {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)(?:\[(.+)\])?$/.exec(timestamp)
  if (match === null) return { interval: plainText(timestamp), at: null }
  const [, date, time, offset, zone = 'UTC'] = match
  const at = Date.parse(`${date}T${time}${offset}`)
  const suffix = zone === 'UTC' && offset === 'Z' ? 'UTC' : `${offset} (${plainText(zone)})`
  return { interval: `${date} ${time} ${suffix}`, at: Number.isNaN(at) ? null : at }
}

/** Whatever else an address could do in a message, it opens a page. */
function webPage(address: string): string | null {
  if (!URL.canParse(address)) return null
  const { protocol, href } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
