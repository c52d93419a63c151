import type { DataQualityMetric } from '../../dataset/index.ts'
import type { IntervalGrid } from '../../time/index.ts'
import { figure } from '../figures.ts'
import { markup, type Html } from '../markup.ts'
import type { DetectorData, QualityData } from '../page-data.ts'
import { periodText } from '../ticks.ts'
import { dataPath, load } from './data.ts'
import { detectorHead } from './detector-head.ts'
import { exportTable } from './download.ts'
import { gridOf, momentText } from './health.ts'
import { emptyNotice } from './notices.ts'
import type { PageContext } from './page-context.ts'
import { find, place, placeAgain } from './place.ts'

/** Intervals before somebody asks for all. */
const FIRST = 50

/**
 * How good the data of a detector was, interval by interval.
 *
 * @param context - of the view
 * @param name - of the detector
 */
export async function qualityView(context: PageContext, name: string): Promise<void> {
  document.title = `${name}: data quality - Crowsnest`
  const read = () => load<QualityData>(dataPath(name, 'quality'), context.signal)
  const [detector, first] = await Promise.all([load<DetectorData>(dataPath(name), context.signal), read()])
  const grid = gridOf(detector)
  let { intervals } = first
  let most = FIRST
  place(
    context.root,
    markup`${detectorHead(detector, 'quality')}<div class="page">
      <div class="toolbar"><p class="description">What the data of each interval was like; the newest first.</p>
        <span class="exports"><button class="button" type="button" name="export" value="csv">CSV</button><button class="button" type="button" name="export" value="json">JSON</button></span></div>
      <div id="quality"></div></div>`,
  )
  function draw(): void {
    const none = emptyNotice('Nothing yet', 'No interval has been read.')
    placeAgain(
      find(context.root, '#quality'),
      intervals.length === 0
        ? none
        : intervals.length === 1
          ? single(intervals[0]!, grid)
          : markup`<div class="card">${table(intervals.slice(0, most), grid)}</div>${intervals.length > most ? markup`<button class="button" type="button" id="all">Show all ${figure(intervals.length)}</button>` : null}`,
    )
  }
  draw()
  context.root.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button?.id === 'all') {
        most = Infinity
        draw()
      }
      if (button?.name === 'export') {
        exportTable(
          {
            name: `${name}-data-quality`,
            columns: ['start', 'end', 'type', 'column', 'value', 'description'],
            rows: intervals.flatMap(({ start, end, metrics }) =>
              metrics.map(({ type, column, value, description }) => [
                grid.iso(start),
                grid.iso(end),
                type,
                column,
                value,
                description,
              ]),
            ),
            json: intervals.map(({ start, end, metrics }) => ({ start: grid.iso(start), end: grid.iso(end), metrics })),
          },
          button.value === 'csv' ? 'csv' : 'json',
        )
      }
    },
    { signal: context.signal },
  )
  context.refresh(async () => {
    intervals = (await read()).intervals
    draw()
  })
}

type Interval = QualityData['intervals'][number]

/** One column a metric: those of a detector are the same in every interval. */
function table(intervals: readonly Interval[], grid: IntervalGrid): Html {
  const columns = new Map<string, DataQualityMetric>()
  for (const { metrics } of intervals)
    for (const metric of metrics) columns.set(keyOf(metric), columns.get(keyOf(metric)) ?? metric)
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="Data quality"><table class="quality">
    <thead><tr><th scope="col">Interval</th>${[...columns.values()].map((metric) => markup`<th scope="col" class="n" title="${metric.description}">${breakable(shortName(metric))}</th>`)}</tr></thead>
    <tbody>${intervals.map(({ start, metrics }) => {
      const values = new Map(metrics.map((metric) => [keyOf(metric), metric]))
      return markup`<tr><th scope="row">${periodText(start, start, grid)}</th>${[...columns.keys()].map((key) => {
        const metric = values.get(key)
        return markup`<td class="n ${metric !== undefined && isBad(metric) ? 'bad' : ''}">${metric === undefined ? '-' : valueOf(metric, grid)}</td>`
      })}</tr>`
    })}</tbody>
  </table></div>`
}

function single({ start, end, metrics }: Interval, grid: IntervalGrid): Html {
  return markup`<div class="card"><h2>${periodText(start, grid.start(Math.max(start, end - 1)), grid)}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Data quality"><table>
    <thead><tr><th scope="col">Column</th><th scope="col">What</th><th scope="col" class="n">Value</th></tr></thead>
    <tbody>${metrics.map((metric) => markup`<tr><th scope="row">${metric.column ?? 'all records'}</th><td>${metric.description}</td><td class="n ${isBad(metric) ? 'bad' : ''}">${valueOf(metric, grid)}</td></tr>`)}</tbody>
  </table></div></div>`
}

function keyOf({ type, column }: DataQualityMetric): string {
  return `${type} ${column ?? ''}`
}

/** What has room above a column; the description is what the pointer says. */
const SHORT_NAMES: Readonly<Partial<Record<DataQualityMetric['type'], string>>> = {
  TIME_SERIES_COUNT: 'Metrics',
  ROWS_PROCESSED: 'Records',
  ROWS_PARTIAL_COMPLIANCE: 'Incomplete',
  INVALID_ROWS_COMPLIANCE: 'Rejected',
}

/** May be broken where underlines join the words of a column's name. */
function breakable(name: string): Html {
  return markup`${name.split('_').map((part, i) => markup`${i === 0 ? null : markup`_<wbr />`}${part}`)}`
}

function shortName({ type, column, description }: DataQualityMetric): string {
  if (column === undefined) return SHORT_NAMES[type] ?? description
  return type === 'COLUMN_COMPLETENESS' ? `${column} filled` : `${column} values`
}

function valueOf({ type, value }: DataQualityMetric, grid: IntervalGrid): string {
  if (type.endsWith('TIME_STAMP')) return momentText(value * 1000, grid.zone)
  return type === 'COLUMN_COMPLETENESS' ? `${figure(100 * value)} %` : figure(value)
}

function isBad({ type, value }: DataQualityMetric): boolean {
  return type === 'COLUMN_COMPLETENESS' ? value < 0.95 : type === 'INVALID_ROWS_COMPLIANCE' && value > 0
}
