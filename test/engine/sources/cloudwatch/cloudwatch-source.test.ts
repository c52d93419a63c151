import { describe, expect, it } from 'vitest'
import { cloudwatchWorld, MINUTE, HOUR, NOON, hosts, countingSink } from './cloudwatch-world.ts'

const world = cloudwatchWorld()

describe('a source in CloudWatch', () => {
  it('brings the values of an interval, one record a series, whatever order metrics name their dimensions in', async () => {
    const { interval } = await world.open({
      dataset: {
        measures: [
          { column: 'requests', metric: 'Latency', statistic: 'SampleCount', aggregation: 'SUM' },
          { column: 'Latency', aggregation: 'AVG' },
          { column: 'slow', metric: 'Latency', statistic: 'p90', aggregation: 'AVG' },
          { column: 'Errors', aggregation: 'SUM' },
        ],
        dimensions: ['zone', 'host'],
      },
      metrics: [
        {
          name: 'Latency',
          dimensions: { host: 'b', zone: 'x' },
          samples: [
            [NOON, 4],
            [NOON + 59 * MINUTE, 8],
            [NOON + HOUR, 99],
          ],
        },
        {
          name: 'Latency',
          dimensions: { zone: 'x', host: 'a' },
          samples: [
            [NOON - 1, 99],
            [NOON, 1],
          ],
        },
        {
          name: 'Errors',
          dimensions: { zone: 'x', host: 'a' },
          samples: [
            [NOON, 3],
            [NOON + 1, 2],
          ],
        },
      ],
    })
    const aggregate = await interval(NOON)
    expect(aggregate.series).toEqual([
      ['x', 'a'],
      ['x', 'b'],
    ])
    expect([...aggregate.values(NOON)!]).toEqual([1, 1, 1, 5, 2, 6, 8, Number.NaN])
    expect(aggregate.report).toMatchObject({ read: 2, used: 2, outside: 0, rejected: 0, incomplete: 1 })
    // One list a name, one request for all; what a series does not have is not paid for.
    expect(world.sent('ListMetrics').map(({ MetricName }) => MetricName)).toEqual(['Latency', 'Errors'])
    expect(world.sent('GetMetricData').map(({ MetricDataQueries }) => MetricDataQueries!.length)).toEqual([7])
  })

  it('takes metrics with exactly these dimensions, so that nothing is counted twice', async () => {
    const { interval } = await world.open({
      metrics: [
        { name: 'count', samples: [[NOON, 100]] },
        { name: 'count', dimensions: { host: 'a' }, samples: [[NOON, 1]] },
        { name: 'count', dimensions: { host: 'a', version: '2' }, samples: [[NOON, 10]] },
        { name: 'count', dimensions: { version: '2' }, samples: [[NOON, 10]] },
      ],
    })
    const aggregate = await interval(NOON)
    expect([aggregate.series, [...aggregate.values(NOON)!]]).toEqual([[['a']], [1]])
  })

  it('takes metrics without dimensions, and lists none for them', async () => {
    const { interval } = await world.open({
      dataset: { dimensions: [] },
      metrics: [
        { name: 'count', samples: [[NOON, 7]] },
        { name: 'count', dimensions: { host: 'a' }, samples: [[NOON, 1]] },
      ],
    })
    expect([...(await interval(NOON)).values(NOON)!]).toEqual([7])
    expect(world.sent('ListMetrics')).toEqual([])
  })

  it('asks for no data that the filters leave out', async () => {
    const { interval } = await world.open({
      metrics: hosts(9),
      dataset: { filters: { host: ['h00003', 'h00007', 'gone'] } },
    })
    const aggregate = await interval(NOON)
    expect(aggregate.series).toEqual([['h00003'], ['h00007']])
    expect(aggregate.report).toMatchObject({ read: 2, filtered: 0 })
    expect(world.sent('GetMetricData')[0]!.MetricDataQueries).toHaveLength(2)
    expect(world.sent('ListMetrics')[0]!.Dimensions).toEqual([{ Name: 'host' }])
  })

  it('lets CloudWatch narrow the list by a single value', async () => {
    const { interval } = await world.open({ metrics: hosts(9), dataset: { filters: { host: ['h00003'] } } })
    expect((await interval(NOON)).series).toEqual([['h00003']])
    expect(world.sent('ListMetrics')[0]!.Dimensions).toEqual([{ Name: 'host', Value: 'h00003' }])
  })

  it('reads 10,000 metrics: 20 lists and 20 requests of 500 queries, at most 4 at once', async () => {
    const { interval } = await world.open({ metrics: hosts(10_000), delayMs: 20 })
    const aggregate = await interval(NOON)
    expect(aggregate.series).toHaveLength(10_000)
    expect(aggregate.values(NOON)!.reduce((a, b) => a + b, 0)).toBe((10_000 * 10_001) / 2)
    expect(world.sent('ListMetrics')).toHaveLength(20)
    expect(world.sent('GetMetricData').map(({ MetricDataQueries }) => MetricDataQueries!.length)).toEqual(
      Array(20).fill(500),
    )
    expect(world.stub().busiest()).toBeGreaterThan(1)
    expect(world.stub().busiest()).toBeLessThanOrEqual(4)
  })

  it('lists the metrics once for intervals that are read one after the other', async () => {
    const { interval } = await world.open({ metrics: hosts(3, { to: NOON + 3 * HOUR }) })
    for (const hour of [0, 1, 2]) expect((await interval(NOON + hour * HOUR)).report.used).toBe(3)
    expect(world.sent('ListMetrics')).toHaveLength(1)
  })

  it('has nothing of an interval without values', async () => {
    const { interval } = await world.open({ metrics: hosts(3) })
    const aggregate = await interval(NOON - HOUR)
    expect([aggregate.intervals, aggregate.report.read]).toEqual([[], 0])
    const none = await world.open({ metrics: [] })
    expect((await none.interval(NOON)).report.read).toBe(0)
    expect(world.sent('GetMetricData')).toEqual([])
  })

  it('counts values of dimensions that are too long, and numbers that are too great, as rejected', async () => {
    const { interval } = await world.open({
      metrics: [
        { name: 'count', dimensions: { host: 'x'.repeat(41) }, samples: [[NOON, 1]] },
        { name: 'count', dimensions: { host: 'far' }, samples: [[NOON, 2e15]] },
        { name: 'count', dimensions: { host: 'a' }, samples: [[NOON, 1]] },
      ],
    })
    const { report } = await interval(NOON)
    expect(report).toMatchObject({ read: 3, used: 1, rejected: 2 })
    expect(report.rejections.map(({ reason, count }) => [reason, count])).toEqual([
      ['DIMENSION_TOO_LONG', 1],
      ['MEASURE_OUT_OF_RANGE', 1],
    ])
  })

  it('asks in the region of the source, else in that in use', async () => {
    const other = await world.open({ metrics: hosts(1), region: 'eu-central-1' })
    await other.interval(NOON)
    expect(new Set(world.stub().requests.map(({ region }) => region))).toEqual(new Set(['eu-central-1']))
    const same = await world.open({ metrics: hosts(1) })
    await same.interval(NOON)
    expect(new Set(world.stub().requests.map(({ region }) => region))).toEqual(new Set(['us-east-1']))
  })
})

describe('pages of values', () => {
  const window = { start: NOON - 50 * HOUR, end: NOON }

  it('are read to the last', async () => {
    const { history } = await world.open({
      metrics: hosts(4, { from: window.start, to: window.end }),
      valuesPerPage: 33,
    })
    const aggregate = await history(window)
    expect(aggregate.report.used).toBe(4 * 50)
    expect(aggregate.intervals.map((start) => [...aggregate.values(start)!])).toEqual(
      Array.from({ length: 50 }, () => [1, 2, 3, 4]),
    )
    expect(world.sent('GetMetricData')).toHaveLength(Math.ceil(200 / 33))
  })

  it.each(['PartialData', 'InternalError'])(
    'that end in %s are asked for again, for the queries alone that lack data',
    async (status) => {
      const { history } = await world.open({
        metrics: hosts(4, { from: window.start, to: window.end }),
        trouble: (_, count) => (count === 0 ? { kind: 'status', status, of: (id) => id === 'q2' } : undefined),
      })
      const aggregate = await history(window)
      expect(aggregate.report.used).toBe(4 * 50)
      expect(aggregate.values(NOON - HOUR)).toEqual(Float64Array.of(1, 2, 3, 4))
      expect(
        world.sent('GetMetricData').map(({ MetricDataQueries }) => MetricDataQueries!.map(({ Id }) => Id)),
      ).toEqual([['q0', 'q1', 'q2', 'q3'], ['q2']])
    },
  )

  it('that stay incomplete are an error with the words of CloudWatch, and nothing is counted', async () => {
    const { source } = await world.open({
      metrics: hosts(4, { from: window.start, to: window.end }),
      trouble: () => ({ kind: 'status', status: 'PartialData', of: (id) => id === 'q2' }),
    })
    let given = 0
    const sink = countingSink((rows) => (given += rows))
    await expect(source.readHistory(window, sink)).rejects.toMatchObject({
      code: 'READ_FAILED',
      message: expect.stringContaining('left 1 queries without their data (PartialData: half of it)'),
    })
    expect([given, world.sent('GetMetricData').length]).toEqual([0, 3])
  })

  it('with a message about the whole are not taken for complete', async () => {
    const { interval } = await world.open({
      metrics: hosts(2),
      trouble: ({ operation }) =>
        operation === 'GetMetricData' ? { kind: 'message', code: 'MaxMetricsExceeded' } : undefined,
    })
    await expect(interval(NOON)).rejects.toMatchObject({
      code: 'READ_FAILED',
      message: expect.stringContaining('MaxMetricsExceeded: not all'),
    })
  })

  it('that are forbidden say what to allow', async () => {
    const { interval } = await world.open({
      metrics: hosts(2),
      trouble: () => ({ kind: 'status', status: 'Forbidden', of: () => true }),
    })
    await expect(interval(NOON)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('Allow cloudwatch:GetMetricData'),
    })
  })
})
