import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { learnPresent } from './missing-run.ts'
import { lookAgain } from './noise.ts'
import * as scale from './scale.ts'
import { levelShape } from './shape.ts'
import type { Shard } from './shard.ts'
import { hasZeros, learnIdle, nearZero } from './sparse.ts'
import { inverseTransform } from './transform.ts'

const {
  POINTS,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  NOT_ZERO_SHARE,
  SEASON_AGE,
  ZERO_SHARE,
  LEAST,
  LEAST_STEP,
  ZERO,
  AGE,
  MISSED,
  NEXT_LOOK,
  TRANSFORM,
  OFFSET,
  rowOf,
} = at
const { values, expectations, bases } = block
const { BELOW_ALL, lookAtFloor } = scale

/** Sizes are averaged over this many points at most. */
const SLOW_POINTS = 2000
/** Values that are not 0 are averaged over at least so many. */
const NOT_ZERO_GAIN = 0.02
/** A value counts at most this many times the mean, so that one absurd value does not blind a metric. */
const MOST_TIMES = 8
/** The floor is looked at again every so many points, and at each of the first. */
const FLOOR_EVERY = 16
/** Smaller steps between two values, as a share of them, come from how numbers are added up. */
const LEAST_RATIO = 1e-6

/** Learns how large values are, counts the point, and looks again at what depends on many points. The last step of learning. */
export function learnSize(shard: Shard, cycles: Cycles, from: number, to: number): void {
  const { exact } = shard
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const v = values[k]
    if (v !== v) continue
    const o = rowOf(metric)
    const points = x[o + POINTS] | 0
    const gain = points < SLOW_POINTS ? 1 / (points + 1) : 1 / SLOW_POINTS
    const mean = x[o + MEAN_ABSOLUTE]
    const size = Math.abs(v)
    const usual = x[o + MEAN_NOT_ZERO]
    const most = MOST_TIMES * (usual > mean ? usual : mean)
    const absolute = (points > FLOOR_EVERY || x[o + SEASON_AGE] > 0) && most > 0 && size > most ? most : size
    x[o + MEAN_ABSOLUTE] = mean + gain * (absolute - mean)
    // Before a season is known, and where a value near 0 is expected: zeros by the clock are no sign of a sparse metric.
    if (expectations[k] < nearZero(x, o) || x[o + SEASON_AGE] === 0) {
      x[o + ZERO_SHARE] += gain * ((v === 0 ? 1 : 0) - x[o + ZERO_SHARE])
    }
    if (x[o + SEASON_AGE] > 0 && hasZeros(x, o)) {
      learnIdle(x, o, v, inverseTransform(x[o + TRANSFORM], x[o + OFFSET], bases[k]))
    }
    x[o + NOT_ZERO_SHARE] += gain * ((v === 0 ? 0 : 1) - x[o + NOT_ZERO_SHARE])
    if (v !== 0) {
      const share = usual === 0 ? 1 : gain > NOT_ZERO_GAIN ? gain : NOT_ZERO_GAIN
      x[o + MEAN_NOT_ZERO] = usual + share * (absolute - usual)
    }
    if (v < x[o + LEAST]) {
      x[o + LEAST] = v
      if (v < 0) x[o + ZERO] = BELOW_ALL
    }
    const step = Math.abs(v - exact[2 * metric + 1])
    if (step > LEAST_RATIO * size && (x[o + LEAST_STEP] === 0 || step < x[o + LEAST_STEP])) x[o + LEAST_STEP] = step
    exact[2 * metric + 1] = v
    learnPresent(x, o, cycles)
    const seen = points + 1
    x[o + POINTS] = seen
    x[o + AGE] += 1
    x[o + MISSED] = 0
    if (x[o + SEASON_AGE] > 0 && seen >= x[o + NEXT_LOOK]) lookAgain(shard, cycles, metric)
    else if ((seen & (FLOOR_EVERY - 1)) === 0 || seen < FLOOR_EVERY || (usual === 0 && v !== 0)) lookAtFloor(x, o)
    if ((seen & (FLOOR_EVERY - 1)) === 0) levelShape(x, o)
  }
}
