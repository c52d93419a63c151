import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import * as summary from './tail.ts'

const { EXCESS_PEAK, GREAT_SIZE, JUDGED, JUMPS, SIDE_RUN, TAILS, TAIL_SUMS } = at
const { LIMIT, THRESHOLD } = summary

/*
 * Great excesses, those beyond LIMIT, do not shape the tail: they are the anomalies. But there are metrics whose great excesses are how
 * they are. Memory falls when a process is restarted, a disk when it is cleaned, and stays there until it is full again: that is a jump, and
 * an outage is none, since it comes back. Others peak every other day. In those a further one to that side is as rare as they have been.
 */

/** Where they are no jumps, so many great excesses to a side must be remembered. */
const LEAST_PEAKS = 10
/** Days, in which one must come at least, on average. */
const USUAL_DAYS = 21
/** And they must be more than this share of the values, proved by a standard deviation of their count. */
const OFTEN = 0.01
/** Share of the last great excesses that were jumps, from which on a metric is one that jumps: four in a row. */
const JUMPING = 0.65
const GAIN = 0.25
/** A metric has stayed where an excess has brought it when it is still so much of it away from where it was expected before. */
const STAYED = 0.4
/** Excesses of more than so many thresholds need not be away further: sigma grows while they last. */
const MOST_AWAY = 8
/** What is known of the greatest one fades so much with each, and grows at most so many times. */
const FADE = 0.95
const MOST_GROWTH = 4
/** An excess of up to so many thresholds is judged as in any metric. */
export const LEAST_USUAL = 2

/**
 * Learns from a run of excesses that is over, if it was a great one.
 *
 * @param moved - how far the metric is from where it was expected before the run, to the side of the run, in sigma
 */
export function learnGreatExcess(x: Float32Array, o: number, moved: number): void {
  const size = x[o + EXCESS_PEAK]
  if (size <= LIMIT) return
  const stayed = moved > STAYED * THRESHOLD * (size < MOST_AWAY ? size : MOST_AWAY)
  x[o + JUMPS] += GAIN * (Number(stayed) - x[o + JUMPS])
  // In a metric that jumps, what is no jump says nothing of them.
  if (stayed || x[o + JUMPS] <= JUMPING) learnSize(x, o, size)
}

function learnSize(x: Float32Array, o: number, size: number): void {
  const known = x[o + GREAT_SIZE]
  const most = MOST_GROWTH * (known > LIMIT ? known : LIMIT)
  const learned = size < most ? size : most
  x[o + GREAT_SIZE] = learned > FADE * known ? learned : FADE * known
}

/**
 * Up to where excesses to a side are usual in a metric, in thresholds; 0 where great ones are none, or one lasts longer than a
 * peak does.
 *
 * @param which - 0 above, 1 below
 */
export function usualSize(x: Float32Array, o: number, which: number, { slotsPerDay, peak }: Cycles): number {
  const count = greatExcesses(x, o, which)
  const judged = x[o + JUDGED]
  if (count * USUAL_DAYS * slotsPerDay < judged) return 0
  if ((which === 0 ? x[o + SIDE_RUN] : -x[o + SIDE_RUN]) >= peak) return 0
  const often = count >= LEAST_PEAKS && count - Math.sqrt(count) > OFTEN * judged
  return often || x[o + JUMPS] > JUMPING ? x[o + GREAT_SIZE] : 0
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
