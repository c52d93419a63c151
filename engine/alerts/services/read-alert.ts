import type { AlertMessage } from '../json-message.ts'
import { NotifierError } from './notifier-error.ts'

/**
 * The alert that an event is: what `jsonMessage` wrote. Fields that it does not know are left alone.
 *
 * @throws {NotifierError} ALERT_UNREADABLE
 */
export function readAlert(event: unknown): AlertMessage {
  const alert = fields(event, 'The event')
  for (const name of ['anomalyDetectorArn', 'consoleUrl', 'anomalyGroupId', 'alertName', 'alertArn', 'timestamp']) {
    if (typeof alert[name] !== 'string') throw unreadable(name, 'a text')
  }
  if (typeof alert['alertEventId'] !== 'string' || alert['alertEventId'] === '')
    throw unreadable('alertEventId', 'a text')
  if (typeof alert['anomalyScore'] !== 'number') throw unreadable('anomalyScore', 'a number')
  const { alertDescription } = alert
  if (alertDescription !== null && typeof alertDescription !== 'string') throw unreadable('alertDescription', 'a text')
  const metric = fields(alert['impactedMetric'], 'impactedMetric')
  if (typeof metric['metricName'] !== 'string') throw unreadable('impactedMetric.metricName', 'a text')
  checkOmitted(metric, 'impactedMetric.relevantTimeSeriesOmitted')
  for (const [path, dimension] of items(metric['dimensionContribution'], 'impactedMetric.dimensionContribution')) {
    checkDimension(dimension, path)
  }
  for (const [path, series] of items(metric['relevantTimeSeries'], 'impactedMetric.relevantTimeSeries')) {
    checkSeries(series, path)
  }
  return event as AlertMessage
}

type Fields = Readonly<Record<string, unknown>>

function checkDimension(dimension: Fields, path: string): void {
  if (typeof dimension['dimensionName'] !== 'string') throw unreadable(`${path}.dimensionName`, 'a text')
  checkOmitted(dimension, `${path}.dimensionValuesOmitted`)
  const list = `${path}.dimensionValueContributions`
  for (const [at, value] of items(dimension['dimensionValueContributions'], list)) {
    if (typeof value['dimensionValue'] !== 'string') throw unreadable(`${at}.dimensionValue`, 'a text')
    if (typeof value['valueContribution'] !== 'number') throw unreadable(`${at}.valueContribution`, 'a number')
  }
}

function checkSeries(series: Fields, path: string): void {
  const { metricValue, expectedValue } = series
  if (metricValue !== null && typeof metricValue !== 'number') throw unreadable(`${path}.metricValue`, 'a number')
  if (expectedValue !== undefined && typeof expectedValue !== 'number')
    throw unreadable(`${path}.expectedValue`, 'a number')
  for (const [at, part] of items(series['dimensions'], `${path}.dimensions`)) {
    if (typeof part['dimensionName'] !== 'string') throw unreadable(`${at}.dimensionName`, 'a text')
    if (typeof part['dimensionValue'] !== 'string') throw unreadable(`${at}.dimensionValue`, 'a text')
  }
}

function checkOmitted(part: Fields, path: string): void {
  const count = part[path.slice(path.lastIndexOf('.') + 1)]
  if (count !== undefined && typeof count !== 'number') throw unreadable(path, 'a number')
}

function fields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(path, 'an object')
  return value as Fields
}

function items(value: unknown, path: string): readonly (readonly [string, Fields])[] {
  if (!Array.isArray(value)) throw unreadable(path, 'a list')
  return value.map((item: unknown, i) => [`${path}[${i}]`, fields(item, `${path}[${i}]`)] as const)
}

function unreadable(path: string, expected: string): NotifierError {
  return new NotifierError({ code: 'ALERT_UNREADABLE', path, expected })
}
