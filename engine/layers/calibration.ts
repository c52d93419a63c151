import { exp } from '../detection/index.ts'
import { log10 } from './simes.ts'

/**
 * What is known of how a layer's statistic behaves on normal intervals: plain JSON, part of the committed summary. The
 * statistic is treated as one more metric with a tail of its own, because scores that move together (a shared shock moves
 * all) make it larger than its law for independent metrics says.
 */
export interface Calibration {
  /** Intervals after one that was not above `START`, fading: a run of high intervals counts once. */
  readonly points: number
  /** Those of them that were above it, fading. */
  readonly excesses: number
  /** Sum of what they were above it by, at most `LIMIT` each. */
  readonly sum: number
  /** 1 when the last interval was above. */
  readonly above: 0 | 1
}

/** Before the first interval. */
export const UNCALIBRATED: Calibration = { points: 0, excesses: 0, sum: 0, above: 0 }

/** The tail begins here: one in ten intervals of independent metrics is above. */
const START = 1
const NOMINAL_RATE = 0.1
/**
 * Excesses beyond this are taken for anomalies and do not count: the tail is read where it begins and carried on. A measure
 * with many anomalies must not get used to them.
 */
const LIMIT = 1.5
/** Mean excess of a statistic that keeps its law: -log10 p of a uniform p is exponential with this mean. */
const NOMINAL_MEAN = 1 / Math.LN10
/** Worth of the law in intervals (rate) and in excesses (mean). */
const PRIOR_POINTS = 300
const PRIOR_EXCESSES = 60
/** Intervals that are remembered. */
const MEMORY = 1 - 1 / 5000
/** Bounds of what is believed. */
const LEAST_RATE = 0.01
const MOST_RATE = 0.5
const LEAST_MEAN = 0.7 * NOMINAL_MEAN
const MOST_MEAN = 3 * NOMINAL_MEAN

/**
 * The statistic's score after its own past: as rare as a normal interval reaches it.
 *
 * @param raw - -log10 p by the law for independent metrics, >= 0
 * @returns -log10 p, >= 0, rising with `raw`
 */
export function calibrated(calibration: Calibration, raw: number): number {
  const { base, slope } = tailOf(calibration)
  return raw <= START ? (base * raw) / START : base + (raw - START) / slope
}

/** The statistic that has a score: the inverse of `calibrated`. */
export function rawOf(calibration: Calibration, score: number): number {
  const { base, slope } = tailOf(calibration)
  return score <= base ? (score * START) / base : START + (score - base) * slope
}

/** Learns from an interval that was judged. */
export function learnCalibration(calibration: Calibration, raw: number): Calibration {
  const above = raw > START ? 1 : 0
  if (calibration.above === 1 || raw - START > LIMIT) return { ...calibration, above }
  return {
    points: MEMORY * calibration.points + 1,
    excesses: MEMORY * calibration.excesses + above,
    sum: MEMORY * calibration.sum + above * (raw - START),
    above,
  }
}

function tailOf({ points, excesses, sum }: Calibration): { readonly base: number; readonly slope: number } {
  if (points === 0) return { base: -log10(NOMINAL_RATE), slope: 1 }
  const mean = meanOfAll((PRIOR_EXCESSES * meanWithin(NOMINAL_MEAN) + sum) / (PRIOR_EXCESSES + excesses))
  const within = 1 - exp(-LIMIT / mean)
  const share = (PRIOR_POINTS * NOMINAL_RATE * within + excesses) / (PRIOR_POINTS + points) / within
  return { base: -log10(Math.min(MOST_RATE, Math.max(LEAST_RATE, share))), slope: mean * Math.LN10 }
}

/** Mean of an exponential's values up to LIMIT. */
function meanWithin(mean: number): number {
  return mean - LIMIT / (exp(LIMIT / mean) - 1)
}

/** The exponential whose values up to LIMIT have a mean, by bisection: its likelihood equation has no closed solution. */
function meanOfAll(within: number): number {
  let low = LEAST_MEAN
  let high = MOST_MEAN
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2
    if (meanWithin(middle) < within) low = middle
    else high = middle
  }
  return (low + high) / 2
}
