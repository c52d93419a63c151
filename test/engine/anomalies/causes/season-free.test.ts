import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../../bench/causes/random.ts'
import { appendResiduals, createResidualHistory } from '../../../../engine/anomalies/causes/residual-history.ts'
import { seasonFree } from '../../../../engine/anomalies/causes/season-free.ts'
import type { Interval } from '../../../../spec/index.ts'

const meanOf = (some: Float64Array) => some.reduce((sum, value) => sum + value, 0) / some.length

function freed(length: number, residualOf: (t: number) => number, interval: Interval = 'P1D') {
  const history = createResidualHistory(1, Math.max(1, length))
  for (let t = 0; t < length; t++) appendResiduals(history, t, [residualOf(t)])
  return seasonFree(history, 0, interval)
}

describe('seasonFree', () => {
  const { normal } = randomNumbers(23)

  it('lies around 0, wherever the residuals do', () => {
    const { values, unit } = freed(140, () => 10 + normal())!
    expect(values.reduce((sum, value) => sum + value / 140, 0)).toBeCloseTo(0, 0)
    expect(unit).toBeLessThan(1.5)
  })

  it('counts what is beyond 8 sigma as 8 sigma', () => {
    // One in a hundred is far off: a variance of 0.99 + 0.01 * 8^2.
    const { unit } = freed(5000, (t) => (t % 100 === 0 ? (t % 200 === 0 ? 40 : -40) : normal()))!
    expect(unit).toBeCloseTo(Math.sqrt(0.99 + 0.64), 1)
  })

  it.each([
    { interval: 'PT5M', cycle: 288 },
    { interval: 'PT10M', cycle: 144 },
    { interval: 'PT1H', cycle: 168 },
    { interval: 'P1D', cycle: 7 },
  ] as const)(
    'takes out at $interval what comes every $cycle intervals, and evens how large it is',
    ({ interval, cycle }) => {
      const { values } = freed(
        20 * cycle,
        (t) => (t % cycle === 3 ? 4 : t % cycle === 5 ? 4 * normal() : normal()),
        interval,
      )!
      const of = (slot: number) => values.filter((_, t) => t % cycle === slot)
      // Of the mean a fifth is left: the common one weighs as much as 5 of 25 values.
      expect(meanOf(of(3))).toBeLessThan(1.5)
      const variance = meanOf(of(5).map((value) => value ** 2))
      expect(variance).toBeGreaterThan(0.4)
      expect(variance).toBeLessThan(2.5)
    },
  )

  it('takes a value that is missing for as expected, where those are less than half', () => {
    const { values } = freed(500, (t) => (t % 5 < 2 ? Number.NaN : normal()))!
    values.forEach((value, t) => expect(value === 0).toBe(t % 5 < 2))
    expect(freed(500, (t) => (t % 5 < 3 ? Number.NaN : normal()))).toBeUndefined()
  })

  it('is nothing of a measure that is constant, or that there is nothing of', () => {
    expect(freed(500, () => 3)).toBeUndefined()
    expect(freed(0, () => 0)).toBeUndefined()
  })
})
