import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'

/** Residuals beyond this many sigma on one side for long are a new level. */
const SIDE = 2.5
/** Points that must fit the old level better until it is taken up again. */
const BACK = 3

/**
 * Follows the level when it jumps: one that stays elsewhere for `cycles.shift` points is the new level, one that comes back
 * is taken up again at once.
 *
 * @param residual - y less level and season
 * @param sigma - of the residual
 */
export function followShift(x: Float64Array, o: number, cycles: Cycles, residual: number, sigma: number): void {
  const side = residual > SIDE * sigma ? 1 : residual < -SIDE * sigma ? -1 : 0
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
  const fits = old !== 0 && Math.abs(residual - old) < SIDE * sigma
  x[o + at.OLD_RUN] = fits ? x[o + at.OLD_RUN] + 1 : 0
  const length = Math.abs(x[o + at.SIDE_RUN])
  let move = 0
  if (x[o + at.OLD_RUN] >= BACK) move = old
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
