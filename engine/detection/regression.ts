import * as block from './block.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'

const { COVARIANCE, COEFFICIENTS, SEASON_AGE, MISSED, LAST_RESIDUAL, SHORT_RESIDUAL, RESIDUAL_BEFORE, rowOf } = at
const { deviations, residualSigmas, clips, sigmas } = block

const FORGET = 1 / (1 - 1 / 3000)
const MOST_VARIANCE = 1
/** Before any data: 0.4 of the short average, 0.3 of the last residual, nothing of its change. */
const FIRST = [0.4, 0.3, 0] as const
const FIRST_VARIANCE = 0.1

/** Sets the coefficients to what is believed before any data. */
export function startCoefficients(x: Float32Array, o: number): void {
  const p = o + COVARIANCE
  for (let i = 0; i < 3; i++) x[o + COEFFICIENTS + i] = FIRST[i]
  x.fill(0, p, p + 6)
  x[p] = x[p + 3] = x[p + 5] = FIRST_VARIANCE
}

/**
 * How residuals are remembered: recursive least squares of the residual on short average, last residual and its change, with
 * forgetting and bounded covariance. Errors are clipped; after a gap nothing is learned.
 *
 * @see Young 2011, Recursive Estimation and Time-Series Analysis, chapter 3
 */
export function learnMemory(shard: Shard, from: number, to: number): void {
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    const z = deviations[k]
    if (z !== z || x[o + SEASON_AGE] === 0 || x[o + MISSED] > 0) continue
    const scale = 1 / residualSigmas[k]
    const last = x[o + LAST_RESIDUAL]
    const a = x[o + SHORT_RESIDUAL] * scale
    const b = last * scale
    const c = (last - x[o + RESIDUAL_BEFORE]) * scale
    const limit = clips[k]
    const ratio = sigmas[k] * scale
    const error = (z > limit ? limit : z < -limit ? -limit : z) * ratio
    const p = o + COVARIANCE
    const p0 = x[p]
    const p1 = x[p + 1]
    const p2 = x[p + 2]
    const p3 = x[p + 3]
    const p4 = x[p + 4]
    const p5 = x[p + 5]
    const g0 = p0 * a + p1 * b + p2 * c
    const g1 = p1 * a + p3 * b + p4 * c
    const g2 = p2 * a + p4 * b + p5 * c
    const gain = 1 / (ratio * ratio + a * g0 + b * g1 + c * g2)
    const q = o + COEFFICIENTS
    x[q] += g0 * gain * error
    x[q + 1] += g1 * gain * error
    x[q + 2] += g2 * gain * error
    // Forgetting, unless nothing was learned for so long that the covariance would grow without end.
    const grow = p0 < MOST_VARIANCE && p3 < MOST_VARIANCE && p5 < MOST_VARIANCE ? FORGET : 1
    x[p] = (p0 - g0 * g0 * gain) * grow
    x[p + 1] = (p1 - g0 * g1 * gain) * grow
    x[p + 2] = (p2 - g0 * g2 * gain) * grow
    x[p + 3] = (p3 - g1 * g1 * gain) * grow
    x[p + 4] = (p4 - g1 * g2 * gain) * grow
    x[p + 5] = (p5 - g2 * g2 * gain) * grow
  }
}
