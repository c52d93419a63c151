/**
 * Greatest period, in seconds, that all bounds of intervals are multiples of: CloudWatch counts periods from midnight UTC, and a day is
 * the longest.
 *
 * @param bounds - starts and ends of intervals, epoch milliseconds; not empty
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
export function greatestPeriod(bounds: readonly number[]): number {
  return PERIODS.find((period) => bounds.every((bound) => bound % (period * 1000) === 0)) ?? SHORTEST
}

/**
 * How many days CloudWatch keeps values of a period: it puts them together into longer periods as they age.
 *
 * @param period - in seconds, a multiple of 60
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function daysKept(period: number): number {
  return RETENTION.find(({ resolution }) => period % resolution === 0)?.days ?? 0
}

const SHORTEST = 60

/** Offsets of time zones are multiples of a quarter of an hour. */
const PERIODS = [86_400, 3600, 1800, 900, 600, 300]

const RETENTION = [
  { resolution: 3600, days: 455 },
  { resolution: 300, days: 63 },
  { resolution: 60, days: 15 },
] as const
