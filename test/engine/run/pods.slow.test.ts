import { beforeAll, describe, expect, it } from 'vitest'
import { judgeFleet, type FleetFindings } from '../../../bench/layers/fleet.ts'

const OUTAGE = 1540

describe('pods that live for weeks, each replaced when it has ended', () => {
  let findings: FleetFindings
  beforeAll(() => {
    findings = judgeFleet({
      pods: 40,
      namespaces: 4,
      life: 20 * 24,
      seed: 1,
      from: 900,
      until: OUTAGE + 20,
      outage: [OUTAGE, OUTAGE + 6],
    })
  })

  it('are nothing severe when they end, and leave no group open that swallows what happens', () => {
    const { ended, severe } = findings
    expect(ended).toBeGreaterThan(40)
    // Once in a while several of a namespace end within hours.
    expect(severe.filter(({ end }) => end < OUTAGE).length).toBeLessThanOrEqual(1)
    for (const { start, end } of severe) expect(end - start).toBeLessThan(72)
  })

  it('are severe when all of a namespace are silent at once', () => {
    const [group, ...others] = findings.severe.filter(({ end }) => end >= OUTAGE)
    expect(others).toEqual([])
    expect(group).toMatchObject({ slices: [{ values: ['ns2', null] }], severity: 100 })
    // A pod that ended some hours before may be part of it.
    expect(group!.start).toBeGreaterThan(OUTAGE - 12)
  })
})

describe('pods of a service that is released once a fortnight, among others that live for months', () => {
  it('are nothing severe when all of them are replaced at once, and severe when they are silent', () => {
    const releases = [600, 936, 1272]
    const outage = [1340, 1344] as const
    const { severe } = judgeFleet({
      pods: 24,
      namespaces: 4,
      life: 20_000,
      seed: 3,
      from: 500,
      until: 1350,
      outage,
      releases,
    })
    expect(severe).toHaveLength(1)
    expect(severe[0]).toMatchObject({ slices: [{ values: ['ns2', null] }], severity: 100 })
  })
})

describe('a release with an outage of hours soon after it', () => {
  it('is told once: what it replaced is not missed when the new pods are older, though they have missed more than usual', () => {
    const { severe } = judgeFleet({
      pods: 24,
      namespaces: 4,
      life: 20_000,
      seed: 3,
      from: 500,
      until: 1160,
      outage: [1002, 1010],
      releases: [400, 1000],
      released: 'ns2',
    })
    expect(severe).toMatchObject([{ start: 1002, end: 1009, slices: [{ values: ['ns2', null] }] }])
  })
})

describe('pods that are replaced in the midst of an hour', () => {
  // Each has lived for long enough to be judged when the next release comes.
  const fleet = { pods: 24, namespaces: 4, life: 20_000, from: 500, released: 'ns2', inTheMidst: true } as const

  it('are nothing severe: what their last hour has not, the first hour of others has', () => {
    for (const seed of [3, 4]) {
      const { severe } = judgeFleet({ ...fleet, seed, until: 1403, outage: [1403, 1403], releases: [600, 1000, 1400] })
      expect(severe).toEqual([])
    }
  })

  it.each([
    { what: 'where missing data is no anomaly', how: { missing: false } },
    { what: 'right after hours in which nothing came', how: { gap: [1396, 1400] } },
  ] as const)('are nothing severe $what', ({ how }) => {
    const { severe } = judgeFleet({
      ...fleet,
      ...how,
      seed: 3,
      until: 1403,
      outage: [1403, 1403],
      releases: [600, 1000, 1400],
    })
    expect(severe).toEqual([])
  })

  it.each([0.6, 0])('are found where missing data is no anomaly when %d of what they have is left', (left) => {
    const { severe } = judgeFleet({
      ...fleet,
      missing: false,
      seed: 3,
      until: 1030,
      outage: [1030, 1030],
      releases: [1000],
      loss: [1020, 1024],
      left,
    })
    expect(severe).toMatchObject([{ start: 1020, severity: 100 }])
    expect(severe[0]!.contributions[0]!.values[0]!.value).toBe('ns2')
  })

  it.each([1000, 1001, 1003])('are found in the hour %i in which they lose four tenths, though all are new', (hour) => {
    const { severe } = judgeFleet({
      ...fleet,
      seed: 3,
      until: hour + 5,
      outage: [hour + 5, hour + 5],
      releases: [1000],
      loss: [hour, hour + 4],
    })
    expect(severe).toMatchObject([{ start: hour, severity: 100 }])
    expect(severe[0]!.contributions[0]!.values[0]!.value).toBe('ns2')
    expect(severe[0]!.contributions[0]!.values[0]!.percent).toBeGreaterThan(90)
  })

  it('are found when they have nothing, from their first whole hour on', () => {
    const { severe } = judgeFleet({
      ...fleet,
      seed: 3,
      until: 1006,
      outage: [1006, 1006],
      releases: [1000],
      loss: [1001, 1006],
      left: 0,
    })
    expect(severe).toMatchObject([{ start: 1001, end: 1005, severity: 100 }])
    expect(severe[0]!.contributions[0]!.values[0]).toMatchObject({ value: 'ns2', percent: expect.closeTo(100, -1) })
    const own = severe[0]!.metrics.filter(({ series }) => series[0] === 'ns2')
    expect(own.length).toBeGreaterThan(4)
    for (const { points } of own) expect(points[0]).toMatchObject({ value: 0, learning: true })
  })
})

describe('a service whose pods are all replaced every five days, long before they have learned enough to be judged', () => {
  it('is found when it loses four tenths, with those pods', () => {
    const { severe } = judgeFleet({
      pods: 18,
      namespaces: 3,
      life: 1e6,
      seed: 4,
      from: 600,
      until: 780,
      outage: [780, 780],
      loss: [745, 748],
      releasedEvery: 120,
    })
    expect(severe).toMatchObject([
      { start: 745, contributions: [{ dimension: 'ns', values: [{ value: 'ns2', percent: 100 }] }, {}] },
    ])
    expect(severe[0]!.metrics.length).toBeGreaterThan(3)
    for (const { points } of severe[0]!.metrics) expect(points[0]).toMatchObject({ learning: true })
  })
})

describe('jobs whose pods are new in each interval', () => {
  it('are found when those of a service have four tenths less, with the pods of each hour', () => {
    const { severe } = judgeFleet({
      pods: 18,
      namespaces: 6,
      life: 1e6,
      seed: 4,
      from: 400,
      until: 512,
      outage: [512, 512],
      loss: [505, 508],
      releasedEvery: 1,
    })
    expect(severe).toMatchObject([
      { start: 505, contributions: [{ dimension: 'ns', values: [{ value: 'ns2', percent: 100 }] }, {}] },
    ])
    expect(severe[0]!.metrics).toHaveLength(9)
  })
})
