import type { CleanSeries } from '../own-sets/clean-series.ts'

/** Weeks before and after a row whose values at the same time of the week say what was expected. */
const WEEKS = 4
/** Days before and after it whose distances from that, at the same time of the day, say how large those are. */
const DAYS = 10
/** Of those, the share that is smaller than what is taken for their size: heavy tails count, single wonders do not. */
const MOSTLY = 0.9
/** What that is in normal noise, in standard deviations. */
const NORMAL = 1.645
/** A sigma is at least this share of the usual size of values. */
const LEAST_SHARE = 0.02

/**
 * What a real series is taken to be like around each row, with sight of what comes after: so that what is made to happen to it is as
 * large as its grade says.
 *
 * @param values - NaN = missing
 * @param perDay - values a day
 */
export function cleanSeries(values: Float64Array, perDay: number): CleanSeries {
  const present = values.filter((value) => !Number.isNaN(value))
  const least = (LEAST_SHARE * present.reduce((sum, value) => sum + Math.abs(value), 0)) / present.length
  const mean = aroundEach(values, 7 * perDay, WEEKS, 0.5)
  const distances = values.map((value, row) => Math.abs(value - mean[row]))
  const sigma = aroundEach(distances, perDay, DAYS, MOSTLY).map((distance) => Math.max(distance / NORMAL, least))
  const changes = present.filter((value, k) => k > 0 && value !== present[k - 1]).length
  return {
    values,
    mean,
    sigma,
    range: present.some((value) => value < 0) ? [-Infinity, Infinity] : [0, Infinity],
    whole: present.every(Number.isInteger),
    shaped: true,
    dense: present.length > 0.9 * values.length && changes > 0.7 * present.length,
  }
}

/** Quantile of the values 0, 1, 2, .. `reach` steps before and after each row; NaN where there is none. */
function aroundEach(values: Float64Array, step: number, reach: number, share: number): Float64Array {
  const near = new Float64Array(2 * reach + 1)
  return values.map((_, row) => {
    let count = 0
    for (let k = -reach; k <= reach; k++) {
      const value = values[row + k * step]
      if (value !== undefined && !Number.isNaN(value)) near[count++] = value
    }
    return count === 0 ? Number.NaN : near.subarray(0, count).toSorted()[Math.floor(share * count)]
  })
}
