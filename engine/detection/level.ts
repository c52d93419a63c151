import * as block from './block.ts'
import * as clipping from './clipping.ts'
import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'

const {
  SEASON_AGE,
  LEVEL,
  LAST_RESIDUAL,
  RESIDUAL_BEFORE,
  SHORT_RESIDUAL,
  DISPLACEMENT,
  MISSED,
  SIDE_RUN,
  SIDE_SUM,
  OLD_RUN,
  OLD_LEVEL,
  rowOf,
} = at
const { values, transformed, bases, residualSigmas } = block
const { MOST_MEMORY, STEP_CLIP } = clipping

/** Residuals beyond this many sigma leave no memory: after an outage a forecast goes on as before it. */
const ABSURD = 10
/** Residuals beyond this many sigma on one side for long are a new level. */
const SIDE = 2.5
/** Points that must fit the old level better until it is taken up again. */
const BACK = 3

/** Moves the slow level by a share of the clipped residual. */
export function learnLevel(shard: Shard, { slots, levelGain }: Cycles, from: number, to: number): void {
  const x = shard.scalars
  const forget = 1 - 1 / (7 * slots)
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    if (values[k] !== values[k] || x[o + SEASON_AGE] === 0) continue
    const residual = transformed[k] - bases[k]
    const limit = STEP_CLIP * residualSigmas[k]
    const step = levelGain * (residual > limit ? limit : residual < -limit ? -limit : residual)
    x[o + LEVEL] += step
    x[o + DISPLACEMENT] = (x[o + DISPLACEMENT] + step) * forget
  }
}

/** Remembers the last residuals, and follows the level where they say that it has jumped. */
export function learnResiduals(shard: Shard, { shift, shortGain }: Cycles, from: number, to: number): void {
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    if (values[k] !== values[k]) continue
    const o = rowOf(metric)
    if (x[o + SEASON_AGE] === 0) {
      const residual = transformed[k] - x[o + LEVEL]
      x[o + LAST_RESIDUAL] = residual
      x[o + RESIDUAL_BEFORE] = residual
      x[o + SHORT_RESIDUAL] = residual
      continue
    }
    const residual = transformed[k] - bases[k]
    const sigma = residualSigmas[k]
    const absurd = residual > ABSURD * sigma || residual < -ABSURD * sigma
    const remember = MOST_MEMORY * sigma
    const short = x[o + SHORT_RESIDUAL]
    const kept = absurd ? 0.5 * short : residual > remember ? remember : residual < -remember ? -remember : residual
    x[o + RESIDUAL_BEFORE] = x[o + MISSED] > 0 ? kept : x[o + LAST_RESIDUAL]
    x[o + LAST_RESIDUAL] = kept
    x[o + SHORT_RESIDUAL] = short + shortGain * (kept - short)
    x[o + SEASON_AGE] += 1

    if (residual > SIDE * sigma || residual < -SIDE * sigma) followShift(x, o, shift, residual, sigma)
    else if (x[o + SIDE_RUN] !== 0) {
      x[o + SIDE_RUN] = 0
      x[o + SIDE_SUM] = 0
      x[o + OLD_RUN] = 0
    }
  }
}

/**
 * Follows the level when it jumps: one that stays elsewhere for `shift` points is the new level, one that comes back is taken
 * up again at once.
 *
 * @param residual - y less level and season, beyond SIDE * sigma
 */
function followShift(x: Float32Array, o: number, shift: number, residual: number, sigma: number): void {
  const side = residual > 0 ? 1 : -1
  const run = x[o + SIDE_RUN]
  // Whether it goes on: to the same side, and not nearer to the old level than to where the run has been.
  const same = run * side > 0 && 2 * residual * run >= x[o + SIDE_SUM] * side
  x[o + SIDE_RUN] = same ? run + side : side
  x[o + SIDE_SUM] = (same ? x[o + SIDE_SUM] : 0) + residual
  const old = x[o + OLD_LEVEL]
  const fits = old !== 0 && Math.abs(residual - old) < SIDE * sigma
  x[o + OLD_RUN] = fits ? x[o + OLD_RUN] + 1 : 0
  const length = Math.abs(x[o + SIDE_RUN])
  let move = 0
  if (x[o + OLD_RUN] >= BACK) move = old
  else if (length >= shift) move = x[o + SIDE_SUM] / length
  if (move === 0) return
  x[o + LEVEL] += move
  x[o + DISPLACEMENT] += move
  x[o + OLD_LEVEL] = -move
  x[o + LAST_RESIDUAL] = residual - move
  x[o + RESIDUAL_BEFORE] = residual - move
  x[o + SHORT_RESIDUAL] = 0
  x[o + SIDE_RUN] = 0
  x[o + SIDE_SUM] = 0
  x[o + OLD_RUN] = 0
}
