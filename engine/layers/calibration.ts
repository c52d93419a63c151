import { exp } from '../detection/index.ts'
import { log10 } from './simes.ts'

/**
 * What is known of how a layer's statistic behaves on normal intervals: plain JSON, part of the committed summary. The
 * statistic is treated as one more metric with a tail of its own, because scores that move together (a shared shock moves
 * all) make it larger than its law for independent metrics says.
 */
export interface Calibration {
  /** Intervals after one that was not above `START`, without those above `FAR`, fading: a run of high intervals counts once. */
  readonly points: number
  /** Those of them that were above `START`, fading. */
  readonly excesses: number
  /** Sum of what they were above it by, at most `LIMIT` each. */
  readonly sum: number
  /** 1 when the last interval was above. */
  readonly above: 0 | 1
  /** What was farther above than `LIMIT`, which the others leave out; calibrations that were written before it was kept have none. */
  readonly far?: FarExcesses
}

/** Intervals that went beyond `LIMIT`, as `Calibration` counts them: a run counts once, and all fade. */
export interface FarExcesses {
  /** Those that went beyond it by no more than `FAR_LIMIT`. */
  readonly within: number
  /** Sum of what they did. */
  readonly sum: number
}

/** Before the first interval. */
export const UNCALIBRATED: Calibration = {
  points: 0,
  excesses: 0,
  sum: 0,
  above: 0,
  far: { within: 0, sum: 0 },
}

/** The tail begins here: one in ten intervals of independent metrics is above. */
const START = 1
const NOMINAL_RATE = 0.1
/** The nearer tail is read within this; what goes farther, beyond FAR, is read on its own. */
const LIMIT = 1.5
const FAR = START + LIMIT
/**
 * How far the farther tail is read: up to where a group would be severe by the law. What goes beyond is taken for an anomaly and
 * does not count: the tail is read where it begins and carried on. A measure must not get used to its anomalies; one whose
 * metrics are so unlike that a normal interval shows 3 or 4 now and then must know it.
 */
const FAR_LIMIT = 2
/** The greatest statistic that is learned from. */
export const MOST_LEARNED = FAR + FAR_LIMIT
/** Mean excess of a statistic that keeps its law: -log10 p of a uniform p is exponential with this mean. */
const NOMINAL_MEAN = 1 / Math.LN10
/** Worth of the law in intervals (rate) and in excesses (mean). */
const PRIOR_POINTS = 300
const PRIOR_EXCESSES = 60
/** Worth of the nearer tail, carried on, for the farther one: in intervals (rate) and in excesses (mean). */
const PRIOR_FAR_POINTS = 1000
const PRIOR_FAR_EXCESSES = 10
/** Intervals that are remembered. */
const MEMORY = 1 - 1 / 5000
/** Bounds of what is believed. */
const LEAST_RATE = 0.01
const MOST_RATE = 0.5
const LEAST_MEAN = 0.7 * NOMINAL_MEAN
const MOST_MEAN = 3 * NOMINAL_MEAN
const MOST_FAR_MEAN = 4 * NOMINAL_MEAN

/**
 * The statistic's score after its own past: as rare as a normal interval reaches it.
 *
 * @param raw - -log10 p by the law for independent metrics, >= 0
 * @returns -log10 p, >= 0, rising with `raw`
 */
export function calibrated(calibration: Calibration, raw: number): number {
  const { base, slope, far, farSlope } = tailOf(calibration)
  if (raw <= START) return (base * raw) / START
  return raw <= FAR ? base + (raw - START) / slope : far + (raw - FAR) / farSlope
}

/** The statistic that has a score: the inverse of `calibrated`. */
export function rawOf(calibration: Calibration, score: number): number {
  const { base, slope, far, farSlope } = tailOf(calibration)
  if (score <= base) return (score * START) / base
  return score <= far ? START + (score - base) * slope : FAR + (score - far) * farSlope
}

/** Learns from an interval that was judged. */
export function learnCalibration(calibration: Calibration, raw: number): Calibration {
  const above = raw > START ? 1 : 0
  if (calibration.above === 1) return { ...calibration, above }
  if (raw > FAR) return { ...calibration, above, far: learnFar(farOf(calibration), raw - FAR) }
  const { far } = calibration
  return {
    points: MEMORY * calibration.points + 1,
    excesses: MEMORY * calibration.excesses + above,
    sum: MEMORY * calibration.sum + above * (raw - START),
    above,
    ...(far !== undefined && {
      far: { within: MEMORY * far.within, sum: MEMORY * far.sum },
    }),
  }
}

function learnFar({ within, sum }: FarExcesses, beyond: number): FarExcesses {
  return beyond > FAR_LIMIT ? { within, sum } : { within: within + 1, sum: sum + beyond }
}

/** What went far; nothing where it was not kept, and the nearer tail is carried on. */
function farOf({ far }: Calibration): FarExcesses {
  return far ?? { within: 0, sum: 0 }
}

interface CalibratedTail {
  /** Scores of START and FAR. */
  readonly base: number
  readonly far: number
  /** By how much the statistic rises with a score above them. */
  readonly slope: number
  readonly farSlope: number
}

const LAW: CalibratedTail = { base: START, far: FAR, slope: 1, farSlope: 1 }

function tailOf(calibration: Calibration): CalibratedTail {
  const { points, excesses, sum } = calibration
  if (points === 0) return LAW
  const near = pieceOf({ share: NOMINAL_RATE, mean: NOMINAL_MEAN }, { points, within: excesses, sum }, NEAR)
  const share = Math.min(MOST_RATE, Math.max(LEAST_RATE, near.share))
  const base = -log10(share)
  const carriedOn = share * exp(-LIMIT / near.mean)
  const beyond = pieceOf({ share: carriedOn, mean: near.mean }, { points, ...farOf(calibration) }, FARTHER)
  // A tail that is lighter farther out is not believed: what is far is too rare to prove it.
  const far = -log10(Math.min(Math.max(beyond.share, carriedOn), share * exp(-LIMIT / MOST_MEAN)))
  return { base, far, slope: LIMIT / (far - base), farSlope: beyond.mean * Math.LN10 }
}

/** A piece of the tail: the share of intervals that go beyond where it begins, and the mean of by how much. */
interface Piece {
  readonly share: number
  readonly mean: number
}

/** What was seen of a piece, up to its limit. */
interface Seen extends FarExcesses {
  readonly points: number
}

/** How a piece is read: within a limit, with what is believed before any data worth so much, up to a mean. */
interface Reading {
  readonly limit: number
  readonly points: number
  readonly excesses: number
  readonly mostMean: number
}

const NEAR: Reading = { limit: LIMIT, points: PRIOR_POINTS, excesses: PRIOR_EXCESSES, mostMean: MOST_MEAN }
const FARTHER: Reading = {
  limit: FAR_LIMIT,
  points: PRIOR_FAR_POINTS,
  excesses: PRIOR_FAR_EXCESSES,
  mostMean: MOST_FAR_MEAN,
}

/** A piece of the tail, from what was believed of it and what was seen within its limit. */
function pieceOf(believed: Piece, seen: Seen, { limit, points, excesses, mostMean }: Reading): Piece {
  const mean = meanOfAll(
    (excesses * meanWithin(believed.mean, limit) + seen.sum) / (excesses + seen.within),
    limit,
    mostMean,
  )
  const within = 1 - exp(-limit / mean)
  const share = (points * believed.share * within + seen.within) / (points + seen.points) / within
  return { share, mean }
}

/** Mean of an exponential's values up to a limit. */
function meanWithin(mean: number, limit: number): number {
  return mean - limit / (exp(limit / mean) - 1)
}

/** The exponential whose values up to a limit have a mean, by bisection: its likelihood equation has no closed solution. */
function meanOfAll(within: number, limit: number, most: number): number {
  let low = LEAST_MEAN
  let high = most
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2
    if (meanWithin(middle, limit) < within) low = middle
    else high = middle
  }
  return (low + high) / 2
}
