import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { followShift } from './level-shift.ts'
import { chooseTransform, learnNoise } from './noise.ts'
import { learnCoefficients } from './regression.ts'
import { clip } from './scale.ts'
import { STEP_CLIP, learnSeason } from './season.ts'
import type { Shard } from './shard.ts'
import { THRESHOLD, learnTail } from './tail.ts'
import { transformSlope } from './transform.ts'

/** A value with what its judgement found, for learning. */
export interface Point {
  /** Of the daily profile. */
  slot: number
  /** Of the week. */
  hour: number
  value: number
  /** The value after its transform. */
  y: number
  season: number
  week: number
  /** Level and season, the weekly profile where it is used. */
  base: number
  sigma: number
  sigmaSeason: number
  /** y less forecast. */
  error: number
  /** Forecast in the unit of the value. */
  expected: number
  z: number
}

/** A point to be filled. Its numbers are no whole ones, so that the engine keeps them as doubles from the start. */
export function createPoint(): Point {
  return {
    slot: 0,
    hour: 0,
    value: 0.5,
    y: 0.5,
    season: 0.5,
    week: 0.5,
    base: 0.5,
    sigma: 0.5,
    sigmaSeason: 0.5,
    error: 0.5,
    expected: 0.5,
    z: 0.5,
  }
}

/** Residuals are clipped here before they teach a scale anything (Huber). */
const CLIP = 2.7
/** The clip while it is open. */
const WIDE_CLIP = 8
/** Share of points beyond WILD sigma at which the clip opens: a new regime, not an anomaly. */
const WILD = 3
const WILD_GAIN = 1 / 40
const WILD_SHARE_LIMIT = 0.2
/** Memory of a residual in the forecast is limited to this many sigma, so that a forecast does not follow an outage. */
const MEMORY_CLIP = 3
/** Residuals beyond this many sigma leave no memory: after an outage a forecast goes on as before it. */
const ABSURD = 10
/** Points after which the noise is looked at now and then only; no divisor of a day or week, so that all slots are seen. */
const NOISE_POINTS = 2000
const NOISE_EVERY = 5

/** Learns from a judged point. */
export function learn(shard: Shard, cycles: Cycles, metric: number, point: Point): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const known = x[o + at.SEASON_KNOWN] === 1
  const points = x[o + at.POINTS]
  const { error, sigma } = point

  if (points >= shard.learningPoints) {
    learnTail(x, o + at.TAIL, point.z, x[o + at.IN_EXCESS] === 1)
    x[o + at.IN_EXCESS] = point.z > THRESHOLD ? 1 : 0
  }
  if (known && (points < NOISE_POINTS || points % NOISE_EVERY === 0)) {
    const slope = transformSlope(x[o + at.TRANSFORM], x[o + at.OFFSET], point.expected)
    learnNoise(x, o, point.expected, point.value - point.expected, sigma / slope)
  }

  const wild = x[o + at.WILD_SHARE] > WILD_SHARE_LIMIT || x[o + at.ZERO_SHARE] > 0.5
  x[o + at.WILD_SHARE] += WILD_GAIN * ((error > WILD * sigma || -error > WILD * sigma ? 1 : 0) - x[o + at.WILD_SHARE])
  const memory = 1 / (points + 1)
  if (points > 0 && x[o + at.MISSED] === 0) {
    const clipped = clip(error, (wild || points < 20 ? WIDE_CLIP : CLIP) * sigma)
    const gain = Math.max(known ? youngGain(x[o + at.SEASON_POINTS]) : memory, 1 / cycles.scaleMemory)
    x[o + at.FORECAST_VARIANCE] += gain * (clipped * clipped - x[o + at.FORECAST_VARIANCE])
  }

  if (known) learnResidual(shard, cycles, metric, point, wild)
  else {
    x[o + at.LAST_RESIDUAL] = point.y - x[o + at.LEVEL]
    x[o + at.SHORT_RESIDUAL] = x[o + at.LAST_RESIDUAL]
    shard.season[metric * cycles.slots + point.slot] = x[o + at.LAST_RESIDUAL]
  }

  learnSize(x, o, point.value, memory)
  x[o + at.POINTS] += 1
  x[o + at.AGE] += 1
  x[o + at.MISSED] = 0
  if (known && x[o + at.POINTS] >= x[o + at.NEXT_LOOK]) {
    chooseTransform(shard, cycles, metric)
    x[o + at.NEXT_LOOK] = Math.ceil(1.5 * x[o + at.POINTS])
  }
}

function learnResidual(shard: Shard, cycles: Cycles, metric: number, point: Point, wild: boolean): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const { sigma, sigmaSeason, error } = point
  const residual = point.y - point.base
  const points = x[o + at.SEASON_POINTS]
  const reach = clip(residual, (wild || points < cycles.slots / 4 ? WIDE_CLIP : CLIP) * sigmaSeason)
  const gain = Math.max(youngGain(points), 0.5 / cycles.scaleMemory)
  x[o + at.RESIDUAL_VARIANCE] += gain * (reach * reach - x[o + at.RESIDUAL_VARIANCE])

  if (x[o + at.MISSED] === 0) {
    const share = sigma / sigmaSeason
    learnCoefficients(x, o, clip(error, CLIP * sigma) / sigmaSeason, share * share)
  }

  const step = clip(residual, STEP_CLIP * sigmaSeason)
  const cyclesSeen = x[o + at.AGE] / cycles.slots
  x[o + at.LEVEL] += cycles.levelGain * step
  const displacement = (x[o + at.DISPLACEMENT] + cycles.levelGain * step) * (1 - 1 / (7 * cycles.slots))
  x[o + at.DISPLACEMENT] = displacement
  learnSeason(shard, cycles, metric, point.slot, residual, sigmaSeason, cyclesSeen)
  if (cycles.weekSlots > 0) learnWeek(shard, cycles, metric, point, displacement, cyclesSeen)

  const absurd = residual > ABSURD * sigmaSeason || residual < -ABSURD * sigmaSeason
  const kept = absurd ? 0.5 * x[o + at.SHORT_RESIDUAL] : clip(residual, MEMORY_CLIP * sigmaSeason)
  x[o + at.LAST_RESIDUAL] = kept
  x[o + at.SHORT_RESIDUAL] += cycles.shortGain * (kept - x[o + at.SHORT_RESIDUAL])
  x[o + at.SEASON_POINTS] += 1
  followShift(x, o, cycles, residual, sigmaSeason)
}

/*
 * The weekly profile is learned against the slow level: a level that goes down for the weekend must become the weekend's
 * profile. It has to do better than a level that follows.
 */
function learnWeek(
  shard: Shard,
  cycles: Cycles,
  metric: number,
  point: Point,
  displacement: number,
  cyclesSeen: number,
): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const { sigmaSeason } = point
  const plain = point.y - x[o + at.LEVEL] - point.season
  const weekly = clip(
    plain + displacement - point.week,
    STEP_CLIP * sigmaSeason + (displacement < 0 ? -displacement : displacement),
  )
  const withWeek = weekly < 0 ? -weekly : weekly
  const without = clip(plain, STEP_CLIP * sigmaSeason + (withWeek > sigmaSeason ? withWeek : 0))
  const memory = 1 / (7 * cycles.slots)
  x[o + at.WEEK_ERROR] += memory * (withWeek - x[o + at.WEEK_ERROR])
  x[o + at.PLAIN_ERROR] += memory * ((without < 0 ? -without : without) - x[o + at.PLAIN_ERROR])
  const gain = Math.max(cycles.weekGain, 1 / (1 + cyclesSeen / 7) / cycles.slotsPerHour)
  shard.week[metric * cycles.weekSlots + point.hour] += gain * weekly
}

// While the season is young its errors fall quickly: the newer half of the points counts three times the older.
function youngGain(points: number): number {
  return 2 / (points + 8)
}

function learnSize(x: Float64Array, o: number, value: number, memory: number): void {
  const gain = memory > 0.0005 ? memory : 0.0005
  const absolute = value < 0 ? -value : value
  x[o + at.MEAN_ABSOLUTE] += gain * (absolute - x[o + at.MEAN_ABSOLUTE])
  x[o + at.ZERO_SHARE] += gain * ((value === 0 ? 1 : 0) - x[o + at.ZERO_SHARE])
  if (value !== 0) {
    const share = x[o + at.MEAN_NOT_ZERO] === 0 ? 1 : memory > 0.02 ? memory : 0.02
    x[o + at.MEAN_NOT_ZERO] += share * (absolute - x[o + at.MEAN_NOT_ZERO])
  }
  if (value < x[o + at.LEAST]) x[o + at.LEAST] = value
}
