import type { DetectorData, GroupData, GroupsData } from '../page-data.ts'
import { anomalyContent } from './anomaly-content.ts'
import { anomalyExport } from './anomaly-export.ts'
import { chartSection, type ChartSection } from './chart-section.ts'
import { dataPath, lastKnown, load, loadKept, messageOf } from './data.ts'
import { detectorHead } from './detector-head.ts'
import { exportTable } from './download.ts'
import { gridOf } from './health.ts'
import { judging } from './judging.ts'
import type { PageContext } from './page-context.ts'
import { find, place } from './place.ts'
import { markup } from '../markup.ts'

/**
 * One anomaly: what happened, where, perhaps why, and whether it was worth an alert.
 *
 * @param context - of the view
 * @param name - of the detector
 * @param id - of the group
 * @param back - address of the list that it was opened from
 */
export async function anomalyView(context: PageContext, name: string, id: string, back: string): Promise<void> {
  const path = dataPath(name, 'groups', id)
  const [detector, data] = await Promise.all([
    lastKnown<DetectorData>(dataPath(name)) ?? loadKept<DetectorData>(dataPath(name), context.signal),
    load<GroupData>(path, context.signal),
  ])
  const names = { grid: gridOf(detector), dimensions: detector.spec?.dimensions ?? [] }
  document.title = `${data.line.measure}, severity ${data.line.severity.toFixed(0)} - ${name} - Crowsnest`
  place(context.root, markup`${detectorHead(detector, null)}${anomalyContent(data, name, names, back)}`)
  const charts = chartSection(find(context.root, '#charts'), data, name, names, context)
  judging(context, data, path, names)
  context.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button === null) return
      if (button.id === 'copy') void copyLink(context)
      else if (button.id === 'print') print()
      else {
        const table = anomalyExport(button.name, data, charts.metrics(), names)
        if (table !== null) exportTable(table, button.value === 'csv' ? 'csv' : 'json')
      }
    },
    { signal: context.signal },
  )
  const follow = (link: string) => () => context.root.querySelector<HTMLElement>(`a#${link}`)?.click()
  context.onKey({ key: 'j', does: 'Later anomaly', run: follow('next') })
  context.onKey({ key: 'k', does: 'Earlier anomaly', run: follow('previous') })
  context.onKey({ key: 'Escape', does: 'Back to the list', run: follow('back') })
  context.onKey({ key: 'c', does: 'Copy the link to this anomaly', run: () => void copyLink(context) })
  if (data.line.open) refreshWhenItGrew(context, data, path)
  await markOthers(context, data, name, charts)
}

/** Other anomalies of the measure, behind the charts: nice to have, so without them the page is the same. */
async function markOthers({ signal, announce }: PageContext, { line }: GroupData, name: string, charts: ChartSection) {
  const path = dataPath(name, 'groups')
  try {
    const { groups } = lastKnown<GroupsData>(path) ?? (await loadKept<GroupsData>(path, signal))
    charts.shade(groups.filter(({ measure }) => measure === line.measure))
  } catch (error) {
    if (!signal.aborted) announce(`Other anomalies are not marked: ${messageOf(error)}`)
  }
}

async function copyLink({ announce }: PageContext): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href)
    announce('Link copied')
  } catch {
    announce('The browser did not allow copying; the address bar has the link')
  }
}

/** An open group may have grown: it is drawn anew only then, so that nobody loses a place for nothing. */
function refreshWhenItGrew(context: PageContext, { line }: GroupData, path: string): void {
  context.refresh(async () => {
    const next = await load<GroupData>(path, context.signal)
    if (next.line.end !== line.end || next.line.severity !== line.severity || next.line.open !== line.open) {
      context.announce('The anomaly has changed')
      context.go(location.pathname)
    }
  })
}
