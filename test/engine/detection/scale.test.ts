import { describe, expect, it } from 'vitest'
import {
  bases,
  clips,
  deviations,
  quietSigmas,
  residualSigmas,
  sigmas,
  swings,
  transformed,
} from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import {
  AGITATION,
  ERROR_VARIANCE,
  FLOOR,
  FLOOR_VARIANCE,
  JITTER,
  LEAST,
  LEAST_STEP,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  MISSED,
  NOT_ZERO_SHARE,
  POINTS,
  RESIDUAL_VARIANCE,
  SCALARS,
  SEASON_AGE,
  SPARSE_FLOOR,
  WILD_SHARE,
  ZERO,
  ZERO_SHARE,
} from '../../../engine/detection/layout.ts'
import { BELOW_ALL, jitterWorth, learnScales, lookAtFloor } from '../../../engine/detection/scale.ts'
import { Feeder } from './simulate.ts'

interface Point {
  readonly error: number
  readonly residual?: number
  readonly clip?: number
  /** Sigma of errors without and with what comes early or late. */
  readonly quiet?: number
  readonly sigma?: number
  readonly swing?: number
}

/** What an old metric of PT1H, whose sigmas are 1, has learned from a point. */
function after(
  { error, residual = error, clip = 2.7, quiet = 1, sigma = quiet, swing = 0 }: Point,
  known: Readonly<Record<number, number>> = {},
): Float32Array {
  const { shard } = new Feeder()
  const { scalars: x } = shard
  for (const k of [ERROR_VARIANCE, RESIDUAL_VARIANCE, AGITATION, FLOOR_VARIANCE]) x[k] = 1
  Object.assign(x, { [POINTS]: 5000, [SEASON_AGE]: 5000, [FLOOR]: 1 }, known)
  deviations[0] = error / sigma
  transformed[0] = residual
  bases[0] = 0
  residualSigmas[0] = 1
  sigmas[0] = sigma
  quietSigmas[0] = quiet
  clips[0] = clip
  swings[0] = swing
  learnScales(shard, cyclesOf('PT1H'), 0, 1)
  return x
}

const learned = (points: number): number => after({ error: 50 }, { [SEASON_AGE]: 0, [POINTS]: points })[ERROR_VARIANCE]

describe('the variance of errors and residuals', () => {
  it.each([
    { what: 'over 200 values', error: 2, clip: 2.7, errors: 1 + (4 - 1) / 200 },
    { what: 'from below as from above', error: -2, clip: 2.7, errors: 1 + (4 - 1) / 200 },
    { what: 'from 2.7 sigma at most', error: -50, clip: 2.7, errors: 1 + (2.7 ** 2 - 1) / 200 },
    { what: 'from 8 sigma at most where the clip is open', error: 50, clip: 8, errors: 1 + (64 - 1) / 200 },
  ])('is learned $what', ({ error, clip, errors }) => {
    const x = after({ error, clip })
    expect(x[ERROR_VARIANCE]).toBeCloseTo(errors, 5)
    expect(x[RESIDUAL_VARIANCE]).toBeCloseTo(errors, 5)
  })

  it('is clipped without what comes early or late', () => {
    expect(after({ error: 50, quiet: 1, sigma: 20 })[ERROR_VARIANCE]).toBeCloseTo(1 + (2.7 ** 2 - 1) / 200, 5)
  })

  it('learns no errors right after a gap, whose forecast knew less', () => {
    const x = after({ error: 2 }, { [MISSED]: 1 })
    expect(x[ERROR_VARIANCE]).toBe(1)
    expect(x[RESIDUAL_VARIANCE]).toBeCloseTo(1 + 3 / 200, 5)
  })

  it.each([
    { what: 'a young season: the newer half counts three times the older', known: { [SEASON_AGE]: 93 }, gain: 2 / 100 },
    { what: 'a season that is no longer young', known: { [SEASON_AGE]: 393 }, gain: 1 / 200 },
    { what: 'the first day', known: { [SEASON_AGE]: 0, [POINTS]: 99 }, gain: 1 / 100 },
    { what: 'a long first day', known: { [SEASON_AGE]: 0, [POINTS]: 250 }, gain: 1 / 200 },
  ])('is learned faster in $what', ({ known, gain }) => {
    expect(after({ error: 2 }, known)[ERROR_VARIANCE]).toBeCloseTo(1 + 3 * gain, 4)
  })

  it('is clipped at 8 sigma in the first 20 values', () => {
    expect(learned(19)).toBeCloseTo(1 + (64 - 1) / 20, 4)
    expect(learned(20)).toBeCloseTo(1 + (2.7 ** 2 - 1) / 21, 4)
  })

  it('is that of the last thousand for the floor, of ten floors at most', () => {
    expect(after({ error: 9 })[FLOOR_VARIANCE]).toBeCloseTo(1 + (81 - 1) / 1024, 5)
    expect(after({ error: 50 })[FLOOR_VARIANCE]).toBeCloseTo(1 + (100 - 1) / 1024, 5)
    expect(after({ error: 9 }, { [SEASON_AGE]: 100 })[FLOOR_VARIANCE]).toBeCloseTo(1 + 80 / 100, 4)
  })
})

describe('agitation', () => {
  it('is the average of a dozen squared errors in sigma, each of 4 sigma at most', () => {
    expect(after({ error: 3 })[AGITATION]).toBeCloseTo(1 + (9 - 1) / 12, 5)
    expect(after({ error: 50 })[AGITATION]).toBeCloseTo(1 + (16 - 1) / 12, 5)
    expect(after({ error: 3, quiet: 1, sigma: 10 })[AGITATION]).toBeCloseTo(1 + (9 - 1) / 12, 5)
  })
})

describe('the share of wild values', () => {
  it('is that of values beyond 3 sigma among the last 40', () => {
    expect(after({ error: 3.1 })[WILD_SHARE]).toBeCloseTo(1 / 40, 6)
    expect(after({ error: -3.1 })[WILD_SHARE]).toBeCloseTo(1 / 40, 6)
    expect(after({ error: 2.9 })[WILD_SHARE]).toBe(0)
  })
})

describe('what comes early or late', () => {
  it.each([
    { what: 'half of the swing', error: 5, swing: 10, share: 0.5 },
    { what: 'a little more than the swing counts as all of it', error: 12, swing: 10, share: 1 },
    { what: 'more than 1.3 times the swing is no matter of time', error: 13.5, swing: 10, share: 0 },
    { what: 'what is within 3 sigma is none', error: 2.9, swing: 10, share: 0 },
  ])('is learned over 150 values, squared: $what', ({ error, swing, share }) => {
    expect(after({ error, swing }, { [JITTER]: 0.3 })[JITTER]).toBeCloseTo(0.3 + (share ** 2 - 0.3) / 150, 6)
  })

  it('is not learned where the profile hardly moves', () => {
    expect(after({ error: 3.5, swing: 3.9 }, { [JITTER]: 0.3 })[JITTER]).toBe(Math.fround(0.3))
  })

  // min(J, 0.02) + max(0, J - 0.1)
  it.each([
    [0, 0],
    [0.01, 0.01],
    [0.05, 0.02],
    [0.1, 0.02],
    [0.5, 0.42],
  ])('of %d is worth %d: a little at once, and what no single day can have made', (jitter, worth) => {
    expect(jitterWorth(jitter)).toBeCloseTo(worth, 12)
  })
})

/** What sigma is at least, of a metric of a usual size of 100 and with these other numbers. */
function floorOf(known: Readonly<Record<number, number>>): Float32Array {
  const x = new Float32Array(SCALARS)
  Object.assign(x, { [MEAN_ABSOLUTE]: 100 }, known)
  lookAtFloor(x, 0)
  return x
}

describe('the least sigma', () => {
  it.each([
    { what: 'half a percent where nothing varies', known: {}, floor: 0.5 },
    { what: 'half a percent where next to nothing varies', known: { [FLOOR_VARIANCE]: 1e-10 }, floor: 0.5 },
    { what: 'the size of errors', known: { [FLOOR_VARIANCE]: 0.04 }, floor: 0.2 },
    { what: 'the size of errors, a hundred thousandth too', known: { [FLOOR_VARIANCE]: 1e-6 }, floor: 1e-3 },
    { what: 'half the least step', known: { [FLOOR_VARIANCE]: 0.04, [LEAST_STEP]: 0.6 }, floor: 0.3 },
    { what: 'half a percent at most', known: { [FLOOR_VARIANCE]: 25 }, floor: 0.5 },
    { what: 'half a percent at most, of steps too', known: { [FLOOR_VARIANCE]: 0.04, [LEAST_STEP]: 50 }, floor: 0.5 },
  ])('is $what', ({ known, floor }) => {
    expect(floorOf(known)[FLOOR]).toBeCloseTo(floor, 6)
  })

  it('is above 0 where all values are 0', () => {
    expect(floorOf({ [MEAN_ABSOLUTE]: 0 })[FLOOR]).toBeGreaterThan(0)
  })

  it('leaves room below 0 only to a metric that was there', () => {
    expect(floorOf({ [LEAST]: 3 })[ZERO]).toBe(0)
    expect(floorOf({ [LEAST]: -3 })[ZERO]).toBe(BELOW_ALL)
  })
})

describe('sigma where about 0 is expected of a metric that is mostly 0', () => {
  const sparse = { [MEAN_ABSOLUTE]: 1, [MEAN_NOT_ZERO]: 10, [ZERO_SHARE]: 0.9, [NOT_ZERO_SHARE]: 0.1 }

  // 1.7 is the score of 2.2 sigma by default; it grows by the square up to there, and by 1 in 10^0.25 beyond. A thousandth is added to
  // the share of other values.
  it.each([
    { zeros: 0.51, sigma: 10, what: 'no less than one sigma' },
    { zeros: 0.9, sigma: 10 / (2.2 * Math.sqrt(-Math.log10(0.101) / 1.7)), what: 'nearer than usual' },
    { zeros: 0.9999, sigma: 10 / (2.2 * 10 ** (0.25 * (-Math.log10(0.0011) - 1.7))), what: 'farther' },
  ])('makes a usual value as rare as it is, where $zeros are 0: $what', ({ zeros, sigma }) => {
    expect(floorOf({ ...sparse, [ZERO_SHARE]: zeros })[SPARSE_FLOOR]).toBeCloseTo(sigma, 3)
  })

  it.each([
    { what: 'half of what comes there is not 0', known: { [ZERO_SHARE]: 0.5 } },
    { what: 'most values are not 0', known: { [NOT_ZERO_SHARE]: 0.6 } },
    { what: 'all were 0', known: { [MEAN_NOT_ZERO]: 0 } },
  ])('is no other where $what', ({ known }) => {
    expect(floorOf({ ...sparse, ...known })[SPARSE_FLOOR]).toBe(0)
  })
})
