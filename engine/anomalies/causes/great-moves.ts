import type { LaggedRegression } from './lagged-regression.ts'

/** Share of intervals that count as a series' great moves. */
const GREAT = 0.1

/**
 * Whether `to` follows the great moves of `from` less than its small ones.
 *
 * A cause's own surprises reach its effect in proportion, however great. Where both hang on something unmeasured, the
 * great moves of a heavy-tailed series are mostly its own doing, and the other does not follow. Two normal laws cannot
 * be told apart in this way, nor in any other that looks at correlations.
 *
 * @param lag - 1 .. lags
 * @returns small slope less great slope over its standard error (HC0), about standard normal for a cause; above 0: fades
 * @see Kano and Shimizu 2003 (direction and confounding from non-normality); Hausman 1978, https://doi.org/10.2307/1913827
 */
export function fadingOfGreatMoves(
  series: readonly Float64Array[],
  regression: LaggedRegression,
  { from, to, lag }: { readonly from: number; readonly to: number; readonly lag: number },
): number {
  const { lags, inverse, coefficients } = regression
  const width = series.length * lags
  const column = from * lags + lag - 1
  const slope = coefficients[to * width + column]
  const innovations = regression.innovations[to]
  // What is the column's own, all other columns held (Frisch and Waugh).
  const own = new Float64Array(innovations.length)
  for (let other = 0; other < width; other++) {
    const weight = inverse[column * width + other] / inverse[column * width + column]
    const values = series[Math.floor(other / lags)]
    const start = lags - (other % lags) - 1
    for (let row = 0; row < own.length; row++) own[row] += weight * values[row + start]
  }
  const border = own.map(Math.abs).toSorted()[Math.floor((1 - GREAT) * own.length)]
  const [small, great] = [false, true].map((wanted) => {
    let squares = 0
    let products = 0
    let variance = 0
    own.forEach((x, row) => {
      if (Math.abs(x) >= border !== wanted) return
      squares += x * x
      const product = x * innovations[row]
      products += product
      variance += product * product
    })
    return { slope: slope + products / squares, variance: variance / (squares * squares) }
  })
  const error = Math.sqrt(small.variance + great.variance)
  return error > 0 ? (Math.sign(slope) * (small.slope - great.slope)) / error : 0
}
