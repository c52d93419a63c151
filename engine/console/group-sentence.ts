import { worstPoint, type AnomalousPoint, type AnomalyGroup } from '../anomalies/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { count, figure, valueText } from './figures.ts'
import { periodText } from './ticks.ts'

/** What a sentence about a group needs to know of its detector. */
export interface SentenceContext {
  readonly grid: IntervalGrid
  /** Names, in the order of the dataset. */
  readonly dimensions: readonly string[]
}

/** Values of a dimension that a sentence lists, where no slice explains the group. */
const MOST_VALUES = 2

/**
 * What happened, in a sentence or two.
 *
 * @param group - the anomaly group
 * @param context - its detector
 * @returns such as `revenue of country de was 98 % below what was expected from Wed 13 May 2026 14:00 to 17:00, in 4 metrics. It
 *   may have been caused by visits (84 %).`
 */
export function groupSentence(group: AnomalyGroup, context: SentenceContext): string {
  const period = periodText(group.start, group.end, context.grid)
  const when = group.start === group.end ? momentText(period) : `from ${period}`
  const { where, what } = strongest(group, context.dimensions)
  const others = (group.slices?.length ?? 0) - 1
  const also = group.metricCount > 1 && others > 0 ? `, and ${count(others, 'other part')} of it went wrong too` : ''
  const metrics = group.metricCount > 1 ? `, in ${count(group.metricCount, 'metric')}` : ''
  const first = `${group.measure}${where === '' ? '' : ` of ${where}`} ${what} ${when}${metrics}${also}.`
  return [first, causesSentence(group)].filter((part) => part !== '').join(' ')
}

/**
 * A change in words.
 *
 * @param change - (value - expected) / expected
 * @returns such as `97 % below what was expected`, or from 10 times on `12 times what was expected`
 */
export function changeText(change: number): string {
  if (change >= 9) return `${figure(Math.round(change + 1))} times what was expected`
  const percent =
    Math.abs(change) < 0.1
      ? figure(Number((100 * Math.abs(change)).toPrecision(2)))
      : figure(Math.round(100 * Math.abs(change)))
  return `${percent} % ${change < 0 ? 'below' : 'above'} what was expected`
}

/** Where most of it lies, and what happened there: the strongest slice, the only metric, or the leading values. */
function strongest(
  group: AnomalyGroup,
  dimensions: readonly string[],
): { readonly where: string; readonly what: string } {
  const slice = group.slices?.[0]
  const [only] = group.metrics
  if (group.metricCount === 1 && only !== undefined) {
    return { where: valuesText(dimensions, only.series), what: pointVerb(worstPoint(only)) }
  }
  if (slice !== undefined) {
    const what = slice.missing === slice.metrics ? 'had no data' : `was ${changeText(slice.change)}`
    return { where: valuesText(dimensions, slice.values), what }
  }
  const leading = group.contributions.flatMap(({ dimension, values }) => {
    const listed = values.filter(({ percent }) => percent >= 30).slice(0, MOST_VALUES)
    return listed.length === 0 ? [] : [`${dimension} ${listed.map(({ value }) => value).join(' and ')}`]
  })
  const points = group.metrics.flatMap((metric) => worstPoint(metric) ?? [])
  return { where: leading.join(', '), what: sideText(points) }
}

function valuesText(dimensions: readonly string[], values: readonly (string | null)[]): string {
  return dimensions.flatMap((name, i) => (values[i] == null ? [] : [`${name} ${values[i]}`])).join(', ')
}

function pointVerb(point: AnomalousPoint | undefined): string {
  if (point === undefined) return 'was not what was expected'
  const { value, expected, learning } = point
  if (learning) return `is new and was ${valueText(value)}`
  if (value === null) return `had no data where ${figure(expected)} was expected`
  if (expected === 0 || Math.sign(value) * Math.sign(expected) < 0)
    return `was ${figure(value)} where ${figure(expected)} was expected`
  return `was ${changeText((value - expected) / Math.abs(expected))}`
}

function sideText(points: readonly AnomalousPoint[]): string {
  if (points.length > 0 && points.every(({ value }) => value === null)) return 'had no data'
  const below = points.filter(({ value, expected }) => value === null || value < expected).length
  if (below === points.length) return 'was lower than expected'
  return below === 0 ? 'was higher than expected' : 'was not what was expected'
}

/** A single interval: `on Thu 4 Jun 2026 at 08:00`, where days have no time. */
function momentText(period: string): string {
  return `on ${period.replace(/ (\d\d:\d\d)$/u, ' at $1')}`
}

function causesSentence({ causes: related }: AnomalyGroup): string {
  const causes = related?.causes ?? []
  if (causes.length === 0) return ''
  const listed = causes.slice(0, 3).map(({ measure, percent }) => `${measure} (${percent} %)`)
  return `It may have been caused by ${new Intl.ListFormat('en', { type: 'conjunction' }).format(listed)}.`
}
