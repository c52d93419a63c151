import { afterEach } from 'vitest'
import { aggregateRecords, type Aggregate } from '../../../../engine/dataset/index.ts'
import { openSource, type ReadOptions, type Source, type TimeWindow } from '../../../../engine/sources/index.ts'
import { intervalGrid } from '../../../../engine/time/index.ts'
import { DEFAULT_QUOTAS, withDefaults, type DatasetSpec, type DetectorSpec } from '../../../../spec/index.ts'
import {
  cloudwatchStub,
  type CloudWatchStub,
  type StubMetric,
  type StubOptions,
  type StubRequest,
} from './cloudwatch-stub.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** A Wednesday. */
export const NOON = Date.UTC(2026, 0, 14, 12)

/** What is in CloudWatch and what of it is read. */
export interface Setup extends Partial<Omit<StubOptions, 'metrics'>> {
  readonly metrics: readonly StubMetric[]
  readonly interval?: DetectorSpec['interval']
  readonly dataset?: Partial<Omit<DatasetSpec, 'source'>>
  readonly region?: string
  /** Of the client; default as the source has it. */
  readonly maxAttempts?: number
}

/** An open source, whose records are added up. */
export interface Opened {
  readonly source: Source
  interval(start: number): Promise<Aggregate>
  history(window: TimeWindow, options?: ReadOptions): Promise<Aggregate & { readonly missing: number }>
  check(start: number): ReturnType<Source['check']>
}

export const SUM_OF_COUNT = { measures: [{ column: 'count', aggregation: 'SUM' }], dimensions: ['host'] } as const

/** Metrics of hosts with a sample every so often. */
export function hosts(
  count: number,
  { name = 'count', from = NOON, to = NOON + HOUR, every = HOUR, value = (host: number) => host + 1 } = {},
): readonly StubMetric[] {
  return Array.from({ length: count }, (_, host) => ({
    name,
    dimensions: { host: `h${String(host).padStart(5, '0')}` },
    samples: Array.from({ length: Math.round((to - from) / every) }, (__, index) => [
      from + index * every,
      value(host),
    ]),
  }))
}

/** Sources on stubs of CloudWatch for the tests of a file; each stub ends with its test. */
export interface CloudWatchWorld {
  /** A source on a stub that has these metrics. The stub of the one before ends. */
  open(setup: Setup): Promise<Opened>
  /** The last stub. */
  stub(): CloudWatchStub
  /** Inputs that the last stub got. */
  sent(operation: 'ListMetrics' | 'GetMetricData'): readonly StubRequest['input'][]
}

/** Call it once in a file of tests. */
export function cloudwatchWorld(): CloudWatchWorld {
  let stub: CloudWatchStub | undefined
  afterEach(async () => {
    await stub?.close()
    stub = undefined
  })
  return {
    async open(setup) {
      await stub?.close()
      stub = await cloudwatchStub({ namespace: 'Shop', ...setup })
      return openOn(stub, setup)
    },
    stub: () => stub!,
    sent: (operation) => stub!.requests.filter((request) => request.operation === operation).map(({ input }) => input),
  }
}

/** A sink that only counts the rows that it is given. */
export function countingSink(onRows: (rows: number) => void) {
  const { dataset } = withDefaults({
    detector: 'test',
    interval: 'PT1H',
    dataset: { ...SUM_OF_COUNT, source: { cloudwatch: { namespace: 'Shop' } } } as unknown as DatasetSpec,
  })
  const sink = aggregateRecords({ dataset, grid: intervalGrid('PT1H', 'UTC') })
  return {
    ...sink,
    columns: sink.columns,
    dictionaries: sink.dictionaries,
    rejections: sink.rejections,
    add: () => {},
    addSums: ({ length }: { length: number }) => onRows(length),
  }
}

function openOn(stub: CloudWatchStub, { interval = 'PT1H', dataset: given, region, maxAttempts, now }: Setup): Opened {
  const { dataset } = withDefaults({
    detector: 'test',
    interval,
    dataset: {
      ...SUM_OF_COUNT,
      ...given,
      source: { cloudwatch: { namespace: 'Shop', ...(region !== undefined && { region }) } },
    } as DatasetSpec,
  })
  const grid = intervalGrid(interval, dataset.timezone)
  const source = openSource(dataset, {
    baseDir: '.',
    grid,
    quotas: DEFAULT_QUOTAS[interval],
    aws: {
      endpoint: stub.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      ...(maxAttempts !== undefined && { maxAttempts }),
    },
    ...(now !== undefined && { now: () => now }),
  })
  return {
    source,
    async interval(start) {
      const window = { start, end: grid.next(start) }
      const sink = aggregateRecords({ dataset, grid, window })
      return sink.finish(await source.readInterval(window, sink))
    },
    async history(window, reading) {
      const sink = aggregateRecords({ dataset, grid, window })
      const report = await source.readHistory(window, sink, reading)
      return { ...sink.finish(report), missing: report.missingIntervals }
    },
    check(start) {
      const window = { start, end: grid.next(start) }
      return source.check(window, aggregateRecords({ dataset, grid, window }))
    },
  }
}
