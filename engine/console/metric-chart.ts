import { worstPoint, type AnomalousPoint } from '../anomalies/index.ts'
import type { IntervalGrid } from '../time/index.ts'
import { isNumber, valueRange, type ChartSeries } from './chart-series.ts'
import { figure, valueText } from './figures.ts'
import { markup, trusted, type Html } from './markup.ts'
import { timeText, timeTicks, valueTicks } from './ticks.ts'

/** What a chart of one metric shows beside its values. */
export interface ChartContext {
  readonly grid: IntervalGrid
  /** The metric for people, such as `revenue, platform web`. */
  readonly title: string
  /** Over the whole width of the page, or half of it. */
  readonly size: 'wide' | 'narrow'
  /** The metric's anomalous intervals. */
  readonly points: readonly AnomalousPoint[]
  /** What is known to have happened; interval starts, both inclusive. */
  readonly labels: readonly { readonly name: string; readonly start: number; readonly end: number }[]
}

const WIDE = 960
const NARROW = 480
const HEIGHT = 200
const LEFT = 54
const RIGHT = 10
const TOP = 14
const BOTTOM = 26
const HALF_TEXT = 32
const PLOT_HEIGHT = HEIGHT - TOP - BOTTOM

/**
 * A metric around an anomaly as SVG: its values over the expected band, with the anomalous ones marked.
 *
 * @param chart - the values; at least one is not null
 * @param context - what to mark, and how to call it
 * @returns an `<svg>` that scales, with a text alternative, styled by the page's classes
 */
export function metricChart(chart: ChartSeries, context: ChartContext): Html {
  const width = context.size === 'wide' ? WIDE : NARROW
  const values = valueTicks(...valueRange(chart), 4)
  const times = timeTicks(chart.starts, context.grid, context.size === 'wide' ? 10 : 5)
  const frame = chartFrame(width, chart.starts.length, values[0]!.at, values.at(-1)!.at)
  const right = width - RIGHT
  return markup`<svg class="chart" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${chartText(context)}">
    ${onsets(chart.starts, context.points, frame)}
    ${context.labels.map((label) => labelMark(label, chart.starts, frame))}
    ${values.map(({ at, text }) => {
      const y = frame.y(at)
      return markup`<path class="rule" d="M${LEFT} ${y}H${right}"/><text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${text}</text>`
    })}
    ${times.map(({ at, text }) => {
      const x = frame.edge(at)
      const label = markup`<text x="${x}" y="${HEIGHT - 6}" text-anchor="middle">${text}</text>`
      return markup`<path class="tick" d="M${x} ${HEIGHT - BOTTOM}v5"/>${x > right - HALF_TEXT ? null : label}`
    })}
    <path class="band" d="${trusted(bandPath(chart, frame))}"/>
    <path class="expected" d="${trusted(linePath(chart.expected, frame))}"/>
    <path class="value" d="${trusted(linePath(chart.value, frame))}"/>
    ${context.points.map((point) => marker(point, chart.starts, frame, context.grid))}
  </svg>`
}

/**
 * One anomalous value in words.
 *
 * @param point - the value with what was expected
 * @returns such as `5,234 where 2,010 (1,800 to 2,300) was expected`, `no data where ...` or `5,234 and is new`
 */
export function pointText({ value, expected, lower, upper, learning }: AnomalousPoint): string {
  if (learning) return `${valueText(value)} and is new`
  return `${valueText(value)} where ${figure(expected)} (${figure(lower)} to ${figure(upper)}) was expected`
}

/**
 * A chart in words.
 *
 * @param context - what it shows
 * @returns the metric and its worst value
 */
export function chartText({ title, points, grid }: Pick<ChartContext, 'title' | 'points' | 'grid'>): string {
  const worst = worstPoint({ points })
  if (worst === undefined) return title
  const more = points.length === 1 ? '' : ` ${points.length} intervals are anomalous.`
  return `${title}: ${timeText(worst.start, grid)} had ${pointText(worst)}, severity ${figure(worst.severity)}.${more}`
}

function linePath(values: readonly (number | null)[], { x, y }: Frame): string {
  let path = ''
  let drawing = false
  for (const [i, value] of values.entries()) {
    if (isNumber(value)) path += drawing ? `L${x(i)} ${y(value)}` : `M${x(i)} ${y(value)}h0`
    drawing = isNumber(value)
  }
  return path
}

function bandPath(chart: ChartSeries, { x, y }: Frame): string {
  let path = ''
  let from = 0
  const has = (i: number) => isNumber(chart.lower[i]) && isNumber(chart.upper[i])
  for (let i = 0; i <= chart.starts.length; i++) {
    if (i < chart.starts.length && has(i)) continue
    if (i > from) {
      const indexes = Array.from({ length: i - from }, (_, k) => from + k)
      const upper = indexes.map((k) => `${x(k)} ${y(chart.upper[k]!)}`)
      const lower = indexes.toReversed().map((k) => `${x(k)} ${y(chart.lower[k]!)}`)
      path += `M${[...upper, ...lower].join('L')}Z`
    }
    from = i + 1
  }
  return path
}

function marker(point: AnomalousPoint, starts: readonly number[], { x, y }: Frame, grid: IntervalGrid): Html {
  const index = starts.indexOf(point.start)
  if (index === -1) return markup``
  const text = `${timeText(point.start, grid)}: ${pointText(point)}`
  // What is missing is marked where it was expected.
  const kind = point.value === null ? 'anomaly missing' : 'anomaly'
  const height = y(point.value ?? point.expected)
  return markup`<circle class="${kind}" cx="${x(index)}" cy="${height}" r="4"><title>${text}</title></circle>`
}

/** Backgrounds of the anomalous intervals; neighbours become one. */
function onsets(starts: readonly number[], points: readonly AnomalousPoint[], { edge }: Frame): Html {
  const anomalous = new Set(points.map(({ start }) => start))
  let path = ''
  let open = -1
  for (let i = 0; i <= starts.length; i++) {
    const inside = i < starts.length && anomalous.has(starts[i]!)
    if (inside && open === -1) open = i
    if (inside || open === -1) continue
    path += `M${edge(open)} ${TOP}V${HEIGHT - BOTTOM}H${edge(i)}V${TOP}Z`
    open = -1
  }
  return path === '' ? markup`` : markup`<path class="onset" d="${trusted(path)}"/>`
}

function labelMark(label: ChartContext['labels'][number], starts: readonly number[], { edge }: Frame): Html {
  const first = starts.findIndex((start) => start >= label.start)
  const last = starts.findLastIndex((start) => start <= label.end)
  if (first === -1 || last < first) return markup``
  const width = round(edge(last + 1) - edge(first))
  return markup`<rect class="label" x="${edge(first)}" y="3" width="${width}" height="6" rx="2"><title>${label.name}</title></rect>`
}

/** Where things are on the paper. */
interface Frame {
  /** Middle of an interval. */
  x(index: number): number
  /** Where an interval begins. */
  edge(index: number): number
  /** Height of a value; what lies outside is put on the edge. */
  y(value: number): number
}

function chartFrame(width: number, intervals: number, least: number, greatest: number): Frame {
  const step = (width - LEFT - RIGHT) / intervals
  return {
    x: (index) => round(LEFT + (index + 0.5) * step),
    edge: (index) => round(LEFT + index * step),
    y(value) {
      const share = Math.min(1, Math.max(0, (value - least) / (greatest - least)))
      return round(TOP + (1 - share) * PLOT_HEIGHT)
    },
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
