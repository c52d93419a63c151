import type { AlarmPlan } from '../../plans/index.ts'

/** A value of a metric, as CloudWatch was given it. */
export interface Datapoint {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly at: number
  readonly value: number
}

/** A stretch of time, epoch milliseconds: the alarm was made at `from`. */
export interface Watch {
  readonly from: number
  readonly until: number
}

/**
 * When an alarm is in alarm, by the rules of CloudWatch that our alarms use. Emulators do not do this: moto keeps the state that it is told,
 * and MiniStack regards neither dimensions nor missing data.
 *
 * - Values are put into periods, which begin at multiples of their length; the statistic of a period is made of the values in it.
 * - Every period end the last `evaluationPeriods` periods are looked at; all of them have to breach. (None of ours has M out of N.)
 * - A period without a value breaches or not, as `treatMissingData` says.
 * - During the warm-up, counted from when the alarm was made, nothing is evaluated, and periods that began before it was made are not looked
 *   at without one either: nothing was measured then.
 *
 * Left out: CloudWatch looks a little further back for real values where some are missing, and evaluates a period before it is over, so that it
 * is in alarm somewhat earlier.
 *
 * @returns ends of the periods after which it is in alarm, epoch milliseconds
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function alarmedAt(
  alarm: AlarmPlan,
  datapoints: readonly Datapoint[],
  { from, until }: Watch,
): readonly number[] {
  const length = 1000 * alarm.period
  const periods = Map.groupBy(
    datapoints.filter((point) => isOf(alarm, point)),
    ({ at }) => Math.floor(at / length),
  )
  const begin = from + 60_000 * (alarm.warmUpMinutes ?? 0)
  const breaches = (period: number): boolean => {
    const values = (periods.get(period) ?? []).map(({ value }) => value)
    if (values.length === 0) return alarm.treatMissingData === 'breaching'
    return compare(alarm, alarm.statistic === 'Sum' ? values.reduce((sum, each) => sum + each, 0) : Math.max(...values))
  }
  const ends: number[] = []
  for (let period = Math.ceil(from / length); (period + 1) * length <= until; period++) {
    const looked = Array.from({ length: alarm.evaluationPeriods }, (_, back) => period - back)
    const isReady = looked.every((one) => one * length >= from - length) && (period + 1) * length >= begin
    if (isReady && looked.every(breaches)) ends.push((period + 1) * length)
  }
  return ends
}

/** Keys of the alarms that were in alarm at some moment. */
export function firedAlarms(
  alarms: readonly AlarmPlan[],
  datapoints: readonly Datapoint[],
  watch: Watch,
): readonly string[] {
  return alarms.filter((alarm) => alarmedAt(alarm, datapoints, watch).length > 0).map(({ key }) => key)
}

/** The values that CloudWatch takes out of a line of a log, where it is in embedded metric format. */
export function datapointsOf(line: string): readonly Datapoint[] {
  const entry = JSON.parse(line) as Readonly<Record<string, unknown>> & { readonly _aws?: Embedded }
  if (entry._aws === undefined) return []
  const { Timestamp, CloudWatchMetrics } = entry._aws
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        namespace: Namespace,
        name: Name,
        dimensions: Object.fromEntries(names.map((name) => [name, String(entry[name])])),
        at: Timestamp,
        value: Number(entry[Name]),
      })),
    ),
  )
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Embedded {
  readonly Timestamp: number
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string
    readonly Dimensions: readonly (readonly string[])[]
    readonly Metrics: readonly { readonly Name: string }[]
  }[]
}

/** A metric is one with the very same dimensions, no more and no fewer. */
function isOf({ namespace, metricName, dimensions }: AlarmPlan, point: Datapoint): boolean {
  if (point.namespace !== namespace || point.name !== metricName) return false
  const wanted = Object.entries(dimensions)
  return (
    wanted.length === Object.keys(point.dimensions).length &&
    wanted.every(([name, value]) => point.dimensions[name] === value)
  )
}

function compare({ comparisonOperator, threshold }: AlarmPlan, value: number): boolean {
  switch (comparisonOperator) {
    case 'GreaterThanThreshold':
      return value > threshold
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold
    case 'LessThanThreshold':
      return value < threshold
  }
}
