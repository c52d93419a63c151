/** Counts of the engine. Guide: "Monitoring Lookout for Metrics with Amazon CloudWatch". */
export type EngineMetric =
  'ExecutionsStarted' | 'ExecutionsSucceeded' | 'ExecutionsFailed' | 'Delivered' | 'Undelivered'

/** How a detector is doing after a wake-up. By engine alone: each metric of CloudWatch costs, and alarms ask whether any detector is in trouble. */
export type EngineGauge = 'IntervalsBehind' | 'IntervalsWithoutData' | 'RecordsRejected' | 'ActivationFailed'

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
  return embedded(
    at,
    names.map((_, index) => names.slice(0, index + 1)),
    dimensions,
    counts,
  )
}

/** The same of gauges: CloudWatch keeps them by engine, and the line says which detector it was. */
export function gaugeLine(
  at: number,
  dimensions: Omit<MetricDimensions, 'Alert'>,
  gauges: Readonly<Record<EngineGauge, number>>,
): string {
  return embedded(at, [['Engine']], dimensions, gauges)
}

function embedded(
  at: number,
  sets: readonly (readonly string[])[],
  dimensions: MetricDimensions,
  values: Readonly<Partial<Record<EngineMetric | EngineGauge, number>>>,
): string {
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: sets,
          Metrics: Object.keys(values).map((name) => ({ Name: name, Unit: UNITS[name] ?? 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...values,
  })
}

const UNITS: Readonly<Record<string, string>> = { RecordsRejected: 'Percent' }
