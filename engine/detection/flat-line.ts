import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import { ln } from './elementary.ts'
import * as at from './layout.ts'
import { beyond, noteRun, scoreOfRun } from './longest.ts'
import type { Shard } from './shard.ts'

const { EQUAL_RUN, POINTS, REPEATS, ORDINARY_REPEATS, LONGEST_RUN, rowOf } = at
const { values } = block

/** Shares remember so many values; they forget every so many. */
const FORGET_EVERY = 64
const FORGET = 1 - FORGET_EVERY / 5000
const FORGET_RUN = 1 - 1 / 20_000
/** Points from which a flat line can be told. */
const LEAST_POINTS = 100
/** Greatest score: what looks like a dead sensor may be a quiet one. */
const MOST = 5
/** A metric that repeats more of its values than this has no flat lines. */
const MOST_REPEATS = 0.1

/**
 * Score of a value that repeats the one before it; 0 where the run of equal values is not unusual. Runs of 0 are judged by
 * the longest run of 0, others by the third longest.
 */
export function flatScore(x: Float32Array, o: number, v: number, cycles: Cycles): number {
  const run = x[o + EQUAL_RUN] + 1
  const points = x[o + POINTS]
  if (run < cycles.flat || points < LEAST_POINTS) return 0
  const zero = v === 0 ? 1 : 0
  const known = knownRun(x, o, zero)
  if (run <= beyond(known) || x[o + REPEATS + zero] > MOST_REPEATS * weightOf(points)) return 0
  const share = (x[o + ORDINARY_REPEATS + zero] + 1) / (weightOf(points) + 2)
  return scoreOfRun(run, -ln(share) / Math.LN10, known, MOST)
}

/** Learns runs of equal values. Repeats of a run that is longer than any known one are not ordinary. */
export function learnFlatLines(shard: Shard, from: number, to: number): void {
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
      const place = o + LONGEST_RUN + (last === 0 ? 3 : 0)
      for (let k = place; k < place + 3; k++) x[k] *= FORGET_RUN
      noteRun(x, place, run)
      x[o + EQUAL_RUN] = 0
    }
  }
}

function knownRun(x: Float32Array, o: number, zero: number): number {
  return zero === 1 ? x[o + LONGEST_RUN + 3] : x[o + LONGEST_RUN + 2]
}

/** Points that a share which forgets by FORGET rests on, nearly. */
function weightOf(points: number): number {
  return points < 5000 ? points : 5000
}
