import { javaTime } from '../../alerts/index.ts'
import type { History, IndexedGroup } from '../../history/index.ts'
import { readGroup } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import {
  pageOf,
  pageRequest,
  type AnomalyGroupStatistics,
  type AnomalyGroupSummary,
  type Handlers,
} from '../wire/index.ts'
import { groupById, pastByArn, type FoundPast } from './found-past.ts'
import { countingDown } from './position.ts'

/** The time range that statistics of a detector that watches new data name. Observed at the original service. */
const EVALUATION_MS = 14 * 86_400_000

/** Lists anomaly groups and says what each is about. */
export function anomalyGroupOperations(
  host: ApiHost,
  history: History,
): Pick<Handlers, 'ListAnomalyGroupSummaries' | 'GetAnomalyGroup'> {
  return {
    async ListAnomalyGroupSummaries(input) {
      const page = pageRequest('ListAnomalyGroupSummaries', input, host.now())
      const found = await pastByArn(host, history, input.AnomalyDetectorArn)
      if (found === undefined) return { AnomalyGroupSummaryList: [], AnomalyGroupStatistics: NO_STATISTICS }
      const groups = found.now.groups.filter(({ ref }) => ref.severity >= input.SensitivityThreshold)
      const { items, next } = pageOf(page, groups, ({ ref }) => `${countingDown(ref.start)}_${ref.id}`)
      return {
        AnomalyGroupSummaryList: items.map((group) => summaryOf(found, group)),
        AnomalyGroupStatistics: statisticsOf(found, groups),
        ...next,
      }
    },
    async GetAnomalyGroup({ AnomalyDetectorArn, AnomalyGroupId }) {
      const found = await groupById(host, history, AnomalyDetectorArn, AnomalyGroupId)
      const group = await readGroup(host.store, found.indexed.ref)
      const contributions = group.contributions.toSorted((a, b) => (a.dimension < b.dimension ? -1 : 1))
      return {
        AnomalyGroup: {
          ...summaryOf(found, found.indexed),
          MetricLevelImpactList: [
            {
              MetricName: group.measure,
              NumTimeSeries: group.metricCount,
              ContributionMatrix: {
                DimensionContributionList: contributions.map(({ dimension, values }) => ({
                  DimensionName: dimension,
                  DimensionValueContributionList: values.map(({ value, percent }) => ({
                    DimensionValue: value,
                    ContributionScore: percent,
                  })),
                })),
              },
            },
          ],
        },
      }
    },
  }
}

const NO_STATISTICS: AnomalyGroupStatistics = { TotalCount: 0, ItemizedMetricStatsList: [] }

function summaryOf({ grid }: FoundPast, { ref, summary }: IndexedGroup): AnomalyGroupSummary {
  return {
    StartTime: javaTime(grid, ref.start),
    EndTime: javaTime(grid, summary.end),
    AnomalyGroupId: ref.id,
    AnomalyGroupScore: ref.severity,
    PrimaryMetricName: ref.measure,
  }
}

function statisticsOf(found: FoundPast, groups: readonly IndexedGroup[]): AnomalyGroupStatistics {
  const counts = Map.groupBy(groups, ({ ref }) => ref.measure)
  const start = evaluationStart(found)
  return {
    ...(start !== null && { EvaluationStartDate: javaTime(found.grid, start) }),
    TotalCount: groups.length,
    ItemizedMetricStatsList: [...counts]
      .map(([MetricName, { length }]) => ({ MetricName, OccurrenceCount: length }))
      .toSorted((a, b) => (a.MetricName < b.MetricName ? -1 : 1)),
  }
}

/** Of a backtest the start of the part that was tested; null before the first commit. */
function evaluationStart({ grid, report, now: { last } }: FoundPast): number | null {
  if (last === null) return null
  return report.status === 'BACK_TEST_COMPLETE' ? last.start : grid.start(grid.previous(last.end) - EVALUATION_MS)
}
