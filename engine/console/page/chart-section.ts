import { worstPoint } from '../../anomalies/index.ts'
import { MOST_BEFORE } from '../chart-series.ts'
import { count } from '../figures.ts'
import { markup } from '../markup.ts'
import type { GroupData, GroupLine, SeriesData } from '../page-data.ts'
import type { SentenceContext } from '../group-sentence.ts'
import { chartPaper, figuresTable, readout } from './chart-card.ts'
import { readByKeys } from './chart-keys.ts'
import { chartTools } from './chart-tools.ts'
import { chartedMetric, part, scaled, shadesOf, type ChartedMetric } from './charted-metric.ts'
import { dataPath, load, messageOf } from './data.ts'
import type { PageContext } from './page-context.ts'
import { inlineCode } from './inline-code.ts'
import { find, place } from './place.ts'
import { onThemeChange } from './theme.ts'
import { loadCharts, zoomChart, type ChartLibrary, type ZoomChart } from './zoom-chart.ts'

/** Times as many intervals are shown whenever older values are asked for. */
const MORE_HISTORY = 3

/** The charts of a page. */
export interface ChartSection {
  /** What is shown now, for an export. */
  readonly metrics: () => readonly ChartedMetric[]
  /** Marks other anomalies of the measure. */
  readonly shade: (others: readonly GroupLine[]) => void
}

/**
 * The charts of an anomaly, one for each of its leading metrics, all over the same time: zoomed together, read together.
 *
 * @param host - an empty element
 * @param data - the anomaly
 * @param detector - its name
 * @param names - of its dimensions, and its intervals
 * @param context - of the view
 */
export function chartSection(
  host: HTMLElement,
  data: GroupData,
  detector: string,
  names: SentenceContext,
  context: PageContext,
): ChartSection {
  let charted: readonly ChartedMetric[] = data.series.map((one) => chartedMetric(one, data))
  let charts: readonly ZoomChart[] = []
  let library: ChartLibrary | undefined
  let before = charted[0] === undefined ? 0 : charted[0].data.starts.filter((start) => start < data.group.start).length
  let shades = shadesOf(data, data.related)
  const bounds = () => {
    const starts = charted[0]?.data.starts ?? []
    return { first: starts[0] ?? 0, last: starts.at(-1) ?? 1 }
  }
  let view = { from: bounds().first, to: bounds().last }
  if (charted.length === 0) {
    const { chartsTrouble } = data
    const why =
      chartsTrouble === null
        ? markup`<p class="note">The values of these metrics are not kept any more.</p>`
        : markup`<p class="failure">There are no charts. ${inlineCode(chartsTrouble)}</p>`
    place(host, why)
    return { metrics: () => charted, shade: () => {} }
  }
  place(host, chartTools(charted, names))
  const wide = (i: number) => i === 0 && charted.length % 2 === 1

  function zoom(from: number, to: number): void {
    const { first, last } = bounds()
    const least = 4 * (names.grid.next(data.group.start) - data.group.start)
    const length = Math.min(last - first, Math.max(least, to - from))
    const begin = Math.min(last - length, Math.max(first, (from + to - length) / 2))
    view = { from: begin, to: begin + length }
    for (const chart of charts) chart.zoom(view.from, view.to)
  }

  function show(i: number, index: number | null): void {
    const one = charted[i]
    if (one === undefined) return
    const worst = one.metric && worstPoint(one.metric)
    const shown = index ?? one.data.starts.indexOf(worst?.start ?? data.group.start)
    place(find(host, `#readout-${i}`), readout(one, shown, names))
  }

  function draw(): void {
    const Chart = library
    // A single interval has no axis to zoom on.
    if (Chart === undefined || charted.some(({ data: { starts } }) => starts.length < 2)) return
    for (const chart of charts) chart.destroy()
    charts = charted.map((one, i) =>
      zoomChart(Chart, find(host, `#plot-${i}`), one.data, {
        grid: names.grid,
        points: one.metric?.points ?? [],
        shades: () => shades,
        key: data.group.id,
        onZoom: zoom,
        onCursor: (index) => show(i, index),
      }),
    )
    charted.forEach((_, i) => show(i, null))
    host.classList.add('live')
    fillTables()
  }

  function fillTables(): void {
    for (const card of host.querySelectorAll<HTMLElement>('.chart-card')) {
      const one = charted[Number(card.dataset['place'])]
      const details = find<HTMLDetailsElement>(card, 'details.figures')
      if (one !== undefined && details.open) place(find(details, '.scroll'), figuresTable(one, names))
    }
  }

  async function older(): Promise<void> {
    const button = find<HTMLButtonElement>(host, '#older')
    button.disabled = true
    const had = charted[0]?.data.starts.length ?? 0
    before = Math.min(MOST_BEFORE, Math.max(before * MORE_HISTORY, 72))
    const after = charted[0]?.data.starts.filter((start) => start > data.group.end).length ?? 0
    try {
      const listed = charted.filter(({ index }) => index !== -1).map(({ index }) => `metric=${index}`)
      const query = `${listed.join('&')}&before=${before}&after=${after}`
      const path = `${dataPath(detector, 'groups', data.group.id, 'series')}?${query}`
      charted = (await load<readonly SeriesData[]>(path, context.signal)).map((one) => chartedMetric(one, data))
    } catch (error) {
      if (context.signal.aborted) return
      context.announce(messageOf(error))
      button.disabled = false
      return
    }
    const has = charted[0]?.data.starts.length ?? 0
    button.disabled = has <= had || before >= MOST_BEFORE
    if (button.disabled) button.textContent = 'No older values'
    draw()
    zoom(bounds().first, bounds().last)
    context.announce(has > had ? count(has - had, 'older interval') : 'There are no older values')
  }

  const actions: Readonly<Record<string, () => void>> = {
    'zoom-in': () => zoom(...scaled(view, 0.5)),
    'zoom-out': () => zoom(...scaled(view, 2)),
    'zoom-all': () => zoom(bounds().first, bounds().last),
    older: () => void older(),
  }
  host.addEventListener('click', ({ target }) => actions[target instanceof Element ? target.id : '']?.(), {
    signal: context.signal,
  })
  host.addEventListener('toggle', fillTables, { signal: context.signal, capture: true })
  host.addEventListener(
    'dblclick',
    ({ target }) => {
      if (target instanceof Element && target.closest('.plot') !== null) zoom(bounds().first, bounds().last)
    },
    { signal: context.signal },
  )
  readByKeys(host, context, {
    length: (i) => charted[i]?.data.starts.length ?? 0,
    at: (i) => charted[i]?.data.starts.indexOf(data.group.start) ?? 0,
    point: (i, index) => {
      charts[i]?.point(index)
      show(i, index)
      context.announce(find(host, `#readout-${i}`).textContent ?? '', 'spoken')
    },
    pan: (share) => zoom(view.from + (view.to - view.from) * share, view.to + (view.to - view.from) * share),
    act: (name) => actions[name]?.(),
  })
  addEventListener('resize', () => charts.forEach((chart) => chart.fit()), { signal: context.signal })
  onThemeChange(() => charts.forEach((chart) => chart.fit()), context.signal)
  addEventListener(
    'beforeprint',
    () => {
      for (const card of host.querySelectorAll<HTMLElement>('.chart-card')) {
        const i = Number(card.dataset['place'])
        const one = charted[i]
        if (one !== undefined) place(find(card, '.paper'), chartPaper(part(one, view), names, wide(i)))
      }
    },
    { signal: context.signal },
  )
  context.signal.addEventListener('abort', () => charts.forEach((chart) => chart.destroy()))
  charted.forEach((_, i) => show(i, null))
  // The SVG is painted first; it stays where the canvases cannot be had.
  requestAnimationFrame(() =>
    setTimeout(async () => {
      library = await loadCharts().catch(() => undefined)
      if (!context.signal.aborted) draw()
    }),
  )
  return {
    metrics: () => charted,
    shade(others) {
      shades = shadesOf(data, others)
      charts.forEach((chart) => chart.fit())
    },
  }
}
