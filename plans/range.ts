/** From the least to the most that is likely: figures that nobody knows exactly. */
export interface Range {
  readonly low: number
  readonly high: number
}

export const NOTHING: Range = { low: 0, high: 0 }

/** A range of one number. */
export function exactly(number: number): Range {
  return { low: number, high: number }
}

export function sumOf(ranges: readonly Range[]): Range {
  return ranges.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), NOTHING)
}

/** Of ranges without negative numbers. */
export function productOf(...factors: readonly (Range | number)[]): Range {
  return factors.reduce<Range>((product, factor) => {
    const { low, high } = typeof factor === 'number' ? exactly(factor) : factor
    return { low: product.low * low, high: product.high * high }
  }, exactly(1))
}
