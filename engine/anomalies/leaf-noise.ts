/**
 * Least noise of a change, so that leaves without any are not infinitely sure: half a percent, as the least sigma of a
 * metric that is new or never varied (`docs/detection.md`, Sigma).
 */
const LEAST_NOISE = 0.005

/** Leaves from which noise can be told, and what is taken for it where there are fewer: anything is normal. */
const LEAST_LEAVES = 8
const UNKNOWN_NOISE = 1

/** Leaves of like size whose noise is estimated together. */
const LEAVES_PER_BIN = 400
const MOST_BINS = 16

/** Part of the leaves that a side of zero must hold to be taken for the normal one. */
const SIDE_SHARE = 0.1
const LEAST_SIDE = 5

/** Median of |x| for a standard normal x. */
const NORMAL_MEDIAN = 0.6745

/**
 * Noise of each leaf's change, from the leaves themselves: small leaves are noisier than great ones, so it is estimated
 * within bins of like size (equal counts, at most 16, 400 leaves or more each).
 *
 * @param change - proportional changes
 * @param size - sizes of the leaves, in any one unit, > 0
 * @returns standard deviations, at least 0.005; 1 where there are fewer than 8 leaves
 */
export function changeNoise(change: Float64Array, size: Float64Array): Float64Array {
  if (size.length < LEAST_LEAVES) return new Float64Array(size.length).fill(UNKNOWN_NOISE)
  const bins = Math.min(MOST_BINS, Math.max(1, Math.floor(size.length / LEAVES_PER_BIN)))
  const sorted = size.toSorted()
  const edges = Array.from({ length: bins - 1 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / bins)])
  const binOf = new Uint8Array(size.length)
  const counts = new Int32Array(bins)
  for (let index = 0; index < size.length; index++) {
    let bin = 0
    while (bin < edges.length && size[index] >= edges[bin]) bin++
    binOf[index] = bin
    counts[bin]++
  }
  const changes = Array.from(counts, (count) => new Float64Array(count))
  for (let index = 0; index < size.length; index++) changes[binOf[index]][--counts[binOf[index]]] = change[index]
  const spreads = changes.map((some) => Math.max(LEAST_NOISE, robustSpread(some)))
  const noise = new Float64Array(size.length)
  for (let index = 0; index < size.length; index++) noise[index] = spreads[binOf[index]]
  return noise
}

/**
 * Standard deviation of the normal ones among numbers that are normal around 0 for the greater part on at least one side
 * of 0: the median distance from 0 on the quieter side, in terms of a Gaussian's. Drops, however many, leave
 * the upper side alone. Where one side holds fewer than a tenth, all have moved: the spread around their median.
 *
 * @returns 0 for no numbers
 */
export function robustSpread(numbers: Float64Array): number {
  if (numbers.length === 0) return 0
  const sorted = numbers.toSorted()
  const below = sorted.findIndex((one) => one > 0)
  const above = sorted.findIndex((one) => one >= 0)
  const least = Math.max(LEAST_SIDE, SIDE_SHARE * sorted.length)
  // Zeros are on both sides.
  const sides = [
    sorted.subarray(0, below === -1 ? sorted.length : below),
    sorted.subarray(above === -1 ? sorted.length : above),
  ]
  const medians = sides.filter((side) => side.length >= least).map((side) => Math.abs(middle(side)))
  if (medians.length === 2) return Math.min(...medians) / NORMAL_MEDIAN
  const centre = middle(sorted)
  return middle(sorted.map((one) => Math.abs(one - centre)).toSorted()) / NORMAL_MEDIAN
}

/** Median of ascending numbers. */
function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
