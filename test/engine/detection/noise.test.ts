import { describe, expect, it } from 'vitest'
import { expectations, sigmas, values } from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import {
  ERROR_VARIANCE,
  LAST_RESIDUAL,
  LEAST,
  LEVEL,
  MEAN_ABSOLUTE,
  NOISE,
  OFFSET,
  POINTS,
  SEASON_AGE,
  TRANSFORM,
  ZERO,
} from '../../../engine/detection/layout.ts'
import { learnNoise, lookAgain } from '../../../engine/detection/noise.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import { startShape } from '../../../engine/detection/shape.ts'
import { IDENTITY, LOGARITHM, SQUARE_ROOT, inverseTransform, transform } from '../../../engine/detection/transform.ts'
import { beginMetric } from '../../../engine/detection/unit.ts'
import { Feeder } from './simulate.ts'

const CYCLES = cyclesOf('PT1H')

/** A metric of a usual size of 100, known so well, that has such sums of 1, level, noise, their squares and products. */
function metric(known: Readonly<Record<number, number>> = {}, noise: readonly number[] = [0, 0, 0, 0, 0]) {
  const { shard } = new Feeder()
  const { scalars: x } = shard
  beginMetric(shard, CYCLES, 0, 1)
  startShape(x, 0)
  shard.season.fill(0)
  Object.assign(x, { [POINTS]: 100, [SEASON_AGE]: 76, [MEAN_ABSOLUTE]: 100, [LEAST]: 1 }, known)
  x.set(noise, NOISE)
  return { shard, x }
}

/** What it has after a value, of which so much was expected with such a sigma. */
function sumsAfter(
  value: number,
  expected: number,
  sigma = 2,
  known: Readonly<Record<number, number>> = {},
): readonly number[] {
  const { shard, x } = metric(known)
  values[0] = value
  expectations[0] = expected
  sigmas[0] = sigma
  learnNoise(shard, 0, 1)
  return [...x.subarray(NOISE, NOISE + 5)]
}

const point = (expected: number, size: number): readonly number[] => {
  const [level, noise] = [Math.log(expected), Math.log(size)]
  return [1, level, noise, level * level, level * noise].map((sum) => expect.closeTo(sum, 4) as number)
}

describe('the regression of noise on the level', () => {
  const NOTHING = [0, 0, 0, 0, 0]

  it('takes in the logarithms of level and error, a tenth of sigma added', () => {
    expect(sumsAfter(57, 50)).toEqual(point(50, 7.2))
    expect(sumsAfter(50, 50)).toEqual(point(50, 0.2))
    // In logarithms a sigma of 0.1 is one of 5 at a level of 50.
    expect(sumsAfter(57, 50, 0.1, { [TRANSFORM]: LOGARITHM })).toEqual(point(50, 7.5))
  })

  it.each([
    { what: 'less than 2 % of the usual size is expected', taken: () => sumsAfter(3, 1.9) },
    { what: 'there is no value', taken: () => sumsAfter(Number.NaN, 50) },
    { what: 'nothing is known of the day', taken: () => sumsAfter(57, 50, 2, { [SEASON_AGE]: 0 }) },
    { what: 'it is not the eleventh of many', taken: () => sumsAfter(57, 50, 2, { [POINTS]: 11 * 30 + 1 }) },
  ])('takes in nothing where $what', ({ taken }) => {
    expect(taken()).toEqual(NOTHING)
  })

  it('takes in all of the first 300 values, and then each eleventh', () => {
    for (const points of [1, 299, 11 * 30]) expect(sumsAfter(57, 50, 2, { [POINTS]: points })[0]).toBe(1)
  })

  it('goes over 3,000 values', () => {
    const { shard, x } = metric({}, [3000, 0, 0, 0, 0])
    values[0] = 57
    expectations[0] = 50
    learnNoise(shard, 0, 1)
    expect(x[NOISE]).toBeCloseTo(3000, 3)
  })
})

/** The sums of so many points around the level 50, for which a slope comes out when drawn to 0 with a weight of 5. */
function sumsOf(slope: number, points = 100, noise = Math.log(10)): readonly number[] {
  const level = Math.log(50)
  const spread = 0.5 * points
  return [
    points,
    points * level,
    points * noise,
    points * level ** 2 + spread,
    points * level * noise + slope * (spread + 5),
  ]
}

const looked = (known: Readonly<Record<number, number>>, sums: readonly number[]): Float32Array => {
  const { shard, x } = metric(known, sums)
  lookAgain(shard, CYCLES, 0)
  return x
}

describe('the transform of a metric', () => {
  it.each([
    { now: IDENTITY, slope: 0.29, becomes: IDENTITY },
    { now: IDENTITY, slope: 0.31, becomes: SQUARE_ROOT },
    { now: IDENTITY, slope: 0.76, becomes: LOGARITHM },
    { now: SQUARE_ROOT, slope: 0.21, becomes: SQUARE_ROOT },
    { now: SQUARE_ROOT, slope: 0.19, becomes: IDENTITY },
    { now: SQUARE_ROOT, slope: 0.74, becomes: SQUARE_ROOT },
    { now: SQUARE_ROOT, slope: 0.76, becomes: LOGARITHM },
    { now: LOGARITHM, slope: 0.66, becomes: LOGARITHM },
    { now: LOGARITHM, slope: 0.64, becomes: SQUARE_ROOT },
    { now: LOGARITHM, slope: 0.19, becomes: IDENTITY },
  ])(
    'that is $now becomes $becomes where noise grows with the power $slope of the level',
    ({ now, slope, becomes }) => {
      expect(looked({ [TRANSFORM]: now, [OFFSET]: now === IDENTITY ? 0 : 3 }, sumsOf(slope))[TRANSFORM]).toBe(becomes)
    },
  )

  it('is none for a metric that was below 0, and stays where hardly anything is known', () => {
    expect(looked({ [LEAST]: -1 }, sumsOf(1))[TRANSFORM]).toBe(IDENTITY)
    expect(looked({}, sumsOf(1, 9))[TRANSFORM]).toBe(IDENTITY)
    expect(looked({}, sumsOf(1, 10))[TRANSFORM]).toBe(LOGARITHM)
  })

  it('has for counts 3/8 of variance over mean and a thousandth of the usual size as its offset', () => {
    // The mean of ln |N| of a normal number is -(gamma + ln 2) / 2 = -0.635.
    const sums = sumsOf(0.5, 100, Math.log(10) - 0.635)
    expect(looked({}, sums)[OFFSET]).toBeCloseTo((0.375 * 10 ** 2) / 50 + 0.1, 3)
  })

  it('has for noise in proportion 3 % of the usual size as its offset, and none otherwise', () => {
    expect(looked({}, sumsOf(1))[OFFSET]).toBeCloseTo(3, 4)
    expect(looked({ [TRANSFORM]: LOGARITHM, [OFFSET]: 3 }, sumsOf(0))[OFFSET]).toBe(0)
  })

  it.each([
    { from: IDENTITY, to: SQUARE_ROOT, slope: 0.5 },
    { from: IDENTITY, to: LOGARITHM, slope: 1 },
    { from: SQUARE_ROOT, to: LOGARITHM, slope: 1 },
    { from: LOGARITHM, to: SQUARE_ROOT, slope: 0.5 },
    { from: LOGARITHM, to: IDENTITY, slope: 0 },
  ])('takes all that was learned along from $from to $to', ({ from, to, slope }) => {
    const offset = from === IDENTITY ? 0 : 3
    const y = (value: number): number => transform(from, offset, value)
    const level = y(50)
    const { shard, x } = metric({ [TRANSFORM]: from, [OFFSET]: offset, [LEVEL]: level, [ZERO]: y(0) }, sumsOf(slope))
    const usual = Array.from({ length: 24 }, (_, slot) => 30 + slot)
    shard.season.set(usual.map((value) => y(value) - level))
    // Hour 30 of the week is 7 more than the sixth of the day, and hour 31 so much less that it would be below 0.
    shard.long[30] = y(43) - y(36)
    shard.long[31] = -2 * y(50)
    Object.assign(x, { [ERROR_VARIANCE]: 4, [LAST_RESIDUAL]: 3 })
    const error = inverseTransform(from, offset, level + 0.001) - 50
    lookAgain(shard, CYCLES, 0)
    expect(x[TRANSFORM]).toBe(to)
    const valueOf = (then: number): number => inverseTransform(to, x[OFFSET], then)
    expect(valueOf(x[LEVEL])).toBeCloseTo(50, 3)
    usual.forEach((value, slot) => expect(valueOf(x[LEVEL] + shard.season[slot])).toBeCloseTo(value, 3))
    expect(valueOf(x[LEVEL] + shard.season[6] + shard.long[30])).toBeCloseTo(43, 3)
    expect(valueOf(x[LEVEL] + shard.season[7] + shard.long[31])).toBeCloseTo(0, 2)
    // Of errors and residuals, by how far a small one goes.
    const times = (transform(to, x[OFFSET], 50 + error) - transform(to, x[OFFSET], 50)) / 0.001
    expect(x[LAST_RESIDUAL] / (3 * times)).toBeCloseTo(1, 2)
    expect(x[ERROR_VARIANCE] / (4 * times ** 2)).toBeCloseTo(1, 2)
    expect(x[ZERO]).not.toBe(BELOW_ALL)
  })
})
