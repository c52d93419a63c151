import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import type { Shard } from './shard.ts'

const { SHAPE, SHAPES, MEDIAN_DEVIATION, SEASON_AGE, rowOf } = at
const { deviations, sparsities } = block

const MEDIAN_GAIN = 0.002
/** The variance of errors in a part of the day is taken to be at most so many times larger or smaller than the day's. */
const MOST = 8
/** Median of |N| for a standard normal number: where the middle starts. */
const MEDIAN_NORMAL = 0.6745

/** Variance of errors at a moment of the day, relative to the day: 1 / MOST .. MOST; sigma goes by its root. */
export function shapeFactor(x: Float32Array, o: number, { shape, shapeNext, shapeShare }: Moment): number {
  return (1 - shapeShare) * x[o + SHAPE + shape] + shapeShare * x[o + SHAPE + shapeNext]
}

/** Sets the shape of a metric that knows nothing: all parts of the day alike. */
export function startShape(x: Float32Array, o: number): void {
  x.fill(1, o + SHAPE, o + SHAPE + SHAPES)
  x[o + MEDIAN_DEVIATION] = MEDIAN_NORMAL
}

/** Makes the parts of the day 1 on average: how large errors are on the whole is not theirs to say. To be called now and then. */
export function levelShape(x: Float32Array, o: number): void {
  let sum = 0
  for (let k = o + SHAPE; k < o + SHAPE + SHAPES; k++) sum += x[k]
  const scale = SHAPES / sum
  for (let k = o + SHAPE; k < o + SHAPE + SHAPES; k++) x[k] *= scale
}

/**
 * Moves the shape to another transform, which is chosen for errors to be alike in it: parts of the day go towards being so, as far as the
 * squares of the slopes say, and not beyond.
 *
 * @param season - the daily profile, before it moves
 * @param slopeAt - what a small error becomes where the profile has a value
 */
export function evenShape(x: Float32Array, o: number, season: Float32Array, slopeAt: (day: number) => number): void {
  const logs = Array.from({ length: SHAPES }, () => 0)
  season.forEach((day, slot) => {
    logs[Math.floor((slot * SHAPES) / season.length)] += (2 * ln(slopeAt(day)) * SHAPES) / season.length
  })
  const usual = logs.reduce((sum, log) => sum + log, 0) / SHAPES
  logs.forEach((log, part) => {
    const before = x[o + SHAPE + part]
    const moved = before * exp(log - usual)
    x[o + SHAPE + part] = before < 1 ? Math.min(1, Math.max(before, moved)) : Math.max(1, Math.min(before, moved))
  })
}

/**
 * Learns how the variance of errors depends on the time of day: a part of the day grows while its |deviations| lie above the middle
 * of all, and shrinks otherwise. The middle is where |z| / (|z| + middle) is 1/2 on average: anomalies, rare as they are, move
 * it as little as a median, and no branch has to be guessed (bench/detect). Where about 0 is expected of a metric that is mostly 0, sigma is
 * another (scale.ts): such values say nothing of the open hours beside them.
 */
export function learnShapes(shard: Shard, { shapeGain }: Cycles, moment: Moment, from: number, to: number): void {
  if (shapeGain === 0) return
  const x = shard.scalars
  const { shape, shapeNext, shapeShare } = moment
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const z = deviations[(metric - from) | 0]
    const o = rowOf(metric)
    if (z !== z || x[o + SEASON_AGE] === 0 || sparsities[(metric - from) | 0] === 1) continue
    const size = Math.abs(z)
    const median = x[o + MEDIAN_DEVIATION]
    const beyond = size / (size + median) - 0.5
    const step = 2 * shapeGain * beyond
    const here = x[o + SHAPE + shape] * (1 + step * (1 - shapeShare))
    x[o + SHAPE + shape] = here > MOST ? MOST : here < 1 / MOST ? 1 / MOST : here
    const next = x[o + SHAPE + shapeNext] * (1 + step * shapeShare)
    x[o + SHAPE + shapeNext] = next > MOST ? MOST : next < 1 / MOST ? 1 / MOST : next
    x[o + MEDIAN_DEVIATION] = median * (1 + 2 * MEDIAN_GAIN * beyond)
  }
}
