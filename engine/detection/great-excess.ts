import { ln } from './elementary.ts'
import * as at from './layout.ts'
import * as summary from './tail.ts'

const { DISPLACEMENT, EXCESS_PEAK, GREAT_SIZE, JUDGED, JUMPS, TAILS, TAIL_SUMS } = at
const { LIMIT, THRESHOLD } = summary

/*
 * Great excesses, those beyond LIMIT, do not shape the tail: they are the anomalies. But there are metrics whose great excesses are how
 * they are. Memory falls when a process is restarted, a disk when it is cleaned, and stays there until it is full again: that is a jump, and
 * an outage is none, since it comes back. Others peak every other day. In those a further one is as rare as they have been.
 */

/** More great excesses than so many must be remembered. */
const LEAST_COUNT = 2
/** Days, in which one must come at least. */
export const USUAL_DAYS = 21
/** Where they are no jumps, more than this share of the values must be great excesses, proved by a standard deviation of their count. */
const OFTEN = 0.01
/**
 * Share of the last great excesses that were jumps, from which on a metric is one that jumps: four in a row. An outage that lasts until its
 * level is followed seems to be one, too, but the way back does not: by turns the share stays below 0.58.
 */
const JUMPING = 0.65
const GAIN = 0.25
/** A metric has stayed where an excess has brought it when it is still so much of it away from its level of the last days. */
const STAYED = 0.4
/** Excesses of more than so many thresholds need not be away further: sigma grows while they last. */
const MOST_AWAY = 8
/** What is known of the greatest one fades so much with each. */
const FADE = 0.95
/** An excess of up to so many thresholds is judged as in any metric. */
export const LEAST_USUAL = 2

/**
 * Learns from a run of excesses that is over, if it was a great one.
 *
 * @param side - 1 above, -1 below
 * @param residual - y less base, now that the run is over
 * @param sigma - size of an error, in y
 */
export function learnGreatExcess(x: Float32Array, o: number, side: number, residual: number, sigma: number): void {
  const size = x[o + EXCESS_PEAK]
  if (size <= LIMIT) return
  const away = side * (residual + x[o + DISPLACEMENT])
  const stayed = away > STAYED * THRESHOLD * (size < MOST_AWAY ? size : MOST_AWAY) * sigma
  x[o + JUMPS] += GAIN * (Number(stayed) - x[o + JUMPS])
  const known = FADE * x[o + GREAT_SIZE]
  x[o + GREAT_SIZE] = size > known ? size : known
}

/** Learns that the metric is back where it was before its level was followed: it had not jumped. */
export function learnReturn(x: Float32Array, o: number): void {
  x[o + JUMPS] -= GAIN * x[o + JUMPS]
}

/**
 * Up to where excesses are usual in a metric, in thresholds; 0 where great ones are none.
 *
 * @param usualDays - values of USUAL_DAYS
 */
export function usualSize(x: Float32Array, o: number, usualDays: number): number {
  const count = countOf(x, o)
  const judged = x[o + JUDGED]
  if (count <= LEAST_COUNT || count * usualDays < judged) return 0
  const often = count - Math.sqrt(count) > OFTEN * judged
  return often || x[o + JUMPS] > JUMPING ? x[o + GREAT_SIZE] : 0
}

/** -log10 of how often the metric itself has great excesses, to either side. At least one is counted. */
export function rarityOfGreat(x: Float32Array, o: number): number {
  const count = countOf(x, o)
  return -ln((count > 1 ? count : 1) / (x[o + JUDGED] + 1)) / Math.LN10
}

/** Great excesses that are remembered, to either side: those counted in the tails but not within the limit. */
function countOf(x: Float32Array, o: number): number {
  const above = o + TAILS
  const below = above + TAIL_SUMS
  return x[above] - x[above + 1] + (x[below] - x[below + 1])
}
