import { figure, valueText } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import { chartText, metricChart } from '../metric-chart.ts'
import { severityLevel } from '../severity-level.ts'
import { timeText } from '../ticks.ts'
import type { SentenceContext } from '../group-sentence.ts'
import type { ChartedMetric } from './charted-metric.ts'

/**
 * Dimension values of a metric for people.
 *
 * @param series - parallel to the dimensions
 * @param dimensions - names
 */
export function seriesName(series: readonly string[], dimensions: readonly string[]): string {
  return dimensions.length === 0 ? 'all records' : dimensions.map((name, i) => `${name} ${series[i] ?? ''}`).join(', ')
}

/** The same, each value in its own direction. */
function seriesMarkup(series: readonly string[], dimensions: readonly string[]): Html {
  if (dimensions.length === 0) return markup`all records`
  return markup`${dimensions.map((name, i) => markup`${i === 0 ? '' : ', '}${name} <bdi>${series[i] ?? ''}</bdi>`)}`
}

/**
 * A chart with its name, what is under the cursor, and the same figures as a table. The drawing is there at once as SVG,
 * which is also what is printed; a zoomable one takes its place on screens.
 *
 * @param charted - the metric
 * @param place - among the charts of the page
 * @param context - of the detector
 * @param wide - over the whole width
 */
export function chartCard(charted: ChartedMetric, place: number, context: SentenceContext, wide: boolean): Html {
  const { data, metric } = charted
  const name = seriesName(data.series, context.dimensions)
  const points = metric?.points ?? []
  const spoken = `${chartText({ title: `${data.measure}, ${name}`, points, grid: context.grid })} Left and right arrow keys read the values.`
  return markup`<figure class="card chart-card ${wide ? 'wide' : ''}" data-place="${place}">
    <figcaption><h3>${seriesMarkup(data.series, context.dimensions)}</h3>${metric === undefined ? null : markup`<small>${figure(metric.contribution)} % of the deviation</small>`}
      <p class="readout" id="readout-${place}"></p></figcaption>
    <div class="plot" id="plot-${place}" tabindex="0" role="group" aria-roledescription="chart" aria-label="${spoken}"></div>
    <div class="paper">${chartPaper(charted, context, wide)}</div>
    <details class="figures"><summary>Figures as a table</summary><div class="scroll"></div></details>
  </figure>`
}

/**
 * The drawing for paper, and for the moment before the zoomable one is there.
 *
 * @param charted - the metric
 * @param context - of the detector
 * @param wide - over the whole width
 */
export function chartPaper(
  { data, metric }: ChartedMetric,
  { grid, dimensions }: SentenceContext,
  wide: boolean,
): Html {
  const title = `${data.measure}, ${seriesName(data.series, dimensions)}`
  return metricChart(data, { grid, title, size: wide ? 'wide' : 'narrow', points: metric?.points ?? [], labels: [] })
}

/**
 * One interval of a metric in words.
 *
 * @param charted - the metric
 * @param index - into its arrays
 * @param context - of the detector
 */
export function readout({ data, metric }: ChartedMetric, index: number, { grid }: SentenceContext): Html {
  const start = data.starts[index]
  if (start === undefined) return markup``
  const [value, expected, lower, upper] = [data.value, data.expected, data.lower, data.upper].map(
    (each) => each[index] ?? null,
  ) as [number | null, number | null, number | null, number | null]
  const severity = metric?.points.find((point) => point.start === start)?.severity ?? data.severity[index] ?? null
  const range =
    expected === null
      ? ''
      : `expected ${figure(expected)}${lower === null || upper === null ? '' : ` (${figure(lower)} to ${figure(upper)})`}`
  return markup`<span>${timeText(start, grid)}</span> <b>${valueText(value)}</b> <span>${range}</span>${severity === null || severity === 0 ? null : markup` <span class="${severityLevel(severity) === 'low' ? '' : 'hot'}">severity ${severity.toFixed(0)}</span>`}`
}

/**
 * The figures of a chart as a table.
 *
 * @param charted - the metric
 * @param context - of the detector
 */
export function figuresTable({ data, metric }: ChartedMetric, { grid }: SentenceContext): Html {
  const severities = new Map(metric?.points.map(({ start, severity }) => [start, severity]))
  return markup`<table>
    <caption class="spoken">${data.measure}, interval by interval</caption>
    <thead><tr><th scope="col">When</th><th scope="col" class="n">Value</th><th scope="col" class="n">Expected</th><th scope="col" class="n">Lower</th><th scope="col" class="n">Upper</th><th scope="col" class="n">Severity</th></tr></thead>
    <tbody>${data.starts.map((start, i) => {
      const severity = severities.get(start) ?? data.severity[i] ?? null
      const hot = severities.has(start) ? 'hot' : ''
      return markup`<tr class="${hot}"><th scope="row">${timeText(start, grid)}</th><td class="n">${valueText(data.value[i] ?? null)}</td><td class="n">${figure(data.expected[i] ?? null)}</td><td class="n">${figure(data.lower[i] ?? null)}</td><td class="n">${figure(data.upper[i] ?? null)}</td><td class="n">${severity === null ? '-' : severity.toFixed(0)}</td></tr>`
    })}</tbody>
  </table>`
}
