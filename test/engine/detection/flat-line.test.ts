import { describe, expect, it } from 'vitest'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { values } from '../../../engine/detection/block.ts'
import { flatScore, learnFlatLines } from '../../../engine/detection/flat-line.ts'
import {
  EQUAL_RUN,
  KNOWN_ZERO_RUN,
  LEAST_STEP,
  LONGEST_RUN,
  ORDINARY_REPEATS,
  POINTS,
  REPEATS,
  SCALARS,
} from '../../../engine/detection/layout.ts'
import { daily, Feeder, randomNumbers } from './simulate.ts'

/** Severities of a metric that repeats its last value for `length` hours. */
function stuck(feeder: Feeder, value: number, length: number): number[] {
  return Array.from({ length }, () => feeder.step(() => value).severity)
}

/** Severest of so many hours of 0, after 500 hours of counts. */
function outage(feeder: Feeder, counts: () => number, hours: number): number {
  for (let k = 0; k < 500; k++) feeder.step(counts)
  return Math.max(...stuck(feeder, 0, hours))
}

// The noise is as large as the day's swing, so that no repeated value is far from what is expected.
function learned(seed: number): { readonly feeder: Feeder; readonly next: () => number } {
  const { normal } = randomNumbers(seed)
  const feeder = new Feeder()
  const next = (): number => feeder.step(() => 100 + 5 * daily(feeder.clock.hour) + 5 * normal()).value
  for (let k = 0; k < 1000; k++) next()
  return { feeder, next }
}

describe('a flat line', () => {
  it('of a metric that never repeats itself is an anomaly from the fourth repeat on', () => {
    const { feeder, next } = learned(1)
    const value = next()
    const severities = stuck(feeder, value, 8)
    expect(Math.max(...severities.slice(0, 3))).toBeLessThan(50)
    expect(Math.min(...severities.slice(3))).toBeGreaterThanOrEqual(70)
  })

  it('lies outside the bounds while it is one', () => {
    const { feeder, next } = learned(1)
    const value = next()
    stuck(feeder, value, 4)
    const verdict = feeder.step(() => value)
    expect(verdict.severity).toBeGreaterThanOrEqual(50)
    expect(verdict.value < verdict.lower || verdict.value > verdict.upper).toBe(true)
  })

  it('is found a second and a third time', () => {
    const { feeder, next } = learned(2)
    const severest = Array.from({ length: 3 }, () => {
      const severities = stuck(feeder, next(), 12)
      for (let k = 0; k < 200; k++) next()
      return Math.max(...severities)
    })
    expect(Math.min(...severest)).toBeGreaterThanOrEqual(70)
  })

  it.each([4, 5, 12])('of %i repeats is found again after three in some months: it is as rare as that', (length) => {
    const { feeder, next } = learned(6)
    const severest = Array.from({ length: 5 }, () => {
      for (let k = 0; k < 800; k++) next()
      return Math.max(...stuck(feeder, next(), length))
    })
    // The fifth is the fifth in 5,000 values or so: 10 ** -3 is severity 50.
    expect(severest[4]).toBeGreaterThanOrEqual(45)
    expect(severest[4]).toBeLessThanOrEqual(55)
  })

  it('is as rare as those that were as long as one, however often a value came twice', () => {
    const { normal } = randomNumbers(6)
    const feeder = new Feeder()
    // One in sixteen is the one before again.
    const next = (): number => feeder.step(() => 100 + Math.round(5 * daily(feeder.clock.hour) + 4 * normal())).value
    for (let k = 0; k < 1000; k++) next()
    const severest = Array.from({ length: 5 }, () => {
      for (let k = 0; k < 800; k++) next()
      return Math.max(...stuck(feeder, next(), 12))
    })
    expect(severest[4]).toBeGreaterThanOrEqual(45)
    expect(severest[4]).toBeLessThanOrEqual(55)
  })

  it('gets no worse from one value to the next, only as it is twice as long', () => {
    const { feeder, next } = learned(7)
    const severities = stuck(feeder, next(), 60).slice(3)
    // From the fourth repeat on, the eighth, the sixteenth and the thirty-second.
    expect(new Set(severities).size).toBeLessThanOrEqual(4)
    expect(severities).toEqual(severities.toSorted((one, other) => one - other))
  })

  it('is looked at again only when it is twice as long, also where its length says little', () => {
    const x = new Float32Array(SCALARS)
    x[POINTS] = 2000
    x[REPEATS + 1] = 140
    x[ORDINARY_REPEATS + 1] = 100
    x[KNOWN_ZERO_RUN] = 12
    const scores = Array.from({ length: 40 }, (_, k) => {
      x[EQUAL_RUN] = k
      return flatScore(x, 0, 0, 1, cyclesOf('PT1H'))
    })
    // A run of 0 beyond half as many again as the third longest: from 19 repeats on, and then at 38.
    expect(scores[17]).toBe(0)
    expect(scores[18]).toBeGreaterThan(3)
    expect(Math.min(...scores.slice(18, 37))).toBeGreaterThanOrEqual(Math.max(...scores.slice(18, 37)) - 1 / 32)
    expect(scores[37]).toBeGreaterThan(scores[36] + 1)
  })

  it.each([
    { days: 90, found: false },
    { days: 110, found: true },
  ])('of a daily metric is found after $days values: $found', ({ days, found }) => {
    const { normal } = randomNumbers(10)
    const feeder = new Feeder({ interval: 'P1D', learningPoints: 14 })
    for (let day = 0; day < days; day++) feeder.step(() => 100 + 5 * normal())
    expect(Math.max(...stuck(feeder, 100, 6)) >= 50).toBe(found)
  })

  it('of a metric that repeats a fifth of its values must be clearly longer than its runs', () => {
    const { uniform } = randomNumbers(8)
    const feeder = new Feeder()
    for (let k = 0; k < 2000; k++) feeder.step(() => 100 + Math.floor(5 * uniform()))
    const severities = stuck(feeder, 102, 16)
    expect(Math.max(...severities.slice(0, 5))).toBeLessThan(50)
    expect(severities[15]).toBeGreaterThanOrEqual(70)
  })

  it('becomes normal when it keeps coming', () => {
    const { feeder, next } = learned(3)
    const severest = Array.from({ length: 6 }, () => {
      const severities = stuck(feeder, next(), 12)
      for (let k = 0; k < 100; k++) next()
      return Math.max(...severities)
    })
    expect(severest[0]).toBeGreaterThanOrEqual(70)
    expect(Math.max(...severest.slice(4))).toBeLessThan(50)
  })

  it('is nothing in a metric of few different values', () => {
    const { normal } = randomNumbers(4)
    const feeder = new Feeder()
    const severities: number[] = []
    for (let k = 0; k < 3000; k++) {
      const { severity } = feeder.step(() => Math.round(3 + 0.7 * normal()))
      if (k >= 300) severities.push(severity)
    }
    // Nominal is 1 in 1,000.
    expect(severities.filter((severity) => severity >= 50).length).toBeLessThanOrEqual(6)
  })

  it('of zeros is nothing in a metric that is 0 every night', () => {
    const { normal } = randomNumbers(5)
    const feeder = new Feeder()
    const severities: number[] = []
    for (let k = 0; k < 60 * 24; k++) {
      const { hour } = feeder.clock
      const { severity } = feeder.step(() => (hour < 7 ? 0 : 100 * daily(hour) + 5 * normal()))
      if (k >= 14 * 24 && hour < 7) severities.push(severity)
    }
    expect(Math.max(...severities)).toBeLessThan(50)
  })

  it('of small counts is as rare as they come again by chance', () => {
    const severest = Array.from({ length: 8 }, (_, seed) => {
      const { poisson } = randomNumbers(seed)
      const feeder = new Feeder()
      const calls = (): number => poisson(feeder.clock.hour < 8 ? 1.5 : 12)
      for (let k = 0; k < 2400; k++) feeder.step(calls)
      while (feeder.clock.hour !== 0) feeder.step(calls)
      return Math.max(...stuck(feeder, 1, 7))
    })
    // A third of the hours of a night have one call, and each of six repeats is one in 2.5 at most: 10 ** -2.4.
    expect(Math.max(...severest)).toBeLessThan(40)
  })

  it.each([
    { what: 'counts of 1 are every second or third', value: 1, step: 1, sigma: 3, most: 1 / 2.5 },
    { what: 'counts of 16 are every tenth', value: 16, step: 1, sigma: 9, most: 1 / 10 },
    { what: 'tenths of a degree vary by half a degree', value: 20, step: 0.1, sigma: 0.5, most: 1 / 12.5 },
    { what: 'hardly anything else comes', value: 16, step: 1, sigma: 0.1, most: 0.9 },
  ])('has at most the score of a repeat for each where $what', ({ value, step, sigma, most }) => {
    const x = new Float32Array(SCALARS)
    x[POINTS] = 5000
    x[LEAST_STEP] = step
    x[EQUAL_RUN] = 3
    expect(flatScore(x, 0, value, sigma, cyclesOf('PT1H'))).toBeCloseTo(Math.min(5, -4 * Math.log10(most)), 1)
  })

  it('is no news any more when it has lasted for a week', () => {
    const { feeder, next } = learned(9)
    const severities = stuck(feeder, next(), 10 * 24)
    expect(Math.min(...severities.slice(8, 7 * 24))).toBeGreaterThanOrEqual(70)
    expect(Math.max(...severities.slice(7 * 24 + 1))).toBeLessThan(50)
  })
})

describe('an outage of a metric of small counts', () => {
  it('is found although there were two longer ones', () => {
    const { poisson } = randomNumbers(1)
    const feeder = new Feeder()
    const severest = [12, 12, 6].map((hours) => outage(feeder, () => poisson(8), hours))
    expect(Math.min(...severest)).toBeGreaterThanOrEqual(70)
  })

  it('is found although the metric began with zeros', () => {
    const { poisson } = randomNumbers(2)
    const feeder = new Feeder()
    stuck(feeder, 0, 240)
    expect(outage(feeder, () => poisson(8), 6)).toBeGreaterThanOrEqual(70)
  })

  it('is none where the metric is 0 every Sunday: after three of them', () => {
    const { poisson } = randomNumbers(4)
    const feeder = new Feeder()
    const sundays = Array.from({ length: 8 }, () => {
      for (let k = 0; k < 6 * 24; k++) feeder.step(() => poisson(20))
      return Math.max(...stuck(feeder, 0, 24).slice(4))
    })
    expect(Math.max(...sundays.slice(3))).toBeLessThan(50)
  })
})

describe('the third longest run that is known', () => {
  it.each([
    { of: 'another value than 0', value: 7, at: LONGEST_RUN + 2 },
    { of: '0', value: 0, at: KNOWN_ZERO_RUN },
  ])('fades over 20,000 runs of $of', ({ value, at }) => {
    const { shard } = new Feeder()
    const learn = (v: number, times: number): void => {
      for (let k = 0; k < times; k++) {
        values[0] = v
        learnFlatLines(shard, cyclesOf('PT1H'), 0, 1)
        shard.exact[1] = v
      }
    }
    const run = (length: number): void => {
      learn(value, length + 1)
      learn(1, 1)
    }
    for (let k = 0; k < 3; k++) run(100)
    expect(shard.scalars[at]).toBeCloseTo(100, 1)
    for (let k = 0; k < 20_000; k++) run(1)
    expect(shard.scalars[at]).toBeCloseTo(100 / Math.E, 1)
  })
})
