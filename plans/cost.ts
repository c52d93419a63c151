import { INTERVAL_SECONDS, type ResolvedDetector } from '../spec/index.ts'
import { ASSUMED, FIGURES } from './cost-figures.ts'
import { memoryFor, memoryNeed, type MemoryNeed } from './function-memory.ts'
import { originalPrice, PRICES } from './prices.ts'
import { exactly, NOTHING, productOf, sumOf, type Range } from './range.ts'
import { planWakeUps, type WakeUps } from './schedule.ts'

/** What a detector costs a month, in US dollars without free tiers and discounts. */
export interface CostPlan {
  readonly detector: string
  readonly metrics: Range
  readonly wakeUps: number
  readonly intervals: number
  readonly lines: readonly CostLine[]
  readonly total: Range
  /** Once, when it is activated. */
  readonly activation: Range
  /** Memory of the function that this is the cost of, and what the metrics need of it, MB. */
  readonly memory: { readonly size: number; readonly need: MemoryNeed }
  /** What the original service charged. */
  readonly original: Range
}

/** What one thing costs a month. */
export interface CostLine {
  readonly id: CostLineId
  readonly quantity: Range
  readonly unit: string
  readonly dollars: Range
}

/** What is paid for. */
export type CostLineId =
  | 'function-time'
  | 'function-requests'
  | 'wake-ups'
  | 'state-requests'
  | 'state-storage'
  | 'data-requests'
  | 'source'
  | 'log'
  | 'metrics'
  | 'alerts'
  | 'network'
  | 'engine-metrics'
  | 'engine-key'

/** What is known beside the spec. */
export interface CostOptions {
  /** Metrics that appear in an interval: on average and at most. */
  readonly metrics: Range
  /** Memory of the function, MB; by default 1,769, or what the metrics need where that is more. */
  readonly memory?: number
  /** Whether the state has a KMS key of its own; default no. */
  readonly key?: boolean
}

/** Of a month: 365 / 12 days. */
const DAYS = 365 / 12
const HOURS = DAYS * 24
const GIGABYTE = 2 ** 30
const MILLION = 1_000_000

/** Days that S3 keeps versions of what was removed: `forget-old-versions` of the state bucket. */
const NONCURRENT_DAYS = 30

/** What stays, at the end of the first month and of the first year. */
const MONTHS_KEPT: Range = { low: 1, high: 12 }

/** A function that is called every 10 minutes or more often is usually still there, and may be new each time. */
const WARM_SECONDS = 600

/** What a detector costs, with what its engine costs anyway. */
export function planCost(detector: ResolvedDetector, options: CostOptions): CostPlan {
  const { interval, dataset, alerts, name } = detector
  const { metrics, key = false } = options
  const need = memoryNeed(metrics.high, detector.quotas)
  const memory = options.memory ?? memoryFor(need)
  // What runs a backtest watches nothing: it is not woken again.
  const live = dataset.source.backtest ? 0 : 1
  const wakeUps = live * HOURS * wakeUpsByHour(planWakeUps(interval, dataset))
  const intervals = (live * DAYS * 86_400) / INTERVAL_SECONDS[interval]
  const usage: Usage = { detector, metrics, memory, wakeUps, intervals }
  const lines = [
    functionTime(usage),
    line('function-requests', exactly(wakeUps), 'calls', PRICES.lambdaMillionRequests / MILLION),
    line('wake-ups', exactly(wakeUps), 'wake-ups', PRICES.schedulerMillionInvocations / MILLION),
    stateRequests(usage),
    stateStorage(usage),
    ...sourceLines(usage),
    logLine(usage),
    line('metrics', customMetrics(usage), 'metrics of CloudWatch', PRICES.customMetricMonth),
    ...(alerts.length === 0 ? [] : [alertLine(usage)]),
    line('engine-metrics', engineMetrics(usage), 'metrics of CloudWatch', PRICES.customMetricMonth),
    ...(key ? [keyLine(usage)] : []),
  ]
  return {
    detector: name,
    metrics,
    wakeUps,
    intervals,
    lines,
    total: sumOf(lines.map(({ dollars }) => dollars)),
    activation: activationCost(usage),
    memory: { size: memory, need },
    original: { low: originalPrice(metrics.low), high: originalPrice(metrics.high) },
  }
}

/** Where the number of metrics is from, if nobody said it and no data was read. */
export type MetricsSource = 'measures' | 'filters' | 'assumed'

/** Values of a dimension's combinations that are assumed where nothing is known. */
const ASSUMED_SERIES: Range = { low: 10, high: 1_000 }

/** How many metrics a spec has, as far as it says so itself: measures times the dimension values of its filters. */
export function metricsOf({ dataset, quotas }: ResolvedDetector): {
  readonly metrics: Range
  readonly from: MetricsSource
} {
  const { measures, dimensions, filters } = dataset
  if (dimensions.length === 0) return { metrics: exactly(measures.length), from: 'measures' }
  const values = dimensions.map((dimension) => filters[dimension]?.length ?? Infinity)
  const most = values.reduce((product, number) => product * number, measures.length)
  if (Number.isFinite(most)) return { metrics: { low: measures.length, high: most }, from: 'filters' }
  const { low, high } = productOf(ASSUMED_SERIES, measures.length)
  return { metrics: { low: Math.min(low, quotas.metrics), high: Math.min(high, quotas.metrics) }, from: 'assumed' }
}

/** Lines that an engine has once, however many detectors it has. */
export const OF_ENGINE: ReadonlySet<CostLineId> = new Set(['engine-metrics', 'engine-key', 'network'])

/** Requests of an interval to the state, without anomalies. */
export function stateRequestsOf(
  metrics: number,
  alerts: number,
): { readonly gets: number; readonly puts: number; readonly lists: number } {
  const { wakeUp, interval, stateBytes, chunkBytes } = FIGURES
  const more = Math.ceil((stateBytes.fixed + stateBytes.byMetric.low * metrics) / chunkBytes) - 1
  return {
    gets: wakeUp.gets + wakeUp.getsByAlert * alerts + interval.gets + more,
    puts: interval.puts + more,
    lists: wakeUp.lists + interval.lists,
  }
}

interface Usage {
  readonly detector: ResolvedDetector
  readonly metrics: Range
  readonly memory: number
  /** Of a month. */
  readonly wakeUps: number
  readonly intervals: number
}

function line(id: CostLineId, quantity: Range, unit: string, price: number): CostLine {
  return { id, quantity, unit, dollars: productOf(quantity, price) }
}

/** `cron(3/5 * * * ? *)` is 12 times an hour, `cron(10,40 * * * ? *)` twice. */
function wakeUpsByHour({ expression }: WakeUps): number {
  const [minutes = ''] = expression.replace(/^cron\(/, '').split(' ')
  const every = /\/(\d+)$/.exec(minutes)?.[1]
  return every === undefined ? minutes.split(',').length : 60 / Number(every)
}

/** Each wake-up is short; what an interval takes comes on top. Lambda bills the start of a function, too. */
function functionTime(usage: Usage): CostLine {
  const { detector, metrics, wakeUps, intervals, memory } = usage
  const often = (HOURS * 3_600) / wakeUps <= WARM_SECONDS
  const start = { low: often ? FIGURES.warmSeconds.low : FIGURES.coldSeconds.low, high: FIGURES.coldSeconds.high }
  const waits = sumOf([start, ASSUMED.s3Seconds])
  const work = sumOf([
    productOf(metrics, 1 / 1_000, FIGURES.secondsByThousandMetrics),
    FIGURES.warmSeconds,
    ASSUMED.sourceSeconds[detector.dataset.source.kind],
  ])
  const seconds = sumOf([productOf(waits, wakeUps), productOf(work, intervals)])
  return line('function-time', seconds, 'seconds', (memory / 1_024) * PRICES.lambdaGigabyteSecond)
}

function stateRequests({ detector, metrics, wakeUps, intervals }: Usage): CostLine {
  const { wakeUp } = FIGURES
  const alerts = detector.alerts.length
  const idle = { gets: wakeUp.gets + wakeUp.getsByAlert * alerts, lists: wakeUp.lists }
  const bound = (end: 'low' | 'high'): { readonly requests: number; readonly dollars: number } => {
    const each = stateRequestsOf(metrics[end], alerts)
    // A group is written in each interval that changes it; a receipt for each message.
    const puts = intervals * (each.puts + ASSUMED.groups[end]) + alerts * ASSUMED.messages[end]
    const lists = wakeUps * idle.lists + intervals * (each.lists - idle.lists)
    const gets = wakeUps * idle.gets + intervals * (each.gets - idle.gets + ASSUMED.groups[end])
    const dollars = ((puts + lists) * PRICES.s3ThousandWrites + gets * PRICES.s3ThousandReads) / 1_000
    return { requests: puts + lists + gets, dollars }
  }
  const [low, high] = [bound('low'), bound('high')]
  return {
    id: 'state-requests',
    quantity: { low: low.requests, high: high.requests },
    unit: 'requests to S3',
    dollars: { low: low.dollars, high: high.dollars },
  }
}

/** What stays grows with time; of the state that each interval replaces, S3 keeps the old versions for a month. */
function stateStorage({ metrics, intervals }: Usage): CostLine {
  const kept = bytesOf(FIGURES.keptBytes, metrics)
  const state = bytesOf(FIGURES.stateBytes, metrics)
  const bytes = sumOf([productOf(kept, intervals, MONTHS_KEPT), productOf(state, (intervals / DAYS) * NONCURRENT_DAYS)])
  return line('state-storage', productOf(bytes, 1 / GIGABYTE), 'GB', PRICES.s3GigabyteMonth)
}

function bytesOf({ fixed, byMetric }: { readonly fixed: number; readonly byMetric: Range }, metrics: Range): Range {
  return sumOf([exactly(fixed), productOf(byMetric, metrics)])
}

function sourceLines({ detector, metrics, intervals }: Usage): readonly CostLine[] {
  const { source } = detector.dataset
  const files = productOf(ASSUMED.files, intervals)
  const requests: CostLine = {
    id: 'data-requests',
    quantity: sumOf([files, exactly(intervals)]),
    unit: 'requests to S3',
    dollars: sumOf([
      productOf(files, PRICES.s3ThousandReads / 1_000),
      exactly((intervals * PRICES.s3ThousandWrites) / 1_000),
    ]),
  }
  switch (source.kind) {
    // A folder stands for a bucket that has the same files.
    case 'folder':
    case 's3':
      return [requests]
    case 'appflow':
      return [requests, line('source', exactly(intervals), 'runs of the flow', PRICES.appflowRun)]
    case 'cloudwatch': {
      const price = PRICES.getMetricDataThousandMetrics / 1_000
      return [line('source', productOf(metrics, intervals), 'values of CloudWatch', price)]
    }
    case 'athena': {
      const scanned = productOf(ASSUMED.athenaGigabytes, intervals)
      return [line('source', scanned, 'GB scanned by Athena', PRICES.athenaTerabyte / 1_024)]
    }
    case 'redshift':
      return [line('source', exactly(intervals), 'queries of the cluster', 0)]
    case 'rds': {
      const secrets = line('source', exactly(intervals), 'reads of the secret', PRICES.secretsTenThousandCalls / 10_000)
      // STS, Secrets Manager, RDS, and what alerts go to.
      const endpoints = 3 + new Set(detector.alerts.map(({ channel }) => channel.kind)).size
      const hours = { low: 0, high: endpoints * HOURS }
      return [secrets, line('network', hours, 'hours of interface endpoints', PRICES.endpointHour)]
    }
  }
}

function logLine({ wakeUps, intervals }: Usage): CostLine {
  const { logBytes } = FIGURES
  const bytes = sumOf([productOf(logBytes.interval, intervals), productOf(logBytes.wakeUp, wakeUps)])
  const gigabytes = productOf(bytes, 1 / GIGABYTE)
  // Kept for a month at least, which costs little beside writing it.
  return line('log', gigabytes, 'GB', PRICES.logsGigabyte + PRICES.logsGigabyteMonth)
}

/** Started, succeeded, failed; delivered and undelivered, of the detector and of each alert, in hours with a message. */
function customMetrics({ detector, intervals }: Usage): Range {
  return sumOf([exactly(3 * hourlyShare(intervals)), productOf(2 + 2 * detector.alerts.length, messageShare(detector))])
}

/** Started, succeeded, failed; delivered and undelivered; and how detectors are doing, which each wake-up says, one an hour at least. */
function engineMetrics({ detector, intervals, wakeUps }: Usage): Range {
  return sumOf([exactly(3 * hourlyShare(intervals) + 4 * hourlyShare(wakeUps)), productOf(2, messageShare(detector))])
}

/** CloudWatch charges a metric for the hours in which it has a value. */
function hourlyShare(times: number): number {
  return Math.min(1, times / HOURS)
}

function messageShare({ alerts }: ResolvedDetector): Range {
  if (alerts.length === 0) return NOTHING
  return { low: ASSUMED.messages.low / HOURS, high: Math.min(1, ASSUMED.messages.high / HOURS) }
}

/** Mail is the dearest of the usual ways of SNS; a call of a function costs less than its publication. */
function alertLine({ detector }: Usage): CostLine {
  const messages = productOf(ASSUMED.messages, detector.alerts.length)
  const publish = PRICES.snsMillionRequests / MILLION
  return {
    id: 'alerts',
    quantity: messages,
    unit: 'messages',
    dollars: {
      low: messages.low * publish,
      high: messages.high * (publish + PRICES.snsHundredThousandMails / 100_000),
    },
  }
}

/** With bucket keys, which the engine's bucket has, S3 asks KMS far less often than once a request. */
function keyLine({ wakeUps, intervals }: Usage): CostLine {
  const requests = { low: wakeUps, high: wakeUps * FIGURES.wakeUp.gets + intervals * FIGURES.interval.puts }
  return {
    id: 'engine-key',
    quantity: requests,
    unit: 'requests to KMS, and the key',
    dollars: sumOf([exactly(PRICES.kmsKeyMonth), productOf(requests, PRICES.kmsTenThousandRequests / 10_000)]),
  }
}

/** Learning the history: the function's time, and of CloudWatch the values. */
function activationCost({ detector, metrics, memory }: Usage): Range {
  const values = productOf(metrics, detector.quotas.historyIntervals)
  const { learnedBySecond } = FIGURES
  const seconds = { low: values.low / learnedBySecond.low, high: values.high / learnedBySecond.high }
  const time = productOf(sumOf([FIGURES.coldSeconds, seconds]), (memory / 1_024) * PRICES.lambdaGigabyteSecond)
  // A request has the values of 100 intervals.
  const asked = productOf(metrics, Math.ceil(detector.quotas.historyIntervals / 100))
  const isCloudWatch = detector.dataset.source.kind === 'cloudwatch'
  return isCloudWatch ? sumOf([time, productOf(asked, PRICES.getMetricDataThousandMetrics / 1_000)]) : time
}
