import type { Slot } from '../time/index.ts'
import { cyclesOf, type Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { createPoint, learn } from './learn.ts'
import { forecastDeviation } from './regression.ts'
import { leastSigma } from './scale.ts'
import type { Scores } from './scores.ts'
import { endFirstCycle } from './season.ts'
import { scoreOf, severityOf } from './severity.ts'
import type { Shard } from './shard.ts'
import { deviationOfScore, ownTail, scoreOfDeviation, type DetectorSummary, type OwnTail } from './tail.ts'
import { inverseTransform, transform } from './transform.ts'

/** When an interval is and how it is judged. */
export interface StepContext {
  readonly slot: Slot
  /** Intervals without any data between the last step and this one. */
  readonly gap: number
  /** Severity that the bounds are drawn for, above 0 up to 100. */
  readonly threshold: number
}

/** Share of its error that the weekly profile must take away. */
const WEEK_WORTH = 0.85

// Filled for each metric in turn: doubles handed from function to function would be boxed (bench/detect).
const point = createPoint()
const tail: OwnTail = { base: 0.5, lambda: 0.5, scale: 0.5 }

/**
 * Judges one interval of all metrics of a shard, then learns from it: each point is judged by its past alone. O(1) and
 * without allocation a point.
 *
 * @param shard - changed in place
 * @param summary - of the whole detector as committed at the previous interval
 * @param values - one a metric, NaN = missing: a missing value is no evidence, time just passes
 * @param scores - filled; arrays of at least as many metrics. All NaN while learning or missing
 */
export function stepShard(
  shard: Shard,
  summary: DetectorSummary,
  context: StepContext,
  values: Float64Array,
  scores: Scores,
): void {
  const cycles = cyclesOf(shard.interval)
  const { measures } = shard
  const metrics = shard.series * measures
  const daily = shard.interval === 'P1D'
  point.slot = daily ? context.slot.dayOfWeek : context.slot.ofDay
  point.hour = daily ? 0 : context.slot.dayOfWeek * 24 + Math.floor(context.slot.ofDay / cycles.slotsPerHour)
  const asked = scoreOf(context.threshold)
  for (let metric = 0; metric < metrics; metric++) {
    scores.expected[metric] = Number.NaN
    scores.lower[metric] = Number.NaN
    scores.upper[metric] = Number.NaN
    scores.score[metric] = Number.NaN
    scores.severity[metric] = Number.NaN
    const o = metric * at.SCALARS
    for (let k = context.gap < 1000 ? context.gap : 1000; k > 0; k--) passWithoutValue(shard.scalars, o, cycles)
    const value = values[metric]
    if (Number.isNaN(value)) passWithoutValue(shard.scalars, o, cycles)
    else {
      ownTail(tail, summary.tails[metric % measures], shard.scalars, o + at.TAIL)
      point.value = value
      judge(shard, cycles, metric, asked, scores)
      learn(shard, cycles, metric, point)
    }
  }
}

function passWithoutValue(x: Float64Array, o: number, cycles: Cycles): void {
  if (x[o + at.POINTS] === 0) return
  x[o + at.AGE] += 1
  x[o + at.MISSED] += 1
  x[o + at.SHORT_RESIDUAL] *= 1 - cycles.shortGain
  x[o + at.LAST_RESIDUAL] = x[o + at.SHORT_RESIDUAL]
}

// The verdict on `point`, which keeps what learning needs of it.
function judge(shard: Shard, cycles: Cycles, metric: number, asked: number, scores: Scores): void {
  const x = shard.scalars
  const o = metric * at.SCALARS
  if (x[o + at.POINTS] === 0) {
    x[o + at.LEVEL] = point.value
    x[o + at.LEAST] = point.value
  }
  if (x[o + at.SEASON_KNOWN] === 0 && x[o + at.AGE] >= cycles.slots) endFirstCycle(shard, cycles, metric)

  const kind = x[o + at.TRANSFORM]
  const offset = x[o + at.OFFSET]
  const known = x[o + at.SEASON_KNOWN] === 1
  const y = transform(kind, offset, point.value)
  const season = known ? shard.season[metric * cycles.slots + point.slot] : 0
  const week = known && cycles.weekSlots > 0 ? shard.week[metric * cycles.weekSlots + point.hour] : 0
  // The weekly profile counts while it makes the errors clearly smaller.
  const weekUsed = x[o + at.WEEK_ERROR] < WEEK_WORTH * x[o + at.PLAIN_ERROR] ? week : 0
  const base = x[o + at.LEVEL] + season + weekUsed

  const least = leastSigma(x, o, tail)
  const sigmaSeason = Math.max(least, Math.sqrt(x[o + at.RESIDUAL_VARIANCE]))
  let sigma = Math.max(least, Math.sqrt(x[o + at.FORECAST_VARIANCE]))
  // The longer nothing was heard, the less the last residual tells.
  const missed = x[o + at.MISSED]
  if (missed > 0 && sigmaSeason > sigma) sigma += (sigmaSeason - sigma) * (missed > 3 ? 1 : missed / 4)
  const forecast = known
    ? base + forecastDeviation(x, o, season, weekUsed, sigmaSeason)
    : x[o + at.LEVEL] + x[o + at.LAST_RESIDUAL]

  // A deviation from the forecast counts, and one from the season alone on the same side: the greater of both.
  const error = y - forecast
  let z = (error < 0 ? -error : error) / sigma
  if (known) {
    const residual = y - base
    const bySeason = (error < 0 ? -residual : residual) / sigmaSeason
    if (bySeason > z) z = bySeason
  }
  const expected = inverseTransform(kind, offset, forecast)
  if (x[o + at.POINTS] >= shard.learningPoints) {
    const limit = deviationOfScore(tail, asked)
    const score = scoreOfDeviation(tail, z)
    let high = forecast + limit * sigma
    let low = forecast - limit * sigma
    if (known) {
      const reach = limit * sigmaSeason
      high = Math.max(forecast, Math.min(high, base + reach))
      low = Math.min(forecast, Math.max(low, base - reach))
    }
    scores.expected[metric] = expected
    scores.lower[metric] = inverseTransform(kind, offset, low)
    scores.upper[metric] = inverseTransform(kind, offset, high)
    scores.score[metric] = score
    scores.severity[metric] = severityOf(score)
  }
  point.y = y
  point.season = season
  point.week = week
  point.base = base
  point.sigma = sigma
  point.sigmaSeason = sigmaSeason
  point.error = error
  point.expected = expected
  point.z = z
}
