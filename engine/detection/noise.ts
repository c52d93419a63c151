import type { Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'
import { IDENTITY, LOGARITHM, SQUARE_ROOT, inverseTransform, transform, transformSlope } from './transform.ts'

const MEMORY = 1 - 1 / 3000
/** Weight of the belief that noise does not depend on the level: a slope of 0 give or take 1/2. */
const RIDGE = 5
/** Mean of ln |N| of a standard normal number. */
const MEAN_LOG_NORMAL = -0.635

/**
 * Adds a point to the regression of log noise on log level, whose slope tells the transform: 0 none, 1/2 square root,
 * 1 logarithm.
 *
 * @param expected - forecast, in the unit of the values
 * @param error - value less forecast, in the unit of the values
 * @param sigma - its usual size: errors far below count as a tenth of it
 */
export function learnNoise(x: Float64Array, o: number, expected: number, error: number, sigma: number): void {
  if (!(expected > 0.02 * x[o + at.MEAN_ABSOLUTE])) return
  const level = ln(expected)
  const noise = ln((error < 0 ? -error : error) + 0.1 * sigma)
  const r = o + at.REGRESSION
  for (let k = r; k < r + 5; k++) x[k] *= MEMORY
  x[r] += 1
  x[r + 1] += level
  x[r + 2] += noise
  x[r + 3] += level * level
  x[r + 4] += level * noise
}

/** Looks at what was learned about the noise and changes the transform where another fits better. */
export function chooseTransform(shard: Shard, cycles: Cycles, metric: number): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const r = o + at.REGRESSION
  const weight = x[r]
  if (weight < 10) return
  const level = x[r + 1] / weight
  const noise = x[r + 2] / weight
  const slope = (x[r + 4] - weight * level * noise) / (x[r + 3] - weight * level * level + RIDGE)
  const now = x[o + at.TRANSFORM]
  // A border is crossed only by a margin, so that the transform does not flicker.
  const low = now === IDENTITY ? 0.3 : 0.2
  const high = now === LOGARITHM ? 0.65 : 0.75
  const kind = x[o + at.LEAST] < 0 || slope < low ? IDENTITY : slope < high ? SQUARE_ROOT : LOGARITHM
  if (kind === now) return
  const offset =
    kind === SQUARE_ROOT
      ? 0.375 * exp(2 * (noise - MEAN_LOG_NORMAL) - level) + 1e-3 * x[o + at.MEAN_ABSOLUTE]
      : 0.03 * x[o + at.MEAN_ABSOLUTE]
  change(shard, cycles, metric, kind, kind === IDENTITY ? 0 : offset)
}

// Everything kept in y moves to the new transform: profiles point by point, scales and residuals by the slope.
function change(shard: Shard, cycles: Cycles, metric: number, kind: number, offset: number): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const oldKind = x[o + at.TRANSFORM]
  const oldOffset = x[o + at.OFFSET]
  const level = x[o + at.LEVEL]
  const middle = inverseTransform(oldKind, oldOffset, level)
  const newLevel = transform(kind, offset, middle)
  for (const [profile, length] of [
    [shard.season, cycles.slots],
    [shard.week, cycles.weekSlots],
  ] as const) {
    for (let k = metric * length; k < (metric + 1) * length; k++) {
      profile[k] = transform(kind, offset, inverseTransform(oldKind, oldOffset, level + profile[k])) - newLevel
    }
  }
  const slope = transformSlope(kind, offset, middle) / transformSlope(oldKind, oldOffset, middle)
  for (const k of [at.FORECAST_VARIANCE, at.RESIDUAL_VARIANCE]) x[o + k] *= slope * slope
  for (const k of [
    at.LAST_RESIDUAL,
    at.SHORT_RESIDUAL,
    at.SIDE_SUM,
    at.OLD_LEVEL,
    at.DISPLACEMENT,
    at.WEEK_ERROR,
    at.PLAIN_ERROR,
  ]) {
    x[o + k] *= slope
  }
  x[o + at.LEVEL] = newLevel
  x[o + at.TRANSFORM] = kind
  x[o + at.OFFSET] = offset
}
