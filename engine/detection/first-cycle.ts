import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import * as scale from './scale.ts'
import type { Shard } from './shard.ts'

const {
  LEVEL,
  LAST_RESIDUAL,
  RESIDUAL_BEFORE,
  SHORT_RESIDUAL,
  ERROR_VARIANCE,
  RESIDUAL_VARIANCE,
  AGITATION,
  SEASON_AGE,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  LEAST,
  ZERO,
  HIGHEST,
  LOWEST,
  rowOf,
} = at

/*
 * The first day of a metric (week at P1D), while its season holds what was seen, relative to its level: the first value, or a
 * later one that is far smaller, so that 32-bit floats keep the others.
 */

/** A value so many times smaller than the level becomes the level: less is left of it in a float. */
const FAR_BELOW = 2 ** 12
/** A value so many times the usual size of the first cycle is absurd. */
const ABSURD = 100
/** Values from which a cycle tells what is usual. */
const LEAST_VALUES = 4

/** Notes a value of the first cycle. */
export function noteFirstCycle(shard: Shard, { slots }: Cycles, metric: number, slot: number, y: number): void {
  const x = shard.scalars
  const o = rowOf(metric)
  const season = shard.season.subarray(metric * slots, (metric + 1) * slots)
  const level = x[o + LEVEL]
  if (Math.abs(y) * FAR_BELOW < Math.abs(level)) {
    for (let k = 0; k < slots; k++) season[k] += level - y
    x[o + LEVEL] = y
  }
  season[slot] = y - x[o + LEVEL]
}

/**
 * Ends the first day (week at P1D): what was seen becomes the season, its mean the level. Slots without a value get the
 * line between their neighbours, as those with an absurd value do: the backlog that a metric begins with comes once. Costs a
 * few passes over the slots, once in a metric's life.
 */
export function endFirstCycle(shard: Shard, cycles: Cycles, metric: number): void {
  const x = shard.scalars
  const o = rowOf(metric)
  const { slots } = cycles
  const season = shard.season.subarray(metric * slots, (metric + 1) * slots)
  const absurd = forgetAbsurd(x, o, season)
  fillGaps(season)
  let sum = 0
  for (let k = 0; k < slots; k++) sum += season[k]
  const mean = sum / slots
  let squares = 0
  for (let k = 0; k < slots; k++) {
    season[k] -= mean
    squares += season[k] * season[k]
  }
  x[o + LEVEL] += mean
  x[o + LAST_RESIDUAL] = 0
  x[o + RESIDUAL_BEFORE] = 0
  x[o + SHORT_RESIDUAL] = 0
  if (absurd) x[o + ERROR_VARIANCE] = Math.min(x[o + ERROR_VARIANCE], squares / slots)
  // Between the noise of a step and the whole daily swing; it is soon measured.
  const noise = x[o + ERROR_VARIANCE]
  x[o + RESIDUAL_VARIANCE] = Math.min(4 * noise, Math.max(squares / slots, noise))
  x[o + AGITATION] = 1
  x[o + SEASON_AGE] = 1
}

/**
 * Takes out of the first cycle the values that are absurd beside the others, and what sizes and extremes have learned from them.
 * Of a metric that is mostly 0 the other values tell what is usual.
 *
 * @returns whether there was one
 */
function forgetAbsurd(x: Float32Array, o: number, season: Float32Array): boolean {
  const level = x[o + LEVEL]
  const values = season.map((relative) => relative + level)
  const sizes = values.map(Math.abs)
  const known = sizes.filter((size) => size > 0).toSorted()
  if (known.length < LEAST_VALUES) return false
  const usual = known[(known.length - 1) >> 1]
  const most = ABSURD * usual
  if (!(known[known.length - 1] > most)) return false
  const rest = values.filter((_, slot) => sizes[slot] <= most)
  for (let slot = 0; slot < season.length; slot++) if (sizes[slot] > most) season[slot] = Number.NaN
  x[o + MEAN_ABSOLUTE] = rest.reduce((sum, value) => sum + Math.abs(value), 0) / rest.length
  x[o + MEAN_NOT_ZERO] = usual
  x[o + HIGHEST] = rest.reduce((greatest, value) => Math.max(greatest, value))
  x[o + LOWEST] = rest.reduce((least, value) => Math.min(least, value))
  x[o + LEAST] = x[o + LOWEST]
  x[o + ZERO] = x[o + LEAST] < 0 ? scale.BELOW_ALL : 0
  return true
}

function fillGaps(season: Float32Array): void {
  const { length } = season
  let first = 0
  while (first < length && Number.isNaN(season[first])) first++
  if (first === length) {
    season.fill(0)
    return
  }
  let last = first
  for (let k = 1; k <= length; k++) {
    const here = (first + k) % length
    if (Number.isNaN(season[here])) continue
    const width = first + k - last
    for (let j = 1; j < width; j++) {
      season[(last + j) % length] = season[last % length] + ((season[here] - season[last % length]) * j) / width
    }
    last = first + k
  }
}
