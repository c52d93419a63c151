import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calibrated,
  learnCalibration,
  rawOf,
  UNCALIBRATED,
  type Calibration,
} from '../../../engine/layers/calibration.ts'
import { randomNumbers } from '../../../bench/layers/simulation.ts'

const raws = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { maxLength: 60 })

describe('calibrated', () => {
  it.each([0, 0.5, 1, 2, 3.7, 9])('leaves %d as it is before anything is known', (raw) => {
    expect(calibrated(UNCALIBRATED, raw)).toBeCloseTo(raw, 12)
  })

  it('rises with the statistic and is undone by rawOf, whatever it has learned', () => {
    fc.assert(
      fc.property(raws, fc.double({ min: 0, max: 20, noNaN: true }), (seen, raw) => {
        const calibration = after(seen)
        expect(calibrated(calibration, raw + 0.1)).toBeGreaterThan(calibrated(calibration, raw))
        expect(rawOf(calibration, calibrated(calibration, raw))).toBeCloseTo(raw, 9)
      }),
      { seed: 21 },
    )
  })

  // A statistic whose -log10 p is too high by a factor, as when shared shocks move all scores together.
  it.each([
    { factor: 1, name: 'keeps its law' },
    { factor: 1.5, name: 'exaggerates' },
    { factor: 0.8, name: 'is too careful' },
  ])('states the real rate of a statistic that $name, within a factor of two', ({ factor }) => {
    const random = randomNumbers(100 * factor)
    const draw = (): number => -factor * Math.log10(1 - random())
    const calibration = after(Array.from({ length: 4000 }, draw))
    const scores = Array.from({ length: 100_000 }, () => calibrated(calibration, draw()))
    for (const score of [1.5, 2, 3]) {
      const rate = scores.filter((one) => one >= score).length / scores.length
      expect(rate).toBeGreaterThan(0.5 * 10 ** -score)
      expect(rate).toBeLessThan(2 * 10 ** -score)
    }
  })

  // Now and then normal intervals go far, as those of metrics with heavy tails among others do: one in a hundred beyond 2.5.
  it('states the real rate of a statistic that goes far more often than its law says, within a factor of four', () => {
    const random = randomNumbers(7)
    const draw = (): number =>
      random() < 0.01 ? 2.5 - 2 * Math.log10(1 - random()) : Math.min(2.5, -Math.log10(1 - random()))
    const calibration = after(Array.from({ length: 4000 }, draw))
    const scores = Array.from({ length: 100_000 }, () => calibrated(calibration, draw()))
    for (const score of [2, 3, 3.8]) {
      const rate = scores.filter((one) => one >= score).length / scores.length
      expect(rate).toBeGreaterThan(10 ** -score / 4)
      expect(rate).toBeLessThan(4 * 10 ** -score)
    }
  })

  it.each([5, 6, 8, 20])('leaves a sixth anomaly of %d severe after five in 2,000 intervals', (raw) => {
    const random = randomNumbers(2)
    const seen = Array.from({ length: 2000 }, (_, k) =>
      k % 400 === 399 ? raw : Math.min(2.5, -Math.log10(1 - random())),
    )
    expect(calibrated(after(seen), raw)).toBeGreaterThan(raw - 0.4)
  })

  it('carries the tail on where a calibration of an earlier version does not know what went far', () => {
    const { far: _, ...earlier } = after(Array.from({ length: 600 }, (__, k) => (k % 5 === 0 ? 1.9 : 0.2)))
    const rise = (from: number): number => calibrated(earlier, from + 0.5) - calibrated(earlier, from)
    expect(rise(6)).toBeCloseTo(rise(1.2), 9)
    expect(rise(2.3)).toBeCloseTo(rise(1.2), 9)
    expect(learnCalibration(earlier, 3).far).toMatchObject({ within: 1, sum: 0.5 })
  })

  it('counts a run of high intervals once, and what is far out not at all', () => {
    const quiet = Array.from({ length: 500 }, () => 0.3)
    expect(after([...quiet, 2, 2, 2, 2])).toEqual({ ...after([...quiet, 2]), above: 1 })
    expect(after([...quiet, 2]).excesses).toBe(1)
    expect(after([...quiet, 40, 40, 40])).toMatchObject({ excesses: 0, sum: 0, far: { within: 0, sum: 0 } })
    expect(after([...quiet, 40, 40, 40]).far).toEqual(after([...quiet, 40]).far)
  })

  it('forgets', () => {
    const loud = after(Array.from({ length: 100 }, (_, k) => (k % 2 === 0 ? 2.5 : 0)))
    const later = after(
      Array.from({ length: 30_000 }, () => 0),
      loud,
    )
    expect(later.excesses).toBeLessThan(0.2)
  })

  it('is plain JSON', () => {
    const calibration = after([0.2, 1.7, 0.1, 3])
    expect(JSON.parse(JSON.stringify(calibration))).toEqual(calibration)
  })
})

function after(seen: readonly number[], from: Calibration = UNCALIBRATED): Calibration {
  return seen.reduce(learnCalibration, from)
}
