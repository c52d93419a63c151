import type { Cycles } from './cycles.ts'
import { exp, ln } from './elementary.ts'
import * as at from './layout.ts'
import * as summary from './tail.ts'

const { EXCESS_PEAK, GREAT, JUDGED, SIDE_RUN, TAILS, TAIL_SUMS } = at
const { LIMIT, THRESHOLD } = summary

/*
 * Great excesses, those beyond LIMIT, do not shape the tail: they are the anomalies. But there are metrics whose great excesses are how
 * they are. Memory falls when a process is restarted, a disk when it is cleaned, and stays there until it is full again: that is a jump, and
 * an outage is none, since it comes back. Others peak every other day. In those a further one to that side is as rare as they have been.
 *
 * What is known of them is one whole number of 24 bits, twelve a side: whether each of the last four was a jump, and the class of a
 * size, in powers of GROWTH from LIMIT on.
 */
const SIDE_BITS = 12
const LAST_FOUR = 15
const CLASSES = 256
const GROWTH = 1.06
const LOG_GROWTH = ln(GROWTH)
const LOG_LIMIT = ln(LIMIT)

/** Of the last four great excesses to a side so many were jumps in a metric that jumps. */
const LEAST_JUMPS = 3
/** Where they are no jumps, so many must be remembered. */
const LEAST_PEAKS = 10
/** And they must be more than this share of the values, proved by a standard deviation of their count. */
const OFTEN = 0.01
/** Days, in which one must come at least, on average. */
const USUAL_DAYS = 21
/** A metric has stayed where an excess has brought it when it is still so much of it away from where it was expected before. */
const STAYED = 0.4
/** Excesses of more than so many thresholds need not be away further: sigma grows while they last. */
const MOST_AWAY = 8
/** A greater one makes the known size greater by so many classes, a smaller one less by one: a sixth of peaks is greater. */
const MORE = 5
/** After so many values on its side an excess is no peak any more. */
const PEAK = 3
/** An excess of up to so many thresholds is judged as in any metric. */
export const LEAST_USUAL = 2

/**
 * Learns from a run of excesses that is over, if it was a great one.
 *
 * @param which - 0 above, 1 below
 * @param moved - how far the metric is from where it was expected before the run, to the side of the run, in sigma
 */
export function learnGreatExcess(x: Float32Array, o: number, which: number, moved: number): void {
  const size = x[o + EXCESS_PEAK]
  if (size <= LIMIT) return
  const bits = bitsOf(x, o, which)
  const jumped = moved > STAYED * THRESHOLD * (size < MOST_AWAY ? size : MOST_AWAY)
  const jumps = ((bits << 1) & LAST_FOUR) | Number(jumped)
  const known = bits >> 4
  const here = classOf(size)
  let next = known
  // One incident does not say how great peaks are. In a metric that jumps, what is no jump says nothing of them.
  if (jumped && here > known) next = here
  else if (jumped || countOf(jumps) < LEAST_JUMPS)
    next = here > known ? Math.min(here, known + MORE) : Math.max(here, known - 1)
  x[o + GREAT] += (((next << 4) | jumps) - bits) * 2 ** (which * SIDE_BITS)
}

/**
 * Up to where excesses to a side are usual in a metric, in thresholds; 0 where great ones are none, or one lasts too long for that.
 *
 * @param which - 0 above, 1 below
 */
export function usualSize(x: Float32Array, o: number, which: number, { slotsPerDay, jump }: Cycles): number {
  const count = greatExcesses(x, o, which)
  const judged = x[o + JUDGED]
  if (count * USUAL_DAYS * slotsPerDay < judged) return 0
  const bits = bitsOf(x, o, which)
  const run = which === 0 ? x[o + SIDE_RUN] : -x[o + SIDE_RUN]
  const jumps = run < jump && countOf(bits & LAST_FOUR) >= LEAST_JUMPS
  const peaks = run < PEAK && count >= LEAST_PEAKS && count - Math.sqrt(count) > OFTEN * judged
  return jumps || peaks ? exp(LOG_LIMIT + LOG_GROWTH * (bits >> 4)) : 0
}

/** -log10 of how often a metric has usual great excesses to a side. */
export function rarityOfUsual(x: Float32Array, o: number, which: number): number {
  return -ln(greatExcesses(x, o, which) / (x[o + JUDGED] + 1)) / Math.LN10
}

/** Great excesses to a side that are remembered: those counted in the tail but not within the limit. */
function greatExcesses(x: Float32Array, o: number, which: number): number {
  const sums = o + TAILS + which * TAIL_SUMS
  return x[sums] - x[sums + 1]
}

function bitsOf(x: Float32Array, o: number, which: number): number {
  return (x[o + GREAT] >> (which * SIDE_BITS)) & (2 ** SIDE_BITS - 1)
}

function countOf(jumps: number): number {
  return (jumps & 1) + ((jumps >> 1) & 1) + ((jumps >> 2) & 1) + (jumps >> 3)
}

/** @param size - in thresholds, above LIMIT */
function classOf(size: number): number {
  return Math.min(Math.floor((ln(size) - LOG_LIMIT) / LOG_GROWTH) + 1, CLASSES - 1)
}
