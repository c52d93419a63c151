import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { beyond, noteRun, scoreOfRun } from './longest.ts'

const { AGE, LONGEST_GAP, MISSING_COUNT, MISSED } = at

/** The share of missing values remembers so many intervals; it forgets every so many. */
const MEMORY = 5000
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / MEMORY
/** Intervals from which a missing value can be told from one that often is. */
const LEAST_AGE = 100
/** A metric that misses more of its intervals than this is not dense: missing data is normal for it. */
const DENSE = 0.05
/** Score of the first missing interval that counts, and what each further one adds. */
const FIRST = 1
const FURTHER = 0.75
/**
 * Greatest score. Beyond 5, where the severity of a metric ends, it is for groups: one silent metric among a thousand counts
 * three less there (Simes), and should not stay below every threshold for ever.
 */
const MOST = 10

/**
 * Score of a missing value: how unusual it is that a metric which reports nearly always has been silent for so long. 0 for
 * metrics that are not dense, and for silences as long as it is known to have.
 *
 * @param run - intervals without a value in a row, this one included
 */
export function missingScore(x: Float32Array, o: number, run: number, cycles: Cycles): number {
  const age = x[o + AGE]
  if (run < cycles.missing || run > cycles.gone || age < LEAST_AGE) return 0
  const weight = age < MEMORY ? age : MEMORY
  const known = x[o + LONGEST_GAP + 2]
  if (run <= beyond(known) || x[o + MISSING_COUNT] - run > DENSE * weight) return 0
  const share = (x[o + MISSING_COUNT] + 1) / (weight + 2)
  const rare = scoreOfRun(run, -ln(share < 1 ? share : 1) / Math.LN10, known, MOST)
  const grown = FIRST + FURTHER * run
  return rare < grown ? rare : grown
}

/** Learns an interval without a value. */
export function learnMissing(x: Float32Array, o: number): void {
  forget(x, o)
  x[o + MISSING_COUNT] += 1
}

/** Learns an interval with a value, and the silence that it ends. To be called before MISSED is set back. */
export function learnPresent(x: Float32Array, o: number): void {
  forget(x, o)
  if (x[o + MISSED] > 0) noteRun(x, o + LONGEST_GAP, x[o + MISSED])
}

function forget(x: Float32Array, o: number): void {
  if (((x[o + AGE] | 0) & (FORGET_EVERY - 1)) === 0) x[o + MISSING_COUNT] *= FORGET
}
