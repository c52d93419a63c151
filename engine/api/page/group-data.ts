import { timeSeriesId, type AnomalyGroup } from '../../anomalies/index.ts'
import type { GroupData, GroupLine } from '../../console/index.ts'
import { detectorTrouble, type IndexedGroup, type JudgementsNow } from '../../history/index.ts'
import { readGroup, type ObjectStore } from '../../state/index.ts'
import { deliveryData } from './delivery-data.ts'
import { groupLine } from './group-line.ts'
import type { FoundGroup } from './page-request.ts'
import { seriesData } from './series-data.ts'

/** Metrics that are charted: without being asked for, those with the greatest contribution. */
export const CHARTED_METRICS = 6

/** Intervals shown before the onset and after the end. */
const BEFORE = 72
const AFTER = 24

/** Groups of other measures that are shown beside one, and how far away in time they may be. */
const RELATED_GROUPS = 10
const RELATED_INTERVALS = 3

/** A group with all that the page shows of it. */
export async function groupData(store: ObjectStore, found: FoundGroup): Promise<GroupData> {
  const { history, detector, generation, now, indexed } = found
  const reading = readGroup(store, indexed.ref)
  const [group, charts, judgements, deliveries] = await Promise.all([
    reading,
    reading.then((read) => chartsOf(found, read)),
    history.judgements.now(),
    generation.deliveries(indexed.alerts),
  ])
  const place = now.groups.indexOf(indexed)
  return {
    line: groupLine(indexed, judgements),
    group,
    timeSeriesIds: group.metrics.map(({ series }) =>
      timeSeriesId(detector.name, group.measure, detector.dataset.dimensions, series),
    ),
    judgements: judgements.inForce(group),
    said: judgements.said(group.id),
    adjustment: adjustmentOf(group),
    deliveries: deliveries.map(deliveryData),
    related: relatedGroups(found, judgements),
    previous: now.groups[place + 1]?.ref.id ?? null,
    next: now.groups[place - 1]?.ref.id ?? null,
    causes: group.causes ?? null,
    ...charts,
  }
}

function adjustmentOf({ adjustment }: AnomalyGroup): GroupData['adjustment'] {
  return adjustment === undefined ? null : { text: adjustment.text, reasons: adjustment.reasons }
}

/** Without what the points would tell, the rest still tells what happened. */
async function chartsOf(found: FoundGroup, group: AnomalyGroup): Promise<Pick<GroupData, 'series' | 'chartsTrouble'>> {
  const surroundings = { before: BEFORE, after: AFTER }
  try {
    const series = await seriesData(found, group, group.metrics.slice(0, CHARTED_METRICS), surroundings)
    return { series, chartsTrouble: null }
  } catch (error) {
    return { series: [], chartsTrouble: detectorTrouble(error).message }
  }
}

function relatedGroups({ grid, now, indexed }: FoundGroup, judgements: JudgementsNow): readonly GroupLine[] {
  const { ref, summary } = indexed
  let [from, to] = [ref.start, summary.end]
  for (let count = 0; count < RELATED_INTERVALS; count++) [from, to] = [grid.previous(from), grid.next(to)]
  const isNear = (other: IndexedGroup): boolean =>
    other.ref.measure !== ref.measure && other.ref.start <= to && other.summary.end >= from
  return now.groups
    .filter(isNear)
    .toSorted((a, b) => b.ref.severity - a.ref.severity)
    .slice(0, RELATED_GROUPS)
    .map((other) => groupLine(other, judgements))
}
