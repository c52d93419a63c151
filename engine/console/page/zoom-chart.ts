import type uPlot from 'uplot'
import type { AnomalousPoint } from '../../anomalies/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import { isNumber, valueRange, type ChartSeries } from '../chart-series.ts'
import { timeTicks, valueTicks } from '../ticks.ts'
import { CHART_COLOURS, drawPoints, drawShades, type ChartShade } from './chart-marks.ts'
import { colours } from './theme.ts'

/** What a zoomable chart shows and whom it tells. */
export interface ZoomChartContext {
  readonly grid: IntervalGrid
  readonly points: readonly AnomalousPoint[]
  readonly shades: () => readonly ChartShade[]
  /** Charts with the same key have their cursors in common. */
  readonly key: string
  /** Told when somebody has zoomed, epoch milliseconds. */
  readonly onZoom: (from: number, to: number) => void
  /** Told which interval the cursor is on; null: none. */
  readonly onCursor: (index: number | null) => void
}

/** A chart that can be zoomed. */
export interface ZoomChart {
  /** Shows a stretch; does not tell. */
  zoom(from: number, to: number): void
  /** Moves the cursor to an interval. */
  point(index: number): void
  /** Takes the width of its host, and the colours of the page. */
  fit(): void
  destroy(): void
}

const HEIGHT = 210
const VALUE_AXIS = 52
const TIME_AXIS = 30
const FONT = '11px system-ui, sans-serif'
const TEXT_ROOM = 76

/** What draws on canvases: more code than the rest of the page, so it comes when the first charts do. */
export type ChartLibrary = typeof uPlot

/** Loads it; the same one every time. */
export async function loadCharts(): Promise<ChartLibrary> {
  return (await import('uplot')).default
}

/**
 * Draws a metric on a canvas: values over the expected band, anomalous ones marked, zoom by dragging and by the wheel
 * together with Ctrl (as maps do, so that the page still scrolls).
 *
 * @param Chart - as `loadCharts` returned it
 * @param host - an empty element
 * @param series - at least one interval
 * @param context - what to mark and whom to tell
 */
export function zoomChart(
  Chart: ChartLibrary,
  host: HTMLElement,
  series: ChartSeries,
  context: ZoomChartContext,
): ZoomChart {
  const { starts } = series
  const first = starts[0] ?? 0
  const last = starts.at(-1) ?? first
  let colour = colours(CHART_COLOURS)
  let quiet = false
  // Those that made the range: ticks of the range could lie below it.
  let valueMarks: ReturnType<typeof valueTicks> = []
  const width = () => Math.max(200, host.clientWidth)
  const axis = {
    font: FONT,
    stroke: () => colour.soft,
    ticks: { stroke: () => colour.rule, size: 4 },
    grid: { stroke: () => colour.rule, width: 1 },
  }
  const line = { points: { show: false }, spanGaps: false }

  const plot = new Chart(
    {
      width: width(),
      height: HEIGHT,
      legend: { show: false },
      cursor: {
        sync: { key: context.key, scales: ['x', null] },
        drag: { x: true, y: false, dist: 5 },
        y: false,
        points: { size: 7 },
      },
      scales: {
        x: { time: false, min: first, max: last },
        y: {
          range: (u) => {
            const [from, to] = visible(u)
            const part = (values: readonly (number | null)[]) => values.slice(from, to + 1)
            const range = valueRange({
              value: part(series.value),
              expected: part(series.expected),
              lower: part(series.lower),
              upper: part(series.upper),
            })
            valueMarks = valueTicks(...range, 4)
            return [valueMarks[0]?.at ?? 0, valueMarks.at(-1)?.at ?? 1]
          },
        },
      },
      axes: [
        {
          ...axis,
          size: TIME_AXIS,
          grid: { show: false },
          splits: (u) => ticksOf(u).map(({ at }) => at),
          values: (u, splits) => textsAt(ticksOf(u), splits),
        },
        {
          ...axis,
          size: VALUE_AXIS,
          splits: () => valueMarks.map(({ at }) => at),
          values: (_, splits) => textsAt(valueMarks, splits),
        },
      ],
      series: [
        {},
        { ...line, stroke: 'transparent' },
        { ...line, stroke: 'transparent' },
        { ...line, stroke: () => colour.soft, dash: [5, 4], width: 1.2 },
        {
          ...line,
          stroke: () => colour.accent,
          width: 1.8,
          points: { show: true, size: 3, filter: lonely, fill: () => colour.accent },
        },
      ],
      bands: [{ series: [1, 2], fill: () => colour.band }],
      hooks: {
        drawClear: [(u) => drawShades(u, context.shades(), context.grid, colour)],
        draw: [(u) => drawPoints(u, context.points, colour)],
        setScale: [
          (u, key) => {
            if (key === 'x' && !quiet) context.onZoom(u.scales['x']?.min ?? first, u.scales['x']?.max ?? last)
          },
        ],
        setCursor: [(u) => context.onCursor(u.cursor.idx ?? null)],
      },
    },
    [starts, series.upper, series.lower, series.expected, series.value] as unknown as uPlot.AlignedData,
    host,
  )
  plot.over.addEventListener('wheel', wheel, { passive: false })

  function visible(u: uPlot): readonly [number, number] {
    const min = u.scales['x']?.min ?? first
    const max = u.scales['x']?.max ?? last
    const from = starts.findIndex((start) => start >= min)
    const to = starts.findLastIndex((start) => start <= max)
    return from === -1 || to < from ? [0, starts.length - 1] : [from, to]
  }

  function ticksOf(u: uPlot): readonly { readonly at: number; readonly text: string }[] {
    const [from, to] = visible(u)
    const shown = starts.slice(from, to + 1)
    const most = Math.max(2, Math.floor((u.width - VALUE_AXIS) / TEXT_ROOM))
    return timeTicks(shown, context.grid, most).flatMap(({ at, text }) =>
      shown[at] === undefined ? [] : [{ at: shown[at], text }],
    )
  }

  /** Values with a gap on both sides, which a line cannot show. */
  function lonely(): number[] {
    return series.value.flatMap((value, i) =>
      isNumber(value) && !isNumber(series.value[i - 1]) && !isNumber(series.value[i + 1]) ? [i] : [],
    )
  }

  function wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const min = plot.scales['x']?.min ?? first
    const max = plot.scales['x']?.max ?? last
    const at = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x')
    const factor = event.deltaY > 0 ? 1.25 : 0.8
    context.onZoom(at - (at - min) * factor, at + (max - at) * factor)
  }

  return {
    zoom(from, to) {
      quiet = true
      plot.setScale('x', { min: from, max: to })
      quiet = false
    },
    point(index) {
      plot.setCursor({ left: plot.valToPos(starts[index] ?? first, 'x'), top: 0 })
    },
    fit() {
      colour = colours(CHART_COLOURS)
      plot.setSize({ width: width(), height: HEIGHT })
      plot.redraw(false)
    },
    destroy: () => plot.destroy(),
  }
}

function textsAt(
  ticks: readonly { readonly at: number; readonly text: string }[],
  splits: readonly number[],
): string[] {
  return splits.map((at) => ticks.find((tick) => Math.abs(tick.at - at) < 1e-9 * Math.max(1, Math.abs(at)))?.text ?? '')
}
