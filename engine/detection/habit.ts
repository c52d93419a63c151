import * as block from './block.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import type { Shard } from './shard.ts'

const { HABIT, HOUR_CLASS, JUDGED, rowOf } = at
const { values } = block

/*
 * What an hour of the day is in the habit of: the greatest excess in it on each of the last two days that it had values, as
 * powers of GROWTH, four bits each (0 = none). Three hours share a float, which holds whole numbers of 24 bits. The hour that goes on is kept
 * with what is known of it so far, four bits, too.
 */
const GROWTH = 1.5
const HIGHEST = 15
const HOURS_IN_WORD = 3

/** Thresholds that both days reached, and that one of them did, by the eight bits of an hour; at least 1. */
const BOTH = Float64Array.from({ length: 256 }, (_, bits) => powerOf(Math.min(bits & 15, bits >> 4)))
const EITHER = Float64Array.from({ length: 256 }, (_, bits) => powerOf(Math.max(bits & 15, bits >> 4)))

/**
 * How many thresholds a metric is in the habit of deviating in this hour of the day, at least 1: it did on both of the last two
 * days. Jobs and rushes that come every day, but not to the minute, are in no profile; deviations in such an hour are
 * compared with those. Of a metric that was judged for less than three days one of them is enough: nobody knows yet what comes daily.
 */
export function habitOf(x: Float32Array, o: number, { hour, threeDays }: Moment): number {
  const bits = bitsOf(x[o + wordOf(hour)], hour)
  return x[o + JUDGED] < threeDays ? EITHER[bits] : BOTH[bits]
}

/** An excess in thresholds of this hour's habit, at least 1. @param t - in thresholds, above 1 */
export function beyondHabit(x: Float32Array, o: number, moment: Moment, t: number): number {
  const habit = habitOf(x, o, moment)
  return t > habit ? t / habit : 1
}

/**
 * With the first value of another hour, that of the last value is over: what was in it is yesterday's from now on. To be called
 * before the value's own excess is learned. At PT1H the profile of the day knows each hour, and at P1D there are none.
 */
export function learnHabits(shard: Shard, { fine, hour }: Moment, from: number, to: number): void {
  if (!fine) return
  const x = shard.scalars
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const o = rowOf(metric)
    const now = x[o + HOUR_CLASS] | 0
    const last = now >> 4
    const v = values[(metric - from) | 0]
    if (last === hour || v !== v) continue
    const word = o + wordOf(last)
    const bits = bitsOf(x[word], last)
    const next = ((bits & 15) << 4) | (now & 15)
    x[word] += (next - bits) * (1 << shiftOf(last))
    x[o + HOUR_CLASS] = hour << 4
  }
}

/** Notes an excess of t thresholds in the hour that goes on. */
export function noteExcess(x: Float32Array, o: number, t: number): void {
  const now = x[o + HOUR_CLASS] | 0
  const reached = classOf(t)
  if (reached > (now & 15)) x[o + HOUR_CLASS] = hourClass(now >> 4, reached)
}

/** An hour that goes on, with the greatest excess in it. @param peak - in thresholds, 0 = there was none */
export function hourWithPeak(hour: number, peak: number): number {
  return hourClass(hour, classOf(peak))
}

function hourClass(hour: number, reached: number): number {
  return (hour << 4) | reached
}

function wordOf(hour: number): number {
  return HABIT + Math.floor(hour / HOURS_IN_WORD)
}

function shiftOf(hour: number): number {
  return 8 * (hour % HOURS_IN_WORD)
}

function bitsOf(word: number, hour: number): number {
  return (word >> shiftOf(hour)) & 255
}

/** @param peak - thresholds, 0 = there was no excess */
function classOf(peak: number): number {
  let reached = 0
  while (reached < HIGHEST && peak > powerOf(reached + 1)) reached++
  return reached
}

/** 1 for the first class and none, then growing. */
function powerOf(reached: number): number {
  let power = 1
  for (let k = 1; k < reached; k++) power *= GROWTH
  return power
}
