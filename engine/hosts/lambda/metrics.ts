/** Metrics of the engine; all are counts. Guide: "Monitoring Lookout for Metrics with Amazon CloudWatch". */
export type EngineMetric =
  'ExecutionsStarted' | 'ExecutionsSucceeded' | 'ExecutionsFailed' | 'Delivered' | 'Undelivered'

/** What a count is about. */
export interface MetricDimensions {
  readonly Engine: string
  readonly Detector: string
  readonly Alert?: string
}

/** Namespace of the metrics in CloudWatch. */
export const METRIC_NAMESPACE = 'Crowsnest'

/**
 * A line of the log from which CloudWatch makes metrics: each count by engine, by detector, and by alert where there is one.
 *
 * @param at - epoch milliseconds
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(
  at: number,
  dimensions: MetricDimensions,
  counts: Readonly<Partial<Record<EngineMetric, number>>>,
): string {
  const names = Object.keys(dimensions)
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: names.map((_, index) => names.slice(0, index + 1)),
          Metrics: Object.keys(counts).map((name) => ({ Name: name, Unit: 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...counts,
  })
}
