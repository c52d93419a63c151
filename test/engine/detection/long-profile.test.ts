import { describe, expect, it } from 'vitest'
import * as block from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { shardToBytes } from '../../../engine/detection/index.ts'
import {
  AGE,
  DISPLACEMENT,
  FLOOR,
  LEVEL,
  LONG_PRODUCT,
  LONG_SQUARE,
  RESIDUAL_VARIANCE,
  SEASON_AGE,
  ZERO,
} from '../../../engine/detection/layout.ts'
import { endHours, learnLongProfile } from '../../../engine/detection/long-profile.ts'
import { createMoment, moveTo } from '../../../engine/detection/moment.ts'
import { hourOf, isSure } from '../../../engine/detection/runs.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import type { Interval } from '../../../spec/index.ts'
import { daily, Feeder, randomNumbers } from './simulate.ts'

/** Sunday from two to four. */
const JOB = [146, 147]

function isJob({ clock }: Feeder): boolean {
  return JOB.includes(24 * clock.dayOfWeek + Math.floor(clock.hour))
}

function sureHours({ shard }: Feeder): readonly number[] {
  return Array.from({ length: 168 }, (_, hour) => hour).filter((hour) => isSure(hourOf(shard.runs[hour])))
}

describe('an hour of the week whose last value is not there', () => {
  const perHour = 6

  /** Four weeks of a job each week; the last ten minutes of each hour have no value, or nothing comes at all. */
  function learned(how: 'missing' | 'skipped', beside?: Feeder): Feeder {
    const { normal } = randomNumbers(41)
    const noise = randomNumbers(42)
    const feeder = new Feeder({ interval: 'PT10M' })
    for (let k = 0; k < 4 * 168 * perHour; k++) {
      beside?.step(() => 100 * noise.normal())
      const value = (isJob(feeder) ? 80 : 50) + 3 * normal()
      const isLast = k % perHour === perHour - 1
      if (isLast && how === 'skipped') feeder.skip(1)
      else feeder.step(() => (isLast ? Number.NaN : value))
    }
    feeder.step(() => 50)
    return feeder
  }

  it.each(['missing', 'skipped'] as const)(
    'is what its own noise says, not that of a metric judged before it, where it is %s',
    (how) => {
      const alone = learned(how)
      expect(sureHours(alone)).toEqual(JOB)
      const besideNoise = learned(how, new Feeder({ interval: 'PT10M' }))
      expect(Buffer.compare(shardToBytes(besideNoise.shard), shardToBytes(alone.shard))).toBe(0)
    },
  )
})

describe('an hour of the week that is read alone', () => {
  it.each(['PT5M', 'PT10M'] as const)('teaches the hours beside it nothing at %s', (interval) => {
    const { normal } = randomNumbers(43)
    const feeder = new Feeder({ interval })
    const until = (hour: number, job: number): void => {
      do feeder.step(() => (isJob(feeder) ? job : 50) + 3 * normal())
      while (24 * feeder.clock.dayOfWeek + feeder.clock.hour !== hour)
    }
    for (let week = 0; week < 5; week++) until(JOB[0], 150)
    expect(sureHours(feeder)).toEqual(JOB)
    const before = feeder.shard.long.slice()
    until(JOB[1] + 1, 300)
    const after = feeder.shard.long
    for (const hour of JOB) expect(after[hour]).toBeGreaterThan(before[hour])
    for (const hour of [JOB[0] - 1, JOB[1] + 1]) expect(after[hour]).toBe(before[hour])
  })
})

/** What the profiles of day and week add together to the last of so many hours, where it is so far off, in values. */
function profilesAfter(hours: number, off: number): number {
  const { normal } = randomNumbers(44)
  const feeder = new Feeder()
  for (let k = 1; k <= hours; k++) {
    const usual = 1000 * daily(feeder.clock.hour)
    feeder.step(() => usual + (k === hours ? off : 10 * normal()))
  }
  const { season, long, exact } = feeder.shard
  return (season[(hours - 1) % 24] + long[hours - 1]) / exact[0]
}

describe('what is new in a value of a young metric', () => {
  it('is taken once by the profiles of day and week together', () => {
    const off = 5
    // From the second day on.
    for (let hours = 26; hours <= 120; hours++) {
      const taken = (profilesAfter(hours, off) - profilesAfter(hours, 0)) / off
      expect(taken).toBeGreaterThan(0.5)
      expect(taken).toBeLessThanOrEqual(1)
    }
  })
})

/** Slots of an hour; at P1D of a day. */
const PER_HOUR = { PT5M: 12, PT10M: 6, PT1H: 1, P1D: 1 }

/** A metric of many weeks at the level 100 whose residuals have a sigma of 1, and that learns what values lie off the level. */
function weeks(interval: Interval = 'PT1H', known: Readonly<Record<number, number>> = {}) {
  const { shard } = new Feeder({ interval })
  const cycles = cyclesOf(interval)
  const { scalars: x, long, runs } = shard
  const moment = createMoment()
  const usual = { [SEASON_AGE]: 1, [AGE]: 1e5, [LEVEL]: 100, [ZERO]: BELOW_ALL, [RESIDUAL_VARIANCE]: 1 }
  Object.assign(x, usual, known)
  /** An interval of an hour of the week (a day of the year at P1D). */
  const learn = (hour: number, off: number, { slot = 0, lonely = false } = {}): void => {
    const ofDay = interval === 'P1D' ? 0 : (hour % 24) * PER_HOUR[interval] + slot
    moveTo(moment, cycles, { ofDay, dayOfWeek: Math.floor(hour / 24) % 7, dayOfYear: hour })
    block.values[0] = block.transformed[0] = 100 + off
    block.seasons[0] = 0
    block.residualSigmas[0] = 1
    block.lonely[0] = Number(lonely)
    const { longShare, longNext } = moment
    block.longProfiles[0] = lonely ? long[hour] : (1 - longShare) * long[hour] + longShare * long[longNext]
    learnLongProfile(shard, cycles, moment, 0, 1)
  }
  /** All intervals of an hour. */
  const hour = (at: number, offs: readonly number[]): void => {
    for (const [slot, off] of offs.entries()) learn(at, off, { slot })
  }
  const skip = (to: number, slot: number, gap: number): void => {
    moveTo(moment, cycles, {
      ofDay: (to % 24) * PER_HOUR[interval] + slot,
      dayOfWeek: Math.floor(to / 24) % 7,
      dayOfYear: 0,
    })
    endHours(shard, cycles, moment, gap, 0, 1)
  }
  const sure = (): readonly number[] => Array.from({ length: 168 }, (_, k) => k).filter((k) => isSure(hourOf(runs[k])))
  return { x, long, runs, learn, hour, skip, sure }
}

/** What a profile of an hour promises times what comes, and its square, as one value adds them to their averages of a week. */
const comeTrue = (profile: number, off: number, known = {}) => {
  const { x, long, learn } = weeks('PT1H', known)
  long[50] = profile
  learn(50, off)
  return [x[LONG_PRODUCT] * 168, x[LONG_SQUARE] * 168].map((sum) => Number(sum.toFixed(3)))
}

describe('the profile of the week', () => {
  it('takes up a quarter of what it is off by in each week, of 2 sigma at most', () => {
    for (const [off, moved] of [
      [1, 0.25],
      [-1, -0.25],
      [5, 0.5],
      [-5, -0.5],
    ]) {
      const { long, learn } = weeks()
      learn(50, off)
      expect(long[50]).toBeCloseTo(moved, 6)
    }
  })

  it('takes up two fifths in each year at P1D, of 30 sigma at most', () => {
    for (const [off, moved] of [
      [10, 4],
      [100, 12],
    ]) {
      const { long, learn } = weeks('P1D')
      learn(50, off)
      expect(long[50]).toBeCloseTo(moved, 5)
    }
  })

  it.each(['PT5M', 'PT10M'] as const)('is learned at %s by the two hours that a value lies between', (interval) => {
    const { long, learn } = weeks(interval)
    learn(50, 1)
    const perHour = PER_HOUR[interval]
    const share = 0.5 - 0.5 / perHour
    expect(long[50]).toBeCloseTo((0.25 / perHour) * (1 - share), 6)
    expect(long[49]).toBeCloseTo((0.25 / perHour) * share, 6)
    const alone = weeks(interval)
    alone.learn(50, 1, { lonely: true })
    expect([alone.long[49], alone.long[50]]).toEqual([0, expect.closeTo(0.25 / perHour, 6)])
  })

  it('is learned against the slow level, which a weekend has not moved', () => {
    const { long, learn } = weeks('PT1H', { [DISPLACEMENT]: -4 })
    // The level has followed by 4: nothing off the level is 4 off the slow one.
    learn(50, 0)
    expect(long[50]).toBeCloseTo(-1, 6)
    // By 2 sigma and what the level has moved at most.
    learn(51, -10)
    expect(long[51]).toBeCloseTo(-0.25 * 6, 6)
  })

  it('takes in the first weeks what the profile of the day leaves', () => {
    const { long, learn } = weeks('PT1H', { [AGE]: 48 })
    learn(50, 1)
    // After two days, 2 / 7 of a week, the day takes 1 / (1 + 2), and the week so much of the rest.
    expect(long[50]).toBeCloseTo((1 - 1 / 3) * (1 / (1 + 2 / 7)), 6)
  })

  it('gives back a quarter of what it takes away below 0 where a metric never was', () => {
    const { long, learn } = weeks('PT1H', { [ZERO]: 0 })
    long[50] = -103
    long[51] = -99
    learn(50, -100)
    learn(51, -99)
    // What it is off by, of 2 sigma at most, and what goes below 0.
    expect(long[50]).toBeCloseTo(-103 + 0.25 * 2 + 0.25 * 3, 4)
    expect(long[51]).toBe(-99)
  })

  it('counts as far as it has come true within 3 sigma and what it promises', () => {
    expect(comeTrue(2, 1)).toEqual([2, 4])
    // It promises 3 sigma at most; 3 sigma more than that can come.
    expect(comeTrue(10, 4)).toEqual([12, 9])
    expect(comeTrue(-10, -50)).toEqual([18, 9])
    expect(comeTrue(1, 50)).toEqual([4, 1])
    // Further where the level has moved.
    expect(comeTrue(10, 4, { [DISPLACEMENT]: -2 })).toEqual([10, 25])
  })
})

describe('an hour of the week', () => {
  it.each([
    { offs: [12, 12, 12], sure: [50], what: 'in three weeks in a row' },
    { offs: [-12, -12, -12], sure: [50], what: 'below' },
    { offs: [12, 12], sure: [], what: 'not in two' },
    { offs: [12, 12, 0, 12], sure: [], what: 'not with a week in between' },
    { offs: [12, 12, -12], sure: [], what: 'not to either side' },
    { offs: [7.9, 7.9, 7.9], sure: [], what: 'not within 8 sigma' },
  ])('becomes what it is where it is far off $what', ({ offs, sure: hours }) => {
    const { long, learn, sure } = weeks()
    for (const off of offs) {
      // Where it does not, what the profile takes up each week is no reason.
      if (hours.length === 0) long[50] = 0
      learn(50, off)
    }
    expect(sure()).toEqual(hours)
    if (hours.length > 0) expect(long[50]).toBeCloseTo(offs[0], 5)
  })

  it('is no farther off for what the level has moved', () => {
    const { long, learn, sure } = weeks('PT1H', { [DISPLACEMENT]: 3 })
    for (let week = 0; week < 3; week++) {
      long[50] = 0
      learn(50, 7)
    }
    expect(sure()).toEqual([])
  })

  it.each([
    { off: 5, sure: [50], what: 'three quarters of its values are' },
    { off: 4, sure: [], what: 'fewer are' },
  ])('of several values is far off where $what', ({ off: far, sure: hours }) => {
    const { long, hour, sure } = weeks('PT10M')
    // Of six values the last five, or four.
    const offs = Array.from({ length: 6 }, (_, k) => (k < 6 - far ? 0 : 60))
    for (let week = 0; week < 3; week++) {
      if (week < 2) long.fill(0)
      hour(50, offs)
    }
    expect(sure()).toEqual(hours)
  })

  it('comes to what it is within its values, alone', () => {
    const { long, hour, sure } = weeks('PT10M')
    const offs = Array.from({ length: 6 }, () => 60)
    hour(50, offs)
    hour(50, offs)
    const beside = long[49]
    hour(50, offs)
    expect(sure()).toEqual([50])
    // A third of the way each time.
    const left = (60 - long[50]) / 60
    expect(left).toBeLessThan((2 / 3) ** 6)
    expect(left).toBeGreaterThan(0.9 * (2 / 3) ** 6 * (1 - 1 / 60))
    expect(long[49]).toBe(beside)
  })

  it('is none that differs by no more than 2 sigma, or floors, once it has come back', () => {
    for (const known of [{}, { [RESIDUAL_VARIANCE]: 1e-6, [FLOOR]: 1 }]) {
      const { long, learn, sure } = weeks('PT1H', known)
      for (let week = 0; week < 3; week++) learn(50, 12)
      expect(sure()).toEqual([50])
      // Far off again for three weeks, and then where all other hours are.
      for (let week = 0; week < 3; week++) learn(50, 1)
      expect(long[50]).toBeCloseTo(1, 5)
      expect(sure()).toEqual([])
    }
  })

  it('that ends in a gap is what its values were, and those within have none', () => {
    const { long, hour, learn, skip, runs, sure } = weeks('PT10M')
    const offs = Array.from({ length: 6 }, () => 60)
    for (let week = 0; week < 2; week++) {
      long.fill(0)
      hour(50, offs)
      hour(52, offs)
    }
    for (let slot = 0; slot < 5; slot++) learn(50, 60, { slot })
    // Nothing from the last interval of hour 50 to the second of hour 53.
    skip(53, 2, 1 + 6 + 6 + 2)
    expect(sure()).toEqual([50])
    expect(hourOf(runs[52])).toBe(0)
    // What was seen of hour 50 is no part of the next.
    for (let slot = 2; slot < 6; slot++) learn(53, 0, { slot })
    expect(hourOf(runs[53])).toBe(0)
  })
})
