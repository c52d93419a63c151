import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'
import { cycleOf } from './cycle.ts'
import { SortedWindow, robustDeviation } from './sorted-window.ts'

const CYCLES = 14
const LEAST = 30

/**
 * The difference from a cycle ago, or from a week ago while that has been nearer, in robust deviations of those
 * differences. Hyndman and Athanasopoulos, Forecasting: Principles and Practice (3rd ed.), 5.2.
 */
export const seasonalNaive: Method = { name: 'seasonal naive / MAD', judge }

function judge(series: LabelledSeries): Verdicts {
  const { values } = series
  const cycle = cycleOf(series)
  const lags = (cycle === 7 ? [7] : [cycle, 7 * cycle]).map((lag) => ({
    lag,
    sizes: new SortedWindow(CYCLES * cycle),
  }))
  const scores = new Float64Array(values.length)
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue
    const ready = lags.filter(({ sizes }) => sizes.count >= Math.max(LEAST, cycle))
    const best = ready
      .toSorted((a, b) => a.sizes.median - b.sizes.median)
      .find(({ lag }) => !Number.isNaN(values[row - lag]))
    if (best !== undefined) {
      const deviation = robustDeviation(best.sizes)
      if (deviation > 0) scores[row] = Math.abs(value - values[row - best.lag]) / deviation
    }
    for (const { lag, sizes } of lags) {
      const size = Math.abs(value - values[row - lag])
      if (row >= lag && !Number.isNaN(size)) sizes.push(size)
    }
  }
  return { scores }
}
