import { describe, expect, it } from 'vitest'
import { intervalGrid } from '../../../../engine/time/index.ts'
import { cloudwatchWorld, MINUTE, HOUR, DAY, NOON, hosts, countingSink } from './cloudwatch-world.ts'

const world = cloudwatchWorld()

describe('a history in CloudWatch', () => {
  it('of 3,000 intervals asks for every metric once, and reports how far it is', async () => {
    const window = { start: NOON - 3000 * HOUR, end: NOON }
    const metrics = hosts(70, { from: window.start, to: window.end, every: 10 * HOUR })
    const { history } = await world.open({ metrics })
    const progress: (readonly [number, number | undefined])[] = []
    const aggregate = await history(window, { onProgress: (done, total) => progress.push([done, total]) })
    expect(aggregate.report.used).toBe(70 * 300)
    expect(aggregate.missing).toBe(2700)
    const asked = world.sent('GetMetricData')
    // 33 metrics x 3,000 periods are within the 100,800 values of a request.
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries!.length)).toEqual([33, 33, 4])
    expect(progress).toEqual([
      [1000, 3000],
      [2000, 3000],
      [3000, 3000],
    ])
  })

  it('of more values than a request may have is parted by time, at bounds of intervals', async () => {
    const timezone = 'Europe/Berlin'
    const grid = intervalGrid('P1D', timezone)
    const end = grid.start(NOON)
    const start = grid.start(end - 450 * DAY)
    const averages = Array.from({ length: 12 }, (_, m) => ({
      column: `m${m}`,
      metric: 'count',
      aggregation: 'AVG' as const,
    }))
    const { history } = await world.open({
      now: NOON,
      interval: 'P1D',
      dataset: { dimensions: [], timezone, measures: averages },
      metrics: [
        { name: 'count', samples: Array.from({ length: 450 * 4 }, (_, index) => [end - (index + 1) * 6 * HOUR, 5]) },
      ],
    })
    const aggregate = await history({ start, end })
    expect(aggregate.intervals).toHaveLength(450)
    expect([...aggregate.values(aggregate.intervals[200]!)!]).toEqual(Array(12).fill(5))
    const asked = world
      .sent('GetMetricData')
      .map(({ StartTime, EndTime }) => [StartTime! * 1000, EndTime! * 1000] as const)
    expect(asked.length).toBe(3)
    for (const [from, to] of asked) {
      expect([grid.start(from), grid.start(to)]).toEqual([from, to])
      expect((24 * (to - from)) / HOUR).toBeLessThanOrEqual(100_800)
    }
  })

  it.each([
    { interval: 'P1D', timezone: 'UTC', asked: 800, kept: 454 },
    { interval: 'PT1H', timezone: 'UTC', asked: 3000, kept: 3000 },
    { interval: 'PT1H', timezone: 'Asia/Kolkata', asked: 3000, kept: 63 * 24 - 1 },
  ] as const)(
    'of $interval in $timezone goes back as far as values are kept, and what is older is missing',
    async ({ interval, timezone, asked, kept }) => {
      const grid = intervalGrid(interval, timezone)
      const now = NOON + 7 * MINUTE
      const end = grid.start(now)
      let start = end
      for (let count = 0; count < asked; count++) start = grid.previous(start)
      const from = grid.start(start)
      const { history } = await world.open({
        now,
        interval,
        dataset: { dimensions: [], timezone },
        metrics: [
          { name: 'count', samples: Array.from({ length: (end - from) / HOUR }, (_, hour) => [from + hour * HOUR, 1]) },
        ],
      })
      const aggregate = await history({ start, end })
      expect([aggregate.intervals.length, aggregate.missing]).toEqual([kept, asked - kept])
      const first = aggregate.intervals[0]!
      expect([...aggregate.values(first)!]).toEqual([interval === 'P1D' ? 24 : 1])
      expect(world.sent('GetMetricData')[0]!.StartTime).toBe(first / 1000)
    },
  )

  it('without any metrics is empty, and read to its end', async () => {
    const { history } = await world.open({ metrics: [] })
    const progress: (readonly [number, number | undefined])[] = []
    const window = { start: NOON - 100 * HOUR, end: NOON }
    const aggregate = await history(window, { onProgress: (done, total) => progress.push([done, total]) })
    expect([aggregate.intervals, aggregate.missing, progress]).toEqual([[], 100, [[100, 100]]])
  })

  it('that is not kept at all is not asked for', async () => {
    const { history } = await world.open({ metrics: hosts(1), interval: 'PT5M', now: NOON })
    const end = NOON - 70 * DAY
    const aggregate = await history({ start: end - DAY, end })
    expect([aggregate.missing, aggregate.report.read, world.stub().requests.length]).toEqual([288, 0, 0])
  })

  it('goes on after a lost connection and throttling, and counts nothing twice', async () => {
    const window = { start: NOON - 1000 * HOUR, end: NOON }
    const { history } = await world.open({
      metrics: hosts(300, { from: window.start, to: window.end, every: 100 * HOUR }),
      trouble: ({ operation }, count) =>
        operation === 'GetMetricData' && count === 1
          ? { kind: 'cut' }
          : count === 0
            ? { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' }
            : undefined,
    })
    const aggregate = await history(window)
    expect(aggregate.report.used).toBe(300 * 10)
    expect([...aggregate.values(window.start)!]).toEqual(Array.from({ length: 300 }, (_, host) => host + 1))
    expect(world.sent('GetMetricData')).toHaveLength(3 + 2)
    expect(world.sent('ListMetrics')).toHaveLength(2)
  })

  it('stops when it is told to, with the reason that it was given', async () => {
    const window = { start: NOON - 1000 * HOUR, end: NOON }
    const { source } = await world.open({
      metrics: hosts(2000, { from: window.start, to: window.end, every: 500 * HOUR }),
    })
    const reason = new Error('enough')
    const sink = countingSink(() => {})
    await expect(source.readHistory(window, sink, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(world.stub().requests).toEqual([])
    const controller = new AbortController()
    const options = { signal: controller.signal, onProgress: () => controller.abort(reason) }
    await expect(source.readHistory(window, sink, options)).rejects.toBe(reason)
    expect(world.sent('GetMetricData').length).toBeLessThan(10)
  })

  it('needs a beginning and an end', async () => {
    const { source } = await world.open({ metrics: [] })
    await expect(
      source.readHistory(
        null,
        countingSink(() => {}),
      ),
    ).rejects.toThrow('a bug')
  })
})
