import type { IntervalGrid } from '../../time/index.ts'
import { count } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DeliveryData } from '../page-data.ts'
import { timeText } from '../ticks.ts'
import type { ExportTable } from './download.ts'
import { momentText } from './health.ts'
import { detectorPath } from './route.ts'

const OUTCOMES: Readonly<Record<DeliveryData['outcome'], { readonly name: string; readonly tone: string }>> = {
  DELIVERED: { name: 'Delivered', tone: 'good' },
  UNDELIVERABLE: { name: 'Undeliverable', tone: 'bad' },
  WAITING: { name: 'Waiting', tone: 'warn' },
}

/**
 * What became of alerts.
 *
 * @param deliveries - the newest first
 * @param detector - its name and its intervals
 * @param show - whether each row names its alert, or links to its anomaly
 */
export function deliveriesTable(
  deliveries: readonly DeliveryData[],
  { name, grid }: { readonly name: string; readonly grid: IntervalGrid },
  show: 'alert' | 'anomaly',
): Html {
  const first = (one: DeliveryData): Html =>
    show === 'alert'
      ? markup`<th scope="row" role="rowheader">${one.alert}</th><td role="cell" data-name="Interval">${timeText(one.interval, grid)}</td>`
      : markup`<th scope="row" role="rowheader"><a href="${detectorPath(name, 'anomalies', one.groupId)}">Anomaly of ${timeText(one.interval, grid)}</a></th>`
  const head =
    show === 'alert'
      ? markup`<th scope="col" role="columnheader">Alert</th><th scope="col" role="columnheader">Interval</th>`
      : markup`<th scope="col" role="columnheader">Fired by</th>`
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Deliveries"><table class="stacked" role="table">
    <thead role="rowgroup"><tr role="row">${head}<th scope="col" role="columnheader">Outcome</th><th scope="col" role="columnheader">When</th><th scope="col" role="columnheader">What came back</th></tr></thead>
    <tbody role="rowgroup">${deliveries.map((one) => {
      const { name: outcome, tone } = OUTCOMES[one.outcome]
      const answer = [one.failure, one.response].filter((text) => text !== null && text !== '').join(' - ')
      return markup`<tr role="row">${first(one)}
        <td role="cell" class="at-head"><span class="pill ${tone}">${outcome}</span></td>
        <td role="cell" data-name="When">${whenText(one, grid)}${one.attempts > 1 ? markup`<br /><small>${count(one.attempts, 'attempt')}</small>` : null}</td>
        <td role="cell" class="answer" data-name="Came back">${answer === '' ? '-' : answer}</td></tr>`
    })}</tbody>
  </table></div>`
}

/**
 * The same, to be taken away.
 *
 * @param name - of the file
 * @param deliveries - the newest first
 * @param grid - of the detector
 */
export function deliveriesExport(name: string, deliveries: readonly DeliveryData[], grid: IntervalGrid): ExportTable {
  return {
    name,
    columns: ['alert', 'anomaly', 'interval', 'outcome', 'at', 'waiting since', 'attempts', 'response', 'failure'],
    rows: deliveries.map((one) => [
      one.alert,
      one.groupId,
      grid.iso(one.interval),
      one.outcome,
      isoMoment(one.at),
      isoMoment(one.waitingSince),
      one.attempts,
      one.response,
      one.failure,
    ]),
    json: deliveries,
  }
}

function whenText({ at, waitingSince }: DeliveryData, { zone }: IntervalGrid): string {
  if (at !== null) return momentText(at, zone)
  return waitingSince === null ? '-' : `tried since ${momentText(waitingSince, zone)}`
}

function isoMoment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
