import { invertPositive } from './cholesky.ts'

/** Added to the diagonal of the normal equations, relative: repeated columns then share their coefficient. */
const RIDGE = 1e-6

/**
 * Every series explained by the past of all: one linear regression a series on the same columns. Coefficient arrays have
 * the index (to * series + from) * lags + lag - 1.
 */
export interface LaggedRegression {
  readonly lags: number
  /** Inverse of the columns' products; a column is from * lags + lag - 1. */
  readonly inverse: Float64Array
  /** Intervals behind the regression less its columns. */
  readonly freedom: number
  /** What `to` does per unit of `from` so many intervals before, all else equal. */
  readonly coefficients: Float64Array
  /** Coefficient over its standard error; the error needs no equal variance (HC3). */
  readonly t: Float64Array
  /** The same from the older and the newer half of the intervals alone. */
  readonly tOlder: Float64Array
  readonly tNewer: Float64Array
  /** What stays unexplained, one array a series, index = interval - lags. */
  readonly innovations: readonly Float64Array[]
}

/**
 * Regresses each series on the last `lags` values of all of them.
 *
 * Cost: one inverse for all series, then intervals * (series * lags)^2 multiplications (40 ms for 10 series of 2,500
 * intervals and 8 lags: `npm run bench:causes`).
 *
 * @param series - of equal length, mean about 0
 * @param lags - 1 or more; series * lags must be well below the number of intervals
 * @see MacKinnon and White 1985, https://doi.org/10.1016/0304-4076(85)90158-7 (HC3); Frisch and Waugh 1933 for the halves
 */
export function regressOnPast(series: readonly Float64Array[], lags: number): LaggedRegression {
  const width = series.length * lags
  const rows = series[0].length - lags
  const inverse = invertPositive(crossProducts(series, lags), width, RIDGE)
  const coefficients = solve(inverse, series, lags)
  const innovations = series.map(() => new Float64Array(rows))
  const cells = series.length * width
  const halves = [0, 1].map(() => ({
    lever: new Float64Array(width),
    score: new Float64Array(cells),
    variance: new Float64Array(cells),
  }))
  const past = new Float64Array(width)
  const influence = new Float64Array(width)
  // The hot loop: a row's influence on every coefficient, nothing allocated.
  for (let row = 0; row < rows; row++) {
    for (let from = 0, c = 0; from < series.length; from++) {
      const values = series[from]
      for (let lag = 1; lag <= lags; lag++, c++) past[c] = values[row + lags - lag]
    }
    influence.fill(0)
    for (let k = 0, at = 0; k < width; k++) {
      const value = past[k]
      for (let c = 0; c < width; c++, at++) influence[c] += inverse[at] * value
    }
    let leverage = 0
    for (let c = 0; c < width; c++) leverage += influence[c] * past[c]
    const { lever, score, variance } = halves[2 * row < rows ? 0 : 1]
    for (let c = 0; c < width; c++) lever[c] += influence[c] * past[c]
    const caution = 1 / (1 - Math.min(leverage, 0.99))
    for (let to = 0; to < series.length; to++) {
      const at = to * width
      let rest = series[to][row + lags]
      for (let c = 0; c < width; c++) rest -= coefficients[at + c] * past[c]
      innovations[to][row] = rest
      const careful = rest * caution
      for (let c = 0; c < width; c++) {
        score[at + c] += influence[c] * rest
        variance[at + c] += influence[c] * influence[c] * careful * careful
      }
    }
  }
  const [older, newer] = halves
  return {
    lags,
    inverse,
    freedom: rows - width,
    coefficients,
    t: coefficients.map((b, cell) => ratio(b, older.variance[cell] + newer.variance[cell])),
    tOlder: coefficients.map((b, cell) =>
      ratio(older.score[cell] + b * older.lever[cell % width], older.variance[cell]),
    ),
    tNewer: coefficients.map((b, cell) =>
      ratio(newer.score[cell] + b * newer.lever[cell % width], newer.variance[cell]),
    ),
    innovations,
  }
}

function ratio(estimate: number, variance: number): number {
  return variance > 0 ? estimate / Math.sqrt(variance) : 0
}

/**
 * Sums of products of all pairs of lagged columns. Only pairs with a lag of 1 are summed up; the others are the pair one
 * lag before, less the product that leaves at the newest end, and with the one that comes in at the oldest.
 */
function crossProducts(series: readonly Float64Array[], lags: number): Float64Array {
  const width = series.length * lags
  const length = series[0].length
  const products = new Float64Array(width * width)
  for (let a = 0; a < series.length; a++) {
    for (let b = 0; b < series.length; b++) {
      for (let i = 1; i <= lags; i++) {
        for (let j = 1; j <= lags; j++) {
          const row = a * lags + i - 1
          const column = b * lags + j - 1
          const shifted =
            i > 1 && j > 1
              ? products[(row - 1) * width + column - 1] +
                series[a][lags - i] * series[b][lags - j] -
                series[a][length - i] * series[b][length - j]
              : sumOfProducts(series[a], lags - i, series[b], lags - j, length - lags)
          products[row * width + column] = shifted
        }
      }
    }
  }
  return products
}

function solve(inverse: Float64Array, series: readonly Float64Array[], lags: number): Float64Array {
  const width = series.length * lags
  const rows = series[0].length - lags
  const coefficients = new Float64Array(series.length * width)
  const moments = new Float64Array(width)
  series.forEach((target, to) => {
    for (let c = 0; c < width; c++) {
      const lag = (c % lags) + 1
      moments[c] = sumOfProducts(series[(c - lag + 1) / lags], lags - lag, target, lags, rows)
    }
    for (let c = 0; c < width; c++) {
      let sum = 0
      for (let k = 0; k < width; k++) sum += inverse[c * width + k] * moments[k]
      coefficients[to * width + c] = sum
    }
  })
  return coefficients
}

function sumOfProducts(a: Float64Array, fromA: number, b: Float64Array, fromB: number, length: number): number {
  let sum = 0
  for (let t = 0; t < length; t++) sum += a[fromA + t] * b[fromB + t]
  return sum
}
