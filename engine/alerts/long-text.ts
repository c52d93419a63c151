import { causeLines, sliceLines, type AnomalousMetric, type ExplanationLine } from '../anomalies/index.ts'
import type { AlertContext, FiredAlert } from './event.ts'
import { plainText, readableNumber, readableValue } from './plain-text.ts'
import { readableTime } from './zoned-time.ts'

/** Metrics that a text lists: what fits a mail at a glance. */
const LISTED_METRICS = 10

/** Values of a dimension that a text lists. */
const LISTED_VALUES = 5

/** The message of format LONG_TEXT, for e-mail: what is affected, how far it is from what was expected, and a link. */
export function longText({ arn, alert, group, metrics }: FiredAlert, context: AlertContext): string {
  const others = group.metricCount - metrics.length
  return [
    `${plainText(group.measure)} is anomalous: severity ${group.severity} of 100, alert threshold ${alert.threshold}.`,
    '',
    `Detector:  ${plainText(context.detector)}`,
    `Alert:     ${plainText(alert.name)}${alert.description === '' ? '' : ` - ${plainText(alert.description, 256)}`}`,
    `Interval:  ${readableTime(context.grid, group.end)}`,
    ...(group.start < group.end ? [`Since:     ${readableTime(context.grid, group.start)}`] : []),
    `Affected:  ${count(metrics.length, 'metric')}${others > 0 ? ` that the alert is about, ${others} more in the anomaly` : ''}`,
    '',
    ...(group.contributions.length === 0 ? [] : ['Where it deviates:', ...contributionLines(group), '']),
    ...explanationLines('What explains it:', sliceLines(group, context.dimensions)),
    ...explanationLines('Causes and effects, as far as the measures tell:', causeLines(group)),
    'Metrics, the greatest deviation first:',
    ...metrics.slice(0, LISTED_METRICS).flatMap((metric) => metricLines(metric, context.dimensions)),
    ...(metrics.length > LISTED_METRICS ? [`  and ${metrics.length - LISTED_METRICS} more`] : []),
    '',
    `Look at it: ${context.consoleUrl(group.id)}`,
    `Event: ${arn}`,
    '',
  ].join('\n')
}

function contributionLines({ contributions }: FiredAlert['group']): string[] {
  return contributions.map(({ dimension, values, valueCount }) => {
    const listed = values.slice(0, LISTED_VALUES)
    const more = valueCount > listed.length ? `, and ${valueCount - listed.length} more` : ''
    return `  ${plainText(dimension)}: ${listed.map(({ value, percent }) => `${plainText(value)} ${percent} %`).join(', ')}${more}`
  })
}

function explanationLines(title: string, lines: readonly ExplanationLine[]): string[] {
  if (lines.length === 0) return []
  const listed = lines.slice(0, LISTED_VALUES)
  const more = lines.length > listed.length ? [`  and ${lines.length - listed.length} more`] : []
  return [
    title,
    ...listed.map(({ text, detail }) => `  ${plainText(text, 200)}${detail === '' ? '' : ` (${detail})`}`),
    ...more,
    '',
  ]
}

function metricLines({ series, points, contribution }: AnomalousMetric, dimensions: readonly string[]): string[] {
  const { value, expected, lower, upper, learning } = points.at(-1)!
  const name = dimensions.map((dimension, index) => `${plainText(dimension)} ${plainText(series[index])}`).join(', ')
  const normal = learning
    ? 'a new metric'
    : `expected ${readableNumber(expected)} (${readableNumber(lower)} to ${readableNumber(upper)})`
  return [
    `  ${name === '' ? 'all records' : name}`,
    `    ${readableValue(value)}, ${normal}; ${readableNumber(contribution)} % of the deviation`,
  ]
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`
}
