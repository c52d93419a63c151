import type { RelatedMeasure } from '../../anomalies/index.ts'
import type { History } from '../../history/index.ts'
import { readGroup } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import {
  pageOf,
  pageRequest,
  type Handlers,
  type InterMetricImpactDetails,
  type RelationshipType,
} from '../wire/index.ts'
import { groupById, type FoundGroup } from './found-past.ts'
import { countingUp } from './position.ts'

/** Lists the measures that may have caused an anomaly group, and those that it may move. */
export function relatedMetricsOperations(
  host: ApiHost,
  history: History,
): Pick<Handlers, 'ListAnomalyGroupRelatedMetrics'> {
  return {
    async ListAnomalyGroupRelatedMetrics(input) {
      const page = pageRequest('ListAnomalyGroupRelatedMetrics', input, host.now())
      const found = await groupById(host, history, input.AnomalyDetectorArn, input.AnomalyGroupId)
      const { causes } = await readGroup(host.store, found.indexed.ref)
      const related = [
        ...(causes?.causes ?? []).map((measure) => impact(found, 'CAUSE_OF_INPUT_ANOMALY_GROUP', measure)),
        ...(causes?.effects ?? []).map((measure) => impact(found, 'EFFECT_OF_INPUT_ANOMALY_GROUP', measure)),
      ]
      const { RelationshipTypeFilter: wanted } = input
      const listed = related.filter(({ RelationshipType }) => wanted === undefined || RelationshipType === wanted)
      const { items, next } = pageOf(page, [...listed.entries()], ([place]) => countingUp(place))
      return { InterMetricImpactList: items.map(([, details]) => details), ...next }
    },
  }
}

function impact(
  found: FoundGroup,
  relationship: RelationshipType,
  { measure, percent, lagIntervals }: RelatedMeasure,
): InterMetricImpactDetails {
  const group = groupOfMeasure(found, measure, lagIntervals)
  return {
    MetricName: measure,
    ...(group !== undefined && { AnomalyGroupId: group }),
    RelationshipType: relationship,
    // API reference: the percentage is that of potential causes.
    ...(relationship === 'CAUSE_OF_INPUT_ANOMALY_GROUP' && { ContributionPercentage: percent }),
  }
}

/** The most severe group of a measure within the lag around a group; a measure may be a cause without being anomalous. */
function groupOfMeasure({ grid, now, indexed }: FoundGroup, measure: string, lagIntervals: number): string | undefined {
  let [from, to] = [indexed.ref.start, indexed.summary.end]
  for (let count = 0; count < lagIntervals; count++) [from, to] = [grid.previous(from), grid.next(to)]
  const near = now.groups.filter(
    ({ ref, summary }) => ref.measure === measure && ref.start <= to && summary.end >= from,
  )
  return near.toSorted((a, b) => b.ref.severity - a.ref.severity)[0]?.ref.id
}
