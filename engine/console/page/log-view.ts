import type { IntervalGrid } from '../../time/index.ts'
import { count, dataSize, duration, figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData, ExecutionData, ExecutionsData } from '../page-data.ts'
import { periodText } from '../ticks.ts'
import { dataPath, load, messageOf } from './data.ts'
import { detectorHead } from './detector-head.ts'
import { exportTable, type ExportTable } from './download.ts'
import { gridOf, momentText } from './health.ts'
import { inlineCode } from './inline-code.ts'
import { emptyNotice, unreadNotice } from './notices.ts'
import type { PageContext } from './page-context.ts'
import { find, place, placeAgain } from './place.ts'

const PAGE = 100
const OUTCOMES: Readonly<Record<ExecutionData['status'], { readonly name: string; readonly tone: string }>> = {
  COMPLETED: { name: 'Completed', tone: 'good' },
  REPEATED: { name: 'Repeated', tone: 'calm' },
  FAILED: { name: 'Failed', tone: 'bad' },
}

/**
 * What a detector did, attempt by attempt, with what went wrong.
 *
 * @param context - of the view
 * @param name - of the detector
 */
export async function logView(context: PageContext, name: string): Promise<void> {
  document.title = `${name}: execution log - Crowsnest`
  const path = dataPath(name, 'executions')
  const page = (before: number | null) =>
    load<ExecutionsData>(`${path}?limit=${PAGE}${before === null ? '' : `&before=${before}`}`, context.signal)
  const [detector, first] = await Promise.all([load<DetectorData>(dataPath(name), context.signal), page(null)])
  const grid = gridOf(detector)
  let { executions, older } = first
  let onlyTrouble = false
  place(context.root, skeleton(detector))

  const shown = () => (onlyTrouble ? executions.filter(hasTrouble) : executions)
  function draw(): void {
    const rows = shown()
    const none = onlyTrouble
      ? emptyNotice('No trouble', 'None of these executions failed or rejected a record.')
      : emptyNotice('Nothing yet', 'This detector has not executed anything.')
    placeAgain(find(context.root, '#log'), rows.length === 0 ? none : table(rows, grid))
    placeAgain(
      find(context.root, '#more'),
      older === null
        ? markup`<p class="note">Nothing older.</p>`
        : markup`<button class="button" type="button" id="older">Older</button>`,
    )
  }
  draw()
  context.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button?.id === 'older') void next(button)
      if (button?.name === 'export') exportTable(logTable(name, grid, shown()), button.value === 'csv' ? 'csv' : 'json')
    },
    { signal: context.signal },
  )
  context.root.addEventListener(
    'input',
    ({ target }) => {
      if (!(target instanceof HTMLInputElement)) return
      onlyTrouble = target.checked
      draw()
    },
    { signal: context.signal },
  )

  async function next(button: HTMLButtonElement): Promise<void> {
    button.disabled = true
    try {
      const more = await page(older)
      executions = [...executions, ...more.executions]
      older = more.older
      context.announce(`${more.executions.length} older executions`)
    } catch (error) {
      if (context.signal.aborted) return
      context.announce(messageOf(error))
    }
    draw()
  }
  context.refresh(async () => {
    const { executions: newest } = await page(null)
    const known = new Set(executions.map(keyOf))
    executions = [...newest.filter((one) => !known.has(keyOf(one))), ...executions]
    draw()
  })
}

function keyOf({ end, startedAt }: ExecutionData): string {
  return `${end} ${startedAt}`
}

function hasTrouble({ status, report, unreadFeedback }: ExecutionData): boolean {
  return status === 'FAILED' || unreadFeedback !== null || (report !== null && report.rejected + report.overQuota > 0)
}

function skeleton(detector: DetectorData): Html {
  return markup`${detectorHead(detector, 'log')}
    <div class="page">
      <div class="toolbar"><label class="check"><input type="checkbox" id="trouble" /> Only failures and rejected records</label>
        <span class="exports"><button class="button" type="button" name="export" value="csv">CSV</button><button class="button" type="button" name="export" value="json">JSON</button></span></div>
      <div class="card" id="log"></div>
      <div id="more"></div>
    </div>`
}

/** On narrow screens rows are blocks, of which browsers forget that they are rows: so the roles are written out. */
function table(executions: readonly ExecutionData[], grid: IntervalGrid): Html {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Executions"><table class="log stacked" role="table">
    <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Interval</th><th role="columnheader" scope="col">Outcome</th><th role="columnheader" scope="col">Started</th><th role="columnheader" scope="col" class="n">Took</th><th role="columnheader" scope="col">Records</th><th role="columnheader" scope="col" class="n">Anomalies</th><th role="columnheader" scope="col">Alerts</th></tr></thead>
    <tbody role="rowgroup">${executions.map((one) => row(one, grid))}</tbody>
  </table></div>`
}

function row(one: ExecutionData, grid: IntervalGrid): Html {
  const { name, tone } = OUTCOMES[one.status]
  return markup`<tr class="${tone}" role="row">
    <th scope="row" role="rowheader">${periodText(one.start, grid.start(Math.max(one.start, one.end - 1)), grid)}</th>
    <td role="cell" class="at-head"><span class="pill ${tone}">${name}</span></td>
    <td role="cell" data-name="Started">${momentText(one.startedAt, grid.zone)}</td>
    <td role="cell" class="n" data-name="Took">${duration(one.finishedAt - one.startedAt)}</td>
    <td role="cell">${one.failure === null ? null : markup`<p class="failure">${inlineCode(one.failure.message)} <code>${one.failure.code}</code></p>`}${recordsText(one)}${unreadNotice(one.unreadFeedback)}</td>
    <td role="cell" class="n" data-name="Anomalies">${figure(one.groups)}</td>
    <td role="cell" data-name="Alerts">${one.alerts.length === 0 ? '-' : one.alerts.join(', ')}</td>
  </tr>`
}

function recordsText({ report }: ExecutionData): Html | null {
  if (report === null) return null
  const { read, used, rejected, outside, filtered, overQuota, metricsGone = 0, files, bytes, rejections } = report
  const parts = [
    `${figure(used)} used`,
    rejected > 0 ? `${figure(rejected)} rejected` : '',
    outside > 0 ? `${figure(outside)} outside` : '',
    filtered > 0 ? `${figure(filtered)} filtered out` : '',
    overQuota > 0 ? `${figure(overQuota)} over the quota` : '',
  ]
  const gone = metricsGone > 0 ? `; ${count(metricsGone, 'metric')} that ended made room for new ones` : ''
  const line = `${count(read, 'record')} in ${count(files, 'file')} (${dataSize(bytes)}): ${parts.filter((part) => part !== '').join(', ')}${gone}`
  if (rejections.length === 0) return markup`${line}`
  return markup`<details><summary>${line}</summary><ul class="rejections">${rejections.map(
    ({ reason, count: times, examples }) =>
      markup`<li><b>${figure(times)}</b> <code>${reason}</code>${examples.map(({ file, line: at, text }) => markup`<br /><small>${file}:${at}${text === undefined ? null : markup` <q>${text}</q>`}</small>`)}</li>`,
  )}</ul></details>`
}

function logTable(name: string, grid: IntervalGrid, executions: readonly ExecutionData[]): ExportTable {
  return {
    name: `${name}-executions`,
    columns: [
      'start',
      'end',
      'status',
      'started',
      'finished',
      'failure code',
      'failure',
      'files',
      'read',
      'used',
      'rejected',
      'outside',
      'filtered',
      'over quota',
      'unread feedback',
      'anomalies',
      'alerts',
    ],
    rows: executions.map(
      ({ start, end, status, startedAt, finishedAt, failure, report, unreadFeedback, groups, alerts }) => [
        grid.iso(start),
        grid.iso(end),
        status,
        new Date(startedAt).toISOString(),
        new Date(finishedAt).toISOString(),
        failure?.code,
        failure?.message,
        report?.files,
        report?.read,
        report?.used,
        report?.rejected,
        report?.outside,
        report?.filtered,
        report?.overQuota,
        unreadFeedback?.objects ?? 0,
        groups,
        alerts.join(' '),
      ],
    ),
    json: executions,
  }
}
