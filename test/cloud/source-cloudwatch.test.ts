import { randomUUID } from 'node:crypto'
import { CloudWatchClient, PutMetricDataCommand, type MetricDatum } from '@aws-sdk/client-cloudwatch'
import { afterAll, describe, expect, it } from 'vitest'
import { aggregateRecords } from '../../engine/dataset/index.ts'
import { checkSource, openDetector, runBacktest } from '../../engine/run/index.ts'
import { openSource } from '../../engine/sources/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { withDefaults, type DatasetSpec, type DetectorSpec, type ResolvedDetector } from '../../spec/index.ts'
import { HOUR, ordersOf, ORIGIN, startOf } from '../engine/run/sandbox.ts'
import { credentialsOf, recordCalls } from '../recording/record.ts'
import { awsOptions } from './aws.ts'

// moto keeps what is put and adds up periods right: Sum, SampleCount, Average, Minimum, Maximum. It has neither percentiles nor pages of
// GetMetricData, no quotas and no retention, and asked for a metric without dimensions it counts those with dimensions as well: these
// are tests of the stub in test/engine/sources/cloudwatch. It also forgets the namespace of a metric with dimensions, so that each test
// has names of its own, and reads no compressed requests.

recordCalls(import.meta.filename)

const client = new CloudWatchClient({ ...awsOptions(), disableRequestCompression: true })
afterAll(() => client.destroy())

const aws = awsOptions(credentialsOf({ role: 'dataset in CloudWatch', names: {} }))

/** An hour after the values. */
const atOne = (): number => startOf(1)

/** Puts values into a namespace of their own; returns its name. */
async function put(data: readonly MetricDatum[]): Promise<string> {
  const Namespace = `Shop/${randomUUID()}`
  for (let from = 0; from < data.length; from += 500) {
    await client.send(new PutMetricDataCommand({ Namespace, MetricData: data.slice(from, from + 500) }))
  }
  return Namespace
}

function datum(name: string, time: number, value: number, dimensions: Readonly<Record<string, string>>): MetricDatum {
  return {
    MetricName: name,
    Timestamp: new Date(time),
    Value: value,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }
}

function detector(
  namespace: string,
  dataset: Omit<DatasetSpec, 'source'>,
  rest: Partial<DetectorSpec> = {},
): ResolvedDetector {
  return withDefaults({
    detector: 'shop',
    interval: 'PT1H',
    ...rest,
    dataset: { ...dataset, source: { cloudwatch: { namespace } } },
  })
}

describe('a source in CloudWatch, asked with the real SDK', () => {
  it.each([
    { statistic: 'Sum', aggregation: 'SUM', west: 14, east: 5 },
    { statistic: 'SampleCount', aggregation: 'SUM', west: 3, east: 1 },
    { statistic: 'Average', aggregation: 'AVG', west: 14 / 3, east: 5 },
    { statistic: 'Minimum', aggregation: 'AVG', west: 2, east: 5 },
    { statistic: 'Maximum', aggregation: 'AVG', west: 8, east: 5 },
  ] as const)(
    'gives the $statistic of an hour, in one period and in four',
    async ({ statistic, aggregation, west, east }) => {
      const metric = `latency ${statistic}`
      const namespace = await put([
        datum(metric, startOf(0) - 20 * 60_000, 2, { shop: 'west' }),
        datum(metric, startOf(0) - 1, 4, { shop: 'west' }),
        datum(metric, startOf(0) + 1, 8, { shop: 'west' }),
        datum(metric, startOf(0), 5, { shop: 'east' }),
        datum(metric, startOf(0) + 15 * 60_000, 1000, { shop: 'east' }),
        datum(metric, startOf(0), 1000, { shop: 'east', till: '1' }),
      ])
      const dataset = {
        measures: [{ column: metric, aggregation, statistic }],
        dimensions: ['shop'],
        timezone: 'Asia/Kathmandu',
      }
      const resolved = detector(namespace, dataset)
      // Hours begin at a quarter past in UTC there.
      const grid = intervalGrid('PT1H', 'Asia/Kathmandu')
      const start = grid.start(startOf(0))
      expect(start).toBe(startOf(0) - 45 * 60_000)
      const sink = aggregateRecords({ dataset: resolved.dataset, grid, window: { start, end: grid.next(start) } })
      const source = openSource(resolved.dataset, { baseDir: '.', grid, quotas: resolved.quotas, aws })
      const aggregate = sink.finish(await source.readInterval({ start, end: grid.next(start) }, sink))
      expect(aggregate.series).toEqual([['east'], ['west']])
      expect([...aggregate.values(start)!]).toEqual([east, west])
      const inUtc = openDetector(detector(namespace, { ...dataset, timezone: 'UTC' }), { baseDir: '.', aws })
      const history = await inUtc.readHistory({ start: startOf(-1), end: startOf(1) }, 10)
      expect(history.intervals).toEqual([startOf(-1), startOf(0)])
    },
  )

  it('finds a thousand metrics, filters them, and says in a check how many there are', async () => {
    const shops = Array.from({ length: 1100 }, (_, index) => `s${index}`)
    const namespace = await put(shops.map((shop, index) => datum('orders of many', startOf(0), index, { shop })))
    const dataset = { measures: [{ column: 'orders of many', aggregation: 'SUM' }], dimensions: ['shop'] } as const
    const all = await checkSource(detector(namespace, dataset), { baseDir: '.', aws, now: atOne })
    expect(all.seen[0]).toContain('has 1100 metrics')
    expect(all.report).toMatchObject({ used: 500, rejected: 0 })
    const few = detector(namespace, { ...dataset, filters: { shop: ['s7', 's1042'] } })
    expect((await checkSource(few, { baseDir: '.', aws, now: atOne })).seen[0]).toContain('has 2 metrics')
    const aggregate = await openDetector(few, { baseDir: '.', aws }).readHistory(
      { start: startOf(0), end: startOf(1) },
      10,
    )
    expect([aggregate.series, [...aggregate.values(startOf(0))!]]).toEqual([
      [['s1042'], ['s7']],
      [1042, 7],
    ])
  })

  it('finds that there are no such metrics', async () => {
    const namespace = await put([datum('orders', startOf(0), 1, { shop: 'a', till: '1' })])
    const missing = detector(namespace, { measures: [{ column: 'orders', aggregation: 'SUM' }], dimensions: ['shop'] })
    await expect(checkSource(missing, { baseDir: '.', aws, now: atOne })).rejects.toMatchObject({
      code: 'METRICS_MISSING',
      place: `CloudWatch ${namespace}`,
    })
  })
})

describe('a backtest on CloudWatch', () => {
  it('learns and finds the anomaly of one shop', async () => {
    const intervals = 320
    const disturbed = { west: { 300: 0.2 } }
    const data = Array.from({ length: intervals }, (_, index) => index).flatMap((index) =>
      ['east', 'west'].flatMap((shop) =>
        // Two halves of what the shop sold: they are one value of the hour.
        [10, 50].map((minute) =>
          datum('orders', startOf(index) + minute * 60_000, ordersOf(shop, index, disturbed) / 2, { shop }),
        ),
      ),
    )
    const namespace = await put(data)
    const backtest = withDefaults({
      detector: 'shops',
      interval: 'PT1H',
      dataset: {
        source: {
          cloudwatch: { namespace, backtest: true, until: new Date(startOf(intervals)).toISOString().slice(0, 16) },
        },
        measures: [{ column: 'orders', aggregation: 'SUM' }],
        dimensions: ['shop'],
      },
      quotas: { backtestIntervals: 400 },
    })
    const progress: (number | undefined)[] = []
    const result = await runBacktest(backtest, {
      baseDir: '.',
      aws,
      now: () => ORIGIN + 1000 * HOUR,
      threshold: 50,
      onProgress: (step, done, total) => step === 'read' && progress.push(done, total),
    })
    expect(result.intervals).toMatchObject({ learned: 224, tested: 96, learnedFrom: ORIGIN, testedTo: startOf(319) })
    expect(result.report).toMatchObject({ read: 640, used: 640, rejected: 0, files: 0 })
    expect(result.groups.map(({ start, end }) => [start, end])).toEqual([[startOf(300), startOf(300)]])
    expect(progress).toEqual([400, 400])
  })
})
