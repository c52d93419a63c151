import { COEFFICIENTS, COVARIANCE, LAST_RESIDUAL, SHORT_RESIDUAL } from './layout.ts'

const ORDER = 4
const FORGET = 1 - 1 / 2000
const MOST_VARIANCE = 1
/** The regression moves a forecast by at most this many sigma, so that it does not follow an outage. */
const MOST = 3
/** Before any data: the season as learned, half of the short average, a third of the last residual. */
const FIRST = [0, 0, 0.4, 0.3] as const
const FIRST_VARIANCE = [0.02, 0.02, 0.1, 0.1] as const

const input = new Float64Array(ORDER)
const gain = new Float64Array(ORDER)

/** Sets the coefficients to what is believed before any data. */
export function startCoefficients(x: Float64Array, o: number): void {
  let k = o + COVARIANCE
  for (let i = 0; i < ORDER; i++) {
    x[o + COEFFICIENTS + i] = FIRST[i]
    for (let j = i; j < ORDER; j++) x[k++] = i === j ? FIRST_VARIANCE[i] : 0
  }
}

/**
 * What the forecast adds to level and season: a regression on season, week, short and last residual (a residual's memory
 * lasts; a season's size may change). Leaves the inputs for `learnCoefficients`.
 *
 * @param sigma - of the residual: the unit of the regression
 */
export function forecastDeviation(x: Float64Array, o: number, season: number, week: number, sigma: number): number {
  input[0] = season / sigma
  input[1] = week / sigma
  input[2] = x[o + SHORT_RESIDUAL] / sigma
  input[3] = x[o + LAST_RESIDUAL] / sigma
  const c = o + COEFFICIENTS
  const sum = x[c] * input[0] + x[c + 1] * input[1] + x[c + 2] * input[2] + x[c + 3] * input[3]
  return sigma * (sum > MOST ? MOST : sum < -MOST ? -MOST : sum)
}

/**
 * Recursive least squares with forgetting and bounded covariance, on the inputs of the last `forecastDeviation`.
 *
 * @param error - clipped error of the forecast in units of sigma
 * @param noise - variance of the forecast error in units of sigma squared
 */
export function learnCoefficients(x: Float64Array, o: number, error: number, noise: number): void {
  const p = o + COVARIANCE
  const [a, b, c, d] = input as unknown as [number, number, number, number]
  gain[0] = x[p] * a + x[p + 1] * b + x[p + 2] * c + x[p + 3] * d
  gain[1] = x[p + 1] * a + x[p + 4] * b + x[p + 5] * c + x[p + 6] * d
  gain[2] = x[p + 2] * a + x[p + 5] * b + x[p + 7] * c + x[p + 8] * d
  gain[3] = x[p + 3] * a + x[p + 6] * b + x[p + 8] * c + x[p + 9] * d
  const all = noise + a * gain[0] + b * gain[1] + c * gain[2] + d * gain[3]
  let k = p
  for (let i = 0; i < ORDER; i++) {
    x[o + COEFFICIENTS + i] += (gain[i] / all) * error
    for (let j = i; j < ORDER; j++) x[k++] -= (gain[i] * gain[j]) / all
  }
  // Forgetting, unless nothing was learned for so long that the covariance would grow without end.
  if (x[p] < MOST_VARIANCE && x[p + 4] < MOST_VARIANCE && x[p + 7] < MOST_VARIANCE && x[p + 9] < MOST_VARIANCE) {
    for (k = p; k < p + 10; k++) x[k] /= FORGET
  }
}
