import type { IntervalGrid } from '../../time/index.ts'
import { markup, type Html } from '../markup.ts'
import type { AlertData, AlertsData, DetectorData } from '../page-data.ts'
import { severityLevel } from '../severity-level.ts'
import { severityMeaning } from '../severity-meaning.ts'
import { dataPath, load } from './data.ts'
import { deliveriesExport, deliveriesTable } from './deliveries-table.ts'
import { detectorHead } from './detector-head.ts'
import { exportTable } from './download.ts'
import { gridOf } from './health.ts'
import { inlineCode } from './inline-code.ts'
import { emptyNotice } from './notices.ts'
import type { PageContext } from './page-context.ts'
import { find, place, placeAgain } from './place.ts'

/**
 * The alerts of a detector with what became of them.
 *
 * @param context - of the view
 * @param name - of the detector
 */
export async function alertsView(context: PageContext, name: string): Promise<void> {
  document.title = `${name}: alerts - Crowsnest`
  const read = () => load<AlertsData>(dataPath(name, 'alerts'), context.signal)
  const [detector, first] = await Promise.all([load<DetectorData>(dataPath(name), context.signal), read()])
  const grid = gridOf(detector)
  let { alerts, misfits } = first
  place(
    context.root,
    markup`${detectorHead(detector, 'alerts')}<div class="page">
      <div class="toolbar"><p class="description">An alert fires once for each anomaly that reaches its threshold.</p>
        <span class="exports"><button class="button" type="button" name="export" value="csv">CSV</button><button class="button" type="button" name="export" value="json">JSON</button></span></div>
      <div id="alerts"></div></div>`,
  )
  function draw(): void {
    const none = emptyNotice(
      'No alerts',
      'Nobody is told about anomalies of this detector. `alerts:` of its spec, or an Alert of a stack, adds one.',
    )
    placeAgain(
      find(context.root, '#alerts'),
      alerts.length + misfits.length === 0
        ? none
        : markup`${alerts.map((alert) => card(alert, name, grid))}${misfits.map(misfitCard)}`,
    )
  }
  draw()
  context.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button?.name !== 'export') return
      const deliveries = alerts.flatMap((alert) => alert.deliveries)
      const table = { ...deliveriesExport(`${name}-deliveries`, deliveries, grid), json: alerts }
      exportTable(table, button.value === 'csv' ? 'csv' : 'json')
    },
    { signal: context.signal },
  )
  context.refresh(async () => {
    ;({ alerts, misfits } = await read())
    draw()
  })
}

function misfitCard({ alert, reason }: AlertsData['misfits'][number]): Html {
  return markup`<section class="card alert">
    <h2>${alert}</h2>
    <p class="failure">It never fires, because it does not fit the detector. ${inlineCode(reason)}</p>
  </section>`
}

function card(alert: AlertData, detector: string, grid: IntervalGrid): Html {
  const { name, description, threshold, measures, dimensions, channel, deliveries } = alert
  const places = Object.entries(dimensions).map(([dimension, values]) => `${dimension} ${values.join(' or ')}`)
  return markup`<section class="card alert">
    <h2><span class="severity ${severityLevel(threshold)}"><span class="spoken">severity from </span>${threshold}</span>${name}</h2>
    ${description === '' ? null : markup`<p>${description}</p>`}
    <dl class="lines">
      <div><dt>Fires from</dt><dd>severity ${threshold}. ${severityMeaning(threshold)}</dd></div>
      <div><dt>About</dt><dd>${measures.length === 0 ? 'all measures' : measures.join(', ')}${places.length === 0 ? '' : `, where ${places.join(' and ')}`}</dd></div>
      <div><dt>Goes to</dt><dd><code>${channel}</code></dd></div>
    </dl>
    ${deliveries.length === 0 ? markup`<p class="note">It has not fired yet.</p>` : deliveriesTable(deliveries, { name: detector, grid }, 'anomaly')}
  </section>`
}
