import { afterEach, describe, expect, it } from 'vitest'
import {
  activateDetector,
  declareSpec,
  executeNextInterval,
  loadDetector,
  openDetector,
  runBacktest,
  type RunContext,
} from '../../../engine/run/index.ts'
import { commitLog, memoryStore } from '../../../engine/state/index.ts'
import { withDefaults, type DetectorSpec } from '../../../spec/index.ts'
import { cloudwatchStub, type CloudWatchStub, type StubMetric } from '../sources/cloudwatch/cloudwatch-stub.ts'
import { HOUR, ordersOf, SHOPS, startOf, type Disturbances } from './sandbox.ts'

const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'
const HISTORY = 320
const SPEC: DetectorSpec = {
  detector: 'shops',
  interval: 'PT1H',
  dataset: {
    source: { cloudwatch: { namespace: 'Shop' } },
    measures: [{ column: 'orders', aggregation: 'SUM' }],
    dimensions: ['shop'],
  },
  alerts: [{ name: 'oncall', threshold: 50, channel: { log: {} } }],
}

let stub: CloudWatchStub | undefined
afterEach(async () => {
  await stub?.close()
  stub = undefined
})

/** Orders of the shops, half of each hour's at its beginning and half at its end. */
function orders(hours: number, disturbances: Disturbances = {}): readonly StubMetric[] {
  return SHOPS.map((shop) => ({
    name: 'orders',
    dimensions: { shop },
    samples: Array.from({ length: hours }, (_, index) => index).flatMap((index) => {
      const half = ordersOf(shop, index, disturbances) / 2
      return [[startOf(index), half] as const, [startOf(index) + HOUR - 1, half] as const]
    }),
  }))
}

async function start(metrics: readonly StubMetric[], clock: { hour: number }) {
  stub = await cloudwatchStub({ namespace: 'Shop', metrics })
  const store = memoryStore()
  const lines: string[] = []
  const context: RunContext = {
    store,
    baseDir: '.',
    writer: 'test',
    now: () => startOf(clock.hour),
    newId: () => GENERATION,
    sleep: () => Promise.resolve(),
    delivery: { writeLine: (line) => lines.push(line) },
    aws: { endpoint: stub.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  }
  await declareSpec(store, SPEC)
  const runtime = openDetector(await loadDetector(store, 'shops'), context)
  const log = commitLog(store, { detector: 'shops', generation: GENERATION })
  return {
    lines,
    activate: () => activateDetector(context, runtime),
    /** The commit of the next interval, or null when none is due. */
    async next() {
      const executed = await executeNextInterval(context, runtime, log, undefined)
      return executed.execution === null ? null : executed.commit
    },
  }
}

describe('a detector on CloudWatch', () => {
  it('learns from history at once, and finds an anomaly in the hour in which it happens', async () => {
    const clock = { hour: HISTORY }
    const { lines, activate, next } = await start(orders(HISTORY + 3, { west: { [HISTORY + 1]: 0.2 } }), clock)
    expect(await activate()).toMatchObject({ status: 'ACTIVE' })
    expect(await next()).toBeNull()
    const found: number[] = []
    for (let hour = 1; hour <= 3; hour++) {
      clock.hour = HISTORY + hour
      const commit = await next()
      expect(commit).toMatchObject({ end: startOf(HISTORY + hour), failure: null })
      found.push(commit!.groups.length)
    }
    expect(found).toEqual([0, 1, 0])
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('west')
  })

  it('begins to learn with the first values where there are none yet', async () => {
    const clock = { hour: 2 }
    const { activate, next } = await start([], clock)
    expect(await activate()).toMatchObject({ status: 'LEARNING' })
    clock.hour = 3
    expect(await next()).toMatchObject({ end: startOf(3), failure: { code: 'NO_RECORDS_IN_INTERVAL' } })
  })

  it('has the same anomaly in a backtest', async () => {
    stub = await cloudwatchStub({
      namespace: 'Shop',
      metrics: orders(HISTORY, { west: { 300: 0.2 } }),
      valuesPerPage: 200,
    })
    const source = {
      cloudwatch: { namespace: 'Shop', backtest: true, until: new Date(startOf(HISTORY)).toISOString().slice(0, 10) },
    }
    const backtest = withDefaults({ ...SPEC, dataset: { ...SPEC.dataset, source } })
    const result = await runBacktest(backtest, {
      baseDir: '.',
      aws: { endpoint: stub.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
      now: () => startOf(HISTORY + 1000),
      threshold: 50,
    })
    expect(result.groups.map((group) => group.start)).toEqual([startOf(300)])
    expect(result.report).toMatchObject({ rejected: 0, outside: 0 })
  })
})
