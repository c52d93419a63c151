import { describe, expect, it } from 'vitest'
import { shardToBytes } from '../../../engine/detection/index.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { AGE, GAPS, LONGEST_GAP, SCALARS } from '../../../engine/detection/layout.ts'
import { learnMissing, learnPresent, missingScore } from '../../../engine/detection/missing-run.ts'
import { Feeder, randomNumbers } from './simulate.ts'

const { NaN: NOTHING } = Number

function dense(options: { readonly missing: boolean; readonly share?: number }): Feeder {
  const { normal, uniform } = randomNumbers(7)
  const feeder = new Feeder({ metrics: 2, missing: options.missing })
  // The second metric always reports, so that there is data.
  for (let k = 0; k < 1000; k++) {
    const silent = uniform() < (options.share ?? 0)
    feeder.step((metric) => (metric === 0 && silent ? NOTHING : 100 + normal()))
  }
  return feeder
}

function silence(feeder: Feeder, length: number): number[] {
  return Array.from({ length }, () => {
    feeder.step((metric) => (metric === 0 ? NOTHING : 100))
    return feeder.scores.severity[0]
  })
}

describe('a missing value', () => {
  it('is no evidence where it is not asked for', () => {
    expect(silence(dense({ missing: false }), 5)).toEqual(Array.from({ length: 5 }, () => NOTHING))
  })

  it('of a dense metric is the more severe the longer the silence lasts', () => {
    const severities = silence(dense({ missing: true }), 6)
    expect(severities[0]).toBe(NOTHING)
    expect(severities.slice(1)).toEqual(severities.slice(1).toSorted((a, b) => a - b))
    expect(severities[2]).toBeGreaterThanOrEqual(50)
    expect(severities[5]).toBe(100)
  })

  it('is normal in a metric that often has none', () => {
    expect(silence(dense({ missing: true, share: 0.2 }), 6)).toEqual(Array.from({ length: 6 }, () => NOTHING))
  })

  it('is judged by silences that there have been', () => {
    const feeder = dense({ missing: true })
    for (let k = 0; k < 8; k++) {
      silence(feeder, 8)
      for (let j = 0; j < 200; j++) feeder.step(() => 100)
    }
    expect(silence(feeder, 8)).toEqual(Array.from({ length: 8 }, () => NOTHING))
  })

  it('is an anomaly again where silences are rare, however many there were in months', () => {
    const feeder = dense({ missing: true })
    for (let k = 0; k < 4; k++) {
      silence(feeder, 8)
      for (let j = 0; j < 1000; j++) feeder.step(() => 100)
    }
    // One of at most five silences in 5,040 hours: 10^-3, or a little rarer.
    const severity = silence(feeder, 8).at(-1)
    expect(severity).toBeGreaterThanOrEqual(50)
    expect(severity).toBeLessThan(53)
  })

  it('never gets less severe while it goes on, however long ago others were', () => {
    const feeder = dense({ missing: true })
    for (const length of [40, 30, 20]) {
      silence(feeder, length)
      for (let j = 0; j < 800; j++) feeder.step(() => 100)
    }
    for (let j = 0; j < 20_000; j++) feeder.step(() => 100)
    const severities = silence(feeder, 60).slice(1)
    expect(severities).toEqual(severities.toSorted((a, b) => a - b))
    // Longer than all there were.
    expect(severities.at(-1)).toBe(100)
  })

  it.each([
    { interval: 'PT5M', slots: 288, days: 40 },
    { interval: 'PT10M', slots: 144, days: 40 },
  ] as const)(
    'at $interval is an anomaly again where it comes every $days days, and none every nine',
    ({ interval, slots, days }) => {
      const severest = [days, 9].map((every) => {
        const feeder = new Feeder({ interval, metrics: 2, missing: true })
        for (let k = 0; k < 4; k++) {
          for (let j = 0; j < every * slots; j++) feeder.step((metric) => 100 + metric + (j % 7))
          silence(feeder, 12)
        }
        for (let j = 0; j < every * slots; j++) feeder.step((metric) => 100 + metric + (j % 7))
        return silence(feeder, 12).at(-1)
      })
      expect(severest[0]).toBeGreaterThanOrEqual(50)
      expect(severest[1]).toBe(NOTHING)
    },
  )

  it('is not judged by single values that were missing', () => {
    const [often, never] = [0.01, 0].map((share) => {
      const feeder = dense({ missing: true, share })
      return silence(feeder, 2).at(-1)
    })
    expect(often).toBe(never)
  })

  it('stays normal where it comes every week', () => {
    const feeder = dense({ missing: true })
    for (let week = 0; week < 8; week++) {
      silence(feeder, 3)
      for (let j = 0; j < 7 * 24 - 3; j++) feeder.step(() => 100)
    }
    // The weeks before the first count, too.
    for (let week = 0; week < 12; week++) {
      expect(silence(feeder, 3)).toEqual([NOTHING, NOTHING, NOTHING])
      for (let j = 0; j < 7 * 24 - 3; j++) feeder.step(() => 100)
    }
  })

  it('says nothing any more when a metric has been silent for a week', () => {
    const severities = silence(dense({ missing: true }), 24 * 7 + 3)
    expect(severities.at(-4)).toBe(100)
    expect(severities.at(-1)).toBe(NOTHING)
  })

  it('leaves the verdict on what comes back to the value', () => {
    const feeder = dense({ missing: true })
    silence(feeder, 4)
    expect(feeder.step(() => 100).severity).toBeLessThan(50)
    expect(feeder.step(() => 200).severity).toBe(100)
  })

  it('comes with what was expected, and with the bounds that a value would have had', () => {
    const feeder = dense({ missing: true })
    silence(feeder, 2)
    const { expected, lower, upper, deviation } = feeder.scores
    expect(Math.abs(expected[0] - 100)).toBeLessThan(2)
    expect(lower[0]).toBeLessThan(expected[0] - 2)
    expect(upper[0]).toBeGreaterThan(expected[0] + 2)
    expect(deviation[0]).toBe(NOTHING)
  })

  it('has a score that grows beyond what one metric needs, so that it counts among thousands', () => {
    const feeder = dense({ missing: true })
    silence(feeder, 12)
    expect(feeder.scores.score[0]).toBe(10)
  })

  it('is not judged in the interval after a gap of all metrics, when a metric may still be on its way back', () => {
    const feeder = dense({ missing: true })
    feeder.skip(5)
    const severities = silence(feeder, 2)
    expect(severities[0]).toBe(NOTHING)
    expect(severities[1]).toBeGreaterThan(50)
  })

  it('is learned the same whether it is judged or not', () => {
    const [judged, ignored] = [true, false].map((missing) => {
      const feeder = dense({ missing, share: 0.02 })
      silence(feeder, 30)
      for (let k = 0; k < 10; k++) feeder.step(() => 100)
      return shardToBytes(feeder.shard)
    })
    expect(judged).toEqual(ignored)
  })
})

const HOURLY = cyclesOf('PT1H')

/** An hourly metric that was silent so many times, the longest three given. */
function silentBefore(age: number, gaps: number, longest: readonly number[]): Float32Array {
  const x = new Float32Array(SCALARS)
  x[AGE] = age
  x[GAPS] = gaps
  x.set(longest, LONGEST_GAP)
  return x
}

describe('a silence where there were some before', () => {
  it.each([
    { run: 9, longer: 4 },
    { run: 12, longer: 2 },
    { run: 15, longer: 1 },
  ])('of $run hours is as rare as the $longer that were as long make it', ({ run, longer }) => {
    const x = silentBefore(10_000, 4, [30, 14, 10])
    expect(missingScore(x, 0, run, HOURLY)).toBeCloseTo(Math.log10(10_000 / (1 + longer)), 5)
  })

  it.each([
    { days: 10, part: 0 },
    { days: 20, part: 0.5 },
    { days: 30, part: 1 },
    { days: 60, part: 1 },
  ])('is judged by how often there were some to $part where they are $days days apart', ({ days, part }) => {
    const x = silentBefore(5 * days * 24, 5, [8, 8, 8])
    expect(missingScore(x, 0, 8, HOURLY)).toBeCloseTo(part * Math.log10((5 * days * 24) / 6), 5)
  })

  it('says nothing in the first hundred intervals of a metric', () => {
    expect(missingScore(silentBefore(99, 0, [0, 0, 0]), 0, 4, HOURLY)).toBe(0)
    expect(missingScore(silentBefore(100, 0, [0, 0, 0]), 0, 4, HOURLY)).toBeGreaterThan(3)
  })

  it('is one again some months after a metric stopped to miss half of its values', () => {
    const x = new Float32Array(SCALARS)
    const judged = (): boolean => missingScore(x, 0, 12, HOURLY) > 0
    for (; x[AGE] < 2000; x[AGE] += 1) {
      if (x[AGE] % 2 === 0) learnMissing(x, 0)
      else learnPresent(x, 0, HOURLY)
    }
    for (; x[AGE] < 5000; x[AGE] += 1) learnPresent(x, 0, HOURLY)
    expect(judged()).toBe(false)
    for (; x[AGE] < 11_000; x[AGE] += 1) learnPresent(x, 0, HOURLY)
    expect(judged()).toBe(true)
  })
})
