import { exp, ln } from './elementary.ts'
import { SCALARS, TAIL } from './layout.ts'
import type { Shard } from './shard.ts'

/**
 * How rare large deviations are. A deviation z (in sigma) beyond THRESHOLD is an excess; an excess t = z / THRESHOLD has
 * ((t^lambda) - 1) / lambda exponential: lambda 0 is a power law, 1 exponential, 2 a Gaussian tail.
 */
export interface Tail {
  /** Share of points that begin an excess. */
  readonly rate: number
  /** 0 .. 2. */
  readonly lambda: number
  /** Mean of that over the excesses within the limit. */
  readonly mean: number
}

/** What the metrics of a detector have in common, committed with each interval and given to the next. Plain data. */
export interface DetectorSummary {
  /** One a measure. */
  readonly tails: readonly Tail[]
}

/** A shard's part of the summary: per measure the sums TAIL .. TAIL + 5 over its metrics. Plain data. */
export interface ShardSummary {
  readonly sums: readonly (readonly number[])[]
}

/** Deviations above this many sigma are excesses. */
export const THRESHOLD = 2.2
/** Excesses beyond this many thresholds do not shape the tail: those are the anomalies. What is lost is made up for. */
const LIMIT = 4
const LOG_LIMIT = ln(LIMIT)
/** Beyond, the exponential would be all but flat. */
const MOST_SHARE = 0.85
const SUMS = 6
/** Points that the tail remembers. */
const MEMORY = 1 - 1 / 5000
const HIGHEST = 1e6

/*
 * What is believed before any data: a power law with exponent 0.3 (measured on operational metrics), whose
 * truncated mean is 0.286, worth so many
 * excesses, and a 2 % rate. A lighter tail than a power law must be proved: the Laplace prior asks for some thousand
 * excesses, which a single metric does not have, and a margin is kept.
 */
const PRIOR = 200
const PRIOR_MEAN = 0.286
const PRIOR_RATE = 0.02
const SHAPE_DOUBT = 50
const SHAPE_MARGIN = 0.2
/** Weight of the measure's tail against a metric's own excesses, and of its rate against own points. */
const OWN_PRIOR = 100
const OWN_PRIOR_POINTS = 5000

/** What a shard's metrics say about their tails. */
export function summarise(shard: Shard): ShardSummary {
  const { measures, series, scalars } = shard
  const sums = Array.from({ length: measures }, () => Array.from({ length: SUMS }, () => 0))
  for (let metric = 0; metric < series * measures; metric++) {
    const sum = sums[metric % measures]
    const at = metric * SCALARS + TAIL
    for (let k = 0; k < SUMS; k++) sum[k] += scalars[at + k]
  }
  return { sums }
}

/**
 * The detector's summary from those of its shards.
 *
 * @param summaries - in shard order: the order of the additions decides the last digits
 * @param measures - measures of the dataset
 */
export function mergeSummaries(summaries: readonly ShardSummary[], measures: number): DetectorSummary {
  return {
    tails: Array.from({ length: measures }, (_, measure) => {
      const sum = Array.from({ length: SUMS }, () => 0)
      for (const { sums } of summaries) for (let k = 0; k < SUMS; k++) sum[k] += sums[measure][k]
      return tailOf(sum)
    }),
  }
}

/** Counts a point in its metric's tail. A run of excesses counts once, by its first point. */
export function learnTail(scalars: Float64Array, at: number, z: number, continued: boolean): void {
  for (let k = 0; k < SUMS; k++) scalars[at + k] *= MEMORY
  scalars[at] += 1
  if (z <= THRESHOLD || continued) return
  scalars[at + 1] += 1
  const t = z / THRESHOLD
  if (t > LIMIT) return
  scalars[at + 2] += 1
  scalars[at + 3] += ln(t)
  scalars[at + 4] += t - 1
  scalars[at + 5] += (t * t - 1) / 2
}

/** A metric's own tail: the measure's, moved by what was seen of the metric. Filled in place, one for all metrics. */
export interface OwnTail {
  /** Score of a deviation of exactly THRESHOLD. */
  base: number
  lambda: number
  /** Mean of the exponential, times ln 10. */
  scale: number
}

/** Fills `own` for the metric whose tail sums begin at `at`. */
export function ownTail(own: OwnTail, tail: Tail, scalars: Float64Array, at: number): void {
  const { lambda } = tail
  const rate = (OWN_PRIOR_POINTS * tail.rate + scalars[at + 1]) / (OWN_PRIOR_POINTS + scalars[at])
  const sum = interpolate(lambda, scalars[at + 3], scalars[at + 4], scalars[at + 5])
  own.base = -ln(rate) / Math.LN10
  own.lambda = lambda
  own.scale = Math.LN10 * untruncated((OWN_PRIOR * tail.mean + sum) / (OWN_PRIOR + scalars[at + 2]), lambda)
}

/** Score of a deviation. @param z - >= 0, in sigma */
export function scoreOfDeviation(own: OwnTail, z: number): number {
  const t = z / THRESHOLD
  if (t <= 1) return own.base * t * t
  const log = ln(t > HIGHEST ? HIGHEST : t)
  const y = own.lambda < 0.01 ? log : (exp(own.lambda * log) - 1) / own.lambda
  return own.base + y / own.scale
}

/** The deviation, in sigma, that has a score: the inverse of `scoreOfDeviation`. */
export function deviationOfScore(own: OwnTail, score: number): number {
  if (score <= own.base) return THRESHOLD * Math.sqrt(score / own.base)
  const y = (score - own.base) * own.scale
  return THRESHOLD * exp(own.lambda < 0.01 ? y : ln(1 + own.lambda * y) / own.lambda)
}

function tailOf(sum: readonly number[]): Tail {
  const within = sum[2]
  const logs = [3, 4, 5].map((k) => ln((PRIOR * PRIOR_MEAN + sum[k]) / (PRIOR + within)))
  // Log likelihood of lambda at 0, 1 and 2, and a parabola through it.
  const [low, middle, high] = logs.map(
    (log, lambda) => within * logDensity(exp(log), lambda) + (lambda - 1) * sum[3],
  ) as [number, number, number]
  const bend = (low - 2 * middle + high) / 2
  const slope = middle - low - bend
  const proved = bend < 0 ? (slope - SHAPE_DOUBT) / (-2 * bend) - SHAPE_MARGIN : 0
  const lambda = proved > 0 ? (proved < 2 ? proved : 2) : 0
  return {
    rate: (PRIOR + sum[1]) / (PRIOR / PRIOR_RATE + sum[0]),
    lambda,
    mean: exp(interpolate(lambda, logs[0], logs[1], logs[2])),
  }
}

// Mean log density of the excesses under the exponential that fits best, cut at the limit.
function logDensity(mean: number, lambda: number): number {
  const theta = untruncated(mean, lambda)
  return -ln(theta) - mean / theta - ln(1 - exp(-limitOf(lambda) / theta))
}

function limitOf(lambda: number): number {
  return lambda < 0.01 ? LOG_LIMIT : (exp(lambda * LOG_LIMIT) - 1) / lambda
}

/*
 * Mean of an exponential whose values above c were left out, from the mean m of the others. The maximum likelihood
 * equation m = theta - c / (exp(c / theta) - 1) has no closed solution; this one is within 3 % up to theta = 2 c.
 */
function untruncated(mean: number, lambda: number): number {
  const share = Math.min(MOST_SHARE, (2 * mean) / limitOf(lambda))
  return mean / (1 - share * share * share)
}

function interpolate(lambda: number, at0: number, at1: number, at2: number): number {
  return ((lambda - 1) * (lambda - 2) * at0) / 2 - lambda * (lambda - 2) * at1 + (lambda * (lambda - 1) * at2) / 2
}
