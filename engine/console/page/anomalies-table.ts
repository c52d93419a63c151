import type { IntervalGrid } from '../../time/index.ts'
import type { GroupLine } from '../page-data.ts'
import type { ExportTable } from './download.ts'
import { placeText } from './group-row.ts'

/**
 * A list of anomalies to take away.
 *
 * @param detector - its name
 * @param grid - turns times into those of the detector's zone
 * @param groups - what is shown, in its order
 */
export function anomaliesTable(detector: string, grid: IntervalGrid, groups: readonly GroupLine[]): ExportTable {
  return {
    name: `${detector}-anomalies`,
    columns: [
      'id',
      'measure',
      'start',
      'end',
      'severity',
      'severity before',
      'metrics',
      'where',
      'change',
      'direction',
      'open',
      'relevant',
      'not relevant',
      'alerts',
    ],
    rows: groups.map((group) => [
      group.id,
      group.measure,
      grid.iso(group.start),
      grid.iso(group.end),
      group.severity,
      group.severityBefore,
      group.metricCount,
      placeText(group),
      group.change,
      group.direction,
      group.open,
      group.judged.relevant,
      group.judged.notRelevant,
      group.alerts.join(' '),
    ]),
    json: groups.map((group) => ({ ...group, start: grid.iso(group.start), end: grid.iso(group.end) })),
  }
}
