import { describe, expect, it } from 'vitest'
import { cloudwatchWorld, HOUR, NOON, SUM_OF_COUNT, hosts } from './cloudwatch-world.ts'

const world = cloudwatchWorld()

describe('a check of CloudWatch', () => {
  it('says how many metrics each measure has and how far back a history can go', async () => {
    const { check } = await world.open({
      now: NOON + HOUR,
      metrics: [...hosts(3), ...hosts(1, { name: 'Latency' })],
      dataset: { measures: [...SUM_OF_COUNT.measures, { column: 'Latency', aggregation: 'AVG' }] },
    })
    expect(await check(NOON)).toEqual({
      seen: [
        'CloudWatch Shop: the measure count (count, Sum) has 3 metrics',
        'CloudWatch Shop: the measure Latency (Latency, Average) has 1 metric',
        'CloudWatch Shop: values of 3600 seconds are kept for 455 days, so that a history begins on 2024-10-16 at the earliest',
      ],
      warnings: [],
    })
  })

  it('finds measures without metrics of these dimensions', async () => {
    const metrics = [...hosts(1), { name: 'Latency', samples: [[NOON, 1]] } as const]
    const measures = [...SUM_OF_COUNT.measures, { column: 'latency', metric: 'Latency', aggregation: 'AVG' }] as const
    const { check, interval } = await world.open({ metrics, dataset: { measures } })
    await expect(check(NOON)).rejects.toMatchObject({
      code: 'METRICS_MISSING',
      trouble: { metrics: ['Latency'], dimensions: ['host'] },
    })
    // Later there may be some: until then the measure has no data.
    expect((await interval(NOON)).report).toMatchObject({ used: 1, incomplete: 1 })
  })

  it('finds metrics without dimensions missing', async () => {
    const { check } = await world.open({ metrics: hosts(2), dataset: { dimensions: [] } })
    await expect(check(NOON)).rejects.toMatchObject({
      code: 'METRICS_MISSING',
      message: expect.stringContaining('with no dimension'),
    })
  })

  it('warns of filters that leave nothing and of an interval without values', async () => {
    const filtered = await world.open({ metrics: hosts(2), dataset: { filters: { host: ['H00001'] } } })
    const { warnings } = await filtered.check(NOON)
    expect(warnings).toMatchObject([{ code: 'FEW_METRICS', message: expect.stringContaining('leave none of 2') }])
    const empty = await world.open({ metrics: hosts(2) })
    expect((await empty.check(NOON - HOUR)).warnings).toMatchObject([{ code: 'NO_RECORDS' }])
  })

  it('asks for a sample alone', async () => {
    const { check } = await world.open({ metrics: hosts(1200) })
    expect((await check(NOON)).seen[0]).toContain('has 1200 metrics')
    expect(world.sent('GetMetricData').map(({ MetricDataQueries }) => MetricDataQueries!.length)).toEqual([500])
  })
})

describe('trouble with CloudWatch', () => {
  it.each([
    { code: 'AccessDenied', status: 403, named: 'PERMISSION_DENIED', says: 'Allow cloudwatch:ListMetrics' },
    { code: 'AccessDeniedException', status: 400, named: 'PERMISSION_DENIED', says: 'Allow cloudwatch:ListMetrics' },
    { code: 'ExpiredToken', status: 403, named: 'CREDENTIALS_MISSING', says: 'Sign in' },
    { code: 'UnrecognizedClientException', status: 400, named: 'CREDENTIALS_MISSING', says: 'Sign in' },
    { code: 'InvalidParameterValue', status: 400, named: 'READ_FAILED', says: 'cloudwatch:ListMetrics: made to fail' },
  ])('$code is $named', async ({ code, status, named, says }) => {
    const { interval } = await world.open({ metrics: hosts(1), trouble: () => ({ kind: 'error', status, code }) })
    await expect(interval(NOON)).rejects.toMatchObject({
      code: named,
      place: 'CloudWatch Shop',
      message: expect.stringContaining(says),
    })
    expect(world.stub().requests).toHaveLength(1)
  })

  it('names the action that is denied', async () => {
    const { interval } = await world.open({
      metrics: hosts(1),
      trouble: ({ operation }) =>
        operation === 'GetMetricData' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined,
    })
    await expect(interval(NOON)).rejects.toThrow(/Allow cloudwatch:GetMetricData/)
  })

  it('is THROTTLED when CloudWatch goes on refusing', async () => {
    const { interval } = await world.open({
      metrics: hosts(1),
      // The client's own patience takes half a minute.
      maxAttempts: 1,
      trouble: () => ({ kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' }),
    })
    await expect(interval(NOON)).rejects.toMatchObject({ code: 'THROTTLED', trouble: { reason: 'Rate exceeded' } })
    expect(world.stub().requests).toHaveLength(3)
  })

  it('is UNREACHABLE when nobody answers', async () => {
    const { interval } = await world.open({ metrics: hosts(1), maxAttempts: 1 })
    await world.stub().close()
    await expect(interval(NOON)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('us-east-1'),
    })
  })
})
