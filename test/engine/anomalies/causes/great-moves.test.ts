import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../../bench/causes/random.ts'
import { fadingOfGreatMoves } from '../../../../engine/anomalies/causes/great-moves.ts'
import { regressOnPast } from '../../../../engine/anomalies/causes/lagged-regression.ts'

const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, t) => sum + value * y[t], 0)

const without = (x: Float64Array, y: Float64Array) => x.map((value, t) => value - (dot(x, y) / dot(y, y)) * y[t])

describe('fadingOfGreatMoves', () => {
  const { normal } = randomNumbers(24)
  const length = 400
  const [a, b, c] = [0, 1, 2].map(() => Float64Array.from({ length }, normal))
  // The second has much of the first, and the third answers both, an interval later.
  const series = [
    a,
    b.map((value, t) => value + a[t]),
    c.map((value, t) => value + (t > 0 ? 0.5 * a[t - 1] - b[t - 1] : 0)),
  ]
  const regression = regressOnPast(series, 1)

  it.each([
    { from: 0, others: [1, 2] },
    { from: 1, others: [0, 2] },
  ])('compares slopes of what measure $from has of its own, by the tenth of its greatest moves', ({ from, others }) => {
    const past = series.map((values) => values.slice(0, -1))
    // Gram and Schmidt.
    const [one, other] = [past[others[0]], without(past[others[1]], past[others[0]])]
    const own = without(without(past[from], one), other)
    const slope = regression.coefficients[2 * 3 + from]
    const border = own.map(Math.abs).toSorted()[359]
    const [small, great] = [false, true].map((isGreat) => {
      const rows = [...own.keys()].filter((row) => Math.abs(own[row]) >= border === isGreat)
      const squares = rows.reduce((sum, row) => sum + own[row] ** 2, 0)
      const products = rows.map((row) => own[row] * regression.innovations[2][row])
      return {
        slope: slope + products.reduce((sum, product) => sum + product, 0) / squares,
        variance: products.reduce((sum, product) => sum + product ** 2, 0) / squares ** 2,
      }
    })
    const fading = (small.slope - great.slope) / Math.sqrt(small.variance + great.variance)
    // From 0 the slope is above 0, from 1 below.
    expect(fadingOfGreatMoves(series, regression, { from, to: 2, lag: 1 })).toBeCloseTo(Math.sign(slope) * fading, 3)
  })
})
