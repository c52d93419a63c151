import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import * as elementary from './elementary.ts'
import * as at from './layout.ts'
import type { Moment } from './moment.ts'
import * as runs from './runs.ts'
import type { Shard } from './shard.ts'

const {
  SEASON_AGE,
  LEVEL,
  ZERO,
  DISPLACEMENT,
  LONG_PRODUCT,
  LONG_SQUARE,
  SEEN_OF_HOUR,
  AGE,
  RESIDUAL_VARIANCE,
  FLOOR,
  rowOf,
} = at
const { values, transformed, residualSigmas, seasons, longProfiles, lonely } = block
const { positive } = elementary
const { hourOf, hourRunOf, nextHour, SURE, withHour } = runs

/**
 * Learns the long profile, against the slow level: a level that goes down for the weekend must become the weekend's profile. It
 * has to do better than a level that follows. An hour of the week that is far off once moves it a little: whether the hour is
 * like that, only further weeks tell; in the third it becomes what it is.
 */
export function learnLongProfile(shard: Shard, cycles: Cycles, moment: Moment, from: number, to: number): void {
  const { long, runs: bytes } = shard
  const x = shard.scalars
  const { slots, weekly, longGain, longStep, longReach, longMemory, longSlots, runSlots, farOffHour, slotsPerHour } =
    cycles
  const { long: here, longNext: next, longShare, hourEnds } = moment
  const week = 7 * slots
  const grown = weekly ? week / (longGain * slotsPerHour) - week : 0
  const perLong = 1 / longMemory
  const wholeGain = slotsPerHour < 2 ? 1 : 2 / slotsPerHour
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    if (x[o + SEASON_AGE] === 0) continue
    const l = metric * longSlots
    const place = metric * runSlots + here
    const hour = weekly ? hourOf(bytes[place]) : 0
    let seen = x[o + SEEN_OF_HOUR]
    const y = transformed[k]
    if (values[k] === values[k]) {
      const sigma = residualSigmas[k]
      const displacement = x[o + DISPLACEMENT]
      const plain = y - x[o + LEVEL] - seasons[k]
      const profile = longProfiles[k]
      const moved = Math.abs(displacement)
      const slow = plain + displacement
      const missing = slow - profile
      const most = longStep * sigma + moved
      const learned = missing > most ? most : missing < -most ? -most : missing
      const far = longReach * sigma + moved
      const promise = profile > far ? far : profile < -far ? -far : profile
      const reach = longReach * sigma + Math.abs(promise)
      const came = slow > reach ? reach : slow < -reach ? -reach : slow
      x[o + LONG_PRODUCT] += perLong * (promise * came - x[o + LONG_PRODUCT])
      x[o + LONG_SQUARE] += perLong * (promise * promise - x[o + LONG_SQUARE])
      const age = x[o + AGE]
      // While a metric is young its profile of the day takes a great part of what is new.
      let gain = (age < grown ? (week * age) / ((week + age) * (slots + age) * slotsPerHour) : longGain) * learned
      // What was read from one hour alone is learned by that hour alone.
      let share = lonely[k] === 1 ? 0 : longShare
      if (weekly) {
        // As in the profile of the day (season.ts).
        gain += longGain * positive(-profile - positive(x[o + LEVEL] + seasons[k] - x[o + ZERO]))
        const run = hourRunOf(hour)
        let farOff = farOffHour * sigma + moved
        // In the last of the weeks the profile comes closer with each value: so must what is far.
        if (run >= SURE - 1 || run <= 1 - SURE) for (let n = Math.abs(netOf(seen)); n > 0; n--) farOff *= 1 - wholeGain
        const side = missing > farOff ? 1 : missing < -farOff ? -1 : 0
        if (run * side >= SURE - 1) {
          gain = wholeGain * (slow - long[l + here])
          share = 0
        }
        seen = withValue(seen, side)
      }
      long[l + here] += (1 - share) * gain
      if (share > 0) long[l + next] += share * gain
    }
    if (!weekly) continue
    const kept = hourEnds ? 0 : seen
    if (kept !== x[o + SEEN_OF_HOUR]) x[o + SEEN_OF_HOUR] = kept
    // Nearly all hours have nothing to say.
    if (!hourEnds || (hour === 0 && netOf(seen) === 0)) continue
    bytes[place] = withHour(bytes[place], nextHour(hour, sideOf(seen), matters(x, o, cycles, long[l + here])))
  }
}

/**
 * Ends the hours that ended in a gap before this interval, as missing values would: the first may have had values.
 *
 * @param gap - intervals, from 1 on
 */
export function endHours(shard: Shard, cycles: Cycles, moment: Moment, gap: number, from: number, to: number): void {
  const { weekly, slotsPerHour, longSlots, runSlots } = cycles
  if (!weekly) return
  const { long, runs: bytes } = shard
  const x = shard.scalars
  const ended = Math.ceil((gap - (moment.slot % slotsPerHour)) / slotsPerHour)
  if (ended <= 0) return
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const o = rowOf(metric)
    if (x[o + SEASON_AGE] === 0) continue
    const endHour = (back: number, side: number): void => {
      const hour = (moment.long + back * (longSlots - 1)) % longSlots
      const place = metric * runSlots + hour
      const before = hourOf(bytes[place])
      if (before === 0 && side === 0) return
      const is = nextHour(before, side, matters(x, o, cycles, long[metric * longSlots + hour]))
      bytes[place] = withHour(bytes[place], is)
    }
    endHour(ended, sideOf(x[o + SEEN_OF_HOUR]))
    x[o + SEEN_OF_HOUR] = 0
    // A second week without values changes nothing more.
    for (let back = Math.min(ended - 1, longSlots); back > 0; back--) endHour(back, 0)
  }
}

/** Whether the profile of an hour is more than noise. */
function matters(x: Float32Array, o: number, { longStep }: Cycles, profile: number): boolean {
  const sigma = Math.sqrt(x[o + RESIDUAL_VARIANCE])
  return Math.abs(profile) > longStep * (sigma > x[o + FLOOR] ? sigma : x[o + FLOOR])
}

/*
 * What an hour has seen so far: its values, and those that lay far above less those far below, in one number: 32 times the first, and
 * the second.
 */
function withValue(seen: number, side: number): number {
  return seen + 32 + side
}

function netOf(seen: number): number {
  return seen - 32 * Math.round(seen / 32)
}

/** On which side an hour was far off: that of three quarters of its values. */
function sideOf(seen: number): number {
  const net = netOf(seen)
  const count = Math.round(seen / 32)
  return count === 0 ? 0 : 4 * net >= 3 * count ? 1 : 4 * net <= -3 * count ? -1 : 0
}
