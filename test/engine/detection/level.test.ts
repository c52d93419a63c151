import { describe, expect, it } from 'vitest'
import { LAST_RESIDUAL, RESIDUAL_BEFORE } from '../../../engine/detection/layout.ts'
import { Feeder, randomNumbers } from './simulate.ts'

describe('a metric of days that is far lower for three days and then only a little lower', () => {
  // Christmas at the end of a season: five days in a row are far below what went before, but only the last are where it stays.
  it.each([1, 2, 3, 4, 5])('is not expected to stay where it was on those three (seed %i)', (seed) => {
    const { normal } = randomNumbers(seed)
    const feeder = new Feeder({ interval: 'P1D' })
    const week = [1, 1.05, 1, 1, 1.1, 0.8, 0.7]
    const day = (level: number): { readonly value: number; readonly expected: number } =>
      feeder.step(() => Math.round(5000 * level * week[feeder.clock.dayOfWeek] * (1 + 0.03 * normal())))
    for (let k = 0; k < 200; k++) day(1)
    for (let k = 0; k < 3; k++) day(0.35)
    const errors = Array.from({ length: 12 }, () => day(0.75)).map(({ value, expected }) => expected / value - 1)
    expect(Math.min(...errors.slice(2))).toBeGreaterThan(-0.2)
  })

  it('has a new level within a week when it stays there', () => {
    const { normal } = randomNumbers(1)
    const feeder = new Feeder({ interval: 'P1D' })
    const day = (level: number): { readonly value: number; readonly expected: number } =>
      feeder.step(() => Math.round(5000 * level * (1 + 0.03 * normal())))
    for (let k = 0; k < 200; k++) day(1)
    const errors = Array.from({ length: 12 }, () => day(0.5)).map(({ value, expected }) => expected / value - 1)
    expect(Math.max(...errors.slice(6).map(Math.abs))).toBeLessThan(0.1)
  })
})

describe('the last residual that a forecast remembers', () => {
  it('has changed since the one before, but not over a gap', () => {
    const { normal } = randomNumbers(2)
    const feeder = new Feeder()
    const { scalars } = feeder.shard
    const next = (): number => feeder.step(() => 100 + normal()).value
    for (let k = 0; k < 100; k++) next()
    const before = scalars[LAST_RESIDUAL]
    next()
    expect(scalars[RESIDUAL_BEFORE]).toBe(before)
    expect(scalars[LAST_RESIDUAL]).not.toBe(before)
    feeder.step(() => Number.NaN)
    next()
    expect(scalars[RESIDUAL_BEFORE]).toBe(scalars[LAST_RESIDUAL])
  })
})
