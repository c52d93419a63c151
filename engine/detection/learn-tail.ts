import * as block from './block.ts'
import { learnGreatExcess } from './great-excess.ts'
import * as habit from './habit.ts'
import * as at from './layout.ts'
import * as ownTail from './own-tail.ts'
import type { Shard } from './shard.ts'
import * as summary from './tail.ts'

const { POINTS, JUDGED, BURST, CALM_LEFT, EXCESS_PEAK, EXCESS_FROM, TAILS, TAIL_COUNT, TAIL_SUMS, rowOf } = at
const { surprises, transformed, bases, forecasts, sigmas } = block
const { THRESHOLD } = summary
const { noteExcess } = habit
const { BURST_FADE, countExcess, lookAtRarity, noteBurst, raiseExcess } = ownTail

/** Points that the tails remember; they forget, and look at their rarity, every so many. */
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / 5000
/** Calm points that end a run of excesses. */
export const CALM = 3

/** Counts the block's points in their metrics' tails. A run of errors to one side counts once, by its greatest. */
export function learnTails(shard: Shard, from: number, to: number): void {
  const { learningPoints } = shard
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const z = surprises[k]
    const o = rowOf(metric)
    if (z !== z || x[o + POINTS] < learningPoints) continue
    x[o + JUDGED] += 1
    if (x[o + JUDGED] === 1 || ((x[o + POINTS] | 0) & (FORGET_EVERY - 1)) === 0) forget(x, o)
    x[o + BURST] *= BURST_FADE
    x[o + BURST + 1] *= BURST_FADE
    const size = Math.abs(z)
    if (size > THRESHOLD) {
      const side = z < 0 ? -1 : 1
      const which = side < 0 ? 1 : 0
      const t = size / THRESHOLD
      noteExcess(x, o, t)
      if (x[o + CALM_LEFT] * side <= 0) {
        // One that swings to the other side has not stayed.
        if (x[o + CALM_LEFT] !== 0) learnGreatExcess(x, o, 1 - which, 0)
        countExcess(x, o, which, t)
        noteBurst(x, o, which)
        x[o + EXCESS_PEAK] = t
        x[o + EXCESS_FROM] = forecasts[k] - bases[k]
      } else if (t > x[o + EXCESS_PEAK]) {
        raiseExcess(x, o, which, x[o + EXCESS_PEAK], t)
        x[o + EXCESS_PEAK] = t
      }
      x[o + CALM_LEFT] = side * CALM
    } else if (x[o + CALM_LEFT] !== 0) {
      const side = x[o + CALM_LEFT] > 0 ? 1 : -1
      x[o + CALM_LEFT] -= side
      if (x[o + CALM_LEFT] === 0) {
        const moved = transformed[k] - bases[k] - x[o + EXCESS_FROM]
        learnGreatExcess(x, o, side > 0 ? 0 : 1, (side * moved) / sigmas[k])
      }
    }
  }
}

function forget(x: Float32Array, o: number): void {
  x[o + JUDGED] *= FORGET
  for (let s = o + TAILS; s < o + TAILS + TAIL_COUNT * TAIL_SUMS; s++) x[s] *= FORGET
  for (let which = 0; which < TAIL_COUNT; which++) lookAtRarity(x, o, which)
}
