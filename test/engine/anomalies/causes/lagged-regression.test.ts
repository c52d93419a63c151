import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../../bench/causes/random.ts'
import { regressOnPast } from '../../../../engine/anomalies/causes/lagged-regression.ts'

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k], 0)

describe('regressOnPast', () => {
  const { normal } = randomNumbers(21)
  const series = [0, 1].map(() => Float64Array.from({ length: 60 }, normal))
  // One event, so that single intervals weigh much.
  series[0][30] = 12
  const lags = 3
  const rows = 57
  const pastOf = (row: number): readonly number[] =>
    series.flatMap((values) => [1, 2, 3].map((lag) => values[row + lags - lag]))
  const columns = pastOf(0).length
  const regression = regressOnPast(series, lags)

  it('leaves what has nothing in common with the past', () => {
    expect(regression.freedom).toBe(rows - columns)
    for (const to of [0, 1]) {
      const { coefficients, innovations } = regression
      const own = coefficients.subarray(to * columns, (to + 1) * columns)
      for (let row = 0; row < rows; row++) {
        expect(innovations[to][row]).toBeCloseTo(series[to][row + lags] - dot(own, pastOf(row)), 9)
      }
      for (let column = 0; column < columns; column++) {
        const values = Array.from({ length: rows }, (_, row) => pastOf(row)[column])
        // The ridge leaves a millionth.
        expect(Math.abs(dot(values, innovations[to]))).toBeLessThan(1e-3)
      }
    }
  })

  it('has the standard errors HC3 of MacKinnon and White', () => {
    const { inverse, coefficients, innovations, t } = regression
    for (const to of [0, 1]) {
      for (let column = 0; column < columns; column++) {
        let variance = 0
        for (let row = 0; row < rows; row++) {
          const past = pastOf(row)
          const influence = past.map((_, c) => dot(inverse.subarray(c * columns, (c + 1) * columns), past))
          variance += ((influence[column] * innovations[to][row]) / (1 - dot(influence, past))) ** 2
        }
        const cell = to * columns + column
        expect(t[cell] * Math.sqrt(variance)).toBeCloseTo(coefficients[cell], 9)
      }
    }
  })

  it('gives series that repeat each other a half each, and one of zeros nothing', () => {
    const [cause] = series
    const effect = Float64Array.from(cause, (_, k) => (k === 0 ? 0 : cause[k - 1]) + 0.1 * normal())
    const { coefficients, t } = regressOnPast([cause, cause, effect, new Float64Array(60)], 1)
    expect(coefficients[2 * 4]).toBeCloseTo(0.5, 1)
    expect(coefficients[2 * 4 + 1]).toBeCloseTo(coefficients[2 * 4], 3)
    expect([...t.subarray(3 * 4)]).toEqual([0, 0, 0, 0])
  })
})
