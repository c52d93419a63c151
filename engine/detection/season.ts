import * as block from './block.ts'
import * as clipping from './clipping.ts'
import type { Cycles } from './cycles.ts'
import * as elementary from './elementary.ts'
import { noteFirstCycle } from './first-cycle.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import * as runs from './runs.ts'
import type { Shard } from './shard.ts'

const { SEASON_AGE, AGE, LEVEL, ZERO, rowOf } = at
const { STEP_CLIP } = clipping
const { positive } = elementary
const { nextRun, slotRunOf, withSlotRun } = runs
const { transformed, values, bases, residualSigmas, seasons } = block

/** A slot is far off beyond so many sigma. */
const FAR = 2.5
/** Cycles in which one anomaly may have shaped a slot. */
const YOUNG = 7

/**
 * Moves the slot of the season, and its neighbours less, by a share of the clipped residual. A slot that was far off on the
 * same side for cycles in a row is what is normal now, or was learned from an anomaly: it is moved half the way.
 */
export function learnSeason(shard: Shard, cycles: Cycles, moment: Moment, from: number, to: number): void {
  const { season, runs: bytes } = shard
  const x = shard.scalars
  const { slots, runSlots, kernel, seasonGain } = cycles
  const neighbours = kernel.length - 1
  const old = slots / seasonGain - slots
  const { slot } = moment
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const y = transformed[k]
    const o = rowOf(metric)
    if (values[k] !== values[k]) continue
    const so = metric * slots
    if (x[o + SEASON_AGE] === 0) {
      noteFirstCycle(shard, cycles, metric, slot, y)
      continue
    }
    const residual = y - bases[k]
    const sigma = residualSigmas[k]
    const side = residual > FAR * sigma ? 1 : residual < -FAR * sigma ? -1 : 0
    const place = metric * runSlots + slot
    const byte = bytes[place]
    const run = nextRun(slotRunOf(byte), side)
    // What a profile takes away from a level that does not have so much is in no residual: it would stay for ever.
    season[so + slot] += seasonGain * positive(x[o + ZERO] - x[o + LEVEL] - seasons[k])
    const length = Math.abs(run)
    bytes[place] = withSlotRun(byte, run)
    const age = x[o + AGE]
    if (length >= 2 && (length > 2 || age < YOUNG * slots)) {
      season[so + slot] += 0.5 * residual
      continue
    }
    const limit = STEP_CLIP * sigma
    const clipped = residual > limit ? limit : residual < -limit ? -limit : residual
    const step = (age < old ? slots / (slots + age) : seasonGain) * clipped
    season[so + slot] += kernel[0] * step
    for (let d = 1; d <= neighbours; d++) {
      const left = slot - d
      const right = slot + d
      season[so + (left < 0 ? left + slots : left)] += kernel[d] * step
      season[so + (right >= slots ? right - slots : right)] += kernel[d] * step
    }
  }
}
