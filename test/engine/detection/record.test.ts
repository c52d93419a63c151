import { describe, expect, it } from 'vitest'
import { HIGHEST, LOWEST, POINTS, SCALARS, TAILS } from '../../../engine/detection/layout.ts'
import { recordScore, sparseRecordScore } from '../../../engine/detection/record.ts'
import { Feeder, randomNumbers } from './simulate.ts'

/** A metric that has restless hours: its errors have so many excesses that a tail of them alone proves little. */
function restless(seed: number, values: number, feeder = new Feeder()): { feeder: Feeder; value: () => number } {
  const { uniform, normal } = randomNumbers(seed)
  const value = (): number => 200 + 10 * normal() + (uniform() < 0.06 ? 100 * uniform() : 0)
  for (let k = 0; k < values; k++) feeder.step(value)
  return { feeder, value }
}

describe('a value beyond all that are known', () => {
  it('is as rare as one among so many, whatever the tail of the errors is', () => {
    const { feeder } = restless(1, 2400)
    // Of 2,401 values, the greatest or the least: 2 / 2401.
    const record = feeder.step(() => 340)
    expect(record.score).toBeCloseTo(Math.log10(2401 / 2), 5)
  })

  it('is none a second time', () => {
    const { feeder } = restless(2, 2400)
    const first = feeder.step(() => 340)
    for (let k = 0; k < 24; k++) feeder.step(() => 200)
    const second = feeder.step(() => 340)
    expect(second.score).toBeLessThan(first.score - 0.3)
  })

  it('is one in a run of them, however often that outdoes itself', () => {
    const { feeder } = restless(1, 2400)
    for (const value of [335, 345, 355, 365]) feeder.step(() => value)
    for (let k = 0; k < 24; k++) feeder.step(() => 200)
    expect(feeder.step(() => 375).score).toBeCloseTo(Math.log10(2429 / 2), 5)
  })

  it('is one again when the value that was there before is long past', () => {
    const { feeder } = restless(3, 2400)
    feeder.step(() => 340)
    const { value } = restless(3, 0, feeder)
    for (let k = 0; k < 5200; k++) feeder.step(value)
    expect(feeder.step(() => 340).score).toBeGreaterThan(3)
  })
})

/** A metric that had 300 values between 100 and 200. */
function between100And200(): Float32Array {
  const x = new Float32Array(SCALARS)
  x[POINTS] = 300
  x[LOWEST] = 100
  x[HIGHEST] = 200
  return x
}

describe('a value a little beyond all that are known', () => {
  it.each([
    { y: 200 + 0.24 * 8, side: 1, is: 'no record' },
    { y: 200 + 0.26 * 8, side: 1, is: 'a record' },
    { y: 100 - 0.24 * 8, side: -1, is: 'no record' },
    { y: 100 - 0.26 * 8, side: -1, is: 'a record' },
  ])('is $is at $y, sigma being 8', ({ y, side, is }) => {
    expect(recordScore(between100And200(), 0, y, 8, side)).toBeCloseTo(is === 'a record' ? Math.log10(301 / 2) : 0, 5)
  })
})

describe('a value beyond the greatest of a metric that is mostly 0', () => {
  // The greatest, a quarter of sigma more counted, is an excess of t1 thresholds: m = ln t1 / (ln n + 0.577), and 0.25 at least.
  it.each([
    { excesses: 20, sigma: 2, mean: Math.log(200.5 / 4.4) / (Math.log(20) + 0.5772) },
    { excesses: 4000, sigma: 2, mean: Math.log(200.5 / 4.4) / (Math.log(4000) + 0.5772) },
    { excesses: 20, sigma: 40, mean: 0.25 },
    { excesses: 9, sigma: 2, mean: Infinity },
  ])('is as much rarer as a power law of the mean $mean says, after $excesses excesses', (given) => {
    const { excesses, sigma, mean } = given
    const x = between100And200()
    x[TAILS] = excesses
    const limit = 200 + sigma / 4
    expect(sparseRecordScore(x, 0, limit, 0, sigma)).toBe(0)
    const more = Math.log(10) / (mean * Math.LN10)
    expect(sparseRecordScore(x, 0, 10 * limit, 0, sigma)).toBeCloseTo(Math.log10(301 / 2) + more, 5)
  })
})

describe('a metric that had many records once', () => {
  it('has one as rare as any other metric when they are long past', () => {
    const { feeder, value } = restless(4, 1100)
    for (let record = 0; record < 9; record++) {
      feeder.step(() => 330 + 12 * record)
      for (let k = 0; k < 24; k++) feeder.step(() => 200)
    }
    for (let k = 0; k < 6048; k++) feeder.step(value)
    // With all of them still counted it would be 2.6.
    expect(feeder.step(() => 345).score).toBeGreaterThan(2.95)
  })
})

describe('errors that come in clusters', () => {
  it.each([{ seed: 21 }, { seed: 22 }, { seed: 23 }])(
    'are the rarer the more there are than ever ($seed)',
    ({ seed }) => {
      /** Of so many times as many as ever before, each time after the same past. */
      const severityOf = (times: number): number => {
        const feeder = new Feeder({ interval: 'PT5M' })
        const { poisson, uniform } = randomNumbers(seed)
        let cluster = 0
        let most = 0
        for (let k = 0; k < 4032; k++) {
          cluster = uniform() < 0.01 ? 3 + 17 * uniform() : 0.7 * cluster
          const errors = poisson(0.3 + cluster)
          most = Math.max(most, errors)
          feeder.step(() => errors)
        }
        const verdict = feeder.step(() => times * most)
        expect(verdict.value > verdict.upper).toBe(verdict.severity >= feeder.threshold)
        return verdict.severity
      }
      const severities = [1.5, 3, 10].map(severityOf)
      expect(severities).toEqual(severities.toSorted((a, b) => a - b))
      expect(severities[0]).toBeLessThan(75)
      expect(severities[2]).toBeGreaterThanOrEqual(80)
    },
  )
})

describe('a metric that began in another unit', () => {
  it('keeps its records through the change of the unit that it is learned in', () => {
    const { feeder, value } = restless(7, 0)
    feeder.step(() => 1e-9)
    for (let k = 0; k < 1900; k++) feeder.step(() => 400 - value())
    // The least of these, but above the first, which is still remembered.
    expect(feeder.step(() => 60).score).toBeLessThan(Math.log10(1901 / 2) - 0.3)
  })
})

describe('a metric that grows', () => {
  it('has records all the time, and no more false alerts for them', () => {
    const { normal } = randomNumbers(5)
    const feeder = new Feeder()
    let level = 1000
    const value = (): number => (level += 0.5) + 10 * normal()
    for (let k = 0; k < 1000; k++) feeder.step(value)
    let alerts = 0
    for (let k = 0; k < 8000; k++) if (feeder.step(value).score >= 3) alerts++
    // One in a thousand is stated; promised is at most twice that.
    expect(alerts).toBeLessThan(16)
  })
})
