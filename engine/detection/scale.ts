import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { deviationOfScore, type OwnTail } from './tail.ts'
import { transform, transformSlope } from './transform.ts'

/** Least sigma as a share of the mean absolute value, so that a flat series is not infinitely sure. */
const LEAST_SHARE = 0.005
const SMALLEST = 1e-100

/**
 * The least sigma of a metric, in the unit of y. A metric that is mostly 0 has a sigma for which a value of its usual size
 * is as rare as such values are.
 */
export function leastSigma(x: Float64Array, o: number, tail: OwnTail): number {
  const kind = x[o + at.TRANSFORM]
  const offset = x[o + at.OFFSET]
  const mean = x[o + at.MEAN_ABSOLUTE]
  let least = LEAST_SHARE * mean * transformSlope(kind, offset, mean)
  if (x[o + at.ZERO_SHARE] > 0.5 && x[o + at.MEAN_NOT_ZERO] > 0) {
    const rarity = -ln(1.001 - x[o + at.ZERO_SHARE]) / Math.LN10
    const usual = transform(kind, offset, x[o + at.MEAN_NOT_ZERO]) - transform(kind, offset, 0)
    const sparse = usual / Math.max(1, deviationOfScore(tail, rarity))
    if (sparse > least) least = sparse
  }
  return least > SMALLEST ? least : SMALLEST
}

/** The value, or the limit that it is beyond. @param limit - >= 0 */
export function clip(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value
}
