import { openHistory, type History } from '../../history/index.ts'
import type { ApiHost } from '../api-host.ts'
import type { Handlers } from '../wire/index.ts'
import { anomalyGroupOperations } from './anomaly-groups.ts'
import { dataQualityOperations } from './data-quality.ts'
import { executionOperations } from './executions.ts'
import { feedbackOperations } from './feedback.ts'
import { groupTimeSeriesOperations } from './group-time-series.ts'
import { relatedMetricsOperations } from './related-metrics.ts'

/** Operations that read back what a detector found and did, and record what people say about it. */
export type HistoryOperation =
  | 'ListAnomalyGroupSummaries'
  | 'GetAnomalyGroup'
  | 'ListAnomalyGroupTimeSeries'
  | 'ListAnomalyGroupRelatedMetrics'
  | 'PutFeedback'
  | 'GetFeedback'
  | 'DescribeAnomalyDetectionExecutions'
  | 'GetDataQualityMetrics'

/**
 * The operations about what a detector found.
 *
 * @param history - what reads the same state for others too, so that all share what it has read
 */
export function historyOperations(
  host: ApiHost,
  history: History = openHistory(host.store),
): Pick<Handlers, HistoryOperation> {
  return {
    ...anomalyGroupOperations(host, history),
    ...groupTimeSeriesOperations(host, history),
    ...relatedMetricsOperations(host, history),
    ...feedbackOperations(host, history),
    ...executionOperations(host, history),
    ...dataQualityOperations(host, history),
  }
}
