import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { startCoefficients } from './regression.ts'
import { startShape } from './shape.ts'
import type { Shard } from './shard.ts'
import { FIRST_IDLE_SHARE } from './sparse.ts'
import { LOGARITHM } from './transform.ts'
import { ln } from './elementary.ts'

const {
  MEAN_ABSOLUTE,
  LEAST,
  LEAST_STEP,
  FLOOR_VARIANCE,
  MEAN_NOT_ZERO,
  OFFSET,
  NOISE,
  TRANSFORM,
  LEVEL,
  LAST_RESIDUAL,
  RESIDUAL_BEFORE,
  SHORT_RESIDUAL,
  DISPLACEMENT,
  SIDE_SUM,
  OLD_LEVEL,
  EXCESS_FROM,
  ERROR_VARIANCE,
  RESIDUAL_VARIANCE,
  LONG_PRODUCT,
  LONG_SQUARE,
  HIGHEST,
  LOWEST,
  EARLIER_HIGHEST,
  EARLIER_LOWEST,
  IDLE_SHARE,
  SCALARS,
  rowOf,
} = at

const EXTREMES = [HIGHEST, LOWEST, EARLIER_HIGHEST, EARLIER_LOWEST]
/** The unit is changed when usual values are so many times larger or smaller. */
const FAR = 2 ** 16

/** Less than this, in the unit, is nothing in a 32-bit float once it is squared or averaged. */
const LOST = 2 ** -100

/**
 * Starts a metric at its first value. Its unit is the power of two at that value, so that 32-bit floats hold everything that
 * is learned, whatever the unit of the data.
 */
export function beginMetric(shard: Shard, { slots }: Cycles, metric: number, value: number): void {
  const o = rowOf(metric)
  shard.exact[2 * metric] = 1 / powerOfTwo(value)
  shard.exact[2 * metric + 1] = Number.NaN
  shard.scalars.fill(0, o, o + SCALARS)
  shard.scalars[o + IDLE_SHARE] = FIRST_IDLE_SHARE
  shard.season.fill(Number.NaN, metric * slots, (metric + 1) * slots)
  startCoefficients(shard.scalars, o)
  startShape(shard.scalars, o)
}

/** Whether a value of the first cycle is so small in the metric's unit that it begins anew: its first value was no value. */
export function isLost(value: number, perUnit: number): boolean {
  return value !== 0 && Math.abs(value * perUnit) < LOST
}

/**
 * Moves to another unit where the first value was far from usual ones. All that is in y or its square scales by a power of
 * two, or by the root of one; what the regression of noise took the logarithm of is moved by that of the factor.
 */
export function reviseUnit(shard: Shard, cycles: Cycles, metric: number): void {
  const x = shard.scalars
  const o = rowOf(metric)
  const mean = x[o + MEAN_ABSOLUTE]
  if (mean === 0 || (mean < FAR && mean > 1 / FAR)) return
  const factor = 1 / powerOfTwo(mean)
  shard.exact[2 * metric] *= factor
  shard.exact[2 * metric + 1] *= factor
  for (const k of [LEAST, LEAST_STEP, MEAN_ABSOLUTE, MEAN_NOT_ZERO, OFFSET, ...EXTREMES]) x[o + k] *= factor
  const moved = ln(factor)
  moveNoise(x, o + NOISE, moved)
  const kind = x[o + TRANSFORM]
  if (kind === LOGARITHM) {
    // ln(v + c) is moved by the logarithm of the factor; residuals stay.
    x[o + LEVEL] += moved
    return
  }
  const scale = kind === 0 ? factor : Math.sqrt(factor)
  for (const k of IN_Y) x[o + k] *= scale
  for (const k of IN_Y_SQUARED) x[o + k] *= scale * scale
  scaleProfile(shard.season, metric * cycles.slots, cycles.slots, scale)
  scaleProfile(shard.long, metric * cycles.longSlots, cycles.longSlots, scale)
}

/**
 * What is kept in y, and in y squared: transforms and units change it. The level is moved by those who change them, and the
 * floors are looked at anew after each change.
 */
export const RESIDUALS = [
  LAST_RESIDUAL,
  RESIDUAL_BEFORE,
  SHORT_RESIDUAL,
  DISPLACEMENT,
  SIDE_SUM,
  OLD_LEVEL,
  EXCESS_FROM,
] as const
export const IN_Y_SQUARED = [ERROR_VARIANCE, FLOOR_VARIANCE, RESIDUAL_VARIANCE, LONG_PRODUCT, LONG_SQUARE] as const
const IN_Y = [LEVEL, ...RESIDUALS]

/** Adds a number to the level and to the noise, both logarithms, of all points that a regression of noise has summed up. */
function moveNoise(x: Float32Array, r: number, moved: number): void {
  const [weight, level, noise] = [x[r], x[r + 1], x[r + 2]]
  x[r + 1] += weight * moved
  x[r + 2] += weight * moved
  x[r + 3] += moved * (2 * level + weight * moved)
  x[r + 4] += moved * (level + noise + weight * moved)
}

function scaleProfile(profile: Float32Array, start: number, length: number, scale: number): void {
  for (let k = start; k < start + length; k++) profile[k] *= scale
}

/** The power of two next below |value|, within what leaves room for squares; 1 for 0. */
function powerOfTwo(value: number): number {
  const size = value < 0 ? -value : value
  if (size === 0) return 1
  let power = 1
  while (power < size && power < 1e280) power *= 2
  while (power > size && power > 1e-280) power /= 2
  return power
}
