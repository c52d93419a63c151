import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { beyond, noteRun, scoreOfRun } from './longest.ts'
import type { Shard } from './shard.ts'
import { transformSlope } from './transform.ts'

const {
  EQUAL_RUN,
  LEAST_STEP,
  OFFSET,
  POINTS,
  TRANSFORM,
  ZERO_SHARE,
  REPEATS,
  ORDINARY_REPEATS,
  RUNS,
  LONGEST_RUN,
  LONGEST_ZERO_RUNS,
  KNOWN_ZERO_RUN,
  rowOf,
} = at
const { values } = block

/** Shares remember so many values; they forget every so many. */
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / 5000
const FORGET_RUN = 1 - 1 / 20_000
/** Points from which a flat line can be told. */
const LEAST_POINTS = 100
/** Greatest score: what looks like a dead sensor may be a quiet one. */
const MOST = 5
/** Scores are told apart by so many steps each: what shares forget meanwhile hardly makes a run worse. A power of two: no step is rounded. */
const STEPS = 32
/**
 * A metric that repeats more of its values than the first has flat lines only where a run is longer than any known one by
 * LONGER, one that repeats more than the second has none.
 */
const MANY_REPEATS = 0.1
const MOST_REPEATS = 0.3
const LONGER = 4
/** Density of a standard normal number at 0; a repeat is never taken for more certain than the second. */
const NORMAL_PEAK = 0.4
const MOST_CHANCE = 0.9
/** The two longest runs of 0 are one whole number of 24 bits; a longer one than has room counts as the longest that has. */
const RUN_BITS = 12
const MOST_RUN = 2 ** RUN_BITS - 1

/**
 * Score of a value that repeats the one before it; 0 where the run of equal values is not unusual. It is judged by
 * the third longest run, of 0 or of other values. One of another value than 0 is at least as rare as runs that could be flat
 * lines have been: a sensor that was frozen three times before is frozen again. What stays as it is for days on end is no
 * longer news.
 */
export function flatScore(x: Float32Array, o: number, v: number, sigma: number, cycles: Cycles): number {
  const run = x[o + EQUAL_RUN] + 1
  const points = x[o + POINTS]
  if (run < cycles.flat || run > cycles.gone || points < LEAST_POINTS) return 0
  const zero = v === 0 ? 1 : 0
  const known = knownRun(x, o, zero)
  // Where most values are 0, the others repeat one another among themselves: a flag stays on.
  const others = zero === 0 && x[o + ZERO_SHARE] > 0.5 ? 1.001 - x[o + ZERO_SHARE] : 1
  const before = weightOf(points - run)
  const repeats = x[o + REPEATS + zero]
  if (repeats > MOST_REPEATS * others * weightOf(points)) return 0
  if (repeats - (run - 1) > MANY_REPEATS * before && run <= known + LONGER) return 0
  const logShare = -ln((x[o + ORDINARY_REPEATS + zero] + 1) / (before + 2)) / Math.LN10
  let score = 0
  if (run > beyond(known)) score = scoreOfRun(lookedAt(run, known, cycles.flat), logShare, known, MOST)
  // The longest runs fade: one of exactly so many repeats is remembered as a little less.
  if (zero === 0 && known > cycles.flat - 1) {
    const often = ln(before / (1 + x[o + RUNS])) / Math.LN10
    if (often > score) score = often
  }
  if (zero === 0) {
    const most = (-run * ln(chanceOfRepeat(x, o, Math.abs(v), sigma))) / Math.LN10
    if (most < score) score = most
  }
  return Math.floor(STEPS * score) / STEPS
}

/**
 * How likely it is at most that a value comes again by chance: of values in steps, the share of the most likely one, with normal errors or as
 * counts of that size vary, whichever is less. Three ones in a row are no flat line where ones are every third value.
 *
 * @param size - of the value, above 0
 * @param sigma - of an error, in y
 */
function chanceOfRepeat(x: Float32Array, o: number, size: number, sigma: number): number {
  const step = x[o + LEAST_STEP]
  const noise = sigma / transformSlope(x[o + TRANSFORM], x[o + OFFSET], size)
  const counted = Math.sqrt(step * size)
  const chance = (NORMAL_PEAK * step) / (counted < noise ? counted : noise)
  return chance < MOST_CHANCE ? chance : MOST_CHANCE
}

/** Learns runs of equal values. Repeats of a run that is longer than any known one are not ordinary. */
export function learnFlatLines(shard: Shard, cycles: Cycles, from: number, to: number): void {
  const { exact } = shard
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const v = values[(metric - from) | 0]
    if (v !== v) continue
    const o = rowOf(metric)
    if (((x[o + POINTS] | 0) & (FORGET_EVERY - 1)) === 0) {
      for (let s = o + REPEATS; s < o + LONGEST_RUN; s++) x[s] *= FORGET
    }
    const last = exact[2 * metric + 1]
    const run = x[o + EQUAL_RUN]
    if (v === last) {
      const zero = v === 0 ? 1 : 0
      x[o + EQUAL_RUN] = run + 1
      x[o + REPEATS + zero] += 1
      if (run <= beyond(knownRun(x, o, zero))) x[o + ORDINARY_REPEATS + zero] += 1
    } else if (run > 0) {
      if (last === 0) {
        x[o + KNOWN_ZERO_RUN] *= FORGET_RUN
        noteZeroRun(x, o, run)
      } else {
        for (let k = o + LONGEST_RUN; k < o + LONGEST_RUN + 3; k++) x[k] *= FORGET_RUN
        noteRun(x, o + LONGEST_RUN, run)
        if (run >= cycles.flat) x[o + RUNS] += 1
      }
      x[o + EQUAL_RUN] = 0
    }
  }
}

/** Notes that a run of 0 is over. The third longest has a number of its own, since it alone is asked for. */
export function noteZeroRun(x: Float32Array, o: number, length: number): void {
  const run = length < MOST_RUN ? length : MOST_RUN
  const longest = x[o + LONGEST_ZERO_RUNS] >> RUN_BITS
  const second = x[o + LONGEST_ZERO_RUNS] & MOST_RUN
  if (run > longest) x[o + LONGEST_ZERO_RUNS] = run * 2 ** RUN_BITS + longest
  else if (run > second) x[o + LONGEST_ZERO_RUNS] = longest * 2 ** RUN_BITS + run
  const third = run > second ? second : run
  if (third > x[o + KNOWN_ZERO_RUN]) x[o + KNOWN_ZERO_RUN] = third
}

/**
 * The length at which a run beyond known ones was last looked at: first when it is longer than those, then each time that it is twice
 * as long. A flat line that goes on gets no worse from one value to the next, and alerts nobody again.
 */
function lookedAt(run: number, known: number, first: number): number {
  const longer = Math.floor(beyond(known)) + 1
  let length = first > longer ? first : longer
  while (2 * length <= run) length *= 2
  return length
}

function knownRun(x: Float32Array, o: number, zero: number): number {
  return zero === 1 ? x[o + KNOWN_ZERO_RUN] : x[o + LONGEST_RUN + 2]
}

/** Points that a share which forgets by FORGET rests on, nearly. */
function weightOf(points: number): number {
  return points < 5000 ? points : 5000
}
