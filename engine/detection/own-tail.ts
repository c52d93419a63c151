import type { Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import { LEAST_USUAL, rarityOfUsual, usualSize } from './great-excess.ts'
import { DEFAULT_RARITY } from './scale.ts'
import { LIMIT, THRESHOLD, interpolate, limitOf, untruncated, type DetectorSummary } from './tail.ts'

const { JUDGED, RARITY, BURST, SPARSE_FLOOR, ZERO_SHARE, TAILS, TAIL_SUMS } = at

/** Weight of the measure's tail against a metric's own excesses, and of its rate against own points. */
const OWN_PRIOR = 100
/** The same where a metric is mostly 0: its excesses are its values, and no other metric knows what those are like. */
const SPARSE_PRIOR = 10
const OWN_PRIOR_POINTS = 5000
/** Share of zeros from which the other values of a metric that is mostly 0 are excesses. */
const RARE_VALUES = 0.99
/** Excesses and points that a metric's own rate starts from. */
const FIRST_EXCESSES = 0.5
const FIRST_POINTS = 50
/** A burst of excesses, seen over about so many points, makes further ones less of a surprise. */
const BURST_POINTS = 100
export const BURST_FADE = 1 - 1 / BURST_POINTS
/** What counts of a burst: how many times more than half as many again as usual there were. */
export const LEAST_BURST = 1.5
/** A deviation is as rare as one so large to either side. */
const SIDES = 2
/** However many excesses there were, one is worth this score. */
const LEAST_BASE = 0.5
/** Deviations are told apart up to this many thresholds. */
const HIGHEST = 1e6

/** A measure's tail, ready for many metrics. */
export interface MeasureTail {
  /** -log10 of the rate: score of a deviation of exactly THRESHOLD. */
  readonly base: number
  readonly lambda: number
  readonly mean: number
  /** The largest excess that shapes the tail, transformed. */
  readonly limit: number
  readonly cycles: Cycles
}

/** The tails of a summary, made ready: two a measure. */
export function measureTails({ tails }: DetectorSummary, cycles: Cycles): readonly (readonly MeasureTail[])[] {
  return tails.map((sides) =>
    sides.map(({ rate, lambda, mean }) => ({
      base: -ln(SIDES * rate) / Math.LN10,
      lambda,
      mean,
      limit: limitOf(lambda),
      cycles,
    })),
  )
}

/** Score of a deviation of exactly THRESHOLD of one metric to one side. @param which - 0 above, 1 below */
export function baseOf(tail: MeasureTail, x: Float32Array, o: number, which: number): number {
  const told = shrunk(x[o + RARITY + which], x[o + JUDGED], tail.base)
  // Where other values than 0 come too often to be excesses, sigma says how rare they are where 0 is expected: that few are excesses
  // says no more.
  const often = x[o + SPARSE_FLOOR] > 0 && x[o + ZERO_SHARE] < RARE_VALUES
  const base = often && told > DEFAULT_RARITY ? DEFAULT_RARITY : told
  if (x[o + BURST + which] <= LEAST_BURST) return base
  const burst = base - ln(x[o + BURST + which] / LEAST_BURST) / Math.LN10
  return burst > LEAST_BASE ? burst : LEAST_BASE
}

/**
 * The base while there is no burst, up to LEAST_BURST: a metric's own rarity, shrunk to its measure's. So short that V8 puts it in
 * place wherever it is called (bench/detect).
 *
 * @param judged - points that its own rests on
 */
export function shrunk(own: number, judged: number, base: number): number {
  return base + (judged / (judged + OWN_PRIOR_POINTS)) * (own - base)
}

/**
 * Score of a deviation of t > 1 thresholds: the measure's tail, moved by the metric's own excesses. Where great ones are usual, one as great as
 * those is as rare as they are, and only a greater one is rarer.
 *
 * @param sparse - whether about 0 is expected of a metric that is mostly 0 there
 * @param base - of a deviation of exactly THRESHOLD
 */
export function scoreBeyond(
  tail: MeasureTail,
  x: Float32Array,
  o: number,
  which: number,
  sparse: boolean,
  base: number,
  t: number,
): number {
  const { lambda } = tail
  const scale = scaleOf(tail, x, o, which, sparse)
  const score = base + transformed(t, lambda) / scale
  const usual = usualFor(t, tail, x, o, which)
  if (usual === 0) return score
  const asUsual =
    scoreOfUsual(x, o, which, base, scale, lambda) + (t > usual ? transformed(t / usual, lambda) / scale : 0)
  return asUsual < score ? asUsual : score
}

/** The deviation, in sigma, that has a score: the inverse of both together. */
export function deviationOfScore(
  tail: MeasureTail,
  x: Float32Array,
  o: number,
  which: number,
  sparse: boolean,
  base: number,
  score: number,
): number {
  if (score <= base) return THRESHOLD * Math.sqrt(score / base)
  const { lambda } = tail
  const scale = scaleOf(tail, x, o, which, sparse)
  const t = untransformed((score - base) * scale, lambda)
  const usual = usualFor(t, tail, x, o, which)
  if (usual === 0) return THRESHOLD * t
  const beyond = score - scoreOfUsual(x, o, which, base, scale, lambda)
  const asUsual = beyond > 0 ? usual * untransformed(beyond * scale, lambda) : 0
  return THRESHOLD * (asUsual > t ? asUsual : t)
}

/** Up to where excesses are usual, in thresholds; 0 where one of t is judged as in any metric. */
function usualFor(t: number, { cycles }: MeasureTail, x: Float32Array, o: number, which: number): number {
  return t > LEAST_USUAL ? usualSize(x, o, which, cycles) : 0
}

/** Of usual great excesses; no less than that of the smallest that can be one. */
function scoreOfUsual(x: Float32Array, o: number, which: number, base: number, scale: number, lambda: number): number {
  const least = base + transformed(LEAST_USUAL, lambda) / scale
  const rarity = rarityOfUsual(x, o, which)
  return rarity > least ? rarity : least
}

/** An excess of t thresholds, so that excesses are exponential (tail.ts). */
function transformed(t: number, lambda: number): number {
  const log = ln(t > HIGHEST ? HIGHEST : t)
  return lambda < 0.01 ? log : (exp(lambda * log) - 1) / lambda
}

function untransformed(y: number, lambda: number): number {
  return exp(lambda < 0.01 ? y : ln(1 + lambda * y) / lambda)
}

/** Mean of the exponential, times ln 10. Large values of a metric that is mostly 0 are no anomalies among noise: they count, cut at the limit. */
function scaleOf(
  { lambda, mean, limit }: MeasureTail,
  x: Float32Array,
  o: number,
  which: number,
  sparse: boolean,
): number {
  const sums = o + TAILS + which * TAIL_SUMS
  const within = x[sums + 1]
  const sum = interpolate(lambda, x[sums + 2], x[sums + 3], x[sums + 4])
  if (sparse) {
    const cut = (x[sums] - within) * limit
    return (Math.LN10 * (SPARSE_PRIOR * mean + sum + cut)) / (SPARSE_PRIOR + within)
  }
  return Math.LN10 * untruncated((OWN_PRIOR * mean + sum) / (OWN_PRIOR + within), limit)
}

/** Notes that a run of excesses to a side began: relative to what is usual in BURST_POINTS points. */
export function noteBurst(x: Float32Array, o: number, which: number): void {
  x[o + BURST + which] += (SIDES * exp(x[o + RARITY + which] * Math.LN10)) / BURST_POINTS
}

/** Counts an excess of t thresholds. Those beyond the limit are counted, but do not shape the tail. */
export function countExcess(x: Float32Array, o: number, which: number, t: number): void {
  x[o + TAILS + which * TAIL_SUMS] += 1
  lookAtRarity(x, o, which)
  addExcess(x, o, which, t, 1)
}

/** Makes an excess larger that was counted already: a run of excesses counts as its greatest. */
export function raiseExcess(x: Float32Array, o: number, which: number, before: number, t: number): void {
  addExcess(x, o, which, before, -1)
  addExcess(x, o, which, t, 1)
}

function addExcess(x: Float32Array, o: number, which: number, t: number, weight: number): void {
  if (t > LIMIT) return
  const sums = o + TAILS + which * TAIL_SUMS
  x[sums + 1] += weight
  x[sums + 2] += weight * ln(t)
  x[sums + 3] += weight * (t - 1)
  x[sums + 4] += (weight * (t * t - 1)) / 2
}

/** Works out again how rare excesses are; to be called when there is one, and now and then. */
export function lookAtRarity(x: Float32Array, o: number, which: number): void {
  const rate = (x[o + TAILS + which * TAIL_SUMS] + FIRST_EXCESSES) / (x[o + JUDGED] + FIRST_POINTS)
  x[o + RARITY + which] = -ln(SIDES * rate) / Math.LN10
}
