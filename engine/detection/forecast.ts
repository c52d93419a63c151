import * as block from './block.ts'
import * as clipping from './clipping.ts'
import type { Cycles } from './cycles.ts'
import * as elementary from './elementary.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import * as runs from './runs.ts'
import * as scale from './scale.ts'
import { shapeFactor } from './shape.ts'
import type { Shard } from './shard.ts'
import { nearZero } from './sparse.ts'
import { endFirstCycle } from './first-cycle.ts'
import * as transforms from './transform.ts'
import { beginMetric, isLost } from './unit.ts'

const {
  POINTS,
  LEVEL,
  LEAST,
  ZERO,
  SEASON_AGE,
  AGE,
  TRANSFORM,
  OFFSET,
  FLOOR,
  RESIDUAL_VARIANCE,
  LONG_PRODUCT,
  LONG_SQUARE,
  SPARSE_FLOOR,
  ERROR_VARIANCE,
  MISSED,
  LAST_RESIDUAL,
  COEFFICIENTS,
  SHORT_RESIDUAL,
  RESIDUAL_BEFORE,
  AGITATION,
  JITTER,
  WILD_SHARE,
  CALM_LEFT,
  rowOf,
} = at
const {
  values,
  deviations,
  surprises,
  clips,
  sparsities,
  transformed,
  seasons,
  longProfiles,
  lonely,
  swings,
  bases,
  forecasts,
  expectations,
  sigmas,
  residualSigmas,
  quietSigmas,
} = block
const { CLIP, WIDE_CLIP, MOST_MEMORY } = clipping
const { BELOW_ALL, JITTER_ERROR, WILD_SHARE_LIMIT, jitterWorth } = scale
const { IDENTITY, LOGARITHM, SQUARE_ROOT, inverseTransform, transform } = transforms
const { exp, ln, positive } = elementary
const { hourOf, isSure } = runs

/** Values beyond this many units are cut: 32-bit floats must hold their squares. */
const MOST = 2 ** 40
/** A long profile must promise at least this share of the residual's variance to count in full. */
const LONG_RIDGE = 0.2
/** What an hour of the week was for weeks in a row it is to about so much of its profile. */
const SURE_SPREAD = 0.05
/** A little less than what `learnScales` learns jitter from: it works the error out from its deviation again. */
const LARGE_ERROR = 0.99 * JITTER_ERROR
/** Two hours, or two slots of the day, differ for themselves when their profiles do by more than so many sigma. */
const JUMP = 2
/** By how much each unit of agitation beyond the usual adds to the variance of errors, as a share of it. */
const AGITATION_WORTH = 0.15

/**
 * Forecasts one interval of the metrics `from` .. `to` - 1, from what was learned before it:
 * level + season + long profile + memory of the last residuals, in transformed values. Fills the block. A metric without a
 * value has no deviation, and a forecast only where `missing` asks for it.
 *
 * @param given - a value of each metric of the shard
 */
export function forecastBlock(
  shard: Shard,
  cycles: Cycles,
  moment: Moment,
  given: Float64Array,
  from: number,
  to: number,
  missing: boolean,
): void {
  const { exact, season, long, runs: bytes } = shard
  const x = shard.scalars
  const { slots, weekly, longSlots, runSlots, longDoubt, jitter } = cycles
  const { slot, fine, long: longHere, longNext, longShare, midnight } = moment
  const { slotBefore, slotNext, nearFirst, nearCount, borderBefore, borderAfter } = moment
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    const raw = given[metric]
    let v = Number.NaN
    // Not a number: no value. Infinities cannot be learned either.
    if (!(raw - raw === 0)) {
      values[k] = Number.NaN
      deviations[k] = Number.NaN
      surprises[k] = Number.NaN
      if (!missing || x[o + POINTS] === 0) continue
    } else {
      if (exact[2 * metric] === 0 || (x[o + SEASON_AGE] === 0 && isLost(raw, exact[2 * metric]))) {
        beginMetric(shard, cycles, metric, raw)
      }
      const scaled = raw * exact[2 * metric]
      v = scaled > MOST ? MOST : scaled < -MOST ? -MOST : scaled
      if (x[o + POINTS] === 0) {
        x[o + LEVEL] = v
        x[o + LEAST] = v
        x[o + ZERO] = v < 0 ? BELOW_ALL : 0
      }
      if (x[o + SEASON_AGE] === 0 && x[o + AGE] >= slots) endFirstCycle(shard, cycles, metric)
    }

    const kind = x[o + TRANSFORM]
    const offset = x[o + OFFSET]
    const known = x[o + SEASON_AGE] > 0
    // Into the block, not into a variable: that would be boxed where it can be a function's result (bench/detect). What is usual is done
    // here for the same reason: metrics with logarithms are stepped through 1.15 times as fast.
    if (kind === IDENTITY) transformed[k] = v
    else if (kind === SQUARE_ROOT && v >= 0) transformed[k] = 2 * Math.sqrt(v + offset)
    else if (kind === LOGARITHM && v >= 0) transformed[k] = ln(v + offset)
    else transformed[k] = transform(kind, offset, v)
    const y = transformed[k]
    let floor = x[o + FLOOR]
    let residualSigma = Math.sqrt(x[o + RESIDUAL_VARIANCE])
    if (residualSigma < floor) residualSigma = floor
    let daily = 0
    let timing = 0
    let swing = 0
    let profile = 0
    let alone = false
    let worth = 0
    let spread = 0
    if (known) {
      daily = season[metric * slots + slot]
      if (fine) {
        const early = jitter * (season[metric * slots + slotNext] - season[metric * slots + slotBefore])
        timing = early * early
        if (x[o + JITTER] !== 0) {
          swing = swingOf(season, metric * slots, slots, daily, nearFirst, nearCount)
          timing += jitterWorth(x[o + JITTER]) * swing * swing
        }
      }
      const l = metric * longSlots
      const here = long[l + longHere]
      const next = long[l + longNext]
      const jump = next - here
      const sure = weekly && isSure(hourOf(bytes[metric * runSlots + longHere]))
      if (longShare > 0) {
        // Hours of the week change from one to the next little by little, but not all: weekends begin at midnight, offices are open from
        // an hour on, which then is an edge of the day's profile too, and an hour that was elsewhere for weeks in a row is for itself.
        const most = JUMP * residualSigma
        const step = season[metric * slots + borderAfter] - season[metric * slots + borderBefore]
        const jumps = (jump > most || jump < -most) && (midnight || step > most || step < -most)
        alone = jumps || sure || isSure(hourOf(bytes[metric * runSlots + longNext]))
      }
      profile = alone ? here : here + longShare * jump
      // Regression of residuals on the profile, shrunk: what never came true counts nothing.
      const came = x[o + LONG_PRODUCT] / (x[o + LONG_SQUARE] + LONG_RIDGE * residualSigma * residualSigma)
      // What an hour was for weeks in a row need not wait until weeks as a whole are proved to matter.
      if (sure) spread = SURE_SPREAD * profile
      worth = sure ? 1 : positive(came < 1 ? (came - longDoubt) / (1 - longDoubt) : 1)
    }
    const zero = x[o + ZERO]
    const sum = x[o + LEVEL] + daily + worth * profile
    const b = sum > zero ? sum : zero
    const sparse = x[o + SPARSE_FLOOR] > 0 && b < transform(kind, offset, nearZero(x, o))
    if (sparse && x[o + SPARSE_FLOOR] > floor) floor = x[o + SPARSE_FLOOR]
    const ss = residualSigma > floor ? residualSigma : floor
    let errorSigma = Math.sqrt(x[o + ERROR_VARIANCE])
    // The longer nothing was heard, the less the last residual tells.
    const missed = x[o + MISSED]
    if (missed > 0 && ss > errorSigma) errorSigma += (ss - errorSigma) * (missed > 3 ? 1 : missed / 4)
    let remembered = x[o + LAST_RESIDUAL]
    if (known) {
      const last = x[o + LAST_RESIDUAL]
      const c = o + COEFFICIENTS
      const told = x[c] * x[o + SHORT_RESIDUAL] + x[c + 1] * last + x[c + 2] * (last - x[o + RESIDUAL_BEFORE])
      const most = MOST_MEMORY * ss
      remembered = told > most ? most : told < -most ? -most : told
      const agitated = positive(x[o + AGITATION] - 1)
      errorSigma *= Math.sqrt((1 + AGITATION_WORTH * agitated) * shapeFactor(x, o, moment))
    }
    const f = b + remembered > zero ? b + remembered : zero
    const quiet = errorSigma > floor ? errorSigma : floor
    // What comes early or late is a large error where the profile jumps; what comes once a week has no size of errors of its own.
    const s = timing === 0 && spread === 0 ? quiet : Math.sqrt(quiet * quiet + timing + spread * spread)
    sparsities[k] = Number(sparse)
    clips[k] = sparse || x[o + WILD_SHARE] > WILD_SHARE_LIMIT ? WIDE_CLIP : CLIP
    values[k] = v
    seasons[k] = daily
    longProfiles[k] = profile
    lonely[k] = Number(alone)
    bases[k] = b
    forecasts[k] = f
    if (f === zero) expectations[k] = 0
    else if (kind === IDENTITY) expectations[k] = f
    else if (kind === SQUARE_ROOT && f * f >= 4 * offset && f > 0) expectations[k] = 0.25 * f * f - offset
    else if (kind === LOGARITHM && zero > BELOW_ALL) expectations[k] = exp(f) - offset
    else expectations[k] = inverseTransform(kind, offset, f)
    sigmas[k] = s
    residualSigmas[k] = ss
    quietSigmas[k] = quiet
    deviations[k] = (y - f) / s
    // Where nothing came early or late so far, only a large error can begin to tell (scale.ts): others need not know the swing (bench/detect).
    if (fine && known && swing === 0 && Math.abs(y - f) > LARGE_ERROR * quiet) {
      swing = swingOf(season, metric * slots, slots, daily, nearFirst, nearCount)
    }
    swings[k] = swing
    const calmLeft = x[o + CALM_LEFT]
    surprises[k] = calmLeft === 0 ? deviations[k] : judgedError(calmLeft, y, f, b) / s
  }
}

/** How far the daily profile goes up or down within half an hour. @param first - place of the profile */
function swingOf(
  season: Float32Array,
  first: number,
  slots: number,
  daily: number,
  nearFirst: number,
  nearCount: number,
): number {
  let low = daily
  let high = daily
  for (let n = 0, near = nearFirst; n < nearCount; n++) {
    const there = season[first + near]
    if (there < low) low = there
    else if (there > high) high = there
    near = near + 1 === slots ? 0 : near + 1
  }
  return high - low
}

/**
 * From where errors to a side count. After an excess the forecast remembers it, but a metric that comes back does nothing
 * rare: to the other side only what goes beyond the base is an error.
 *
 * @param calmLeft - of the run of excesses that goes on: above 0 where it is above, below 0 where it is below, 0 where there is none
 * @param side - of the error
 */
export function originOf(calmLeft: number, side: number, forecast: number, base: number): number {
  return calmLeft * side < 0 && (base - forecast) * side > 0 ? base : forecast
}

function judgedError(calmLeft: number, y: number, forecast: number, base: number): number {
  const side = y < forecast ? -1 : 1
  const error = y - originOf(calmLeft, side, forecast, base)
  return error * side < 0 ? 0 : error
}
