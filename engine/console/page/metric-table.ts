import { worstPoint } from '../../anomalies/index.ts'
import { count, expectedText, figure, normalText, valueText } from '../figures.ts'
import type { SentenceContext } from '../group-sentence.ts'
import { markup, type Html } from '../markup.ts'
import type { GroupData } from '../page-data.ts'
import { timeText } from '../ticks.ts'
import type { ExportTable } from './download.ts'
import { judgeButton } from './feedback-panel.ts'
import { severityBadge } from './group-row.ts'

/** Rows before somebody asks for all. */
export const FIRST_ROWS = 12

/**
 * The anomalous metrics of a group at their worst, each with its judgement.
 *
 * @param data - the anomaly
 * @param judgements - in force, parallel to its metrics
 * @param names - of the detector
 * @param most - rows
 */
export function metricTable(
  { group }: GroupData,
  judgements: readonly (boolean | null)[],
  { grid, dimensions }: SentenceContext,
  most: number,
): Html {
  const head = dimensions.length > 0 ? dimensions : ['Metric']
  const rows = group.metrics.slice(0, most).map((metric, i) => {
    const point = worstPoint(metric)
    const cells = dimensions.length > 0 ? metric.series : [group.measure]
    return markup`<tr role="row">
      ${cells.map((cell, c) => (c === 0 ? markup`<th scope="row" role="rowheader">${cell}</th>` : markup`<td role="cell" data-name="${head[c] ?? ''}">${cell}</td>`))}
      <td role="cell" data-name="Worst at">${point === undefined ? 'earlier' : timeText(point.start, grid)}</td>
      <td role="cell" class="n" data-name="Value">${point === undefined ? '-' : valueText(point.value)}</td>
      <td role="cell" class="n" data-name="Expected">${expectedText(point)}</td>
      <td role="cell" class="n" data-name="Normal range">${normalText(point)}</td>
      <td role="cell" class="n" data-name="Intervals">${figure(metric.pointCount)}</td>
      <td role="cell" class="n" data-name="Share">${figure(metric.contribution)} %</td>
      <td role="cell" class="at-head">${point === undefined ? '-' : severityBadge(point.severity)}</td>
      <td role="cell" class="small-judge">${judgeButton(i, true, judgements[i] === true)}${judgeButton(i, false, judgements[i] === false)}</td>
    </tr>`
  })
  const listed = group.metrics.length - rows.length
  const unlisted = group.metricCount - group.metrics.length
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Anomalous metrics as a table"><table class="stacked" role="table">
      <thead role="rowgroup"><tr role="row">
        ${head.map((name) => markup`<th role="columnheader" scope="col">${name}</th>`)}
        <th role="columnheader" scope="col">Worst at</th><th role="columnheader" scope="col" class="n">Value</th><th role="columnheader" scope="col" class="n">Expected</th><th role="columnheader" scope="col" class="n">Normal range</th>
        <th role="columnheader" scope="col" class="n">Intervals</th><th role="columnheader" scope="col" class="n">Share</th><th role="columnheader" scope="col">Severity</th><th role="columnheader" scope="col">Worth an alert?</th>
      </tr></thead>
      <tbody role="rowgroup">${rows}</tbody>
    </table></div>
    ${listed > 0 ? markup`<p><button class="button" type="button" id="all-metrics">Show ${count(listed, 'more metric')}</button></p>` : null}
    ${unlisted > 0 ? markup`<p class="note">${count(unlisted, 'more metric')} with smaller shares.</p>` : null}`
}

/**
 * The anomalous intervals of all listed metrics to take away.
 *
 * @param data - the anomaly
 * @param names - of the detector
 */
export function pointsTable({ group, timeSeriesIds }: GroupData, { grid, dimensions }: SentenceContext): ExportTable {
  return {
    name: `anomaly-${group.id}-metrics`,
    columns: [
      'measure',
      ...dimensions,
      'timestamp',
      'value',
      'expected',
      'lower',
      'upper',
      'severity',
      'contribution',
      'time series id',
    ],
    rows: group.metrics.flatMap(({ series, points, contribution }, i) =>
      points.map(({ start, value, expected, lower, upper, severity, learning }) => [
        group.measure,
        ...series,
        grid.iso(start),
        value,
        ...(learning ? [null, null, null] : [expected, lower, upper]),
        severity,
        contribution,
        timeSeriesIds[i],
      ]),
    ),
    json: group.metrics.map((metric, i) => ({
      timeSeriesId: timeSeriesIds[i],
      dimensions: Object.fromEntries(dimensions.map((name, d) => [name, metric.series[d]])),
      contribution: metric.contribution,
      points: metric.points.map((point) => ({ ...point, start: grid.iso(point.start) })),
    })),
  }
}
