import { count, figure } from '../figures.ts'
import { markup } from '../markup.ts'
import type { AlertsData, DetectorData, GroupLine, GroupsData } from '../page-data.ts'
import { timeline } from '../timeline.ts'
import { noneYet, skeleton } from './anomalies-skeleton.ts'
import { anomaliesTable } from './anomalies-table.ts'
import { DataError, dataPath, lastKnown, loadKept, messageOf } from './data.ts'
import { detectorFacts, detectorHead } from './detector-head.ts'
import { exportTable } from './download.ts'
import { facets } from './facets.ts'
import { changeFilter } from './filter-changes.ts'
import { severityHistogram, syncControls } from './filter-controls.ts'
import { filterGroups, filterQuery, filterTimes, NO_FILTER, parseFilter, type GroupFilter } from './group-filter.ts'
import { groupRow } from './group-row.ts'
import { gridOf } from './health.ts'
import { emptyNotice, unreadNotice } from './notices.ts'
import type { PageContext } from './page-context.ts'
import { find, place, placeAgain } from './place.ts'
import { detectorPath } from './route.ts'
import { remember, remembered } from './theme.ts'
import { shadeTimes, timelineBrush } from './timeline-brush.ts'
import { windowedList } from './windowed-list.ts'
import { loadCharts } from './zoom-chart.ts'

/**
 * The anomalies of a detector: filters, timeline and list.
 *
 * @param context - of the view
 * @param name - of the detector
 */
export async function anomaliesView(context: PageContext, name: string): Promise<void> {
  document.title = `${name}: anomalies - Crowsnest`
  const paths = [dataPath(name), dataPath(name, 'groups'), dataPath(name, 'alerts')] as const
  const read = () =>
    Promise.all([
      loadKept<DetectorData>(paths[0], context.signal),
      loadKept<GroupsData>(paths[1], context.signal),
      loadKept<AlertsData>(paths[2], context.signal),
    ])
  const [detector, groups, alerts] = [
    lastKnown<DetectorData>(paths[0]),
    lastKnown<GroupsData>(paths[1]),
    lastKnown<AlertsData>(paths[2]),
  ]
  const known = detector && groups && alerts ? ([detector, groups, alerts] as const) : undefined
  const show = anomalyList(context, name, ...(known ?? (await read())))
  if (known !== undefined) {
    // What was seen a moment ago is better than nothing, but for a session that is over.
    await read().then(
      (news) => show(...news),
      (error: unknown) => {
        if (context.signal.aborted || (error instanceof DataError && error.trouble === 'unauthorized')) throw error
        context.announce(`Not up to date: ${messageOf(error)}`)
      },
    )
  }
  context.refresh(async () => show(...(await read())))
  // The next page will most likely need it.
  setTimeout(() => void loadCharts().catch(() => undefined), 1000)
}

/** Draws the view; what it returns brings it up to date without losing the place. */
function anomalyList(
  context: PageContext,
  name: string,
  ...first: readonly [DetectorData, GroupsData, AlertsData]
): (...next: readonly [DetectorData, GroupsData, AlertsData]) => void {
  let [detector, { groups, unreadFeedback }, { alerts }] = first
  let filter = parseFilter(new URLSearchParams(location.search))
  let shown: readonly GroupLine[] = []
  const grid = gridOf(detector)
  place(context.root, skeleton())
  const [panel, histogram, drawing, summary, notice] = ['#facets', '#histogram', '#timeline', '#count', '#none'].map(
    (id) => find(context.root, id),
  ) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement]
  const list = windowedList<GroupLine>(
    find(context.root, '#list'),
    'Anomalies',
    (group, index) => groupRow(group, index, { grid, href: (id) => detectorPath(name, 'anomalies', id) }),
    context.signal,
  )

  const filterContext = () => ({ least: defaultLeast(name, alerts), newest: newestOf(detector, groups) })
  const passing = (one: GroupFilter) => filterGroups(groups, one, filterContext())
  const span = () => {
    const { newest } = filterContext()
    const oldest = groups.at(-1)?.start ?? newest
    return { from: grid.start(Math.min(oldest, newest - 1)), to: grid.start(newest - 1) }
  }

  const brushContext = () => ({ width: drawing.clientWidth, from: span().from, end: grid.next(span().to) })

  function draw(): void {
    const { least } = filterContext()
    const active = filter.least ?? least
    shown = passing(filter)
    list.show(shown)
    syncControls(context.root, filter, active, grid)
    place(histogram, severityHistogram(passing({ ...filter, least: 0 }), active))
    placeAgain(
      panel,
      facets({
        detector,
        filter,
        groups,
        forMeasures: passing({ ...filter, measures: [] }),
        forValues: (dimension) => passing({ ...filter, values: { ...filter.values, [dimension]: [] } }),
      }),
    )
    drawTimeline()
    const clear =
      shown.length === groups.length ? null : markup` <button class="link" type="button" id="clear">Show all</button>`
    placeAgain(
      summary,
      markup`<b>${figure(shown.length)}</b> of ${count(groups.length, 'anomaly', 'anomalies')}${active > 0 ? ` · severity ${figure(Math.round(active))} and more` : ''}${clear}`,
    )
    placeAgain(
      notice,
      groups.length === 0
        ? noneYet(detector)
        : shown.length > 0
          ? markup``
          : emptyNotice('Nothing matches', 'No anomaly passes these filters. Lower the severity, or show all.'),
    )
  }

  function drawTimeline(): void {
    find(context.root, '.timeline-card').hidden = groups.length === 0
    if (groups.length === 0) return
    const measures = detector.spec?.measures.map(({ column }) => column) ?? [
      ...new Set(groups.map(({ measure }) => measure)),
    ]
    const lanes =
      filter.measures.length > 0 ? measures.filter((measure) => filter.measures.includes(measure)) : measures
    place(
      drawing,
      timeline({
        grid,
        ...span(),
        measures: lanes,
        groups: shown,
        labels: [],
        href: (id) => detectorPath(name, 'anomalies', id),
        width: drawing.clientWidth,
      }),
    )
    shadeTimes(find(context.root, '#range'), filterTimes(filter, filterContext()), brushContext())
    // The list has the same links in order: going through hundreds of marks by Tab would help nobody.
    for (const link of drawing.querySelectorAll('a')) link.setAttribute('tabindex', '-1')
  }

  function change(next: GroupFilter): void {
    if (next.least !== null && next.least !== filter.least) remember(`crowsnest-severity-${name}`, String(next.least))
    filter = next
    context.keepQuery(filterQuery(filter))
    draw()
    context.announce(`${figure(shown.length)} of ${figure(groups.length)} anomalies shown`, 'spoken')
  }

  // The address says what is shown, so that who gets it sees the same.
  filter = { ...filter, least: filter.least ?? defaultLeast(name, alerts) }
  context.keepQuery(filterQuery(filter))
  const head = find(context.root, '#head')
  function drawHead(): void {
    placeAgain(
      head,
      markup`${detectorHead(detector, 'anomalies')}${detectorFacts(detector)}${unreadNotice(unreadFeedback)}`,
    )
  }
  drawHead()
  draw()
  context.root.addEventListener(
    'input',
    ({ target }) => {
      const changed =
        target instanceof HTMLInputElement || target instanceof HTMLSelectElement
          ? changeFilter(filter, target, grid)
          : null
      if (changed !== null) change(changed)
    },
    { signal: context.signal },
  )
  context.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button?.id === 'clear') change({ ...NO_FILTER, least: 0 })
      else if (button?.name === 'least-at') change({ ...filter, least: Number(button.value) })
      else if (button?.name === 'export')
        exportTable(anomaliesTable(name, grid, shown), button.value === 'csv' ? 'csv' : 'json')
    },
    { signal: context.signal },
  )
  addEventListener('resize', drawTimeline, { signal: context.signal })
  timelineBrush(
    drawing,
    find(context.root, '#brush'),
    brushContext,
    (from, to) => change({ ...filter, range: null, from: grid.start(from), to: grid.next(grid.start(to)) }),
    context.signal,
  )
  context.onKey({ key: '/', does: 'Search', run: () => find(context.root, '#text').focus() })
  context.onKey({ key: 'j', does: 'Next anomaly in the list', run: () => list.move(1) })
  context.onKey({ key: 'k', does: 'Previous anomaly in the list', run: () => list.move(-1) })

  return (...next) => {
    const before = groups.length
    detector = next[0]
    ;({ groups, unreadFeedback } = next[1])
    alerts = next[2].alerts
    drawHead()
    draw()
    if (groups.length > before) context.announce(`${count(groups.length - before, 'new anomaly', 'new anomalies')}`)
  }
}

/** What was chosen last; otherwise what the most sensitive alert fires from. */
function defaultLeast(name: string, alerts: AlertsData['alerts']): number {
  const kept = remembered(`crowsnest-severity-${name}`)
  if (kept !== null && kept !== '' && Number(kept) >= 0 && Number(kept) <= 100) return Number(kept)
  return alerts.length === 0 ? 0 : Math.min(...alerts.map(({ threshold }) => threshold))
}

function newestOf({ lastInterval }: DetectorData, groups: readonly GroupLine[]): number {
  return Math.max(lastInterval?.end ?? 0, ...groups.slice(0, 1).map(({ end }) => end + 1))
}
