import { exp, ln } from './elementary.ts'

/** Values as they are: noise does not grow with the level. */
export const IDENTITY = 0
/** 2 sqrt(x + c): noise grows with the square root of the level, as counts do. */
export const SQUARE_ROOT = 1
/** ln(x + c): noise grows with the level. */
export const LOGARITHM = 2

/**
 * Makes the noise of a metric equal at every level. Defined on all numbers, rising and smooth: below 0 the curve goes on
 * as a straight line, so that a value nobody foresaw still has a place.
 *
 * @param kind - IDENTITY, SQUARE_ROOT or LOGARITHM
 * @param offset - c > 0 in the unit of the value
 */
export function transform(kind: number, offset: number, value: number): number {
  if (kind === IDENTITY) return value
  if (kind === SQUARE_ROOT) {
    const root = Math.sqrt(offset)
    return value >= 0 ? 2 * Math.sqrt(value + offset) : 2 * root + value / root
  }
  return value >= 0 ? ln(value + offset) : ln(offset) + value / offset
}

/** The value whose transform is `y`. */
export function inverseTransform(kind: number, offset: number, y: number): number {
  if (kind === IDENTITY) return y
  if (kind === SQUARE_ROOT) {
    const root = Math.sqrt(offset)
    return y >= 2 * root ? (y * y) / 4 - offset : (y - 2 * root) * root
  }
  const zero = ln(offset)
  return y >= zero ? exp(y) - offset : (y - zero) * offset
}

/** Slope of the transform at a value: how much a small step there becomes. */
export function transformSlope(kind: number, offset: number, value: number): number {
  if (kind === IDENTITY) return 1
  const above = (value > 0 ? value : 0) + offset
  return kind === SQUARE_ROOT ? 1 / Math.sqrt(above) : 1 / above
}
