import { changeNoise, robustSpread } from './leaf-noise.ts'
import type { LeafEvidence, Leaves } from './leaves.ts'

/** A change is told up to this: beyond, what was expected is next to nothing. */
export const MOST_CHANGE = 1_000

/**
 * Turns leaves into what a slice is judged by: the change of each leaf in proportion to its size, which is the same for all
 * leaves of a slice that is hit as a whole (the ripple effect), and the noise of that change.
 *
 * With sigma, the size is the forecast (or sigma, where that is greater), so that normal changes are 0 in the mean; the
 * noise is widened when the leaves show that sigma is too small. Without, it is the greater of value and
 * forecast, so that errors of either have light tails, and the noise is estimated. Leaves without value or forecast,
 * and those where both are 0, say nothing and are left out.
 *
 * @see Li et al. 2019 (ripple effect, "Generic and robust localization of multi-dimensional root causes"); Kalander
 * 2022, arXiv 2205.10004 (bounded deviation)
 */
export function leafEvidence({ codes, value, expected, sigma }: Leaves): LeafEvidence {
  const sizes = codes.map((values) => values.reduce((greatest, code) => Math.max(greatest, code), -1) + 1)
  const leaf = inOrder(sizes, codes, saying(value, expected, sigma))
  const other = sigma ?? value
  const size = Float64Array.from(leaf, (index) => Math.max(Math.abs(other[index]), Math.abs(expected[index])))
  const change = Float64Array.from(leaf, (index, k) => bounded(value[index] / size[k] - expected[index] / size[k]))
  return {
    sizes,
    codes: codes.map((values) => leaf.map((index) => values[index])),
    leaf,
    change,
    noise: sigma === undefined ? changeNoise(change, size) : givenNoise(change, size, leaf, sigma),
  }
}

/** A change within -2 .. 2: itself up to 1, from there on closer and closer to 2. */
function bounded(change: number): number {
  if (change > 1) return 2 - 1 / change
  return change < -1 ? -2 - 1 / change : change
}

/** What a change was before it was held within -2 .. 2, so that a tenfold value is 9 and not 1.9. */
export function unbounded(change: number): number {
  if (Math.abs(change) <= 1) return change
  return Math.sign(change) * Math.min(MOST_CHANGE, 1 / Math.max(1 / MOST_CHANGE, 2 - Math.abs(change)))
}

/** Indices of the leaves that say something. */
function saying(value: Float64Array, expected: Float64Array, sigma: Float64Array | undefined): Int32Array {
  const leaf = new Int32Array(value.length)
  let count = 0
  for (let index = 0; index < value.length; index++) {
    if (!Number.isFinite(value[index]) || !Number.isFinite(expected[index])) continue
    if (value[index] === 0 && expected[index] === 0) continue
    if (sigma !== undefined && !(sigma[index] > 0 && sigma[index] < Infinity)) continue
    leaf[count++] = index
  }
  return leaf.slice(0, count)
}

/** Sorts by the dimension values, the first dimension first: a counting sort a dimension, from the last one on. */
function inOrder(sizes: readonly number[], codes: readonly Int32Array[], leaf: Int32Array): Int32Array {
  let sorted = leaf
  for (let dimension = sizes.length - 1; dimension >= 0; dimension--) {
    const values = codes[dimension]
    const next = new Int32Array(sizes[dimension] + 1)
    for (const index of sorted) next[values[index] + 1]++
    for (let code = 0; code < sizes[dimension]; code++) next[code + 1] += next[code]
    const placed = new Int32Array(sorted.length)
    for (const index of sorted) placed[next[values[index]]++] = index
    sorted = placed
  }
  return sorted
}

function givenNoise(change: Float64Array, size: Float64Array, leaf: Int32Array, sigma: Float64Array): Float64Array {
  const noise = Float64Array.from(leaf, (index, k) => sigma[index] / size[k])
  const wider = Math.max(1, robustSpread(change.map((one, k) => one / noise[k])))
  return noise.map((one) => one * wider)
}
