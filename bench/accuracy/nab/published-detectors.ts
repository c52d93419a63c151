import { mersenneTwister } from './mersenne-twister.ts'
import { complementaryError } from './complementary-error.ts'
import type { Profile } from './profile-score.ts'

/** Scores of a file's values by a detector whose results are published. */
export interface PublishedDetector {
  /** Its name in the published results. */
  readonly name: string
  /** Thresholds that its results were published with, by profile, where a search had not found the best ones. */
  readonly thresholds?: Readonly<Record<Profile['name'], number>>
  scores(values: Float64Array): Float64Array
}

/** Never an alert. */
const nothing: PublishedDetector = { name: 'null', scores: (values) => new Float64Array(values.length).fill(0.5) }

/** Python's random numbers from the seed 42, the same for each file. Thresholds: config/thresholds.json of the benchmark. */
const random: PublishedDetector = {
  name: 'random',
  thresholds: {
    standard: 0.998_449_707_031_250_7,
    reward_low_FP_rate: 0.999_511_718_750_000_9,
    reward_low_FN_rate: 0.998_449_707_031_250_7,
  },
  scores(values) {
    const uniform = mersenneTwister(42)
    return values.map(() => uniform())
  },
}

/**
 * One minus the Gaussian tail of a value, by mean and deviation of 6,400 rows that slide by 100. The benchmark kept
 * scores as text of 12 digits before it looked for a threshold: many of the highest are 1.
 */
const windowedGaussian: PublishedDetector = {
  name: 'windowedGaussian',
  scores(values) {
    const [size, slide] = [6400, 100]
    const scores = new Float64Array(values.length)
    let [mean, deviation] = [0, 1]
    for (const [row, value] of values.entries()) {
      if (row > 0) {
        const tail = 0.5 * complementaryError(Math.abs(value - mean) / deviation / Math.SQRT2)
        scores[row] = Math.round((1 - tail) * 1e12) / 1e12
      }
      const grows = row < size
      if (!grows && (row - size + 1) % slide !== 0) continue
      const from = grows ? 0 : row + 1 - size
      let sum = 0
      for (let k = from; k <= row; k++) sum += values[k]
      mean = sum / (row + 1 - from)
      let squares = 0
      for (let k = from; k <= row; k++) squares += (values[k] - mean) * (values[k] - mean)
      deviation = Math.sqrt(squares / (row + 1 - from))
      if (deviation === 0) deviation = 0.000001
    }
    return scores
  },
}

/**
 * Whether the histogram of the last 52 values, in 5 bins, is like one that was seen: multinomial goodness of fit with
 * several hypotheses. Wang et al. 2011, https://doi.org/10.1145/1998582.1998617, figure 1
 */
const relativeEntropy: PublishedDetector = {
  name: 'relativeEntropy',
  scores(values) {
    const [bins, size] = [5, 52]
    // The benchmark tells its detectors least and greatest value of the whole file.
    const least = values.reduce((a, b) => Math.min(a, b), Infinity)
    const width = (values.reduce((a, b) => Math.max(a, b), -Infinity) - least) / bins
    const scores = new Float64Array(values.length)
    const seen: { readonly shares: readonly number[]; times: number }[] = []
    if (width === 0) return scores
    for (let row = size - 1; row < values.length; row++) {
      const counts = Array.from({ length: bins }, () => 0)
      for (let k = row - size + 1; k <= row; k++) counts[Math.min(bins - 1, Math.ceil((values[k] - least) / width))]++
      const shares = counts.map((count) => count / size)
      let [nearest, distance] = [-1, CHI_SQUARED_99]
      for (const [k, hypothesis] of seen.entries()) {
        const statistic = 2 * size * divergence(shares, hypothesis.shares)
        if (statistic < distance) [nearest, distance] = [k, statistic]
      }
      if (nearest >= 0) scores[row] = ++seen[nearest].times <= 1 ? 1 : 0
      else {
        if (seen.length > 0) scores[row] = 1
        seen.push({ shares, times: 1 })
      }
    }
    return scores
  },
}

/** 99 % point of chi squared with 4 degrees of freedom (R 4.3: qchisq(0.99, 4)). */
const CHI_SQUARED_99 = 13.276_704_135_987_622

function divergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, share, k) => sum + (share === 0 ? 0 : share * Math.log(share / q[k])), 0)
}

/** Detectors simple enough to be made again from their description; they prove the scorer. */
export const PUBLISHED_DETECTORS: readonly PublishedDetector[] = [nothing, random, windowedGaussian, relativeEntropy]
