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
/** Excesses beyond this do not shape the tail: those are the anomalies. */
const LIMIT = 3
/** Mean excess of a statistic that keeps its law: -log10 p of a uniform p is exponential with this mean. */
const NOMINAL_MEAN = 1 / Math.LN10
/** Worth of the law in intervals (rate) and in excesses (mean). */
const PRIOR_POINTS = 300
const PRIOR_EXCESSES = 30
/** Intervals that are remembered. */
const MEMORY = 1 - 1 / 5000
/** What is never believed to be better than. */
const LEAST_RATE = 0.01
const LEAST_MEAN = 0.7 * NOMINAL_MEAN

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
  if (calibration.above === 1) return { ...calibration, above }
  const counts = above === 1 && raw - START <= LIMIT
  return {
    points: MEMORY * calibration.points + 1,
    excesses: MEMORY * calibration.excesses + (counts ? 1 : 0),
    sum: MEMORY * calibration.sum + (counts ? raw - START : 0),
    above,
  }
}

function tailOf({ points, excesses, sum }: Calibration): { readonly base: number; readonly slope: number } {
  const rate = (PRIOR_POINTS * 10 ** -START + excesses) / (PRIOR_POINTS + points)
  const mean = (PRIOR_EXCESSES * NOMINAL_MEAN + sum) / (PRIOR_EXCESSES + excesses)
  return {
    base: -log10(Math.max(LEAST_RATE, rate)),
    slope: Math.max(LEAST_MEAN, mean) * Math.LN10,
  }
}
