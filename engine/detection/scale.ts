import * as block from './block.ts'
import * as clipping from './clipping.ts'
import type { Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'
import { transform, transformSlope } from './transform.ts'

const {
  POINTS,
  SEASON_AGE,
  MISSED,
  ERROR_VARIANCE,
  FLOOR_VARIANCE,
  RESIDUAL_VARIANCE,
  AGITATION,
  JITTER,
  WILD_SHARE,
  TRANSFORM,
  OFFSET,
  MEAN_ABSOLUTE,
  FLOOR,
  LEAST,
  LEAST_STEP,
  ZERO,
  SPARSE_FLOOR,
  MEAN_NOT_ZERO,
  NOT_ZERO_SHARE,
  ZERO_SHARE,
  rowOf,
} = at
const { WIDE_CLIP } = clipping
const { deviations, clips, sigmas, transformed, bases, residualSigmas, quietSigmas, swings } = block

/** Least sigma as a share of the mean absolute value, where a metric varies by more, is new or is flat: by less than the second share. */
const FIRST_SHARE = 0.005
const LEAST_SHARE = 1e-6
/** Least sigma as a share of the least step between two values: one step is no anomaly. */
const LEAST_OF_STEP = 0.5
/** Where a metric varies by less, sigma is at least the size of errors over so many points, each clipped at so many floors. */
const FLOOR_MEMORY = 1024
const FLOOR_CLIP = 10
const SMALLEST = 1e-18
/** Share of points beyond WILD sigma at which the clip opens: a new regime, not an anomaly. */
const WILD = 3
const WILD_GAIN = 1 / 40
export const WILD_SHARE_LIMIT = 0.2
/** Agitation: squared deviations, clipped here, over about so many points. */
const AGITATION_CLIP = 4
const AGITATION_GAIN = 1 / 12
/**
 * Where the daily profile goes up or down by so many sigma nearby, errors of so many show what comes early or late there; over
 * about so many points.
 */
const JITTER_SWING = 4
export const JITTER_ERROR = 3
const JITTER_GAIN = 1 / 150
/** What is further off than so many times what the profile goes up or down is no matter of time. */
const JITTER_MOST = 1.3
/** One day that is not as usual makes at most so much of it: what comes early or late each day makes more. */
const JITTER_OF_ONE_DAY = 0.1
const JITTER_BELIEVED = 0.02
/** Points from which deviations are clipped at all. */
const UNSURE = 20
/** A deviation, -log10 of how rare it is by default, and how it grows with that. */
const RARE = 2.2
export const DEFAULT_RARITY = 1.7
const RARER = 0.25

/** Learns the sizes of errors and residuals, and how agitated the metric is. */
export function learnScales(shard: Shard, cycles: Cycles, from: number, to: number): void {
  const x = shard.scalars
  const { scaleMemory } = cycles
  const slowest = 1 / scaleMemory
  const old = 2 * scaleMemory - 8
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    const z = deviations[k]
    if (z !== z) continue
    const points = x[o + POINTS]
    const seasonAge = x[o + SEASON_AGE]
    const known = seasonAge > 0
    const size = Math.abs(z)
    const limit = clips[k]
    // While the season is young its errors fall quickly: the newer half of the points counts three times the older.
    const since = seasonAge - 1
    const gain = known ? (since < old ? 2 / (since + 8) : slowest) : points < scaleMemory ? 1 / (points + 1) : slowest
    const error = size * sigmas[k]
    if (points > 0 && x[o + MISSED] === 0) {
      const clip = points < UNSURE ? WIDE_CLIP : limit
      const most = clip * quietSigmas[k]
      const clipped = error > most ? most : error
      x[o + ERROR_VARIANCE] += gain * (clipped * clipped - x[o + ERROR_VARIANCE])
    }
    if (known) {
      const residual = transformed[k] - bases[k]
      const most = limit * residualSigmas[k]
      const clipped = residual > most ? most : residual < -most ? -most : residual
      x[o + RESIDUAL_VARIANCE] += gain * (clipped * clipped - x[o + RESIDUAL_VARIANCE])
      // Without what jitter adds: where it makes errors small, they are no sign of calm.
      const own = error / quietSigmas[k]
      const calm = own > AGITATION_CLIP ? AGITATION_CLIP : own
      x[o + AGITATION] += AGITATION_GAIN * (calm * calm - x[o + AGITATION])
      const highest = FLOOR_CLIP * x[o + FLOOR]
      const usual = error > highest ? highest : error
      const slow = since < FLOOR_MEMORY ? 1 / (since + 1) : 1 / FLOOR_MEMORY
      x[o + FLOOR_VARIANCE] += slow * (usual * usual - x[o + FLOOR_VARIANCE])
    }
    const swing = swings[k]
    if (swing > JITTER_SWING * quietSigmas[k]) {
      const share = error > JITTER_ERROR * quietSigmas[k] ? jitterShare(error / swing) : 0
      x[o + JITTER] += JITTER_GAIN * (share * share - x[o + JITTER])
    }
    x[o + WILD_SHARE] += WILD_GAIN * ((size > WILD ? 1 : 0) - x[o + WILD_SHARE])
  }
}

function jitterShare(share: number): number {
  return share < 1 ? share : share < JITTER_MOST ? 1 : 0
}

/** What of a metric's jitter counts: a little at once, and what no single day can have made. */
export function jitterWorth(jitter: number): number {
  const daily = jitter > JITTER_OF_ONE_DAY ? jitter - JITTER_OF_ONE_DAY : 0
  return daily + (jitter < JITTER_BELIEVED ? jitter : JITTER_BELIEVED)
}

/** Lower than any y. */
export const BELOW_ALL = -(2 ** 127)

/**
 * What sigma is at least, in y: a large value that hardly varies, as an availability in percent, is known better than to half a
 * percent; one that does not vary at all is not.
 */
function leastSigma(x: Float32Array, o: number, mean: number, step: number): number {
  const first = FIRST_SHARE * mean
  const usual = Math.sqrt(x[o + FLOOR_VARIANCE])
  if (usual < LEAST_SHARE * mean) return first
  const known = Math.max(usual, LEAST_OF_STEP * step)
  return known < first ? known : first
}

/**
 * Works out again what a metric's sizes say, in y: what nothing is expected below, and the least sigma. Where about 0 is
 * expected of a metric that is mostly 0 there, sigma is such that a value of its usual size is as rare as such values are.
 */
export function lookAtFloor(x: Float32Array, o: number): void {
  const kind = x[o + TRANSFORM]
  const offset = x[o + OFFSET]
  const mean = x[o + MEAN_ABSOLUTE]
  const slope = transformSlope(kind, offset, mean)
  const least = leastSigma(x, o, mean * slope, x[o + LEAST_STEP] * slope)
  x[o + FLOOR] = least > SMALLEST ? least : SMALLEST
  const zero = transform(kind, offset, 0)
  x[o + ZERO] = x[o + LEAST] < 0 ? BELOW_ALL : zero
  x[o + SPARSE_FLOOR] = 0
  const usual = x[o + MEAN_NOT_ZERO]
  // Mostly 0 where that is expected, and mostly 0 at all. Counted: after days of larger values their mean is large for weeks, and what is
  // usual for a value that is not 0 is small again.
  if (x[o + ZERO_SHARE] <= 0.5 || usual === 0 || x[o + NOT_ZERO_SHARE] > 0.5) return
  const rarity = -ln(1.001 - x[o + ZERO_SHARE]) / Math.LN10
  const distance =
    rarity < DEFAULT_RARITY
      ? RARE * Math.sqrt(rarity / DEFAULT_RARITY)
      : RARE * exp((rarity - DEFAULT_RARITY) * RARER * Math.LN10)
  x[o + SPARSE_FLOOR] = (transform(kind, offset, usual) - zero) / (distance > 1 ? distance : 1)
}
