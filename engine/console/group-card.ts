import { causeLines, sliceLines, worstPoint, type AnomalyGroup, type ExplanationLine } from '../anomalies/index.ts'
import type { BacktestResult, GroupChart } from '../run/index.ts'
import { causesDrawing } from './causes-drawing.ts'
import { contributionBars } from './contribution-bars.ts'
import { count, expectedText, figure, normalText, valueText } from './figures.ts'
import { groupSentence } from './group-sentence.ts'
import { markup, type Html } from './markup.ts'
import { metricChart } from './metric-chart.ts'
import { severityLevel } from './severity-level.ts'
import { periodText, timeText } from './ticks.ts'
import type { ReportLabel } from './timeline.ts'

/** What every card of a report needs. */
export interface GroupCardContext {
  readonly result: BacktestResult
  readonly labels: readonly ReportLabel[]
  /** Charts by group id. */
  readonly chartsOf: ReadonlyMap<string, readonly GroupChart[]>
}

const MOST_CHARTS = 4
const MOST_ROWS = 12

/**
 * One anomaly group: a line that opens to charts, contributions and the anomalous values.
 *
 * @param group - the group
 * @param context - its charts and the labels
 * @param show - whether it is open at first, and whether it has an inside at all
 * @returns a `<details>` with the data attributes that the report's script sorts and filters by
 */
export function groupCard(
  group: AnomalyGroup,
  context: GroupCardContext,
  show: { readonly open: boolean; readonly details: boolean },
): Html {
  const { result } = context
  const labels = context.labels.filter((label) => touches(label, group, result.dimensions))
  const names = [...new Set(labels.map(({ name }) => name))]
  const chips = leading(group)
  const text = [
    group.measure,
    ...group.contributions.flatMap(({ values }) => values.map(({ value }) => value)),
    ...names,
  ]
  const open = show.open ? markup` open` : null
  return markup`<details
    class="group"
    id="group-${group.id}"
    ${open}
    data-severity="${group.severity}"
    data-start="${group.start}"
    data-metrics="${group.metricCount}"
    data-measure="${group.measure}"
    data-text="${text.join(' ')}"
  >
    <summary>
      <span class="severity ${severityLevel(group.severity)}" ><span class="spoken">severity </span>${group.severity.toFixed(0)}</span>
      <span class="measure">${group.measure}</span>
      <span class="when">${periodText(group.start, group.end, result.grid)}</span>
      <span class="chips">${chips.map((chip) => markup`<span class="chip">${chip}</span>`)}<span class="chip">${count(group.metricCount, 'metric')}</span>${names.map((name) => markup`<span class="chip label">${name}</span>`)}</span>
    </summary>
    ${show.details ? inside(group, context, labels) : null}
  </details>`
}

/**
 * The dimension values that explain most of a group.
 *
 * @param group - the group
 * @returns such as `country us 92 %`; one for each dimension, where one value has at least half
 */
function leading(group: AnomalyGroup): readonly string[] {
  return group.contributions.flatMap(({ dimension, values }) => {
    const first = values[0]
    return first === undefined || first.percent < 50 ? [] : [`${dimension} ${first.value} ${first.percent} %`]
  })
}

function inside(group: AnomalyGroup, context: GroupCardContext, labels: readonly ReportLabel[]): Html {
  const { result } = context
  const charts = (context.chartsOf.get(group.id) ?? []).slice(0, MOST_CHARTS)
  const sections = charts.map((chart, i) => {
    const size = i === 0 && charts.length % 2 === 1 ? 'wide' : 'narrow'
    const metric = group.metrics.find(({ series }) => sameSeries(series, chart.series))
    const name = seriesText(chart.series, result.dimensions)
    const share =
      metric === undefined ? null : markup` <small>${figure(metric.contribution)} % of the deviation</small>`
    return markup`<div class="${size}"><h3>${name}${share}</h3>
      ${metricChart(chart, {
        grid: result.grid,
        title: `${chart.measure}, ${name}`,
        size,
        points: metric?.points ?? [],
        labels: labels.filter((label) => inSlice(label, chart.series, result.dimensions)),
      })}
    </div>`
  })
  const more = group.metricCount - charts.length
  return markup`<div class="inside">
    <p class="sentence">${groupSentence(group, result)}</p>
    <div class="charts">${sections}</div>
    ${charts.length > 0 && more > 0 ? markup`<p class="note">${count(more, 'more metric')} without a chart.</p>` : null}
    ${explanation(markup`What explains it`, sliceLines(group, result.dimensions))}
    ${causes(group)}
    ${
      group.contributions.length > 0
        ? markup`<h3>Where it comes from</h3>
            <div class="columns">${group.contributions.map(contributionBars)}</div>`
        : null
    }
    <h3>Anomalous metrics <small>at their worst</small></h3>
    ${metricTable(group, result)}
  </div>`
}

function causes(group: AnomalyGroup): Html | null {
  const drawing = causesDrawing(group)
  const lines = causeLines(group)
  return markup`${explanation(markup`Causes and effects <small>as far as the measures tell</small>`, lines)}
  ${drawing === null ? null : markup`<div class="scroll">${drawing}</div>`}`
}

function explanation(title: Html, lines: readonly ExplanationLine[]): Html | null {
  if (lines.length === 0) return null
  return markup`<h3>${title}</h3>
    <ul>
      ${lines.map(({ text, detail }) => markup`<li>${text}${detail === '' ? null : markup` <small>${detail}</small>`}</li>`)}
    </ul>`
}

function metricTable(group: AnomalyGroup, { grid, dimensions }: BacktestResult): Html {
  const head = dimensions.length > 0 ? dimensions : ['metric']
  const rows = group.metrics.slice(0, MOST_ROWS).map((metric) => {
    const point = worstPoint(metric)
    const cells = dimensions.length > 0 ? metric.series : [group.measure]
    return markup`<tr>
      ${cells.map((cell) => markup`<td>${cell}</td>`)}
      <td>${point === undefined ? 'earlier' : timeText(point.start, grid)}</td>
      <td class="n">${point === undefined ? '-' : valueText(point.value)}</td>
      <td class="n">${expectedText(point)}</td>
      <td class="n">${normalText(point)}</td>
      <td class="n">${figure(metric.pointCount)}</td>
      <td class="n">${point?.severity.toFixed(0) ?? '-'}</td>
      <td class="n">${figure(metric.contribution)} %</td>
    </tr>`
  })
  const rest = group.metricCount - rows.length
  return markup`<div class="scroll">
      <table>
        <tr>
          ${head.map((name) => markup`<th>${name}</th>`)}
          <th>When</th>
          <th class="n">Value</th>
          <th class="n">Expected</th>
          <th class="n">Normal range</th>
          <th class="n">Intervals</th>
          <th class="n">Severity</th>
          <th class="n">Share</th>
        </tr>
        ${rows}
      </table>
    </div>
    ${rest > 0 ? markup`<p class="note">${count(rest, 'more metric')} with smaller shares.</p>` : null}`
}

function touches(label: ReportLabel, group: AnomalyGroup, dimensions: readonly string[]): boolean {
  return (
    label.measure === group.measure &&
    group.metrics.some(
      ({ series, points }) =>
        inSlice(label, series, dimensions) && points.some(({ start }) => start >= label.start && start <= label.end),
    )
  )
}

function inSlice(label: ReportLabel, series: readonly string[], dimensions: readonly string[]): boolean {
  return Object.entries(label.slice).every(([dimension, value]) => series[dimensions.indexOf(dimension)] === value)
}

function seriesText(series: readonly string[], dimensions: readonly string[]): string {
  return dimensions.length === 0 ? 'all records' : dimensions.map((name, i) => `${name} ${series[i]}`).join(', ')
}

function sameSeries(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
