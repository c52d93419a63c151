/** Parts that the range of the numbers is cut into. */
const BINS = 1024

const bins = new Float64Array(BINS)

/**
 * Median of weighted numbers to a thousandth of their range, in linear time: half of the weight lies on either side.
 *
 * @param numbers - at least one, finite
 * @param weight - same index, > 0
 */
export function weightedMedian(numbers: Float64Array, weight: Float64Array): number {
  let [least, greatest] = [Infinity, -Infinity]
  for (const one of numbers) {
    if (one < least) least = one
    if (one > greatest) greatest = one
  }
  const scale = BINS / (greatest - least)
  if (!(scale < Infinity)) return least
  bins.fill(0)
  let total = 0
  for (let index = 0; index < numbers.length; index++) {
    bins[Math.min(BINS - 1, Math.floor((numbers[index] - least) * scale))] += weight[index]
    total += weight[index]
  }
  let below = 0
  let bin = 0
  while (below + bins[bin] < total / 2) below += bins[bin++]
  return least + (bin + (total / 2 - below) / bins[bin]) / scale
}
