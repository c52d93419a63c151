import { describe, expect, it } from 'vitest'
import { clips, deviations, residualSigmas, sigmas } from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import {
  COEFFICIENTS,
  COVARIANCE,
  LAST_RESIDUAL,
  MISSED,
  RESIDUAL_BEFORE,
  SEASON_AGE,
  SHORT_RESIDUAL,
} from '../../../engine/detection/layout.ts'
import { learnMemory } from '../../../engine/detection/regression.ts'
import { beginMetric } from '../../../engine/detection/unit.ts'
import { Feeder, randomNumbers } from './simulate.ts'

/** Sigma of residuals, and what that of errors is beside it. */
const SIGMA = 2
const RATIO = 0.5

type Triple = readonly [number, number, number]

/** A metric that learns its memory of residuals, given short average, last residual and the one before, in their sigma. */
function memory() {
  const { shard } = new Feeder()
  const x = shard.scalars
  beginMetric(shard, cyclesOf('PT1H'), 0, 1)
  x[SEASON_AGE] = 1
  const coefficients = (): readonly number[] => [...x.subarray(COEFFICIENTS, COEFFICIENTS + 3)]
  const learn = ([short, last, before]: Triple, error: number, clip = 1e9): void => {
    x[SHORT_RESIDUAL] = SIGMA * short
    x[LAST_RESIDUAL] = SIGMA * last
    x[RESIDUAL_BEFORE] = SIGMA * before
    residualSigmas[0] = SIGMA
    sigmas[0] = SIGMA * RATIO
    clips[0] = clip
    deviations[0] = error / RATIO
    learnMemory(shard, 0, 1)
  }
  return { x, coefficients, learn }
}

/** Solves three equations by Cramer's rule. */
function solve(a: readonly Triple[], b: Triple): readonly number[] {
  const determinant = ([p, q, r]: readonly Triple[]): number =>
    p[0] * (q[1] * r[2] - q[2] * r[1]) - p[1] * (q[0] * r[2] - q[2] * r[0]) + p[2] * (q[0] * r[1] - q[1] * r[0])
  const without = (column: number) => a.map((row, k) => row.with(column, b[k]) as unknown as Triple)
  return [0, 1, 2].map((column) => determinant(without(column)) / determinant(a))
}

describe('the memory of residuals', () => {
  it('begins with 0.4 of the short average and 0.3 of the last residual', () => {
    expect(memory().coefficients()).toEqual([0.4, 0.3, 0].map((value) => Math.fround(value)))
  })

  it('is that of least squares over 3,000 values, drawn to where it begins', () => {
    const { normal } = randomNumbers(61)
    const { coefficients, learn } = memory()
    // What is believed before any data, give or take the root of 0.1.
    let weights: Triple[] = [
      [10, 0, 0],
      [0, 10, 0],
      [0, 0, 10],
    ]
    let sums: Triple = [4, 3, 0]
    const fade = 1 - 1 / 3000
    for (let k = 1; k <= 1000; k++) {
      const [short, last, before] = [normal(), normal(), normal()]
      const h: Triple = [short, last, last - before]
      const came = 0.2 * h[0] + 0.5 * h[1] - 0.3 * h[2] + RATIO * normal()
      const told = coefficients().reduce((sum, coefficient, i) => sum + coefficient * h[i], 0)
      learn([short, last, before], came - told)
      const added = (value: number, i: number, j: number) => fade * (value + (h[i] * h[j]) / RATIO ** 2)
      weights = weights.map((row, i) => row.map((value, j) => added(value, i, j)) as unknown as Triple)
      sums = sums.map((value, i) => fade * (value + (h[i] * came) / RATIO ** 2)) as unknown as Triple
      if (![1, 10, 1000].includes(k)) continue
      const expected = solve(weights, sums)
      coefficients().forEach((coefficient, i) => expect(coefficient).toBeCloseTo(expected[i], 3))
    }
  })

  it('learns from no more than where errors are clipped', () => {
    for (const side of [1, -1]) {
      const [one, other] = [memory(), memory()]
      one.learn([1, 2, 1], side * 50, 2.7)
      other.learn([1, 2, 1], side * 2.7 * RATIO)
      expect(one.coefficients()).toEqual(other.coefficients())
      expect(one.coefficients()).not.toEqual(memory().coefficients())
    }
  })

  it.each([
    { what: 'after a gap', place: MISSED, value: 2 },
    { what: 'on its first day', place: SEASON_AGE, value: 0 },
  ])('learns nothing $what', ({ place, value }) => {
    const { x, coefficients, learn } = memory()
    x[place] = value
    learn([1, 2, 1], 1)
    expect(coefficients()).toEqual(memory().coefficients())
  })

  it('is unsure without end of nothing that it has learned nothing of', () => {
    const { x, learn } = memory()
    for (let k = 0; k < 20_000; k++) learn([0, 0, 0], 0)
    for (const place of [0, 3, 5]) {
      expect(x[COVARIANCE + place]).toBeGreaterThan(0.9)
      expect(x[COVARIANCE + place]).toBeLessThan(1.01)
    }
  })
})
