import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { beyond, noteRun, scoreOfRun } from './longest.ts'

const { AGE, GAPS, LONGEST_GAP, MISSING_COUNT, MISSED } = at

/** The share of missing values remembers so many intervals; it forgets every so many. */
const MEMORY = 5000
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / MEMORY
/** The number of silences remembers so many intervals. */
const GAPS_MEMORY = 20_000
const FORGET_GAPS = 1 - FORGET_EVERY / GAPS_MEMORY
/** Intervals from which a missing value can be told from one that often is. */
const LEAST_AGE = 100
/** A metric that misses more of its intervals than this is not dense: missing data is normal for it. */
const DENSE = 0.05
/** What has a lower score, the one of severity 0, says nothing. */
export const LEAST_MISSING = 1
/** Greatest score of a silence: this, and so much for each of its intervals. */
const FIRST = 1
const FURTHER = 0.75
/**
 * Greatest score. Beyond 5, where the severity of a metric ends, it is for groups: one silent metric among a thousand counts
 * three less there (Simes), and should not stay below every threshold for ever.
 */
const MOST = 10
/** Days between silences up to which they are how a metric is, and from which each is judged by how often there were some. */
const OFTEN_DAYS = 10
const RARE_DAYS = 30

/**
 * Score of a missing value: how unusual it is that a metric which reports nearly always has been silent for so long. It is longer
 * than the silences there were, or comes although they are rare. 0 for metrics that are not dense.
 *
 * @param run - intervals without a value in a row, this one included
 */
export function missingScore(x: Float32Array, o: number, run: number, cycles: Cycles): number {
  const age = x[o + AGE]
  if (run < cycles.missing || run > cycles.gone || age < LEAST_AGE) return 0
  const weight = atMost(MEMORY, age)
  if (x[o + MISSING_COUNT] - run > DENSE * weight) return 0
  const known = x[o + LONGEST_GAP + 2]
  const often = rarityOfGap(x, o, run, cycles)
  let rare = often
  if (run > beyond(known)) {
    const share = (x[o + MISSING_COUNT] + 1) / (weight + 2)
    const long = scoreOfRun(run, -ln(share < 1 ? share : 1) / Math.LN10, known, MOST)
    if (long > often) rare = long
  }
  if (rare < LEAST_MISSING) return 0
  const grown = FIRST + FURTHER * run
  return rare < grown ? rare : grown
}

/**
 * -log10 of how often an interval is in a silence that is at least so long, one of them: three outages in half a year do not make a
 * fourth normal. 0 where silences come every few days, as those of a machine that is restarted do.
 */
function rarityOfGap(x: Float32Array, o: number, run: number, cycles: Cycles): number {
  const g = o + LONGEST_GAP
  const gaps = x[o + GAPS]
  const intervals = atMost(GAPS_MEMORY, x[o + AGE])
  const share = (intervals / (gaps * cycles.slotsPerDay) - OFTEN_DAYS) / (RARE_DAYS - OFTEN_DAYS)
  if (share <= 0) return 0
  // The three longest are of any age, the number fades.
  const longer = atMost(gaps, run > x[g] ? 0 : run > x[g + 1] ? 1 : run > x[g + 2] ? 2 : gaps)
  const rarity = ln(intervals / (1 + longer)) / Math.LN10
  return share < 1 ? share * rarity : rarity
}

/** What is taken for the number of silences where they were not counted: the longest, and as many short ones as fit into the rest. */
export function guessGaps(x: Float32Array, o: number, cycles: Cycles): void {
  let rest = x[o + MISSING_COUNT] - x[o + MISSED]
  let gaps = 0
  for (let k = o + LONGEST_GAP; k < o + LONGEST_GAP + 3; k++) {
    if (x[k] < cycles.missing) continue
    rest -= x[k]
    gaps += 1
  }
  const age = x[o + AGE]
  if (rest > 0) gaps += ((atMost(GAPS_MEMORY, age) / atMost(MEMORY, age)) * rest) / cycles.missing
  x[o + GAPS] = gaps
}

/** Whether a metric had a value in nearly all intervals that it lived. */
export function wasDense(values: number, intervals: number): boolean {
  return values >= (1 - DENSE) * intervals
}

/** Learns an interval without a value. */
export function learnMissing(x: Float32Array, o: number): void {
  forget(x, o)
  x[o + MISSING_COUNT] += 1
}

/** Learns an interval with a value, and the silence that it ends. To be called before MISSED is set back. */
export function learnPresent(x: Float32Array, o: number, cycles: Cycles): void {
  forget(x, o)
  if (x[o + MISSED] === 0) return
  noteRun(x, o + LONGEST_GAP, x[o + MISSED])
  if (x[o + MISSED] >= cycles.missing) x[o + GAPS] += 1
}

function atMost(most: number, value: number): number {
  return value < most ? value : most
}

function forget(x: Float32Array, o: number): void {
  if (((x[o + AGE] | 0) & (FORGET_EVERY - 1)) !== 0) return
  x[o + MISSING_COUNT] *= FORGET
  x[o + GAPS] *= FORGET_GAPS
}
