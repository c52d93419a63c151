import { ln } from './elementary.ts'
import * as at from './layout.ts'
import * as summary from './tail.ts'

const { DISPLACEMENT, EXCESS_PEAK, JUDGED, JUMPS, JUMP_SIZE, TAILS, TAIL_SUMS } = at
const { LIMIT, THRESHOLD } = summary

/*
 * Metrics that jump: memory falls when a process is restarted, a disk when it is cleaned, and stays there until it is full again. In
 * sigma that is as large as an outage, but an outage comes back. Where the last great excesses did not, a further one is as rare as
 * those have been.
 */

/**
 * Share of the last great excesses that were jumps, from which on a metric is one that jumps: four in a row. An outage that lasts until its
 * level is followed seems to be one, too, but the way back does not: by turns the share stays below 0.58.
 */
const LEAST_SHARE = 0.65
const GAIN = 0.25
/** A metric has stayed where an excess has brought it when it is still so much of it away from its level of the last days. */
const STAYED = 0.4
/** Excesses of more than so many thresholds need not be away further: sigma grows while they last. */
const MOST_AWAY = 8
/** What is known of the greatest jump fades so much with each. */
const FADE = 0.95
/** An excess of up to so many thresholds is no jump: it is judged as in any metric. */
export const LEAST_JUMP = 2

/**
 * Learns from a run of excesses that is over whether it was a jump. Only great ones tell: those beyond LIMIT.
 *
 * @param side - 1 above, -1 below
 * @param residual - y less base, now that the run is over
 * @param sigma - size of an error, in y
 */
export function learnJump(x: Float32Array, o: number, side: number, residual: number, sigma: number): void {
  const peak = x[o + EXCESS_PEAK]
  if (peak <= LIMIT) return
  const away = side * (residual + x[o + DISPLACEMENT])
  const stayed = away > STAYED * THRESHOLD * (peak < MOST_AWAY ? peak : MOST_AWAY) * sigma
  x[o + JUMPS] += GAIN * (Number(stayed) - x[o + JUMPS])
  if (!stayed) return
  const known = FADE * x[o + JUMP_SIZE]
  x[o + JUMP_SIZE] = peak > known ? peak : known
}

/** Learns that the metric is back where it was before its level was followed: it had not jumped. */
export function learnReturn(x: Float32Array, o: number): void {
  x[o + JUMPS] -= GAIN * x[o + JUMPS]
}

/** The greatest jump that is known of a metric that jumps, in thresholds; 0 for all others. */
export function knownJump(x: Float32Array, o: number): number {
  return x[o + JUMPS] > LEAST_SHARE ? x[o + JUMP_SIZE] : 0
}

/** -log10 of how often the metric itself has excesses beyond LIMIT, to either side. */
export function rarityOfJumps(x: Float32Array, o: number): number {
  const above = x[o + TAILS] - x[o + TAILS + 1]
  const below = x[o + TAILS + TAIL_SUMS] - x[o + TAILS + TAIL_SUMS + 1]
  const jumps = above + below
  return -ln((jumps > 1 ? jumps : 1) / (x[o + JUDGED] + 1)) / Math.LN10
}
