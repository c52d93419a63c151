import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import { lookAtFloor } from './scale.ts'
import { evenShape } from './shape.ts'
import type { Shard } from './shard.ts'
import { IDENTITY, LOGARITHM, SQUARE_ROOT, inverseTransform, transform, transformSlope } from './transform.ts'
import { IN_Y_SQUARED, RESIDUALS, reviseUnit } from './unit.ts'

const { POINTS, SEASON_AGE, MEAN_ABSOLUTE, TRANSFORM, OFFSET, NOISE, NEXT_LOOK, LEAST, LEVEL, ZERO, rowOf } = at
const { values, expectations, sigmas, chosen } = block

const MEMORY = 1 - 1 / 3000
/** Weight of the belief that noise does not depend on the level: a slope of 0 give or take 1/2. */
const RIDGE = 5
/** Mean of ln |N| of a standard normal number. */
const MEAN_LOG_NORMAL = -0.635
/** Points after which the noise is looked at now and then only; no divisor of a day or week, so that all slots are seen. */
const OFTEN = 300
const SELDOM = 11
/** Forecasts below this share of the usual size say nothing about how noise grows. */
const LEAST_LEVEL = 0.02

/**
 * Adds points to the regression of log noise on log level, whose slope tells the transform: 0 none, 1/2 square root, 1
 * logarithm. Errors far below their usual size count as a tenth of it.
 */
export function learnNoise(shard: Shard, from: number, to: number): void {
  const x = shard.scalars
  // Whose turn it is, without a branch that would be guessed wrong at each turn and stop the logarithms of several metrics from
  // being worked out at once (bench/detect).
  let turns = 0
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const v = values[(metric - from) | 0]
    const o = rowOf(metric)
    const points = x[o + POINTS] | 0
    chosen[turns] = metric
    turns += Number(v === v) & Number(x[o + SEASON_AGE] > 0) & (Number(points < OFTEN) | Number(points % SELDOM === 0))
  }
  for (let turn = 0; turn < turns; turn++) {
    const metric = chosen[turn]
    const k = (metric - from) | 0
    const o = rowOf(metric)
    const v = values[k]
    const expected = expectations[k]
    if (!(expected > LEAST_LEVEL * x[o + MEAN_ABSOLUTE])) continue
    const slope = transformSlope(x[o + TRANSFORM], x[o + OFFSET], expected)
    const level = ln(expected)
    const noise = ln(Math.abs(v - expected) + (0.1 * sigmas[k]) / slope)
    const r = o + NOISE
    x[r] = x[r] * MEMORY + 1
    x[r + 1] = x[r + 1] * MEMORY + level
    x[r + 2] = x[r + 2] * MEMORY + noise
    x[r + 3] = x[r + 3] * MEMORY + level * level
    x[r + 4] = x[r + 4] * MEMORY + level * noise
  }
}

/** Looks again at unit and transform of a metric, after half as many points again as at the last look. */
export function lookAgain(shard: Shard, cycles: Cycles, metric: number): void {
  const x = shard.scalars
  const o = rowOf(metric)
  reviseUnit(shard, cycles, metric)
  chooseTransform(shard, cycles, metric)
  lookAtFloor(x, o)
  x[o + NEXT_LOOK] = Math.ceil(1.5 * x[o + POINTS])
}

function chooseTransform(shard: Shard, cycles: Cycles, metric: number): void {
  const x = shard.scalars
  const o = rowOf(metric)
  const r = o + NOISE
  const weight = x[r]
  if (weight < 10) return
  const level = x[r + 1] / weight
  const noise = x[r + 2] / weight
  const slope = (x[r + 4] - weight * level * noise) / (x[r + 3] - weight * level * level + RIDGE)
  const now = x[o + TRANSFORM]
  // A border is crossed only by a margin, so that the transform does not flicker.
  const low = now === IDENTITY ? 0.3 : 0.2
  const high = now === LOGARITHM ? 0.65 : 0.75
  const kind = x[o + LEAST] < 0 || slope < low ? IDENTITY : slope < high ? SQUARE_ROOT : LOGARITHM
  if (kind === now) return
  const offset =
    kind === SQUARE_ROOT
      ? 0.375 * exp(2 * (noise - MEAN_LOG_NORMAL) - level) + 1e-3 * x[o + MEAN_ABSOLUTE]
      : 0.03 * x[o + MEAN_ABSOLUTE]
  change(shard, cycles, metric, kind, kind === IDENTITY ? 0 : offset)
}

// Everything kept in y moves to the new transform: the profile of the day slot by slot, what the long profile adds to it hour by hour
// (in logarithms a weekend takes away as much at night as by day, in counts it does not), scales and residuals by the slope.
function change(shard: Shard, cycles: Cycles, metric: number, kind: number, offset: number): void {
  const x = shard.scalars
  const o = rowOf(metric)
  const oldKind = x[o + TRANSFORM]
  const oldOffset = x[o + OFFSET]
  const level = x[o + LEVEL]
  const zero = x[o + ZERO]
  x[o + OFFSET] = offset
  const newOffset = x[o + OFFSET]
  const valueOf = (y: number): number => inverseTransform(oldKind, oldOffset, y > zero ? y : zero)
  const moved = (y: number): number => transform(kind, newOffset, valueOf(y))
  const slopeAt = (day: number): number => {
    const value = valueOf(level + day)
    return transformSlope(kind, newOffset, value) / transformSlope(oldKind, oldOffset, value)
  }
  const { slots, longSlots, weekly, slotsPerHour } = cycles
  const season = shard.season.subarray(metric * slots, (metric + 1) * slots)
  const long = shard.long.subarray(metric * longSlots, (metric + 1) * longSlots)
  for (let k = 0; k < longSlots; k++) {
    if (long[k] === 0) continue
    // The slots of its hour; a day of the year may be any day of the week.
    const first = weekly ? (k % 24) * slotsPerHour : 0
    const days = weekly ? season.subarray(first, first + slotsPerHour) : season
    let sum = 0
    for (const day of days) sum += moved(level + day + long[k]) - moved(level + day)
    long[k] = sum / days.length
  }
  if (weekly) evenShape(x, o, season, slopeAt)
  const newLevel = moved(level)
  for (let slot = 0; slot < slots; slot++) season[slot] = moved(level + season[slot]) - newLevel
  const slope = slopeAt(0)
  for (const k of IN_Y_SQUARED) x[o + k] *= slope * slope
  for (const k of RESIDUALS) x[o + k] *= slope
  x[o + LEVEL] = newLevel
  x[o + TRANSFORM] = kind
}
