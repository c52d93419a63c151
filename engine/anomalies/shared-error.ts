import type { LeafEvidence } from './leaves.ts'

/** Leaves that a value must have for its mean to count, and values from which a spread can be told. */
const LEAST_LEAVES = 5
const LEAST_VALUES = 8

/** A leaf moves its value's mean by at most so many times its noise: what all leaves share is less, and what few show is no error of all. */
const CLIP = 3

/** Median of x squared for a standard normal x. */
const MEDIAN_SQUARE = 0.455

/**
 * Variance of the error that all leaves of one dimension value share, in units of a leaf's own: a busy day for one country
 * is no anomaly when countries have such days. It is what the values' means spread beyond the noise of their leaves,
 * over all values of all dimensions, around each dimension's median. Values that deviate do not matter while they are few.
 *
 * @param rest - leaves that nothing explains yet
 * @returns 0 where there are too few values to tell
 */
export function sharedErrorVariance({ codes, sizes, change, noise }: LeafEvidence): number {
  const squares: number[] = []
  for (const [dimension, values] of codes.entries()) {
    const sums = new Float64Array(sizes[dimension])
    const counts = new Float64Array(sizes[dimension])
    for (let index = 0; index < change.length; index++) {
      sums[values[index]] += Math.max(-CLIP, Math.min(CLIP, change[index] / noise[index]))
      counts[values[index]]++
    }
    const known = [...counts.keys()].filter((value) => counts[value] >= LEAST_LEAVES)
    const centre = median(known.map((value) => sums[value] / counts[value]))
    for (const value of known) {
      squares.push((sums[value] / counts[value] - centre) ** 2 / MEDIAN_SQUARE - 1 / counts[value])
    }
  }
  return squares.length < LEAST_VALUES ? 0 : Math.max(0, median(squares))
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
