import {
  ASSUMED,
  DEFAULT_MEMORY,
  historyIntervalsIn,
  MOST_MEMORY,
  OF_ENGINE,
  originalPrice,
  PRICES_OF,
  PRICES_REGION,
  sumOf,
  type CostLine,
  type CostLineId,
  type CostPlan,
  type Range,
} from '../plans/index.ts'
import type { Io } from './io.ts'
import { printable, table } from './table.ts'

/** What a detector costs, and how its metrics were counted. */
export interface DetectorCost {
  readonly plan: CostPlan
  readonly from: string
  /** Kind of its source. */
  readonly source: string
}

/** What things are called. */
const TITLES: Readonly<Record<CostLineId, string>> = {
  'function-time': 'time of the function',
  'function-requests': 'calls of the function',
  'wake-ups': 'scheduler',
  'state-requests': 'requests to the state',
  'state-storage': 'storage of the state',
  'data-requests': 'requests to the data',
  source: 'the source',
  log: 'log',
  metrics: 'metrics of the detector',
  alerts: 'alerts',
  network: 'network, if it is in a VPC',
  'engine-metrics': 'metrics of the engine',
  'engine-key': 'key of the engine',
}

/** What detectors cost, for people. */
export function costText(costs: readonly DetectorCost[], output: Io['stdout']): string {
  const blocks = costs.map((cost) => detectorText(cost, output))
  const together = togetherOf(costs)
  const sum =
    costs.length === 1
      ? []
      : [
          `${output.style('bold', 'All of them, in one engine')}\n${table(
            COLUMNS,
            [
              ['together', '', dollars(together.total)],
              ['Lookout for Metrics', metricsText(together.metrics), dollars(together.original)],
            ],
            output,
          )}`,
        ]
  const assumed = assumptionsOf(costs).map((sentence) => `- ${sentence}\n`)
  return [...blocks, ...sum, `Assumed\n${assumed.join('')}`].join('\n')
}

/** What `crowsnest cost --json` prints; spec/output/cost.schema.json describes it. */
export function costJson(costs: readonly DetectorCost[]): object {
  return {
    version: 1,
    currency: 'USD',
    region: PRICES_REGION,
    pricesOf: PRICES_OF,
    detectors: costs.map(({ plan, from }) => ({ ...plan, metricsFrom: from })),
    together: togetherOf(costs),
    assumed: assumptionsOf(costs),
  }
}

/** Dollars for people: cents where they count, three digits otherwise; the least rounded down, the most up. */
export function dollars(range: Range): string {
  const most = money(range.high, Math.ceil)
  if (range.high < 0.01) return range.high === 0 ? '0' : 'below 0.01'
  const least = money(range.low, Math.floor)
  return least === most ? most : `${least} to ${most}`
}

const COLUMNS = [
  { title: 'A MONTH' },
  { title: 'HOW MUCH', align: 'right' },
  { title: 'DOLLARS', align: 'right' },
] as const

function detectorText({ plan, from }: DetectorCost, output: Io['stdout']): string {
  const { detector, metrics, lines, total, original, activation } = plan
  const rows = [
    ...lines.map(lineRow),
    ['together', '', dollars(total)],
    ['once, to learn the history', '', dollars(activation)],
    ['Lookout for Metrics', metricsText(metrics), dollars(original)],
  ]
  const head = `${output.style('bold', printable(detector))}: ${metricsText(metrics)} in an interval, ${printable(from)}`
  const memory = memoryText(plan).map((sentence) => `${sentence}\n`)
  return `${head}\n${table(COLUMNS, rows, output)}${memory.join('')}`
}

/** What the memory of the function is to be, where it is not the default or does not do. */
function memoryText({ memory: { size, need }, metrics }: CostPlan): readonly string[] {
  if (need.interval > size) {
    const way =
      need.interval > MOST_MEMORY ? `a function has ${megabytes(MOST_MEMORY)} at most (docs/scale.md)` : MEMORY
    return [`An interval of so many metrics needs ${megabytes(need.interval)}, not ${megabytes(size)}: ${way}.`]
  }
  const told = size > DEFAULT_MEMORY ? [`The function is to have ${megabytes(size)}: ${MEMORY}.`] : []
  if (need.history <= size) return told
  const most = Math.min(need.history, MOST_MEMORY)
  const [here, there] = [size, most].map((memory) => historyIntervalsIn(memory, metrics.high).toLocaleString('en'))
  return [
    ...told,
    `${megabytes(size)} are enough to learn from ${here} intervals, ${megabytes(most)} from ${there}: quotas.historyIntervals bounds how many are learned.`,
  ]
}

const MEMORY = 'memorySize of the engine'

function megabytes(number: number): string {
  return `${number.toLocaleString('en')} MB`
}

function lineRow({ id, quantity, unit, dollars: price }: CostLine): readonly string[] {
  const note = OF_ENGINE.has(id) ? ' (once an engine)' : ''
  return [`${TITLES[id]}${note}`, `${rangeText(quantity, amount)} ${unit}`, dollars(price)]
}

/** An engine's own lines count once, the dearest of each. */
function togetherOf(costs: readonly DetectorCost[]): {
  readonly metrics: Range
  readonly total: Range
  readonly original: Range
} {
  const plans = costs.map(({ plan }) => plan)
  const lines = plans.flatMap((plan) => plan.lines)
  const own = lines.filter(({ id }) => !OF_ENGINE.has(id)).map((line) => line.dollars)
  const ofEngine = [...OF_ENGINE].map((id) => {
    const same = lines.filter((line) => line.id === id).map((line) => line.dollars)
    return { low: Math.max(0, ...same.map(({ low }) => low)), high: Math.max(0, ...same.map(({ high }) => high)) }
  })
  const metrics = sumOf(plans.map((plan) => plan.metrics))
  return {
    metrics,
    total: sumOf([...own, ...ofEngine]),
    original: { low: originalPrice(metrics.low), high: originalPrice(metrics.high) },
  }
}

function assumptionsOf(costs: readonly DetectorCost[]): readonly string[] {
  const sources = new Set(costs.map(({ source }) => source))
  const { groups, messages, s3Seconds, files, athenaGigabytes } = ASSUMED
  const texts: readonly (readonly [boolean, string])[] = [
    [
      true,
      `Prices of ${PRICES_REGION} as they were known on ${PRICES_OF}, not verified since (plans/prices.ts); without free tiers, discounts and taxes.`,
    ],
    [
      true,
      'Requests, bytes and time of an interval were measured on a machine, not in AWS (npm run bench:cost, bench:execute, bench:cold-start); the higher figures allow for slower processors.',
    ],
    [
      true,
      `A wake-up waits ${rangeText(s3Seconds, amount)} s for S3; an interval has up to ${groups.high} open groups of anomalies, an alert ${rangeText(messages, amount)} messages a month.`,
    ],
    [
      true,
      'The state is kept for good: the lower figure is that of the first month, the higher that of the twelfth; old versions stay for 30 days.',
    ],
    [
      true,
      'An engine of its own; several detectors share what is once an engine. Alarms and a dashboard (Monitoring) are not in it.',
    ],
    [
      true,
      'The price of Lookout for Metrics is the last public one, for metrics that appear in an interval; the service is gone.',
    ],
    [sources.has('folder'), 'A folder stands for a bucket with the same files: an engine in AWS cannot read folders.'],
    [
      sources.has('s3') || sources.has('folder') || sources.has('appflow'),
      `An interval has ${rangeText(files, amount)} files.`,
    ],
    [sources.has('athena'), `A query of Athena scans ${rangeText(athenaGigabytes, amount)} GB: partitions decide it.`],
    [sources.has('redshift'), 'What the cluster itself costs is not in it.'],
    [
      sources.has('rds'),
      'What the database itself costs is not in it; endpoints are needed in a VPC without a way to the internet, one zone each.',
    ],
    [
      [...sources].some((source) => source !== 's3' && source !== 'folder'),
      'How long a source takes to answer was not measured.',
    ],
  ]
  return texts.flatMap(([said, text]) => (said ? [text] : []))
}

function metricsText(metrics: Range): string {
  return metrics.high === 1
    ? '1 metric'
    : `${rangeText(metrics, (number) => Math.round(number).toLocaleString('en'))} metrics`
}

function rangeText({ low, high }: Range, show: (number: number) => string): string {
  const [least, most] = [show(low), show(high)]
  return least === most ? least : `${least} to ${most}`
}

/** Two digits that count. */
function amount(number: number): string {
  if (number >= 100) return Math.round(Number(number.toPrecision(2))).toLocaleString('en')
  return String(Number(number.toPrecision(2)))
}

function money(number: number, round: (number: number) => number): string {
  if (number < 10) return (round(Number((number * 100).toFixed(6))) / 100).toFixed(2)
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(number)) - 2)
  return (round(Number((number / unit).toFixed(6))) * unit).toLocaleString('en')
}
