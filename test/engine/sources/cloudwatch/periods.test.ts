import { describe, expect, it } from 'vitest'
import { intervalGrid } from '../../../../engine/time/index.ts'
import type { StubMetric } from './cloudwatch-stub.ts'
import { cloudwatchWorld, MINUTE, HOUR, DAY, NOON } from './cloudwatch-world.ts'

const world = cloudwatchWorld()

describe('periods', () => {
  /** A sample every 5 minutes for two days: its number. */
  const samples = Array.from({ length: 576 }, (_, index) => [NOON - DAY + index * 5 * MINUTE, index] as const)
  const metric: StubMetric = { name: 'count', samples }
  const all = { dimensions: [] }

  it.each([
    { interval: 'PT5M', timezone: 'UTC', period: 300, perInterval: 1 },
    { interval: 'PT10M', timezone: 'UTC', period: 600, perInterval: 2 },
    { interval: 'PT10M', timezone: 'Asia/Kathmandu', period: 300, perInterval: 2 },
    { interval: 'PT1H', timezone: 'America/New_York', period: 3600, perInterval: 12 },
    { interval: 'PT1H', timezone: 'Asia/Kolkata', period: 1800, perInterval: 12 },
    { interval: 'PT1H', timezone: 'Asia/Kathmandu', period: 900, perInterval: 12 },
  ] as const)('of $interval in $timezone are $period seconds', async ({ interval, timezone, period, perInterval }) => {
    const opened = await world.open({ metrics: [metric], interval, dataset: { ...all, timezone } })
    const start = intervalGrid(interval, timezone).start(NOON)
    const first = (start - samples[0]![0]) / (5 * MINUTE)
    const sum = Array.from({ length: perInterval }, (_, index) => first + index).reduce((a, b) => a + b)
    expect([...(await opened.interval(start)).values(start)!]).toEqual([sum])
    expect(world.sent('GetMetricData')[0]!.MetricDataQueries![0]!.MetricStat.Period).toBe(period)
  })

  it.each([
    { timezone: 'UTC', period: 86_400, start: Date.UTC(2026, 0, 14), hours: 24 },
    { timezone: 'America/New_York', period: 3600, start: Date.UTC(2026, 0, 14, 5), hours: 24 },
    { timezone: 'Asia/Kolkata', period: 1800, start: Date.UTC(2026, 0, 13, 18, 30), hours: 24 },
  ])('of a day in $timezone are $period seconds', async ({ timezone, period, start, hours }) => {
    const opened = await world.open({ metrics: [metric], interval: 'P1D', dataset: { ...all, timezone } })
    const inside = samples.filter(([time]) => time >= start && time < start + hours * HOUR)
    expect([...(await opened.interval(start)).values(start)!]).toEqual([
      inside.reduce((sum, [, value]) => sum + value, 0),
    ])
    expect(world.sent('GetMetricData')[0]!.MetricDataQueries![0]!.MetricStat.Period).toBe(period)
  })

  it('of days that the clock makes shorter or longer add up to these days', async () => {
    const grid = intervalGrid('P1D', 'Europe/Berlin')
    const spring = grid.start(Date.UTC(2026, 2, 29, 12))
    const autumn = grid.start(Date.UTC(2026, 9, 25, 12))
    const { interval } = await world.open({
      interval: 'P1D',
      dataset: { ...all, timezone: 'Europe/Berlin' },
      metrics: [
        {
          name: 'count',
          samples: [...hourly(spring - DAY, spring + 2 * DAY), ...hourly(autumn - DAY, autumn + 2 * DAY)],
        },
      ],
    })
    expect([...(await interval(spring)).values(spring)!]).toEqual([23])
    expect([...(await interval(autumn)).values(autumn)!]).toEqual([25])
  })

  it.each([
    { statistic: 'Sum', value: 1 + 2 + 3 + 30 },
    { statistic: 'SampleCount', value: 4 },
    { statistic: 'Minimum', value: 1 },
    { statistic: 'Maximum', value: 30 },
    { statistic: 'Average', value: 36 / 4 },
  ])('of a day that is several are put together: $statistic', async ({ statistic, value }) => {
    const start = Date.UTC(2026, 0, 14, 5)
    const { interval } = await world.open({
      interval: 'P1D',
      dataset: { ...all, timezone: 'America/New_York', measures: [{ column: 'count', aggregation: 'AVG', statistic }] },
      // Hours with one and with three samples: the average of their averages would be 16.
      metrics: [
        {
          name: 'count',
          samples: [
            [start, 1],
            [start + MINUTE, 2],
            [start + 2 * MINUTE, 3],
            [start + 9 * HOUR, 30],
          ],
        },
      ],
    })
    expect([...(await interval(start)).values(start)!]).toEqual([value])
  })

  it('cannot be put together for percentiles', async () => {
    const p99 = { ...all, measures: [{ column: 'count', aggregation: 'AVG', statistic: 'p99' }] } as const
    const day = await world.open({ metrics: [metric], interval: 'P1D', dataset: { ...p99, timezone: 'Asia/Tokyo' } })
    const trouble = { statistic: 'p99', zone: 'Asia/Tokyo' }
    await expect(day.interval(Date.UTC(2026, 0, 13, 15))).rejects.toMatchObject({
      code: 'STATISTIC_NOT_DIVISIBLE',
      trouble,
    })
    const hour = await world.open({ metrics: [metric], dataset: { ...p99, timezone: 'Asia/Kolkata' } })
    await expect(hour.check(NOON + 30 * MINUTE)).rejects.toMatchObject({ code: 'STATISTIC_NOT_DIVISIBLE' })
    const utc = await world.open({ metrics: [metric], interval: 'P1D', dataset: p99 })
    const start = Date.UTC(2026, 0, 14)
    expect([...(await utc.interval(start)).values(start)!]).toEqual([429])
  })
})

/** A sample of 1 each hour. */
function hourly(from: number, to: number): StubMetric['samples'] {
  return Array.from({ length: (to - from) / HOUR }, (_, index) => [from + index * HOUR, 1])
}
