import type { Slot } from '../time/index.ts'
import { cyclesOf, type Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { chooseTransform, learnNoise } from './noise.ts'
import { forecastDeviation, learnCoefficients } from './regression.ts'
import { endFirstCycle, learnSeason } from './season.ts'
import type { Scores } from './scores.ts'
import { scoreOf, severityOf } from './severity.ts'
import type { Shard } from './shard.ts'
import {
  THRESHOLD,
  deviationOfScore,
  learnTail,
  ownTail,
  scoreOfDeviation,
  type DetectorSummary,
  type OwnTail,
} from './tail.ts'
import { IDENTITY, inverseTransform, transform, transformSlope } from './transform.ts'

/** When an interval is and how it is judged. */
export interface StepContext {
  readonly slot: Slot
  /** Intervals without any data between the last step and this one. */
  readonly gap: number
  /** Severity that the bounds are drawn for, above 0 up to 100. */
  readonly threshold: number
}

/** A metric's residuals are clipped here before they teach anything (Huber). */
const CLIP = 2.7
const WIDE_CLIP = 8
const WILD = 3
const WILD_GAIN = 1 / 40
const WILD_LIMIT = 0.2
/** Residuals beyond this many sigma on one side for long are a new level. */
const SIDE = 2.5
/** Memory of a residual in the forecast is limited to this many sigma, so that a forecast does not follow an outage. */
const MEMORY_CLIP = 3
/** Weight of the deviation from the season alone. */
const SEASON_WEIGHT = 1
/** Least sigma as a share of the mean absolute value. */
const LEAST_SIGMA = 0.005
const SMALLEST = 1e-100

const tail: OwnTail = { base: 0, lambda: 0, scale: 0 }

/**
 * Judges one interval of all metrics of a shard, then learns from it: each point is judged by its past alone. O(1) and
 * without allocation a point.
 *
 * @param shard - changed in place
 * @param summary - of the whole detector as committed at the previous interval
 * @param values - one a metric, NaN = missing: a missing value is no evidence, time just passes
 * @param scores - filled; arrays of at least as many metrics. All NaN while learning or missing
 */
export function stepShard(
  shard: Shard,
  summary: DetectorSummary,
  context: StepContext,
  values: Float64Array,
  scores: Scores,
): void {
  const cycles = cyclesOf(shard.interval)
  const { measures } = shard
  const metrics = shard.series * measures
  const daily = shard.interval === 'P1D'
  const slot = daily ? context.slot.dayOfWeek : context.slot.ofDay
  const hour = daily ? 0 : context.slot.dayOfWeek * 24 + Math.floor(context.slot.ofDay / cycles.slotsPerHour)
  const asked = scoreOf(context.threshold)
  for (let metric = 0; metric < metrics; metric++) {
    scores.expected[metric] = Number.NaN
    scores.lower[metric] = Number.NaN
    scores.upper[metric] = Number.NaN
    scores.score[metric] = Number.NaN
    scores.severity[metric] = Number.NaN
    const o = metric * at.SCALARS
    for (let k = context.gap < 1000 ? context.gap : 1000; k > 0; k--) passWithoutValue(shard.scalars, o, cycles)
    const value = values[metric]
    if (Number.isNaN(value)) passWithoutValue(shard.scalars, o, cycles)
    else {
      ownTail(tail, summary.tails[metric % measures], shard.scalars, o + at.TAIL)
      stepMetric(shard, cycles, metric, slot, hour, value, asked, scores)
    }
  }
}

function passWithoutValue(x: Float64Array, o: number, cycles: Cycles): void {
  if (x[o + at.POINTS] === 0) return
  x[o + at.AGE] += 1
  x[o + at.MISSED] += 1
  x[o + at.SHORT_RESIDUAL] *= 1 - cycles.shortGain
  x[o + at.LAST_RESIDUAL] = x[o + at.SHORT_RESIDUAL]
}

function stepMetric(
  shard: Shard,
  cycles: Cycles,
  metric: number,
  slot: number,
  hour: number,
  value: number,
  asked: number,
  scores: Scores,
): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const so = metric * cycles.slots
  const wo = metric * cycles.weekSlots
  if (x[o + at.POINTS] === 0) start(x, o, value)
  if (x[o + at.SEASON_KNOWN] === 0 && x[o + at.AGE] >= cycles.slots) endFirstCycle(shard, cycles, metric)

  const kind = x[o + at.TRANSFORM]
  const offset = x[o + at.OFFSET]
  const known = x[o + at.SEASON_KNOWN] === 1
  const y = transform(kind, offset, value)
  const season = known ? shard.season[so + slot] : 0
  const week = cycles.weekSlots === 0 || !known ? 0 : shard.week[wo + hour]
  const weekUsed = x[o + at.WEEK_ERROR] < 0.85 * x[o + at.PLAIN_ERROR] ? week : 0
  const base = x[o + at.LEVEL] + season + weekUsed

  // Sigma of the residual and of the forecast; never nothing, so that a flat series is not infinitely sure.
  const least = leastSigma(x, o, kind, offset)
  let sigmaB = Math.sqrt(x[o + at.RESIDUAL_VARIANCE])
  if (sigmaB < least) sigmaB = least
  let sigma = Math.sqrt(x[o + at.FORECAST_VARIANCE])
  if (sigma < least) sigma = least
  const missed = x[o + at.MISSED]
  if (missed > 0 && sigmaB > sigma) sigma += (sigmaB - sigma) * (missed > 3 ? 1 : missed / 4)
  const forecast = known
    ? base + forecastDeviation(x, o, season, weekUsed, sigmaB)
    : x[o + at.LEVEL] + x[o + at.LAST_RESIDUAL]
  const error = y - forecast
  const residual = y - base

  const up = error >= 0 ? 1 : -1
  let z = (up * error) / sigma
  if (known) {
    const bySeason = (SEASON_WEIGHT * up * residual) / sigmaB
    if (bySeason > z) z = bySeason
  }
  if (x[o + at.POINTS] >= shard.learningPoints) {
    const limit = deviationOfScore(tail, asked)
    const score = scoreOfDeviation(tail, z)
    let high = forecast + limit * sigma
    let low = forecast - limit * sigma
    if (known) {
      const reach = (limit * sigmaB) / SEASON_WEIGHT
      if (base + reach < high) high = base + reach < forecast ? forecast : base + reach
      if (base - reach > low) low = base - reach > forecast ? forecast : base - reach
    }
    scores.expected[metric] = inverseTransform(kind, offset, forecast)
    scores.lower[metric] = inverseTransform(kind, offset, low)
    scores.upper[metric] = inverseTransform(kind, offset, high)
    scores.score[metric] = score
    scores.severity[metric] = severityOf(score)
  }
  learn(shard, cycles, metric, slot, hour, value, y, season, week, weekUsed, sigma, sigmaB, forecast, z)
}

function learn(
  shard: Shard,
  cycles: Cycles,
  metric: number,
  slot: number,
  hour: number,
  value: number,
  y: number,
  season: number,
  week: number,
  weekUsed: number,
  sigma: number,
  sigmaB: number,
  forecast: number,
  z: number,
): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const known = x[o + at.SEASON_KNOWN] === 1
  const points = x[o + at.POINTS]
  const error = y - forecast
  const size = error < 0 ? -error : error

  if (points >= shard.learningPoints) {
    learnTail(x, o + at.TAIL, z, x[o + at.IN_EXCESS] === 1)
    x[o + at.IN_EXCESS] = z > THRESHOLD ? 1 : 0
  }
  const kind = x[o + at.TRANSFORM]
  const offset = x[o + at.OFFSET]
  if (known) {
    const expected = inverseTransform(kind, offset, forecast)
    learnNoise(x, o, expected, value - expected, sigma / transformSlope(kind, offset, expected))
  }

  // Scale of the forecast. The clip opens while much is wild: that is a new regime, not an anomaly.
  const wild = x[o + at.WILD_SHARE] > WILD_LIMIT || x[o + at.ZERO_SHARE] > 0.5
  x[o + at.WILD_SHARE] += WILD_GAIN * ((size > WILD * sigma ? 1 : 0) - x[o + at.WILD_SHARE])
  const limit = wild || points < 20 ? WIDE_CLIP : CLIP
  const clipped = clip(error, limit * sigma)
  const memory = 1 / (points + 1)
  if (points > 0 && x[o + at.MISSED] === 0) {
    x[o + at.FORECAST_VARIANCE] +=
      Math.max(memory, 1 / cycles.scaleMemory) * (clipped * clipped - x[o + at.FORECAST_VARIANCE])
  }

  if (known)
    learnKnown(x, o, shard, cycles, metric, slot, hour, y, season, week, weekUsed, sigma, sigmaB, wild, clipped)
  else {
    const so = metric * cycles.slots
    x[o + at.LAST_RESIDUAL] = y - x[o + at.LEVEL]
    x[o + at.SHORT_RESIDUAL] = x[o + at.LAST_RESIDUAL]
    shard.season[so + slot] = x[o + at.LAST_RESIDUAL]
  }

  const gain = Math.max(memory, 0.0005)
  const absolute = value < 0 ? -value : value
  x[o + at.MEAN_ABSOLUTE] += gain * (absolute - x[o + at.MEAN_ABSOLUTE])
  x[o + at.ZERO_SHARE] += gain * ((value === 0 ? 1 : 0) - x[o + at.ZERO_SHARE])
  if (value !== 0) {
    const share = x[o + at.MEAN_NOT_ZERO] === 0 ? 1 : Math.max(memory, 0.02)
    x[o + at.MEAN_NOT_ZERO] += share * (absolute - x[o + at.MEAN_NOT_ZERO])
  }
  if (value < x[o + at.LEAST]) x[o + at.LEAST] = value
  x[o + at.POINTS] += 1
  x[o + at.AGE] += 1
  x[o + at.MISSED] = 0
  if (known && x[o + at.POINTS] >= x[o + at.NEXT_LOOK]) {
    chooseTransform(shard, cycles, metric)
    x[o + at.NEXT_LOOK] = Math.ceil(1.5 * x[o + at.POINTS])
  }
}

function learnKnown(
  x: Float64Array,
  o: number,
  shard: Shard,
  cycles: Cycles,
  metric: number,
  slot: number,
  hour: number,
  y: number,
  season: number,
  week: number,
  weekUsed: number,
  sigma: number,
  sigmaB: number,
  wild: boolean,
  clipped: number,
): void {
  const base = x[o + at.LEVEL] + season + weekUsed
  const residual = y - base
  const points = x[o + at.SEASON_POINTS]
  const young = points < cycles.slots / 4
  const reach = clip(residual, (wild || young ? WIDE_CLIP : CLIP) * sigmaB)
  x[o + at.RESIDUAL_VARIANCE] +=
    Math.max(1 / (points + 10), 1 / (2 * cycles.scaleMemory)) * (reach * reach - x[o + at.RESIDUAL_VARIANCE])

  if (x[o + at.MISSED] === 0) {
    const unit = clip(clipped, CLIP * sigma) / sigmaB
    learnCoefficients(x, o, unit, (sigma * sigma) / (sigmaB * sigmaB))
  }

  // Level and season, by Huber's clipped residual.
  const step = clip(residual, 2 * sigmaB)
  const age = x[o + at.AGE] / cycles.slots
  x[o + at.LEVEL] += cycles.levelGain * step
  const displacement = (x[o + at.DISPLACEMENT] + cycles.levelGain * step) * (1 - 1 / (7 * cycles.slots))
  x[o + at.DISPLACEMENT] = displacement
  learnSeason(
    shard.season,
    metric * cycles.slots,
    slot,
    cycles,
    Math.max(cycles.seasonGain, 1 / (1 + age)) * step * (cycles.neighbours > 0 ? 0.5 : 1),
  )
  if (cycles.weekSlots > 0) {
    const plain = y - (x[o + at.LEVEL] - displacement) - season
    const weekly = clip(plain - week, 2 * sigmaB + (displacement < 0 ? -displacement : displacement))
    const a = weekly < 0 ? -weekly : weekly
    const b = clip(plain - displacement, 2 * sigmaB + (a > sigmaB ? a : 0))
    x[o + at.WEEK_ERROR] += (a - x[o + at.WEEK_ERROR]) / (cycles.slots * 7)
    x[o + at.PLAIN_ERROR] += ((b < 0 ? -b : b) - x[o + at.PLAIN_ERROR]) / (cycles.slots * 7)
    shard.week[metric * cycles.weekSlots + hour] +=
      Math.max(cycles.weekGain, 1 / (1 + age / 7) / cycles.slotsPerHour) * weekly
  }
  const before = x[o + at.LAST_RESIDUAL] < 0 ? -x[o + at.LAST_RESIDUAL] : x[o + at.LAST_RESIDUAL]
  // What went there in small steps is a drift, and followed; what jumped there is not.
  const kept = clip(residual, Math.max(MEMORY_CLIP * sigmaB, before + sigma))
  x[o + at.LAST_RESIDUAL] = kept
  x[o + at.SHORT_RESIDUAL] += cycles.shortGain * (kept - x[o + at.SHORT_RESIDUAL])
  x[o + at.SEASON_POINTS] += 1
  followShift(x, o, cycles, residual, sigmaB)
}

// A level that stays elsewhere for long is the new level; one that comes back is taken up again at once.
function followShift(x: Float64Array, o: number, cycles: Cycles, residual: number, sigmaB: number): void {
  const side = residual > SIDE * sigmaB ? 1 : residual < -SIDE * sigmaB ? -1 : 0
  const run = x[o + at.SIDE_RUN]
  if (side === 0) {
    x[o + at.SIDE_RUN] = 0
    x[o + at.SIDE_SUM] = 0
    x[o + at.OLD_RUN] = 0
    return
  }
  const same = run * side > 0
  x[o + at.SIDE_RUN] = same ? run + side : side
  x[o + at.SIDE_SUM] = (same ? x[o + at.SIDE_SUM] : 0) + residual
  const old = x[o + at.OLD_LEVEL]
  const fits = old !== 0 && Math.abs(residual - old) < SIDE * sigmaB
  x[o + at.OLD_RUN] = fits ? x[o + at.OLD_RUN] + 1 : 0
  const length = Math.abs(x[o + at.SIDE_RUN])
  let move = 0
  if (x[o + at.OLD_RUN] >= 3) move = old
  else if (length >= cycles.shift) move = x[o + at.SIDE_SUM] / length
  if (move === 0) return
  x[o + at.LEVEL] += move
  x[o + at.DISPLACEMENT] += move
  x[o + at.OLD_LEVEL] = -move
  x[o + at.LAST_RESIDUAL] = residual - move
  x[o + at.SHORT_RESIDUAL] = 0
  x[o + at.SIDE_RUN] = 0
  x[o + at.SIDE_SUM] = 0
  x[o + at.OLD_RUN] = 0
}

function start(x: Float64Array, o: number, value: number): void {
  x[o + at.LEVEL] = value
  x[o + at.LEAST] = value
  x[o + at.NEXT_LOOK] = 0
}

function leastSigma(x: Float64Array, o: number, kind: number, offset: number): number {
  const share = LEAST_SIGMA * x[o + at.MEAN_ABSOLUTE]
  let least = kind === IDENTITY ? share : share * transformSlope(kind, offset, x[o + at.MEAN_ABSOLUTE])
  if (x[o + at.ZERO_SHARE] > 0.5 && x[o + at.MEAN_NOT_ZERO] > 0) {
    // Mostly zeros: a value of the usual size is as rare as such values are.
    const rarity = -ln(1.001 - x[o + at.ZERO_SHARE]) / Math.LN10
    const usual = transform(kind, offset, x[o + at.MEAN_NOT_ZERO]) - transform(kind, offset, 0)
    const sparse = usual / Math.max(1, deviationOfScore(tail, rarity))
    if (sparse > least) least = sparse
  }
  return least > SMALLEST ? least : SMALLEST
}

function clip(value: number, limit: number): number {
  return value > limit ? limit : value < -limit ? -limit : value
}
