import * as block from './block.ts'
import * as at from './layout.ts'
import { BURST_FADE, countExcess, lookAtRarity, noteBurst, raiseExcess } from './own-tail.ts'
import type { Shard } from './shard.ts'
import { THRESHOLD } from './tail.ts'

/** Points that the tails remember; they forget, and look at their rarity, every so many. */
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / 5000
/** Calm points that end a run of excesses. */
const CALM = 3

/** Counts the block's points in their metrics' tails. A run of errors to one side counts once, by its greatest. */
export function learnTails(shard: Shard, from: number, to: number): void {
  const { learningPoints } = shard
  const x = shard.scalars
  for (let metric = from; metric < to; metric++) {
    const k = metric - from
    const z = block.deviation[k]
    const o = metric * at.SCALARS
    if (z !== z || x[o + at.POINTS] < learningPoints) continue
    x[o + at.JUDGED] += 1
    if (x[o + at.JUDGED] === 1 || ((x[o + at.POINTS] | 0) & (FORGET_EVERY - 1)) === 0) forget(x, o)
    x[o + at.BURST] *= BURST_FADE
    x[o + at.BURST + 1] *= BURST_FADE
    const size = Math.abs(z)
    if (size > THRESHOLD) {
      const side = z < 0 ? -1 : 1
      const which = side < 0 ? 1 : 0
      const t = size / THRESHOLD
      if (t > x[o + at.HOUR_PEAK]) x[o + at.HOUR_PEAK] = t
      x[o + at.CALM_RUN] = 0
      if (x[o + at.EXCESS_SIDE] !== side) {
        countExcess(x, o, which, t)
        noteBurst(x, o, which)
        x[o + at.EXCESS_SIDE] = side
        x[o + at.EXCESS_PEAK] = t
      } else if (t > x[o + at.EXCESS_PEAK]) {
        raiseExcess(x, o, which, x[o + at.EXCESS_PEAK], t)
        x[o + at.EXCESS_PEAK] = t
      }
    } else if (x[o + at.EXCESS_SIDE] !== 0) {
      x[o + at.CALM_RUN] += 1
      if (x[o + at.CALM_RUN] >= CALM) x[o + at.EXCESS_SIDE] = 0
    }
  }
}

function forget(x: Float32Array, o: number): void {
  x[o + at.JUDGED] *= FORGET
  for (let s = o + at.TAILS; s < o + at.TAILS + at.TAIL_COUNT * at.TAIL_SUMS; s++) x[s] *= FORGET
  for (let which = 0; which < at.TAIL_COUNT; which++) lookAtRarity(x, o, which)
}
