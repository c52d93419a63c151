import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { startCoefficients } from './regression.ts'
import { clip } from './scale.ts'
import type { Shard } from './shard.ts'

const KERNEL = [1, 0.7, 0.4] as const
/** Level and profiles learn from residuals of at most so many sigma. */
export const STEP_CLIP = 2
/** A slot is far off beyond so many sigma. */
const FAR = 2.5
/** Runs are counted up to here. */
const LONGEST = 100
/** Cycles in which one anomaly may have shaped a slot. */
const YOUNG = 7

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

/**
 * Moves a slot of the season, and its neighbours less, by a share of a clipped residual. A slot that was far off on the same
 * side for cycles in a row is what is normal now, or was learned from an anomaly: it is moved half the way.
 *
 * @param residual - y less level and season
 * @param sigma - of the residual
 * @param cyclesSeen - age of the metric
 */
export function learnSeason(
  shard: Shard,
  cycles: Cycles,
  metric: number,
  slot: number,
  residual: number,
  sigma: number,
  cyclesSeen: number,
): void {
  const { season, seasonRuns } = shard
  const so = metric * cycles.slots
  const side = residual > FAR * sigma ? 1 : residual < -FAR * sigma ? -1 : 0
  const run = side === 0 || side * seasonRuns[so + slot] < 0 ? side : seasonRuns[so + slot] + side
  const length = run < 0 ? -run : run
  seasonRuns[so + slot] = length > LONGEST ? side * LONGEST : run
  if (length >= (cyclesSeen < YOUNG ? 2 : 3)) {
    season[so + slot] += 0.5 * residual
    return
  }
  const young = 1 / (1 + cyclesSeen)
  const gain = (young > cycles.seasonGain ? young : cycles.seasonGain) * (cycles.neighbours > 0 ? 0.5 : 1)
  const step = gain * clip(residual, STEP_CLIP * sigma)
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
