import type { LabelledSeries } from '../labelled-series.ts'
import type { Method, Verdicts } from '../method.ts'
import { cycleOf } from './cycle.ts'

const LEAST = 28

/**
 * The distance from an exponentially weighted mean in exponentially weighted standard deviations, with a memory of
 * three days (28 at P1D). Roberts 1959, https://doi.org/10.1080/00401706.1959.10489860
 */
export const ewmaZScore: Method = {
  name: 'EWMA z-score',
  judge(series: LabelledSeries): Verdicts {
    const gain = 2 / (rowsOf(series, 3) + 1)
    const scores = new Float64Array(series.values.length)
    let [mean, variance, count] = [0, 0, 0]
    for (const [row, value] of series.values.entries()) {
      if (Number.isNaN(value)) continue
      const error = value - mean
      if (count >= LEAST && variance > 0) scores[row] = Math.abs(error) / Math.sqrt(variance)
      // A plain mean while there are few values.
      const share = Math.max(gain, 1 / ++count)
      mean += share * error
      variance = (1 - share) * (variance + share * error * error)
    }
    return { scores }
  },
}

/**
 * The distance from the mean of a sliding window in its standard deviations: a week (28 days at P1D). The
 * windowed Gaussian of the Numenta Anomaly Benchmark, whose score is a monotone function of this.
 */
export const windowedGaussian: Method = {
  name: 'windowed Gaussian',
  judge(series: LabelledSeries): Verdicts {
    const window = new Float64Array(rowsOf(series, 7))
    const scores = new Float64Array(series.values.length)
    let [sum, squares, count] = [0, 0, 0]
    // Around the first value, so that sums of squares keep their digits.
    const origin = series.values.find((value) => !Number.isNaN(value)) ?? 0
    for (const [row, given] of series.values.entries()) {
      if (Number.isNaN(given)) continue
      const value = given - origin
      const filled = Math.min(count, window.length)
      const mean = sum / filled
      const variance = squares / filled - mean * mean
      if (filled >= LEAST || filled === window.length) {
        if (variance > 1e-12 * (squares / filled)) scores[row] = Math.abs(value - mean) / Math.sqrt(variance)
      }
      const oldest = count >= window.length ? window[count % window.length] : 0
      sum += value - oldest
      squares += value * value - oldest * oldest
      window[count++ % window.length] = value
    }
    return { scores }
  },
}

// Three and seven days were the best of 1/4 to 14 days over all sets together.
function rowsOf(series: LabelledSeries, days: number): number {
  return series.seconds >= 86_400 ? 28 : days * cycleOf(series)
}
