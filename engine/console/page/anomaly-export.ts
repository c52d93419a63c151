import type { SentenceContext } from '../group-sentence.ts'
import { groupSentence } from '../group-sentence.ts'
import type { GroupData } from '../page-data.ts'
import type { ChartedMetric } from './charted-metric.ts'
import { deliveriesExport } from './deliveries-table.ts'
import type { ExportTable } from './download.ts'
import { pointsTable } from './metric-table.ts'

/**
 * What a button for taking away gives.
 *
 * @param button - its name
 * @param data - the anomaly
 * @param charted - what the charts show now
 * @param names - of the detector
 * @returns null where the button gives nothing
 */
export function anomalyExport(
  button: string,
  data: GroupData,
  charted: readonly ChartedMetric[],
  names: SentenceContext,
): ExportTable | null {
  switch (button) {
    case 'export':
      return {
        ...pointsTable(data, names),
        name: `anomaly-${data.group.id}`,
        json: { sentence: groupSentence(data.group, names), ...data },
      }
    case 'export-metrics':
      return pointsTable(data, names)
    case 'export-charts':
      return seriesTable(data, charted, names)
    case 'export-contributions':
      return {
        name: `anomaly-${data.group.id}-contributions`,
        columns: ['dimension', 'value', 'percent'],
        rows: data.group.contributions.flatMap(({ dimension, values }) =>
          values.map(({ value, percent }) => [dimension, value, percent]),
        ),
        json: { contributions: data.group.contributions, slices: data.group.slices ?? [] },
      }
    case 'export-causes':
      return causesTable(data)
    case 'export-deliveries':
      return deliveriesExport(`anomaly-${data.group.id}-deliveries`, data.deliveries, names.grid)
    default:
      return null
  }
}

/** Null where nothing is known of causes: there is no button then. */
function causesTable({ group, causes: known }: GroupData): ExportTable | null {
  const all = known ?? group.causes
  if (all === undefined) return null
  const { causes, effects, movesTogether, unknownPercent } = all
  const row = (part: string) => (one: (typeof causes)[number]) =>
    [part, one.measure, one.percent, one.lagIntervals, one.anomalous] as const
  return {
    name: `anomaly-${group.id}-causes`,
    columns: ['part', 'measure', 'percent', 'lag intervals', 'anomalous'],
    rows: [
      ...causes.map(row('cause')),
      ['unknown', null, unknownPercent, null, null],
      ...effects.map(row('effect')),
      ...movesTogether.map((measure) => ['moves together', measure, null, null, null]),
    ],
    json: all,
  }
}

function seriesTable(
  { group }: GroupData,
  charted: readonly ChartedMetric[],
  { grid, dimensions }: SentenceContext,
): ExportTable {
  return {
    name: `anomaly-${group.id}-values`,
    columns: ['measure', ...dimensions, 'timestamp', 'value', 'expected', 'lower', 'upper', 'severity'],
    rows: charted.flatMap(({ data }) =>
      data.starts.map((start, i) => [
        data.measure,
        ...data.series,
        grid.iso(start),
        data.value[i],
        data.expected[i],
        data.lower[i],
        data.upper[i],
        data.severity[i],
      ]),
    ),
    json: charted.map(({ data }) => ({ ...data, starts: data.starts.map((start) => grid.iso(start)) })),
  }
}
