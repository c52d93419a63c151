import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import { CLIP, WIDE_CLIP, WILD_SHARE_LIMIT } from './scale.ts'
import { shapeFactor } from './shape.ts'
import type { Shard } from './shard.ts'
import { endFirstCycle } from './season.ts'
import { IDENTITY, SQUARE_ROOT, inverseTransform, transform } from './transform.ts'
import { beginMetric } from './unit.ts'

/** Values beyond this many units are cut: 32-bit floats must hold their squares. */
const MOST = 2 ** 40
/** The memory of residuals moves a forecast by at most this many sigma, so that it does not follow an outage. */
export const MOST_MEMORY = 3.5
/** A long profile must promise at least this share of the residual's variance to count in full. */
const LONG_RIDGE = 0.2
/** Two days differ at midnight when their profiles differ by more than so many sigma. */
const JUMP = 2
/** How much of a metric's agitation counts. */
const AGITATION_WORTH = 0.2

/**
 * Forecasts one interval of the metrics `from` .. `to` - 1, from what was learned before it:
 * level + season + long profile + memory of the last residuals, in transformed values. Fills the block. A metric without a
 * value has no deviation, and a forecast only where `missing` asks for it.
 */
export function forecastBlock(
  shard: Shard,
  cycles: Cycles,
  moment: Moment,
  values: Float64Array,
  from: number,
  to: number,
  missing: boolean,
): void {
  const { exact, season, long } = shard
  const x = shard.scalars
  const { slots, longSlots, longDoubt } = cycles
  const { slot, longShare, midnight } = moment
  for (let metric = from; metric < to; metric++) {
    const k = metric - from
    const o = metric * at.SCALARS
    const raw = values[metric]
    let v = Number.NaN
    // Not a number: no value. Infinities cannot be learned either.
    if (!(raw - raw === 0)) {
      block.value[k] = Number.NaN
      block.deviation[k] = Number.NaN
      if (!missing || x[o + at.POINTS] === 0) continue
    } else {
      if (exact[2 * metric] === 0) beginMetric(shard, metric, raw)
      const scaled = raw * exact[2 * metric]
      v = scaled > MOST ? MOST : scaled < -MOST ? -MOST : scaled
      if (x[o + at.POINTS] === 0) {
        x[o + at.LEVEL] = v
        x[o + at.LEAST] = v
      }
      if (x[o + at.SEASON_KNOWN] === 0 && x[o + at.AGE] >= slots) endFirstCycle(shard, cycles, metric)
    }

    const kind = x[o + at.TRANSFORM]
    const offset = x[o + at.OFFSET]
    const known = x[o + at.SEASON_KNOWN] === 1
    const y =
      kind === IDENTITY ? v : kind === SQUARE_ROOT && v >= 0 ? 2 * Math.sqrt(v + offset) : transform(kind, offset, v)
    let floor = x[o + at.FLOOR]
    let residualSigma = Math.sqrt(x[o + at.RESIDUAL_VARIANCE])
    if (residualSigma < floor) residualSigma = floor
    let daily = 0
    let profile = 0
    let worth = 0
    if (known) {
      daily = season[metric * slots + slot]
      const l = metric * longSlots
      const here = long[l + moment.long]
      const next = long[l + moment.longNext]
      const jump = next - here
      // Weekends begin at midnight and all at once: a jump between two days is none between their hours.
      const share = midnight && (jump > JUMP * residualSigma || jump < -JUMP * residualSigma) ? 0 : longShare
      profile = here + share * jump
      // Regression of residuals on the profile, shrunk: what never came true counts nothing.
      const came = x[o + at.LONG_PRODUCT] / (x[o + at.LONG_SQUARE] + LONG_RIDGE * residualSigma * residualSigma)
      worth = came > longDoubt ? (came < 1 ? (came - longDoubt) / (1 - longDoubt) : 1) : 0
    }
    const b = x[o + at.LEVEL] + daily + worth * profile
    const sparse = x[o + at.SPARSE_FLOOR] > 0 && b < x[o + at.NEAR_ZERO]
    if (sparse && x[o + at.SPARSE_FLOOR] > floor) floor = x[o + at.SPARSE_FLOOR]
    const ss = residualSigma > floor ? residualSigma : floor
    let errorSigma = Math.sqrt(x[o + at.ERROR_VARIANCE])
    // The longer nothing was heard, the less the last residual tells.
    const missed = x[o + at.MISSED]
    if (missed > 0 && ss > errorSigma) errorSigma += (ss - errorSigma) * (missed > 3 ? 1 : missed / 4)
    let remembered = x[o + at.LAST_RESIDUAL]
    if (known) {
      const last = x[o + at.LAST_RESIDUAL]
      const c = o + at.COEFFICIENTS
      const sum = x[c] * x[o + at.SHORT_RESIDUAL] + x[c + 1] * last + x[c + 2] * (last - x[o + at.RESIDUAL_BEFORE])
      const most = MOST_MEMORY * ss
      remembered = sum > most ? most : sum < -most ? -most : sum
      errorSigma *= 1 + AGITATION_WORTH * (Math.sqrt(Math.max(1, x[o + at.AGITATION])) - 1)
      errorSigma *= Math.sqrt(shapeFactor(x, o, moment))
    }
    const f = b + remembered
    const s = errorSigma > floor ? errorSigma : floor
    block.clip[k] = x[o + at.SPARSE_FLOOR] > 0 || x[o + at.WILD_SHARE] > WILD_SHARE_LIMIT ? WIDE_CLIP : CLIP
    block.value[k] = v
    block.transformed[k] = y
    block.season[k] = daily
    block.longProfile[k] = profile
    block.base[k] = b
    block.forecast[k] = f
    block.expected[k] =
      kind === IDENTITY
        ? f
        : kind === SQUARE_ROOT && f * f >= 4 * offset && f > 0
          ? 0.25 * f * f - offset
          : inverseTransform(kind, offset, f)
    block.sigma[k] = s
    block.sigmaSeason[k] = ss
    block.deviation[k] = (y - f) / s
  }
}
