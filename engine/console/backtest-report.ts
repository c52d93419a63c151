import { createHash } from 'node:crypto'
import type { AnomalyGroup } from '../anomalies/index.ts'
import type { BacktestResult } from '../run/index.ts'
import { count, dataSize, figure } from './figures.ts'
import { groupCard, type GroupCardContext } from './group-card.ts'
import { markup, trusted, type Html } from './markup.ts'
import { REPORT_SCRIPT } from './report-script.ts'
import { REPORT_STYLE } from './report-style.ts'
import { SEVERITY_LEVELS } from './severity-level.ts'
import { nothingFoundText, strayText, unjudgedText, usedButForText } from './nothing-found.ts'
import { periodText, timeText } from './ticks.ts'
import { timeline, type ReportLabel } from './timeline.ts'

/** What a report shows beside the result. */
export interface ReportOptions {
  /** What is known to have happened. */
  readonly labels?: readonly ReportLabel[]
  /** Groups with charts and details, the most severe first; default 100. Up to ten times as many are listed. */
  readonly mostGroups?: number
}

/**
 * A backtest as one HTML page that needs nothing else: no request leaves it, it prints, and every chart has its text.
 *
 * @param result - the backtest
 * @param options - labels, and how much to draw
 * @returns the page; text from the data is escaped
 */
export function backtestReport(result: BacktestResult, options: ReportOptions = {}): string {
  const most = options.mostGroups ?? 100
  const labels = options.labels ?? []
  const ranked = result.groups.toSorted((a, b) => b.severity - a.severity || a.start - b.start)
  const context: GroupCardContext = { result, labels, chartsOf: Map.groupBy(result.charts, (chart) => chart.groupId) }
  return `<!doctype html>
${
  markup`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta
        http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src ${hash(REPORT_STYLE)}; script-src ${hash(REPORT_SCRIPT)}; base-uri 'none'; form-action 'none'"
      />
      <title>${result.detector}: backtest</title>
      <style>${trusted(REPORT_STYLE)}</style>
    </head>
    <body>
      ${header(result)}
      <main>
        ${tiles(result, ranked)} ${overview(result, ranked.slice(0, most * 10), labels)}
        ${groupList(result, ranked, context, most)} ${records(result)}
      </main>
      <footer>
        <div>
          Made by Crowsnest. Severity says how rarely a normal metric would do this: about once in 1,000 intervals at
          50, once in 6,000 at 70, once in 40,000 at 90.
        </div>
      </footer>
      <script>${trusted(REPORT_SCRIPT)}</script>
    </body>
  </html>`.text
}
`
}

function header({ detector, grid, intervals }: BacktestResult): Html {
  return markup`<header>
    <div>
      <div class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 2v20M5 9h14l-2 6H7zM12 2l6 2-6 2M8 9v6M16 9v6" /></svg>Crowsnest
      </div>
      <h1>${detector}: backtest</h1>
      <p>
        Learned from ${timeText(intervals.learnedFrom, grid)}, tested from
        ${periodText(intervals.testedFrom, intervals.testedTo, grid)} (${grid.zone})
      </p>
    </div>
  </header>`
}

function tiles(result: BacktestResult, ranked: readonly AnomalyGroup[]): Html {
  const worst = ranked[0]
  return markup`<ul class="tiles">
    ${tile(figure(ranked.length), ranked.length === 1 ? 'anomaly group' : 'anomaly groups')}
    ${tile(worst === undefined ? '-' : figure(worst.severity), 'highest severity')}
    ${tile(figure(result.metrics), 'metrics')} ${tile(figure(result.intervals.learned), 'intervals learned')}
    ${tile(figure(result.intervals.tested), 'intervals tested')}
    ${tile(figure(result.alerts.length), result.alerts.length === 1 ? 'alert' : 'alerts')}
  </ul>`
}

function tile(value: string, name: string): Html {
  return markup`<li><strong>${value}</strong><span>${name}</span></li>`
}

function overview(result: BacktestResult, groups: readonly AnomalyGroup[], labels: readonly ReportLabel[]): Html {
  if (groups.length === 0) return markup``
  const { grid, intervals, measures } = result
  const known = markup`<li>
    <svg viewBox="0 0 26 12"><rect class="label" y="4" width="26" height="4" rx="2" /></svg>known event
  </li>`
  return markup`<h2>When</h2>
    <div class="card">
      <ul class="legend">
        ${SEVERITY_LEVELS.map(
          ({ level, from }) =>
            markup`<li>
              <svg viewBox="0 0 26 12"><rect class="mark ${level}" width="26" height="12" rx="2" /></svg>${level}, from
              ${from}
            </li>`,
        )}${labels.length > 0 ? known : null}
      </ul>
      <div class="scroll">
        ${timeline({ grid, from: intervals.testedFrom, to: intervals.testedTo, measures, groups, labels, href: (id) => `#group-${id}` })}
      </div>
    </div>`
}

function groupList(
  result: BacktestResult,
  ranked: readonly AnomalyGroup[],
  context: GroupCardContext,
  most: number,
): Html {
  if (ranked.length === 0) {
    return markup`<h2>What</h2>
      <div class="card">${nothingFoundText(result)}</div>`
  }
  const listed = ranked.slice(0, most * 10)
  const shortened: string[] = []
  if (ranked.length > listed.length)
    shortened.push(
      `The ${count(ranked.length - listed.length, 'least severe group')} of ${figure(ranked.length)} are left out here.`,
    )
  if (listed.length > most) shortened.push(`Charts and details are drawn for the ${figure(most)} most severe groups.`)
  if (shortened.length > 0) shortened.push('`--json` has everything.')
  return markup`<h2>What</h2>
    <ul class="legend">
      <li>
        <svg viewBox="0 0 26 12"><path class="value" d="M1 8l8-5 8 6 8-6" /></svg>value
      </li>
      <li>
        <svg viewBox="0 0 26 12"><path class="expected" d="M0 6h26" /></svg>expected
      </li>
      <li>
        <svg viewBox="0 0 26 12"><rect class="band" width="26" height="12" /></svg>normal range
      </li>
      <li>
        <svg viewBox="0 0 26 12"><circle class="anomaly" cx="13" cy="6" r="4" /></svg>anomaly
      </li>
      ${
        context.labels.length > 0
          ? markup`<li>
              <svg viewBox="0 0 26 12"><rect class="label" y="3" width="26" height="6" rx="2" /></svg>known event
            </li>`
          : null
      }
    </ul>
    <form class="controls" id="controls" hidden>
      <label>Sort by<select name="sort">
          <option value="severity">severity</option>
          <option value="time">time, oldest first</option>
          <option value="newest">time, newest first</option>
          <option value="metrics">number of metrics</option>
        </select></label>
      <label>Measure<select name="measure">
          <option value="">all</option>
          ${result.measures.map((measure) => markup`<option>${measure}</option>`)}
        </select></label>
      <label>Severity<select name="least">
          ${SEVERITY_LEVELS.toReversed().map(({ level, from }) => markup`<option value="${from}">${from === 0 ? 'all' : `${level}, from ${from}`}</option>`)}
        </select></label>
      <label>Search<input name="text" type="search" placeholder="dimension value" /></label>
      <output id="shown"></output>
    </form>
    <div id="groups">
      ${listed.map((group, rank) => groupCard(group, context, { open: rank < 3, details: rank < most }))}
    </div>
    ${shortened.length > 0 ? markup`<p class="note">${shortened.join(' ')}</p>` : null}`
}

function records(result: BacktestResult): Html {
  const { report, intervals, quality, unjudged } = result
  const { read, used, rejected, outside, filtered, overQuota, files, bytes } = report
  const leftOut =
    intervals.leftOut === 0
      ? null
      : markup`<p class="note">
          ${count(intervals.leftOut, 'older interval')} beyond the quota were left out;
          <code>quotas.backtestIntervals</code> raises it.
        </p>`
  const strays = intervals.strays === 0 ? null : markup`<p class="note">${strayText(result)}</p>`
  const rejections = report.rejections.map(
    ({ reason, count: times, examples }) =>
      markup`<tr>
        <td>${reason}</td>
        <td class="n">${figure(times)}</td>
        <td>
          ${examples
            .slice(0, 3)
            .map(({ file, line, text }) => `${file}:${line}${text === undefined ? '' : ` "${text}"`}`)
            .join(', ')}
        </td>
      </tr>`,
  )
  return markup`<h2>Data</h2>
    <div class="card">
      ${count(read, 'record')} in ${count(files, 'file')} (${dataSize(bytes)}): ${figure(used)} used${usedButForText(result)},
      ${figure(rejected)} rejected, ${figure(outside)} outside the tested time, ${figure(filtered)} filtered out, ${figure(overQuota)} over the quota of metrics.
      ${leftOut}${strays}${unjudged > 0 ? markup`<p class="note">${unjudgedText(result)}</p>` : null}${
        rejections.length === 0
          ? null
          : markup`<div class="scroll">
              <table>
                <tr>
                  <th>Rejected because</th>
                  <th class="n">Records</th>
                  <th>For example</th>
                </tr>
                ${rejections}
              </table>
            </div>`
      }${qualityTable(quality)}
    </div>`
}

/** What the data of each column was like; counts and times are said elsewhere on the page. */
function qualityTable(quality: BacktestResult['quality']): Html | null {
  const rows = quality.flatMap(({ column, description, value }) =>
    column === undefined
      ? []
      : [
          markup`<tr>
            <td>${column}</td>
            <td>${description}</td>
            <td class="n">${figure(value)}</td>
          </tr>`,
        ],
  )
  if (rows.length === 0) return null
  return markup`<div class="scroll">
    <table>
      <tr>
        <th>Column</th>
        <th>Quality</th>
        <th class="n">Value</th>
      </tr>
      ${rows}
    </table>
  </div>`
}

function hash(content: string): Html {
  return trusted(`'sha256-${createHash('sha256').update(content).digest('base64')}'`)
}
