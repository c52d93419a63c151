import type uPlot from 'uplot'
import type { AnomalousPoint } from '../../anomalies/index.ts'
import type { IntervalGrid } from '../../time/index.ts'

/** A stretch of time that is marked behind a chart; interval starts, both inclusive. */
export interface ChartShade {
  readonly start: number
  readonly end: number
  /** The anomaly that the page is about, or another one near it. */
  readonly own: boolean
}

/** Variables of the theme that charts are drawn with. */
export const CHART_COLOURS = ['accent', 'soft', 'rule', 'band', 'critical', 'card', 'high'] as const

/** What those variables are now. */
export type ChartColours = Readonly<Record<(typeof CHART_COLOURS)[number], string>>

/**
 * Marks stretches of time behind a chart.
 *
 * @param plot - the chart
 * @param shades - what to mark
 * @param grid - of the detector
 * @param colour - of the page
 */
export function drawShades(plot: uPlot, shades: readonly ChartShade[], grid: IntervalGrid, colour: ChartColours): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  for (const { start, end, own } of shades) {
    // A value stands in the middle of its stretch.
    const half = (grid.next(start) - start) / 2
    const left = plot.valToPos(start - half, 'x', true)
    const right = plot.valToPos(end + half, 'x', true)
    if (right < bbox.left || left > bbox.left + bbox.width) continue
    ctx.fillStyle = own ? colour.critical : colour.high
    ctx.globalAlpha = own ? 0.11 : 0.07
    ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height)
  }
  ctx.restore()
}

/**
 * Marks the anomalous values of a chart.
 *
 * @param plot - the chart
 * @param points - what to mark
 * @param colour - of the page
 */
export function drawPoints(plot: uPlot, points: readonly AnomalousPoint[], colour: ChartColours): void {
  const { ctx } = plot
  const { min = -Infinity, max = Infinity } = plot.scales['x'] ?? {}
  ctx.save()
  ctx.lineWidth = 1.5 * devicePixelRatio
  for (const { start, value, expected } of points) {
    if (start < min || start > max) continue
    const x = plot.valToPos(start, 'x', true)
    // What is missing is marked, hollow, where it was expected.
    const y = plot.valToPos(value ?? expected, 'y', true)
    ctx.beginPath()
    ctx.arc(x, y, 4 * devicePixelRatio, 0, 2 * Math.PI)
    ctx.fillStyle = value === null ? colour.card : colour.critical
    ctx.strokeStyle = value === null ? colour.critical : colour.card
    ctx.fill()
    ctx.stroke()
  }
  ctx.restore()
}
