import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'
import { transform, transformSlope } from './transform.ts'

/** Least sigma as a share of the mean absolute value, so that a flat series is not infinitely sure. */
const LEAST_SHARE = 0.005
const SMALLEST = 1e-18
/** Errors are clipped here before they teach a scale anything (Huber). */
const CLIP = 2.7
/** The clip while it is open. */
const WIDE_CLIP = 8
/** Share of points beyond WILD sigma at which the clip opens: a new regime, not an anomaly. */
const WILD = 3
const WILD_GAIN = 1 / 40
const WILD_SHARE_LIMIT = 0.2
/** Agitation: squared deviations, clipped here, over about so many points. */
const AGITATION_CLIP = 4
const AGITATION_GAIN = 1 / 12
/** Points from which deviations are clipped at all. */
const UNSURE = 20
/** The deviation that the tail's threshold is at, and -log10 of how rare it is by default. */
const RARE = 2.2
const RARITY = 1.7

/** Sigmas at which a metric's errors are clipped: CLIP, or WIDE_CLIP while its regime changes or where most values are 0. */
export function clipOf(x: Float32Array, o: number): number {
  return x[o + at.WILD_SHARE] > WILD_SHARE_LIMIT || x[o + at.ZERO_SHARE] > 0.5 ? WIDE_CLIP : CLIP
}

/** Learns the sizes of errors and residuals, and how agitated the metric is. To be called after all that uses `clipOf`. */
export function learnScales(shard: Shard, cycles: Cycles, from: number, to: number): void {
  const x = shard.scalars
  const slowest = 1 / cycles.scaleMemory
  for (let metric = from; metric < to; metric++) {
    const k = metric - from
    const o = metric * at.SCALARS
    const z = block.deviation[k]
    if (z !== z) continue
    const points = x[o + at.POINTS]
    const known = x[o + at.SEASON_KNOWN] === 1
    const size = z < 0 ? -z : z
    const limit = clipOf(x, o)
    // While the season is young its errors fall quickly: the newer half of the points counts three times the older.
    const young = known ? 2 / (x[o + at.SEASON_POINTS] + 8) : 1 / (points + 1)
    const gain = young > slowest ? young : slowest
    if (points > 0 && x[o + at.MISSED] === 0) {
      const clip = points < UNSURE ? WIDE_CLIP : limit
      const clipped = (size > clip ? clip : size) * block.sigma[k]
      x[o + at.ERROR_VARIANCE] += gain * (clipped * clipped - x[o + at.ERROR_VARIANCE])
    }
    if (known) {
      const residual = block.transformed[k] - block.base[k]
      const most = limit * block.sigmaSeason[k]
      const clipped = residual > most ? most : residual < -most ? -most : residual
      x[o + at.RESIDUAL_VARIANCE] += gain * (clipped * clipped - x[o + at.RESIDUAL_VARIANCE])
      const calm = size > AGITATION_CLIP ? AGITATION_CLIP : size
      x[o + at.AGITATION] += AGITATION_GAIN * (calm * calm - x[o + at.AGITATION])
    }
    x[o + at.WILD_SHARE] += WILD_GAIN * ((size > WILD ? 1 : 0) - x[o + at.WILD_SHARE])
  }
}

/**
 * The least sigma of a metric, in y. A metric that is mostly 0 has a sigma for which a value of its usual size is as rare as
 * such values are.
 */
export function floorOf(x: Float32Array, o: number): number {
  const kind = x[o + at.TRANSFORM]
  const offset = x[o + at.OFFSET]
  const mean = x[o + at.MEAN_ABSOLUTE]
  let least = LEAST_SHARE * mean * transformSlope(kind, offset, mean)
  if (x[o + at.ZERO_SHARE] > 0.5 && x[o + at.MEAN_NOT_ZERO] > 0) {
    const rarity = -ln(1.001 - x[o + at.ZERO_SHARE]) / Math.LN10
    const usual = transform(kind, offset, x[o + at.MEAN_NOT_ZERO]) - transform(kind, offset, 0)
    const deviations = RARE * Math.sqrt(rarity < RARITY ? rarity / RARITY : 1)
    const sparse = usual / (deviations > 1 ? deviations : 1)
    if (sparse > least) least = sparse
  }
  return least > SMALLEST ? least : SMALLEST
}
