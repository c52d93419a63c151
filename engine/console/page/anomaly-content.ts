import { causeLines, sliceLines, type ExplanationLine } from '../../anomalies/index.ts'
import { causesDrawing } from '../causes-drawing.ts'
import { contributionBars } from '../contribution-bars.ts'
import { count } from '../figures.ts'
import { groupSentence, type SentenceContext } from '../group-sentence.ts'
import { markup, type Html } from '../markup.ts'
import type { GroupData } from '../page-data.ts'
import { severityLevel } from '../severity-level.ts'
import { severityMeaning } from '../severity-meaning.ts'
import { lengthText, periodText } from '../ticks.ts'
import { deliveriesTable } from './deliveries-table.ts'
import { changeMark, groupRow } from './group-row.ts'
import { detectorPath } from './route.ts'

/**
 * The page of an anomaly, with empty places for what changes: charts, feedback, metrics.
 *
 * @param data - the anomaly
 * @param detector - its name
 * @param names - of its dimensions, and its intervals
 * @param back - address of the list that it was opened from
 */
export function anomalyContent(data: GroupData, detector: string, names: SentenceContext, back: string): Html {
  const { line, previous, next } = data
  // What was stored with the group, and what is known by now.
  const group = data.causes === null ? data.group : { ...data.group, causes: data.causes }
  const { grid, dimensions } = names
  const step = (id: string | null, text: string, name: string) =>
    id === null
      ? markup`<span class="button off" role="link" aria-disabled="true">${text}</span>`
      : markup`<a class="button" id="${name}" href="${detectorPath(detector, 'anomalies', id)}">${text}</a>`
  return markup`<div class="page about">
    <div class="steps">
      <a class="button plain" id="back" href="${back}">← All anomalies</a>
      <nav aria-label="Anomalies next to it">${step(previous, '‹ Earlier', 'previous')}${step(next, 'Later ›', 'next')}</nav>
      <span class="exports"><button class="button" type="button" id="copy">Copy link</button><button class="button" type="button" name="export" value="json">JSON</button><button class="button" type="button" id="print">Print</button></span>
    </div>
    <section class="card lead" aria-labelledby="what">
      <div class="dial">${dial(line.severity)}</div>
      <div>
        <h1 id="what">${line.measure} ${changeMark(line)}</h1>
        <p class="sub">${periodText(line.start, line.end, grid)} <i aria-hidden="true">·</i> ${lengthText(line.start, line.end, grid)} <i aria-hidden="true">·</i> ${count(line.metricCount, 'metric')}
          ${line.open ? markup`<span class="mark-open">open: it may still grow</span>` : null}${line.alerts.map((alert) => markup`<span class="mark-alert">fired ${alert}</span>`)}</p>
        <p class="sentence">${groupSentence(group, names)}</p>
        <p class="meaning">Severity ${line.severity.toFixed(0)} of 100: ${severityMeaning(line.severity)} Times in ${grid.zone}.</p>
        ${adjustment(data)}
      </div>
      <div class="feedback" id="feedback"></div>
    </section>
    <section aria-labelledby="charts-title"><div class="section-head"><h2 id="charts-title">What the values did</h2>${exports('charts')}</div><div id="charts"></div></section>
    <div class="pair">
      ${
        group.contributions.length === 0
          ? null
          : markup`<section class="card" aria-labelledby="from-title"><div class="section-head"><h2 id="from-title">Where it comes from</h2>${exports('contributions')}</div>
        ${explanation('The smallest parts that explain it', sliceLines(group, dimensions))}
        <div class="columns">${group.contributions.map(contributionBars)}</div></section>`
      }
      <section class="card" aria-labelledby="causes-title"><div class="section-head"><h2 id="causes-title">Causes and effects</h2>${group.causes === undefined ? null : exports('causes')}</div>${causes(group)}</section>
    </div>
    <section aria-labelledby="metrics-title"><div class="section-head"><h2 id="metrics-title">Anomalous metrics</h2>${exports('metrics')}</div><div class="card" id="metrics"></div></section>
    ${data.related.length === 0 ? null : markup`<section aria-labelledby="related-title"><h2 id="related-title">At about the same time</h2><div class="card list static"><ol class="rows">${data.related.map((one, i) => markup`<li>${groupRow(one, i, { grid, href: (id) => detectorPath(detector, 'anomalies', id) })}</li>`)}</ol></div></section>`}
    ${data.deliveries.length === 0 ? null : markup`<section aria-labelledby="deliveries-title"><div class="section-head"><h2 id="deliveries-title">Alerts that fired</h2>${exports('deliveries')}</div><div class="card">${deliveriesTable(data.deliveries, { name: detector, grid }, 'alert')}</div></section>`}
    <p class="note id">Anomaly <code>${line.id}</code></p>
  </div>`
}

function exports(what: string): Html {
  return markup`<span class="exports"><button class="button" type="button" name="export-${what}" value="csv">CSV</button><button class="button" type="button" name="export-${what}" value="json">JSON</button></span>`
}

/** A severity on the arc from 0 to 100. */
function dial(severity: number): Html {
  const length = Math.PI * 50
  const on = (severity / 100) * length
  return markup`<svg viewBox="0 0 120 78" aria-hidden="true">
    <path class="dial-track" d="M10 66A50 50 0 0 1 110 66" />
    <path class="dial-on ${severityLevel(severity)}" d="M10 66A50 50 0 0 1 110 66" stroke-dasharray="${on} ${length}" />
    <text class="dial-number" x="60" y="60" text-anchor="middle">${severity.toFixed(0)}</text>
    <text x="60" y="75" text-anchor="middle">${severityLevel(severity)}</text>
  </svg>`
}

function adjustment({ adjustment: change }: GroupData): Html | null {
  if (change === null) return null
  return markup`<details class="adjustment"><summary>${change.text}</summary><ul>${change.reasons.map((reason) => markup`<li>${reason}</li>`)}</ul></details>`
}

function explanation(title: string, lines: readonly ExplanationLine[]): Html | null {
  if (lines.length === 0) return null
  return markup`<h3><small>${title}</small></h3><ul class="lines-list">${lines.map(lineItem)}</ul>`
}

function causes(group: Parameters<typeof causesDrawing>[0]): Html {
  const lines = causeLines(group)
  if (lines.length === 0)
    return markup`<p class="note">No other measure is known to have to do with it. A link is claimed only where the history supports it, so unknown is the usual answer.</p>`
  const drawing = causesDrawing(group)
  return markup`${drawing === null ? null : markup`<div class="scroll">${drawing}</div>`}
    <ul class="lines-list">${lines.map(lineItem)}</ul>
    <p class="note">From how the residuals of the measures followed each other in the past. It may be wrong where something unmeasured moves both.</p>`
}

function lineItem({ text, detail }: ExplanationLine): Html {
  return markup`<li>${text}${detail === '' ? null : markup` <small>${detail}</small>`}</li>`
}
