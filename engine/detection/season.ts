import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { startCoefficients } from './regression.ts'
import type { Shard } from './shard.ts'

const KERNEL = [1, 0.7, 0.4] as const

/**
 * Ends the first day (week at P1D): what was seen becomes the season, its mean the level. Slots without a value get the
 * line between their neighbours. Costs one pass over the slots, once in a metric's life.
 */
export function endFirstCycle(shard: Shard, cycles: Cycles, metric: number): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  const { slots } = cycles
  const season = shard.season.subarray(metric * slots, (metric + 1) * slots)
  fillGaps(season)
  let sum = 0
  for (let k = 0; k < slots; k++) sum += season[k]
  const mean = sum / slots
  let squares = 0
  for (let k = 0; k < slots; k++) {
    season[k] -= mean
    squares += season[k] * season[k]
  }
  x[o + at.LEVEL] += mean
  x[o + at.LAST_RESIDUAL] = 0
  x[o + at.SHORT_RESIDUAL] = 0
  // Between the noise of a step and the whole daily swing; it is soon measured.
  x[o + at.RESIDUAL_VARIANCE] = Math.min(
    4 * x[o + at.FORECAST_VARIANCE],
    Math.max(squares / slots, x[o + at.FORECAST_VARIANCE]),
  )
  x[o + at.SEASON_KNOWN] = 1
  x[o + at.SEASON_POINTS] = 0
  startCoefficients(x, o)
}

/** Moves a slot of the season, and its neighbours less, by a share of a clipped residual. */
export function learnSeason(season: Float32Array, so: number, slot: number, cycles: Cycles, step: number): void {
  season[so + slot] += step
  for (let d = 1; d <= cycles.neighbours; d++) {
    const before = slot - d
    const after = slot + d
    season[so + (before < 0 ? before + cycles.slots : before)] += KERNEL[d] * step
    season[so + (after >= cycles.slots ? after - cycles.slots : after)] += KERNEL[d] * step
  }
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
