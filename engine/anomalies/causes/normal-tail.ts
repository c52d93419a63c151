import { exp, ln } from '../../detection/index.ts'

/**
 * Share of the standard normal law above a value.
 *
 * @param z - any number; from 37 on the result is that of 37 (about 1e-300), so that it stays above 0
 * @returns P(Z > z), relative error below 1e-10
 * @see Abramowitz and Stegun 26.2.11 (series) and 26.2.14 (continued fraction)
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  if (z > 37) return normalTail(37)
  const density = 0.3989422804014327 * exp((-z * z) / 2)
  if (z < 3) {
    let term = z
    let sum = z
    for (let k = 3; k < 90; k += 2) {
      term *= (z * z) / k
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = z
  for (let k = 80; k > 0; k--) fraction = z + k / fraction
  return density / fraction
}

/**
 * The normal value that is as rare as a value of Student's t, for 50 degrees of freedom and more right in three digits.
 *
 * @param freedom - degrees of freedom, > 0
 * @see Wallace 1959, https://doi.org/10.1214/aoms/1177706162
 */
export function normalOfStudent(t: number, freedom: number): number {
  const z = ((8 * freedom + 1) / (8 * freedom + 3)) * Math.sqrt(freedom * ln(1 + (t * t) / freedom))
  return t < 0 ? -z : z
}
