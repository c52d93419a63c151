import { describe, expect, it } from 'vitest'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import {
  EARLIER_HIGHEST,
  EARLIER_LOWEST,
  EXCESS_FROM,
  HIGHEST,
  LEAST,
  LEAST_STEP,
  LOWEST,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  NOISE,
  TRANSFORM,
} from '../../../engine/detection/layout.ts'
import { lookAtFloor } from '../../../engine/detection/scale.ts'
import { IDENTITY, LOGARITHM, SQUARE_ROOT } from '../../../engine/detection/transform.ts'
import { beginMetric, isLost, reviseUnit } from '../../../engine/detection/unit.ts'
import { daily, Feeder, randomNumbers } from './simulate.ts'

const CYCLES = cyclesOf('PT1H')
/** An even power of two: roots of it are exact. */
const TIMES = 2 ** 18

type Draw = (hour: number, normal: number) => number

/** Eight weeks of a metric with a weekend, seen at the end of an excess. */
function learned(draw: Draw) {
  const { normal } = randomNumbers(5)
  const feeder = new Feeder()
  const next = () => {
    const { hour, dayOfWeek } = feeder.clock
    const value = (dayOfWeek >= 5 ? 0.9 : 1) * draw(hour, normal())
    return feeder.step(() => value)
  }
  for (let k = 0; k < 8 * 168; k++) next()
  feeder.step(() => 1000)
  return { feeder, next }
}

/** Makes the unit of a metric so much larger, as if its values were so many times as large. */
function inLargerUnit({ shard }: Feeder): void {
  const x = shard.scalars
  const mean = x[MEAN_ABSOLUTE]
  x[MEAN_ABSOLUTE] = TIMES
  reviseUnit(shard, CYCLES, 0)
  expect(x[MEAN_ABSOLUTE]).toBe(1)
  x[MEAN_ABSOLUTE] = mean / TIMES
  lookAtFloor(x, 0)
}

/** Weight of a metric's regression of noise, and its slope, without what it is drawn to. */
function noiseOf({ shard }: Feeder): readonly [number, number] {
  const [weight, level, noise, levels, both] = shard.scalars.subarray(NOISE, NOISE + 5)
  return [weight, (both - (level * noise) / weight) / (levels - (level * level) / weight)]
}

describe('a metric in another unit', () => {
  it.each<{ noise: string; kind: number; draw: Draw }>([
    { noise: 'additive', kind: IDENTITY, draw: (hour, normal) => 100 * daily(hour) + 5 * normal },
    {
      noise: 'of counts',
      kind: SQUARE_ROOT,
      draw: (hour, normal) => 100 * daily(hour) ** 2 + 10 * daily(hour) * normal,
    },
    {
      noise: 'in proportion',
      kind: LOGARITHM,
      draw: (hour, normal) => 100 * daily(hour) ** 2 * Math.exp(0.2 * normal),
    },
  ])('is judged and learned as before where noise is $noise', ({ kind, draw }) => {
    const [one, other] = [learned(draw), learned(draw)]
    const x = other.feeder.shard.scalars
    expect(x[TRANSFORM]).toBe(kind)
    expect(x[EXCESS_FROM]).not.toBe(0)
    const sizes = [LEAST, LEAST_STEP, MEAN_NOT_ZERO, HIGHEST, LOWEST, EARLIER_HIGHEST, EARLIER_LOWEST]
    const before = sizes.map((k) => x[k])
    inLargerUnit(other.feeder)
    expect(other.feeder.shard.exact[0]).toBe(one.feeder.shard.exact[0] / TIMES)
    expect(other.feeder.shard.exact[1]).toBe(one.feeder.shard.exact[1] / TIMES)
    expect(sizes.map((k) => x[k])).toEqual(before.map((size) => size / TIMES))
    const [known, revised] = [noiseOf(one.feeder), noiseOf(other.feeder)]
    expect(revised[0]).toBe(known[0])
    expect(revised[1]).toBeCloseTo(known[1], 2)
    let worst = 0
    for (let k = 0; k < 168; k++) {
      const [verdict, same] = [one.next(), other.next()]
      for (const what of ['expected', 'lower', 'upper', 'score'] as const) {
        worst = Math.max(worst, Math.abs(same[what] - verdict[what]) / (1 + Math.abs(verdict[what])))
      }
    }
    expect(worst).toBeLessThan(2e-3)
  })

  it.each([
    { mean: 2 ** 16, times: 2 ** -16 },
    { mean: 2 ** 15, times: 1 },
    { mean: 2 ** -15, times: 1 },
    { mean: 2 ** -16, times: 2 ** 16 },
    { mean: 0, times: 1 },
  ])('is one where usual values are $mean units', ({ mean, times }) => {
    const { shard } = new Feeder()
    beginMetric(shard, CYCLES, 0, 1)
    shard.scalars[MEAN_ABSOLUTE] = mean
    reviseUnit(shard, CYCLES, 0)
    expect(shard.exact[0]).toBe(times)
  })
})

describe('the unit of a metric', () => {
  it.each([
    { value: 5, unit: 4 },
    { value: -0.3, unit: 0.25 },
    { value: 0, unit: 1 },
    { value: 1e308, unit: 2 ** 931 },
    { value: 1e-308, unit: 2 ** -931 },
  ])('is a power of two below its first value, $value, with room for squares', ({ value, unit }) => {
    const { shard } = new Feeder()
    beginMetric(shard, CYCLES, 0, value)
    expect(shard.exact[0]).toBe(1 / unit)
  })

  it('is too large for what is less than 2^-100 of it', () => {
    expect([0, 2 ** -99, -(2 ** -99), 2 ** -101, -(2 ** -101)].map((value) => isLost(4 * value, 1 / 4))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ])
  })
})
