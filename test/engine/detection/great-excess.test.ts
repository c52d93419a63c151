import { describe, expect, it } from 'vitest'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { learnGreatExcess, usualSize } from '../../../engine/detection/great-excess.ts'
import { EXCESS_PEAK, JUDGED, SCALARS, SIDE_RUN, TAILS, TAIL_SUMS } from '../../../engine/detection/layout.ts'
import type { Interval } from '../../../spec/index.ts'
import { Feeder, randomNumbers } from './simulate.ts'

/** Memory in use: it grows until the process is restarted, in each hundredth hour or when there is no more. */
function memory(
  seed: number,
  interval: 'PT5M' | 'PT10M' | 'PT1H',
): { readonly feeder: Feeder; readonly restarts: readonly number[] } {
  const hours = { PT5M: 1 / 12, PT10M: 1 / 6, PT1H: 1 }[interval]
  const { normal, uniform } = randomNumbers(seed)
  const feeder = new Feeder({ interval })
  const restarts: number[] = []
  let used = 500
  for (let k = 0; k < 5000; k++) {
    used += 6 * hours + 0.5 * normal()
    const isRestart = used > 850 || uniform() < hours / 100
    if (isRestart) used = 500
    const { severity } = feeder.step(() => used)
    if (isRestart && !Number.isNaN(severity)) restarts.push(severity)
  }
  return { feeder, restarts }
}

describe('memory that falls at each restart', () => {
  it.each(['PT5M', 'PT10M', 'PT1H'] as const)('is alerted on in the first restarts at %s, then no more', (interval) => {
    const severities = [1, 2, 3].map((seed) => memory(seed, interval).restarts)
    for (const restarts of severities) expect(restarts[0]).toBeGreaterThanOrEqual(90)
    const later = severities.flatMap((restarts) => restarts.slice(6))
    expect(later.length).toBeGreaterThanOrEqual(7)
    // Once in 700 values at PT5M: that is severity 46.
    expect(later.filter((severity) => severity >= 60).length).toBeLessThanOrEqual(later.length / 10)
  })

  it('is alerted on when it falls further than ever', () => {
    const { feeder } = memory(1, 'PT1H')
    expect(feeder.step(() => 20).severity).toBeGreaterThanOrEqual(50)
  })

  it.each([
    { interval: 'PT10M', hours: 2 },
    { interval: 'PT1H', hours: 5 },
  ] as const)('is alerted on when the process is gone for $hours hours at $interval', ({ interval, hours }) => {
    for (const seed of [1, 2, 3]) {
      const { feeder } = memory(seed, interval)
      const values = interval === 'PT10M' ? 6 * hours : hours
      expect(Math.max(...Array.from({ length: values }, () => feeder.step(() => 0).severity))).toBeGreaterThanOrEqual(
        70,
      )
    }
  })

  it('is alerted on as ever when it rises far above what it falls from', () => {
    for (const seed of [1, 2, 3]) {
      const { feeder } = memory(seed, 'PT1H')
      // Not the first time.
      for (let peak = 0; peak < 4; peak++) {
        for (let k = 0; k < 40; k++) feeder.step(() => 600 + 6 * k)
        expect(feeder.step(() => 1400).severity).toBeGreaterThanOrEqual(70)
      }
    }
  })
})

/** Severities of the peaks among 5,000 hours, from the 1,500th on. */
function peaks(share: number, rebound = 0): number[] {
  const { normal, uniform } = randomNumbers(11)
  const feeder = new Feeder()
  const severities: number[] = []
  let wasPeak = false
  for (let k = 0; k < 5000; k++) {
    const isPeak = uniform() < share
    const usual = 500 + 10 * normal() - (wasPeak ? rebound : 0)
    const { severity } = feeder.step(() => usual + (isPeak ? 150 + 250 * uniform() : 0))
    wasPeak = isPeak
    if (isPeak && k >= 1500) severities.push(severity)
  }
  return severities
}

describe('peaks that come and pass', () => {
  it('are alerted on each time where they are less than one value in a hundred', () => {
    const severities = peaks(0.006)
    expect(severities.length).toBeGreaterThan(10)
    expect(Math.min(...severities)).toBeGreaterThanOrEqual(90)
  })

  it('are usual where they are one in fifty', () => {
    const severities = peaks(0.02)
    expect(severities.length).toBeGreaterThan(50)
    expect(severities.filter((severity) => severity >= 50).length).toBeLessThanOrEqual(severities.length / 10)
  })

  it('are usual where they swing back to the other side, too', () => {
    const severities = peaks(0.02, 150)
    expect(severities.length).toBeGreaterThan(50)
    expect(severities.filter((severity) => severity >= 50).length).toBeLessThanOrEqual(severities.length / 4)
  })
})

describe('a metric with peaks to one side', () => {
  const share = 0.03

  /** Peaks up for 3,000 intervals, and what comes then. */
  function peaking(seed: number, interval: Interval): { readonly feeder: Feeder; readonly usual: () => number } {
    const { normal, uniform } = randomNumbers(seed)
    const feeder = new Feeder({ interval })
    const usual = (): number => 500 + 10 * normal() + (uniform() < share ? 150 + 250 * uniform() : 0)
    for (let k = 0; k < 3000; k++) feeder.step(usual)
    return { feeder, usual }
  }

  it.each(['PT10M', 'PT1H'] as const)('is missed at %s when it goes to the other side', (interval) => {
    for (const seed of [21, 22, 23]) {
      const { feeder } = peaking(seed, interval)
      expect(feeder.step(() => 250).severity).toBeGreaterThanOrEqual(90)
    }
  })

  it.each(['PT5M', 'PT10M', 'PT1H'] as const)(
    'is alerted on at %s when it stays there for seven values',
    (interval) => {
      for (const seed of [21, 22, 23]) {
        const { feeder } = peaking(seed, interval)
        // No two values alike: not a flat line.
        const severities = Array.from({ length: 7 }, (_, k) => feeder.step(() => 750 + k).severity)
        expect(severities[0]).toBeLessThan(50)
        expect(Math.max(...severities)).toBeGreaterThanOrEqual(50)
      }
    },
  )

  it('is alerted on each time when a peak is several times as great as most', () => {
    for (const seed of [24, 25, 26]) {
      const { feeder, usual } = peaking(seed, 'PT1H')
      for (let incident = 0; incident < 6; incident++) {
        expect(feeder.step(() => 500 + 8 * 275).severity).toBeGreaterThanOrEqual(60)
        for (let k = 0; k < 240; k++) feeder.step(usual)
      }
    }
  })

  it('is alerted on when a peak is many times as great as ever', () => {
    for (const seed of [21, 22, 23]) {
      const { feeder, usual } = peaking(seed, 'PT1H')
      // What was absurd once is not what is usual.
      feeder.step(() => 500_000)
      for (let k = 0; k < 100; k++) feeder.step(usual)
      expect(feeder.step(() => 20_000).severity).toBeGreaterThanOrEqual(70)
    }
  })
})

describe('a daily metric', () => {
  it('is alerted on when it is down for the fourth time in ten weeks', () => {
    for (const seed of [31, 32, 33]) {
      const { normal } = randomNumbers(seed)
      const feeder = new Feeder({ interval: 'P1D', learningPoints: 14 })
      let last = 0
      for (let day = 0; day <= 60; day++) {
        last = feeder.step(() => ([20, 35, 50, 60].includes(day) ? 0 : 1000 + 30 * normal())).severity
      }
      expect(last).toBeGreaterThanOrEqual(90)
    }
  })
})

/**
 * Up to where jumps are usual, where there were as many below among so many values, each of them of 20 thresholds.
 *
 * @param run - values below in a row that were seen already
 * @param jump - their size in thresholds, and how far off the metric still was when they were over, in sigma
 */
function usualAfter(
  count: number,
  values: number,
  interval: Interval,
  run = 0,
  jump: { readonly size: number; readonly away: number } = { size: 20, away: 40 },
): number {
  const x = new Float32Array(SCALARS)
  x[EXCESS_PEAK] = jump.size
  for (let k = 0; k < count; k++) learnGreatExcess(x, 0, 1, jump.away)
  x[TAILS + TAIL_SUMS] = count
  x[JUDGED] = values
  x[SIDE_RUN] = -run
  expect(usualSize(x, 0, 0, cyclesOf(interval))).toBe(0)
  return usualSize(x, 0, 1, cyclesOf(interval))
}

describe('great excesses that were jumps', () => {
  it.each([
    { interval: 'PT1H', perDay: 24 },
    { interval: 'PT10M', perDay: 144 },
    { interval: 'P1D', perDay: 1 },
  ] as const)('are usual at $interval from the third on, up to their size, if they come every third week', (given) => {
    const { interval, perDay } = given
    expect(usualAfter(2, 21 * perDay, interval)).toBe(0)
    const size = usualAfter(4, 4 * 21 * perDay, interval)
    expect(size).toBeGreaterThanOrEqual(20)
    expect(size).toBeLessThan(20 * 1.07)
    expect(usualAfter(4, 4 * 22 * perDay, interval)).toBe(0)
  })

  it.each([
    { interval: 'PT5M', values: 12 },
    { interval: 'PT10M', values: 6 },
    { interval: 'PT1H', values: 3 },
    { interval: 'P1D', values: 2 },
  ] as const)('are usual at $interval for $values values, and no longer', ({ interval, values }) => {
    const usual = usualAfter(4, 50, interval)
    expect(usual).toBeGreaterThanOrEqual(20)
    expect(usualAfter(4, 50, interval, values - 1)).toBe(usual)
    expect(usualAfter(4, 50, interval, values)).toBe(0)
  })

  it.each([{ size: 100 }, { size: 5 }])(
    'are usual up to the same size after a peak of $size thresholds',
    ({ size }) => {
      const x = new Float32Array(SCALARS)
      x[TAILS + TAIL_SUMS] = 4
      x[JUDGED] = 50
      x[EXCESS_PEAK] = 20
      for (let k = 0; k < 4; k++) learnGreatExcess(x, 0, 1, 40)
      const usual = usualSize(x, 0, 1, cyclesOf('PT1H'))
      x[EXCESS_PEAK] = size
      learnGreatExcess(x, 0, 1, 0)
      expect(usualSize(x, 0, 1, cyclesOf('PT1H'))).toBe(usual)
    },
  )

  // Two fifths of 2.2 sigma a threshold.
  it.each([
    { size: 5, sigmas: 4.4 },
    { size: 8, sigmas: 7.04 },
    { size: 100, sigmas: 7.04 },
  ])('of $size thresholds are those after which a metric stays more than $sigmas sigma away', ({ size, sigmas }) => {
    expect(usualAfter(4, 50, 'PT1H', 0, { size, away: 1.01 * sigmas })).toBeGreaterThanOrEqual(size)
    expect(usualAfter(4, 50, 'PT1H', 0, { size, away: 0.99 * sigmas })).toBe(0)
  })
})

describe('great excesses that were no jumps', () => {
  const back = { size: 20, away: 0 }

  it.each([
    { what: 'nine', count: 9, values: 100, usual: false },
    { what: 'ten', count: 10, values: 100, usual: true },
    // Less a standard deviation: 25 - 5 of 2,000.
    { what: 'twenty-five, in less than 2,000 values,', count: 25, values: 1990, usual: true },
    { what: 'twenty-five, in more than 2,000 values,', count: 25, values: 2010, usual: false },
  ])('are usual, as $what are: $usual', ({ count, values, usual }) => {
    expect(usualAfter(count, values, 'PT1H', 0, back) > 0).toBe(usual)
  })

  it('are usual for three values, and no longer', () => {
    expect(usualAfter(25, 100, 'PT5M', 2, back)).toBe(usualAfter(25, 100, 'PT5M', 0, back))
    expect(usualAfter(25, 100, 'PT5M', 3, back)).toBe(0)
  })
})

describe('a site that is down now and then', () => {
  // After six hours at PT10M the level is followed.
  it.each([2, 24])('is alerted on each time: it comes back after %s hours', (hours) => {
    const { normal, uniform } = randomNumbers(12)
    const feeder = new Feeder({ interval: 'PT10M' })
    const severities: number[] = []
    const length = 6 * hours
    let down = 1000
    for (let k = 0; k < 16 * 1008; k++) {
      if (k === down + length) down += 900 + Math.floor(200 * uniform())
      const isDown = k >= down && k < down + length
      const { severity } = feeder.step(() => (isDown ? 0 : 500 + 20 * normal()))
      if (k === down) severities.push(severity)
    }
    expect(severities.length).toBeGreaterThanOrEqual(12)
    expect(Math.min(...severities)).toBeGreaterThanOrEqual(90)
  })
})
