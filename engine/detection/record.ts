import * as block from './block.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'
import { transform } from './transform.ts'

const { POINTS, RECORDS, HIGHEST, LOWEST, EARLIER_HIGHEST, EARLIER_LOWEST, CALM_LEFT, TRANSFORM, OFFSET, rowOf } = at
const { values, transformed, sigmas, surprises } = block

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

function scoreOf(x: Float32Array, o: number): number {
  const records = 1 + x[o + RECORDS]
  return -ln((records > ENDS ? records : ENDS) / (valuesKnown(x, o) + 1)) / Math.LN10
}
