import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'
import { cycleOf } from './cycle.ts'
import { median } from './median.ts'

/** Days of history that a value is tested in; weeks at P1D. */
const CYCLES = 14
/** Times a cycle that median and spread are computed anew; a slot's season is after each of its values. */
const UPDATES = 24

/**
 * The test statistic of Seasonal Hybrid ESD for each newest value: what is left without the season of the last 14 days
 * and their median, in robust deviations. The season is the robust mean of a slot, as periodic STL gives it.
 * Hochenbaum, Vallis and Kejariwal 2017, https://arxiv.org/abs/1704.07706
 */
export const seasonalHybridEsd: Method = { name: 'S-H-ESD', judge }

function judge(series: LabelledSeries): Verdicts {
  const { values } = series
  const cycle = cycleOf(series)
  const scores = new Float64Array(values.length)
  const every = Math.max(1, Math.floor(cycle / UPDATES))
  const season = new Float64Array(cycle)
  let rest = { median: 0, deviation: 0 }
  for (const [row, value] of values.entries()) {
    if (row >= 3 * cycle) {
      if (row === 3 * cycle || row % every === 0)
        rest = spreadOf(values, season, Math.max(0, row - CYCLES * cycle), row)
      const distance = Math.abs(value - season[row % cycle] - rest.median)
      if (distance > 0 && rest.deviation > 0) scores[row] = distance / rest.deviation
    }
    season[row % cycle] = seasonOf(values, row, cycle)
  }
  return { scores }
}

/** Mean of the middle half of a slot's values: a mean that outliers do not move. */
function seasonOf(values: Float64Array, row: number, cycle: number): number {
  const own: number[] = []
  for (let k = 0; k < CYCLES && row - k * cycle >= 0; k++) {
    const value = values[row - k * cycle]
    if (!Number.isNaN(value)) own.push(value)
  }
  if (own.length === 0) return 0
  const sorted = own.toSorted((a, b) => a - b)
  const cut = Math.floor(sorted.length / 4)
  let sum = 0
  for (let k = cut; k < sorted.length - cut; k++) sum += sorted[k]
  return sum / (sorted.length - 2 * cut)
}

/** Of what the season leaves: median, and the standard deviation that the median distance from it stands for. */
function spreadOf(
  values: Float64Array,
  season: Float64Array,
  from: number,
  to: number,
): { readonly median: number; readonly deviation: number } {
  const rest = new Float64Array(to - from)
  let count = 0
  for (let row = from; row < to; row++) {
    const value = values[row] - season[row % season.length]
    if (!Number.isNaN(value)) rest[count++] = value
  }
  if (count === 0) return { median: 0, deviation: 0 }
  const there = rest.subarray(0, count)
  const middle = median(there)
  let sum = 0
  for (let k = 0; k < count; k++) sum += there[k] = Math.abs(there[k] - middle)
  const half = median(there)
  return { median: middle, deviation: half > 0 ? 1.4826 * half : (1.2533 * sum) / count }
}
