import { cyclesOf, type Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import { ENDINGS, addEndings, endingsOf, type Endings } from './endings.ts'
import * as at from './layout.ts'
import type { Shard } from './shard.ts'

const { JUDGED, SCALARS, TAILS, TAIL_COUNT, TAIL_SUMS, rowOf } = at

/**
 * How rare large deviations to one side are. A deviation z (in sigma) beyond THRESHOLD is an excess; an excess t = z /
 * THRESHOLD has ((t^lambda) - 1) / lambda exponential: lambda 0 is a power law, 1 exponential, 2 a Gaussian tail.
 *
 * @see Davison and Smith 1990, https://doi.org/10.1111/j.2517-6161.1990.tb01796.x (peaks over a threshold); Hill 1975,
 * https://doi.org/10.1214/aos/1176343247 (lambda 0)
 */
export interface Tail {
  /** Share of points that are (or begin) an excess. */
  readonly rate: number
  /** 0 .. 2. */
  readonly lambda: number
  /** Mean of that over the excesses within the limit. */
  readonly mean: number
}

/** What the metrics of a detector have in common, committed with each interval and given to the next. Plain data. */
export interface DetectorSummary {
  /** Two a measure: errors above the forecast, errors below. */
  readonly tails: readonly (readonly Tail[])[]
  /** By measure, null where hardly any metric has ended; left out where that is so in all. */
  readonly endings?: readonly (Endings | null)[]
}

/** A shard's part of the summary: per measure, points judged, the sums of the two tails over its metrics and what is known of endings. Plain data. */
export interface ShardSummary {
  readonly sums: readonly (readonly number[])[]
}

/** Deviations above this many sigma are excesses. */
export const THRESHOLD = 2.2
/** Excesses beyond this many thresholds do not shape the tail: those are the anomalies. What is lost is made up for. */
export const LIMIT = 4
const LOG_LIMIT = ln(LIMIT)
/** Beyond, the exponential would be all but flat. */
const MOST_SHARE = 0.85
const ENDINGS_FROM = 1 + TAIL_COUNT * TAIL_SUMS
const NUMBERS = ENDINGS_FROM + ENDINGS

/*
 * What is believed before any data: a power law with the extreme value index 0.25 (operational metrics have 0.2 to 0.3), whose truncated mean
 * is 0.245, worth so many excesses, and a rate of 1 %, worth so many points. A lighter tail than a power law must be proved: the
 * Laplace prior asks for some thousand excesses, which a single metric does not have, and a margin is kept.
 */
const PRIOR = 200
const PRIOR_MEAN = 0.245
const PRIOR_POINTS = 200
const PRIOR_RATE = 0.01
const SHAPE_DOUBT = 50
const SHAPE_MARGIN = 0.2

/** What a shard's metrics say about their tails. */
export function summarise(shard: Shard): ShardSummary {
  const sums = startSums(shard)
  addToSums(sums, shard, cyclesOf(shard.interval), 0, shard.series * shard.measures)
  return { sums }
}

/**
 * What series that are gone say of their tails and of how metrics end, to be kept when they leave a shard: without it, metrics would
 * seem to end the more seldom the sooner those that did are forgotten.
 *
 * @param places - of the series in the shard
 */
export function summariseGone(shard: Shard, places: readonly number[]): ShardSummary {
  const { measures } = shard
  const sums = startSums(shard)
  // They are gone already, whether their shard has counted as many intervals or not.
  const cycles = { ...cyclesOf(shard.interval), gone: 0 }
  for (const place of places) addToSums(sums, shard, cycles, place * measures, (place + 1) * measures)
  return { sums }
}

/** The sums of a shard before any metric is added: NUMBERS by measure. */
export function startSums({ measures }: Shard): number[][] {
  return Array.from({ length: measures }, noSums)
}

/** Adds the metrics from .. to - 1. All of a shard's are added in their order: it decides the last digits. */
export function addToSums(sums: number[][], shard: Shard, cycles: Cycles, from: number, to: number): void {
  const { measures, scalars } = shard
  const end = to * SCALARS
  const step = measures * SCALARS
  for (let first = from; first < to && first < from + measures; first++) {
    const row = rowOf(first)
    const sum = sums[first % measures]
    let judged = sum[0]
    for (let o = row + JUDGED; o < end; o += step) judged += scalars[o]
    sum[0] = judged
    for (let tail = 0; tail < TAIL_COUNT; tail++) {
      addTail(sum, 1 + tail * TAIL_SUMS, scalars, row + TAILS + tail * TAIL_SUMS, end, step)
    }
    addEndings(sum, ENDINGS_FROM, shard, cycles, row, end, step)
  }
}

// One tail after the other: its sums stay in registers (bench/detect).
function addTail(sums: number[], sum: number, x: Float32Array, first: number, end: number, step: number): void {
  let excesses = sums[sum]
  let within = sums[sum + 1]
  let low = sums[sum + 2]
  let middle = sums[sum + 3]
  let high = sums[sum + 4]
  for (let o = first; o < end; o += step) {
    excesses += x[o]
    within += x[o + 1]
    low += x[o + 2]
    middle += x[o + 3]
    high += x[o + 4]
  }
  sums[sum] = excesses
  sums[sum + 1] = within
  sums[sum + 2] = low
  sums[sum + 3] = middle
  sums[sum + 4] = high
}

/**
 * The detector's summary from those of its shards.
 *
 * @param summaries - in shard order: the order of the additions decides the last digits
 * @param measures - measures of the dataset
 */
export function mergeSummaries(summaries: readonly ShardSummary[], measures: number): DetectorSummary {
  const totals = Array.from({ length: measures }, noSums)
  for (const { sums } of summaries) {
    for (const [measure, total] of totals.entries()) {
      for (let k = 0; k < NUMBERS; k++) total[k] += sums[measure][k]
    }
  }
  const tails = totals.map((total) => [tailOf(total, 0), tailOf(total, 1)])
  const endings = totals.map((total) => endingsOf(total.slice(ENDINGS_FROM)) ?? null)
  return endings.every((each) => each === null) ? { tails } : { tails, endings }
}

function noSums(): number[] {
  return Array.from({ length: NUMBERS }, () => 0)
}

/** @param tail - which of the measure's, whose sums are: excesses, those within the limit, their transforms for lambda 0, 1 and 2 */
function tailOf(sum: readonly number[], tail: number): Tail {
  const from = 1 + tail * TAIL_SUMS
  const [excesses, within, logSum] = [sum[from], sum[from + 1], sum[from + 2]]
  const logs = [2, 3, 4].map((k) => ln((PRIOR * PRIOR_MEAN + sum[from + k]) / (PRIOR + within)))
  // Log likelihood of lambda at 0, 1 and 2, and a parabola through it.
  const [low, middle, high] = logs.map(
    (log, lambda) => within * logDensity(exp(log), lambda) + (lambda - 1) * logSum,
  ) as [number, number, number]
  const bend = (low - 2 * middle + high) / 2
  const slope = middle - low - bend
  const proved = bend < 0 ? (slope - SHAPE_DOUBT) / (-2 * bend) - SHAPE_MARGIN : 0
  const lambda = proved > 0 ? (proved < 2 ? proved : 2) : 0
  return {
    rate: (PRIOR_POINTS * PRIOR_RATE + excesses) / (PRIOR_POINTS + sum[0]),
    lambda,
    mean: exp(interpolate(lambda, logs[0], logs[1], logs[2])),
  }
}

// Mean log density of the excesses under the exponential that fits best, cut at the limit.
function logDensity(mean: number, lambda: number): number {
  const theta = untruncated(mean, limitOf(lambda))
  return -ln(theta) - mean / theta - ln(1 - exp(-limitOf(lambda) / theta))
}

/** An excess of LIMIT, transformed. */
export function limitOf(lambda: number): number {
  return lambda < 0.01 ? LOG_LIMIT : (exp(lambda * LOG_LIMIT) - 1) / lambda
}

/*
 * Mean of an exponential whose values above c were left out, from the mean m of the others. The maximum likelihood
 * equation m = theta - c / (exp(c / theta) - 1) has no closed solution; this one is within 3 % up to theta = c, and too small beyond
 * (by 23 % at 1.5 c, by 39 % at 2 c).
 */
export function untruncated(mean: number, limit: number): number {
  const ratio = (2 * mean) / limit
  const share = ratio < MOST_SHARE ? ratio : MOST_SHARE
  return mean / (1 - share * share * share)
}

/** A quantity at lambda, from what it is at 0, 1 and 2. */
export function interpolate(lambda: number, at0: number, at1: number, at2: number): number {
  return ((lambda - 1) * (lambda - 2) * at0) / 2 - lambda * (lambda - 2) * at1 + (lambda * (lambda - 1) * at2) / 2
}
