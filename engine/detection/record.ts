import * as block from './block.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'
import * as summary from './tail.ts'
import { transform } from './transform.ts'

const {
  POINTS,
  RECORDS,
  HIGHEST,
  LOWEST,
  EARLIER_HIGHEST,
  EARLIER_LOWEST,
  CALM_LEFT,
  TRANSFORM,
  OFFSET,
  TAILS,
  rowOf,
} = at
const { values, transformed, sigmas, surprises } = block
const { THRESHOLD } = summary

/*
 * The greatest and the least value of a metric since its count of values was a multiple of PART, and in the PART before. A value
 * beyond them is rare whatever the noise is like: of n + 1 values that could stand in any order, the last is the greatest once
 * in n + 1 times. No tail is assumed, so that this speaks where excesses are so many, or so unlike, that the tail of errors
 * does not.
 */
const PART = 2016
/** Values that must be known. */
const LEAST_VALUES = 200
/** Higher than any value. */
const UNKNOWN = 2 ** 60
/** A record must lie this many sigma beyond: where a metric grows, each value is a little greater than all before. */
const MARGIN = 0.25
/** A smaller deviation, in sigma, is no news, however great the value: it was expected. */
export const LEAST_SURPRISE = 1.8
/** A value is as rare as one at the other end. So many records are no sign that there are more than there should be. */
const ENDS = 2
/** Excesses of a metric that is mostly 0 from which their greatest says where its values end. */
const LEAST_EXCESSES = 10
/** Of the greatest of many exponential numbers, the mean is the logarithm of their count and this. */
const EULER = 0.5772
/** What lies beyond is no lighter than this power law: operational metrics have 0.2 to 0.3. */
const LEAST_MEAN = 0.25

/**
 * How rare it is that a value lies beyond all that are known: as rare as the order of values makes it, and no rarer than records
 * have been in this metric.
 *
 * @param y - the value after its transform
 * @param sigma - size of an error here and now, in y
 * @param side - 1 up, -1 down
 * @returns a score, 0 where the value is no record
 */
export function recordScore(x: Float32Array, o: number, y: number, sigma: number, side: number): number {
  return isRecord(x, o, y, sigma, side) ? scoreOf(x, o) : 0
}

/**
 * The y beyond which a value has at least a score as a record; infinite where no value has.
 *
 * @param side - 1 up, -1 down
 */
export function recordBound(x: Float32Array, o: number, sigma: number, side: number, score: number): number {
  return valuesKnown(x, o) >= LEAST_VALUES && scoreOf(x, o) >= score ? limitOf(x, o, sigma, side) : side * Infinity
}

/** The same for a value of a metric that is mostly 0, where about 0 is expected: the further beyond, the rarer. @param forecast - in y */
export function sparseRecordScore(x: Float32Array, o: number, y: number, forecast: number, sigma: number): number {
  const limit = limitOf(x, o, sigma, 1)
  if (valuesKnown(x, o) < LEAST_VALUES || y <= limit) return 0
  const growth = growthBeyond(x, o, forecast, sigma)
  return scoreOf(x, o) + (growth > 0 ? growth * ln((y - forecast) / (limit - forecast)) : 0)
}

/** The y from which such a value has at least a score. */
export function sparseRecordBound(x: Float32Array, o: number, forecast: number, sigma: number, score: number): number {
  if (valuesKnown(x, o) < LEAST_VALUES) return Infinity
  const limit = limitOf(x, o, sigma, 1)
  const beyond = score - scoreOf(x, o)
  if (beyond <= 0) return limit
  const growth = growthBeyond(x, o, forecast, sigma)
  return growth > 0 ? forecast + (limit - forecast) * exp(beyond / growth) : Infinity
}

/** Learns the block's values. To be called while the run of excesses is that before this interval. */
export function learnRecords(shard: Shard, from: number, to: number): void {
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const v = values[k]
    if (v !== v) continue
    const o = rowOf(metric)
    const z = surprises[k]
    if (z > LEAST_SURPRISE || z < -LEAST_SURPRISE) countRecord(x, o, transformed[k], sigmas[k], z)
    const known = (x[o + POINTS] | 0) % PART
    if (known === 0) {
      x[o + HIGHEST] = v
      x[o + LOWEST] = v
    } else if (v > x[o + HIGHEST]) x[o + HIGHEST] = v
    else if (v < x[o + LOWEST]) x[o + LOWEST] = v
    if (known === PART - 1) {
      x[o + RECORDS] *= 0.5
      x[o + EARLIER_HIGHEST] = x[o + HIGHEST]
      x[o + EARLIER_LOWEST] = x[o + LOWEST]
    }
  }
}

/** Where the extremes of the values so far are not known, nothing is a record until there are new ones. */
export function forgetExtremes(x: Float32Array, o: number): void {
  x[o + HIGHEST] = x[o + EARLIER_HIGHEST] = UNKNOWN
  x[o + LOWEST] = x[o + EARLIER_LOWEST] = -UNKNOWN
}

/** A run of excesses has one record, however often it outdoes itself. */
function countRecord(x: Float32Array, o: number, y: number, sigma: number, z: number): void {
  const side = z > 0 ? 1 : -1
  if (x[o + CALM_LEFT] * side <= 0 && isRecord(x, o, y, sigma, side)) x[o + RECORDS] += 1
}

function isRecord(x: Float32Array, o: number, y: number, sigma: number, side: number): boolean {
  return valuesKnown(x, o) >= LEAST_VALUES && side * (y - limitOf(x, o, sigma, side)) > 0
}

function valuesKnown(x: Float32Array, o: number): number {
  const points = x[o + POINTS] | 0
  return points < PART ? points : PART + (points % PART)
}

/** A quarter of a sigma beyond the greatest value known, in y; of side -1 the least. */
function limitOf(x: Float32Array, o: number, sigma: number, side: number): number {
  const recent = x[o + (side > 0 ? HIGHEST : LOWEST)]
  const earlier = x[o + (side > 0 ? EARLIER_HIGHEST : EARLIER_LOWEST)]
  const known = x[o + POINTS] >= PART && side * (earlier - recent) > 0 ? earlier : recent
  return transform(x[o + TRANSFORM], x[o + OFFSET], known) + side * MARGIN * sigma
}

/**
 * By how much a score grows with the logarithm of a value beyond all known ones, where about 0 is expected of a metric that is mostly 0; 0
 * where that is not known. Its excesses are its values, from ones to bursts, and one power law through all of them says too little of
 * what lies beyond the greatest. Were they of a power law, the greatest of n would be exp(mean (ln n + 0.577)) thresholds on average: the
 * mean that this one tells. A value of its size is as rare as a record is, and one beyond it as the power law of that mean has it.
 */
function growthBeyond(x: Float32Array, o: number, forecast: number, sigma: number): number {
  const excesses = x[o + TAILS]
  if (excesses < LEAST_EXCESSES) return 0
  const t = (limitOf(x, o, sigma, 1) - forecast) / (sigma * THRESHOLD)
  if (!(t > 1)) return 0
  const mean = ln(t) / (ln(excesses) + EULER)
  return 1 / (Math.LN10 * (mean > LEAST_MEAN ? mean : LEAST_MEAN))
}

function scoreOf(x: Float32Array, o: number): number {
  const records = 1 + x[o + RECORDS]
  return -ln((records > ENDS ? records : ENDS) / (valuesKnown(x, o) + 1)) / Math.LN10
}
