import { describe, expect, it } from 'vitest'
import * as block from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { forecastBlock, originOf } from '../../../engine/detection/forecast.ts'
import {
  AGITATION,
  CALM_LEFT,
  COEFFICIENTS,
  ERROR_VARIANCE,
  FLOOR,
  JITTER,
  LAST_RESIDUAL,
  LEVEL,
  LONG_PRODUCT,
  LONG_SQUARE,
  MISSED,
  OFFSET,
  POINTS,
  RESIDUAL_BEFORE,
  RESIDUAL_VARIANCE,
  SEASON_AGE,
  SHAPE,
  SHORT_RESIDUAL,
  SPARSE_FLOOR,
  TRANSFORM,
  WILD_SHARE,
  IDLE_SHARE,
  MEAN_NOT_ZERO,
  ZERO,
} from '../../../engine/detection/layout.ts'
import { createMoment, moveTo } from '../../../engine/detection/moment.ts'
import { SURE, withHour } from '../../../engine/detection/runs.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import { LOGARITHM, SQUARE_ROOT } from '../../../engine/detection/transform.ts'
import { beginMetric } from '../../../engine/detection/unit.ts'
import type { Interval } from '../../../spec/index.ts'
import { Feeder } from './simulate.ts'

interface Known {
  readonly interval?: Interval
  /** Slot of the day and day of the week. */
  readonly slot?: number
  readonly day?: number
  readonly season?: Readonly<Record<number, number>>
  readonly long?: Readonly<Record<number, number>>
  /** Hours of the week that are what they were for weeks in a row. */
  readonly sure?: readonly number[]
  /** Other numbers that it keeps. */
  readonly x?: Readonly<Record<number, number>>
}

/** A long profile that has come true so far: it counts by nearly 1. */
const PROVED = { [LONG_PRODUCT]: 1e6, [LONG_SQUARE]: 1e6 }

/**
 * What is expected of a value by a metric with the level 50, whose errors and residuals have a sigma of 1, whose profiles are 0
 * but for what is given.
 */
function forecast(value: number, known: Known = {}, missing = false) {
  const { interval = 'PT1H', slot = 12, day = 2 } = known
  const { shard } = new Feeder({ interval })
  const cycles = cyclesOf(interval)
  const { scalars } = shard
  beginMetric(shard, cycles, 0, 1)
  shard.season.fill(0)
  Object.assign(shard.season, known.season)
  Object.assign(shard.long, known.long)
  for (const hour of known.sure ?? []) shard.runs[hour] = withHour(0, SURE)
  const usual = { [POINTS]: 5000, [SEASON_AGE]: 4000, [LEVEL]: 50, [ERROR_VARIANCE]: 1, [RESIDUAL_VARIANCE]: 1 }
  Object.assign(scalars, usual, { [FLOOR]: 1e-3, [ZERO]: BELOW_ALL }, known.x)
  const moment = createMoment()
  moveTo(moment, cycles, { ofDay: interval === 'P1D' ? 0 : slot, dayOfWeek: day, dayOfYear: 40 })
  for (const array of [block.forecasts, block.bases, block.expectations]) array[0] = Number.NaN
  forecastBlock(shard, cycles, moment, Float64Array.of(value), 0, 1, missing)
  return {
    value: block.values[0],
    base: block.bases[0],
    forecast: block.forecasts[0],
    expectation: block.expectations[0],
    sigma: block.sigmas[0],
    quiet: block.quietSigmas[0],
    residualSigma: block.residualSigmas[0],
    clip: block.clips[0],
    sparse: block.sparsities[0],
    lonely: block.lonely[0],
    profile: block.longProfiles[0],
    deviation: block.deviations[0],
    surprise: block.surprises[0],
  }
}

/** Hour of the week of the moment above. */
const HERE = 2 * 24 + 12

describe('the base of a forecast', () => {
  it('is level, profile of the day and long profile', () => {
    const known = { season: { 12: 7 }, long: { [HERE]: 4 }, x: PROVED }
    expect(forecast(60, known)).toMatchObject({ base: expect.closeTo(61, 3) as number, profile: 4 })
  })

  // E[W r] / (E[W^2] + 0.2 sigma_r^2), from 0 to 1
  it.each([
    { product: 0.5, square: 0.8, variance: 1, share: 0.5 },
    { product: 0.5, square: 0.8, variance: 0.01, floor: 1, share: 0.5 },
    { product: 0.5, square: 0.2, variance: 4, share: 0.5 },
    { product: 5, square: 0.8, variance: 1, share: 1 },
    { product: -5, square: 0.8, variance: 1, share: 0 },
  ])(
    'has of the profile of the week what has come true: $share',
    ({ product, square, variance, floor = 1e-3, share }) => {
      const x = { [LONG_PRODUCT]: product, [LONG_SQUARE]: square, [RESIDUAL_VARIANCE]: variance, [FLOOR]: floor }
      expect(forecast(60, { long: { [HERE]: 4 }, x }).base).toBeCloseTo(50 + 4 * share, 5)
    },
  )

  it.each([
    { product: 0.75, share: 0.5 },
    { product: 0.4, share: 0 },
    { product: 3, share: 1 },
  ])('has at P1D of the profile of the year what has come true beyond half: $share', ({ product, share }) => {
    const x = { [LONG_PRODUCT]: product, [LONG_SQUARE]: 0.8 }
    expect(forecast(60, { interval: 'P1D', long: { 40: 4 }, x }).base).toBeCloseTo(50 + 4 * share, 5)
  })

  it('is nowhere below the y of 0 of a metric that never was, nor is the forecast', () => {
    const known = { season: { 12: -60 }, x: { [ZERO]: 0, [SHORT_RESIDUAL]: -1 } }
    expect(forecast(0, known)).toMatchObject({ base: 0, forecast: 0, expectation: 0 })
    expect(forecast(0, { season: { 12: -60 } }).base).toBe(-10)
  })
})

// At PT10M the first interval of an hour is 5/12 of an hour before its middle.
const between = (long: readonly [number, number], { slot = 72, day = 2, ...known }: Known = {}) => {
  const hour = day * 24 + slot / 6
  const profile = { [hour]: long[0], [(hour + 167) % 168]: long[1] }
  return forecast(60, { interval: 'PT10M', slot, day, long: profile, x: PROVED, ...known })
}

describe('the profile of the week', () => {
  it('is read along the line between hours', () => {
    expect(between([0.6, 1.8])).toMatchObject({ profile: expect.closeTo(0.6 + (5 / 12) * 1.2, 5) as number, lonely: 0 })
  })

  it.each([
    { what: 'two days differ by a jump', slot: 0, season: {}, lonely: 1 },
    { what: 'hours and the profile of the day do', slot: 72, season: { 71: 3 }, lonely: 1 },
    { what: 'they do, downwards', slot: 72, season: { 72: 3 }, lonely: 1 },
    { what: 'hours alone do', slot: 72, season: { 71: 1.9 }, lonely: 0 },
  ])('is that of one hour where $what: $lonely', ({ slot, season, lonely }) => {
    for (const other of [3, -3]) {
      expect(between([0, other], { slot, season })).toMatchObject({
        profile: expect.closeTo(lonely === 1 ? 0 : (5 / 12) * other, 5) as number,
        lonely,
      })
    }
    expect(between([0, 1.9], { slot, season }).lonely).toBe(0)
  })

  it('is that of one hour beside one that is sure, too', () => {
    expect(between([0, 1], { sure: [60] })).toMatchObject({ profile: 0, lonely: 1 })
    expect(between([0, 1], { sure: [59] })).toMatchObject({ profile: 0, lonely: 1 })
    expect(between([0, 1], { sure: [61] })).toMatchObject({ lonely: 0 })
  })

  it('counts in full where an hour is sure, and may vary by a twentieth of itself', () => {
    const sure = forecast(60, { long: { [HERE]: 40 }, sure: [HERE] })
    expect(sure.base).toBe(90)
    expect(sure.sigma).toBeCloseTo(Math.sqrt(1 + 2 ** 2), 5)
    expect(sure.quiet).toBe(1)
    expect(forecast(60, { long: { [HERE]: 40 } })).toMatchObject({ base: 50, sigma: 1 })
  })
})

describe('the memory of a forecast', () => {
  it.each([
    {
      what: 'the coefficients of short average, last residual and its change',
      short: 1,
      last: 2,
      before: 1,
      m: 0.4 + 0.6 - 0.1,
    },
    { what: '3.5 sigma at most', short: 10, last: 0, before: 0, m: 3.5 },
    { what: '-3.5 sigma at least', short: -10, last: 0, before: 0, m: -3.5 },
  ])('has $what', ({ short, last, before, m }) => {
    const x = { [SHORT_RESIDUAL]: short, [LAST_RESIDUAL]: last, [RESIDUAL_BEFORE]: before, [COEFFICIENTS + 2]: -0.1 }
    expect(forecast(60, { x }).forecast).toBeCloseTo(50 + m, 5)
  })

  it('is on the first day that of the last value', () => {
    const x = { [SEASON_AGE]: 0, [SHORT_RESIDUAL]: 1, [LAST_RESIDUAL]: 20 }
    expect(forecast(60, { season: { 12: 7 }, x })).toMatchObject({ base: 50, forecast: 70 })
  })
})

describe('sigma', () => {
  it.each([
    { missed: 1, sigma: 1.5 },
    { missed: 3, sigma: 2.5 },
    { missed: 4, sigma: 3 },
    { missed: 50, sigma: 3 },
  ])('goes a quarter of the way to that of residuals with each missing value: $missed', ({ missed, sigma }) => {
    expect(forecast(60, { x: { [MISSED]: missed, [RESIDUAL_VARIANCE]: 9 } }).sigma).toBeCloseTo(sigma, 5)
    expect(forecast(60, { x: { [MISSED]: missed, [RESIDUAL_VARIANCE]: 0.25 } }).sigma).toBe(1)
  })

  it('is as large as errors are at this time of day, and after many large ones', () => {
    // Noon is in the middle of two parts of the day.
    expect(forecast(60, { x: { [SHAPE + 3]: 3, [SHAPE + 4]: 5 } }).sigma).toBeGreaterThan(Math.sqrt(3))
    expect(forecast(60, { x: { [AGITATION]: 3 } }).sigma).toBeCloseTo(Math.sqrt(1 + 0.15 * 2), 5)
    expect(forecast(60, { x: { [AGITATION]: 0.5 } }).sigma).toBe(1)
  })

  it.each(['PT5M', 'PT10M'] as const)('has at %s a fifth of how far the profile changes around a slot', (interval) => {
    const known = { interval, slot: 80, season: { 79: 2, 80: 5, 81: 12 } }
    const { sigma, quiet } = forecast(60, known)
    expect(sigma).toBeCloseTo(Math.sqrt(1 + (0.2 * 10) ** 2), 4)
    expect(quiet).toBe(1)
    expect(forecast(60, { season: { 11: 2, 13: 12 } }).sigma).toBe(1)
  })

  it.each([
    { interval: 'PT5M', reach: 6 },
    { interval: 'PT10M', reach: 3 },
  ] as const)('has at $interval what is known to come up to half an hour early or late', ({ interval, reach }) => {
    for (const side of [1, -1]) {
      const sigmaOf = (slots: number): number =>
        forecast(60, { interval, slot: 80, season: { [80 + side * slots]: side * 10 }, x: { [JITTER]: 0.01 } }).sigma
      expect(sigmaOf(reach)).toBeCloseTo(Math.sqrt(1 + 0.01 * 10 ** 2), 4)
      expect(sigmaOf(reach + 1)).toBe(1)
    }
  })

  it('is never below the floor, nor is that of residuals', () => {
    expect(forecast(60, { x: { [FLOOR]: 3 } })).toMatchObject({ sigma: 3, quiet: 3, residualSigma: 3 })
  })

  it('is another where about 0 is expected of a metric that is mostly 0', () => {
    // Of 64, four fifths are 51.2.
    const x = { [SPARSE_FLOOR]: 5, [MEAN_NOT_ZERO]: 64, [IDLE_SHARE]: 0.75 }
    const other = { sigma: 1, residualSigma: 1, sparse: 0, clip: 2.7 }
    expect(forecast(60, { x })).toMatchObject({ sigma: 5, residualSigma: 5, sparse: 1, clip: 8 })
    expect(forecast(60, { season: { 12: 2 }, x })).toMatchObject(other)
    expect(forecast(60, { x: { ...x, [IDLE_SHARE]: 0.4 } })).toMatchObject(other)
  })

  it('clips errors at 2.7 of it, at 8 while a fifth of values lies beyond 3', () => {
    expect(forecast(60).clip).toBe(2.7)
    expect(forecast(60, { x: { [WILD_SHARE]: 0.19 } }).clip).toBe(2.7)
    expect(forecast(60, { x: { [WILD_SHARE]: 0.21 } }).clip).toBe(8)
  })
})

describe('a value', () => {
  it('is off by what it lies from the forecast, in sigma', () => {
    expect(forecast(56, { x: { [ERROR_VARIANCE]: 4 } })).toMatchObject({ deviation: 3, surprise: 3 })
  })

  it('is cut where a float could not hold its square', () => {
    expect(forecast(1e300).value).toBe(2 ** 40)
    expect(forecast(-1e300).value).toBe(-(2 ** 40))
  })

  it.each([Number.NaN, Infinity, -Infinity])(
    'that is %s is none, and is forecast only where that is asked for',
    (value) => {
      expect(forecast(value)).toMatchObject({ value: Number.NaN, deviation: Number.NaN, forecast: Number.NaN })
      expect(forecast(value, {}, true)).toMatchObject({ value: Number.NaN, deviation: Number.NaN, forecast: 50 })
      expect(forecast(value, { x: { [POINTS]: 0 } }, true).forecast).toBeNaN()
    },
  )

  it.each([
    { what: 'a root', kind: SQUARE_ROOT, level: 2 * Math.sqrt(60), expectation: 57 },
    { what: 'a root below that of 0', kind: SQUARE_ROOT, level: 2 * Math.sqrt(3) - 1, expectation: -Math.sqrt(3) },
    { what: 'a logarithm', kind: LOGARITHM, level: Math.log(60), expectation: 57 },
    { what: 'a logarithm below that of 0', kind: LOGARITHM, level: Math.log(3) - 1, expectation: -3 },
  ])('is expected to be what $what of it says', ({ kind, level, expectation }) => {
    const x = { [TRANSFORM]: kind, [OFFSET]: 3, [LEVEL]: level }
    expect(forecast(57, { x }).expectation).toBeCloseTo(expectation, 4)
    expect(forecast(57, { x: { ...x, [LEVEL]: 0, [ZERO]: 5 } }).expectation).toBe(0)
  })
})

/** The memory makes 53 of a base of 50 what is expected. */
const surprise = (value: number, calmLeft: number): number =>
  forecast(value, { x: { [CALM_LEFT]: calmLeft, [SHORT_RESIDUAL]: 7.5 } }).surprise

describe('a value after a run of excesses', () => {
  it.each([
    { value: 51, surprise: 0, what: 'between base and forecast is none' },
    { value: 48, surprise: -2, what: 'beyond the base is one from there on' },
    { value: 55, surprise: 2, what: 'beyond the forecast is one from there on' },
  ])('$what', ({ value, surprise: expected }) => {
    expect(surprise(value, 3)).toBeCloseTo(expected, 5)
  })

  it('is judged from the forecast where the run was to the other side, or there was none', () => {
    expect(surprise(51, -3)).toBeCloseTo(-2, 5)
    expect(surprise(51, 0)).toBeCloseTo(-2, 5)
  })

  it('is judged from the forecast where that has gone beyond the base', () => {
    expect([
      originOf(3, -1, 53, 50),
      originOf(3, -1, 47, 50),
      originOf(-3, 1, 47, 50),
      originOf(-3, 1, 53, 50),
    ]).toEqual([50, 47, 50, 53])
  })
})
