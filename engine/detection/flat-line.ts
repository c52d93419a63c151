import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { beyond, noteRun, rarityOfRun, scoreOfRun } from './longest.ts'
import type { Shard } from './shard.ts'

const {
  EQUAL_RUN,
  POINTS,
  ZERO_SHARE,
  REPEATS,
  ORDINARY_REPEATS,
  RUNS,
  LONGEST_RUN,
  ZERO_RUNS,
  LONGEST_ZERO_RUNS,
  rowOf,
} = at
const { values } = block

/** Shares remember so many values; they forget every so many. */
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / 5000
const FORGET_RUN = 1 - 1 / 20_000
/** The number of runs of 0 remembers so many values. */
const ZERO_RUNS_MEMORY = 20_000
const FORGET_ZERO_RUNS = 1 - FORGET_EVERY / ZERO_RUNS_MEMORY
/** The two longest runs of 0 are one whole number of 24 bits; a longer one counts as this. */
const MOST_RUN = 2 ** 12 - 1
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

/**
 * Score of a value that repeats the one before it; 0 where the run of equal values is not unusual. Runs of 0 are judged by
 * the second longest run of 0, others by the third longest. Either is at least as rare as runs that could be flat lines have been: a
 * sensor that was frozen three times before is frozen again, and two outages do not make a third normal. What stays as it is
 * for days on end is no longer news.
 */
export function flatScore(x: Float32Array, o: number, v: number, cycles: Cycles): number {
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
  const often = zero === 1 ? rarityOfZeros(x, o, run, cycles) : rarityOfFlat(x, o, before, known, cycles)
  const independent = run * logShare
  const usual = often < independent ? often : independent
  if (usual > score) score = usual
  return Math.floor(STEPS * score) / STEPS
}

/** -log10 of how often runs of another value than 0 have been, where three are known. */
function rarityOfFlat(x: Float32Array, o: number, before: number, known: number, { flat }: Cycles): number {
  // The longest runs fade: one of exactly so many repeats is remembered as a little less.
  return known > flat - 1 ? ln(before / (1 + x[o + RUNS])) / Math.LN10 : 0
}

/** -log10 of how often runs of 0 have been that were at least so long; 0 where there are some every few days, as in a shop at night. */
function rarityOfZeros(x: Float32Array, o: number, run: number, { slotsPerDay }: Cycles): number {
  const runs = x[o + ZERO_RUNS]
  const longer = run > longestZeros(x, o) ? 0 : run > knownZeros(x, o) ? 1 : runs
  return rarityOfRun(runs, memoryOf(x[o + POINTS]), longer, slotsPerDay)
}

/** What is taken for known of runs of 0 where only the longest was: two of its length, and as many short ones as fit into the repeats. */
export function guessZeroRuns(x: Float32Array, o: number, longest: number, { flat }: Cycles): void {
  noteZeros(x, o, Math.round(longest))
  noteZeros(x, o, Math.round(longest))
  const points = x[o + POINTS]
  x[o + ZERO_RUNS] = ((memoryOf(points) / weightOf(points)) * x[o + REPEATS + 1]) / flat
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
      x[o + ZERO_RUNS] *= FORGET_ZERO_RUNS
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
        noteZeros(x, o, run)
        if (run >= cycles.flat) x[o + ZERO_RUNS] += 1
      } else {
        for (let k = o + LONGEST_RUN; k < o + LONGEST_RUN + 3; k++) x[k] *= FORGET_RUN
        noteRun(x, o + LONGEST_RUN, run)
        if (run >= cycles.flat) x[o + RUNS] += 1
      }
      x[o + EQUAL_RUN] = 0
    }
  }
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
  // One of exactly so many repeats is remembered as a little less, as those are that fade.
  return zero === 1 ? FORGET_RUN * knownZeros(x, o) : x[o + LONGEST_RUN + 2]
}

function knownZeros(x: Float32Array, o: number): number {
  return x[o + LONGEST_ZERO_RUNS] & MOST_RUN
}

function longestZeros(x: Float32Array, o: number): number {
  return x[o + LONGEST_ZERO_RUNS] >> 12
}

function noteZeros(x: Float32Array, o: number, length: number): void {
  const run = length < MOST_RUN ? length : MOST_RUN
  const longest = longestZeros(x, o)
  if (run > longest) x[o + LONGEST_ZERO_RUNS] = run * (MOST_RUN + 1) + longest
  else if (run > knownZeros(x, o)) x[o + LONGEST_ZERO_RUNS] = longest * (MOST_RUN + 1) + run
}

/** Points that the number of runs of 0 rests on, nearly. */
function memoryOf(points: number): number {
  return points < ZERO_RUNS_MEMORY ? points : ZERO_RUNS_MEMORY
}

/** Points that a share which forgets by FORGET rests on, nearly. */
function weightOf(points: number): number {
  return points < 5000 ? points : 5000
}
