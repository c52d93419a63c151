import { describe, expect, it } from 'vitest'
import { bases, residualSigmas, seasons, transformed, values } from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { AGE, LEVEL, SEASON_AGE, ZERO } from '../../../engine/detection/layout.ts'
import { createMoment } from '../../../engine/detection/moment.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import { learnSeason } from '../../../engine/detection/season.ts'
import type { Interval } from '../../../spec/index.ts'
import { Feeder } from './simulate.ts'

const SLOTS = { PT5M: 288, PT10M: 144, PT1H: 24, P1D: 7 }

/** A metric whose residuals have a sigma of 1 and whose profile is all 0, so many cycles old. */
function profile(cycles: number, interval: Interval = 'PT1H') {
  const { shard } = new Feeder({ interval })
  const { scalars: x, season } = shard
  const moment = createMoment()
  season.fill(0)
  x[SEASON_AGE] = 1
  x[AGE] = cycles * SLOTS[interval]
  x[ZERO] = BELOW_ALL
  const learn = (slot: number, residual: number): void => {
    moment.slot = slot
    values[0] = transformed[0] = residual
    bases[0] = 0
    residualSigmas[0] = 1
    seasons[0] = season[slot]
    learnSeason(shard, cyclesOf(interval), moment, 0, 1)
  }
  return { x, season, learn }
}

describe('the profile of the day', () => {
  it.each([
    { days: 1, share: 1 / 2 },
    { days: 3, share: 1 / 4 },
    { days: 9, share: 1 / 10 },
    { days: 300, share: 1 / 10 },
  ])('moves by $share of a residual after $days days', ({ days, share }) => {
    const { season, learn } = profile(days)
    learn(5, 1)
    learn(6, -1)
    expect(season[5]).toBeCloseTo(share, 6)
    expect(season[6]).toBeCloseTo(-share, 6)
  })

  it('moves by what it would from 2 sigma away at most', () => {
    const { season, learn } = profile(100)
    learn(5, 2.4)
    learn(6, -40)
    expect(season[5]).toBeCloseTo(0.2, 6)
    expect(season[6]).toBeCloseTo(-0.2, 6)
  })

  it.each([
    { interval: 'PT5M', shares: [0.65, 0.4, 0.1, 0] },
    { interval: 'PT10M', shares: [0.65, 0.3, 0, 0] },
    { interval: 'PT1H', shares: [1, 0, 0, 0] },
    { interval: 'P1D', shares: [1, 0, 0, 0] },
  ] as const)('moves along at $interval beside a slot, over midnight too, by $shares', ({ interval, shares }) => {
    const slots = SLOTS[interval]
    for (const slot of [0, 1, 3, slots - 2, slots - 1]) {
      const { season, learn } = profile(100, interval)
      learn(slot, 1)
      for (const [d, share] of shares.entries()) {
        for (const side of [1, -1]) expect(season[(slot + side * d + slots) % slots]).toBeCloseTo(0.1 * share, 6)
      }
    }
  })

  it.each([
    { days: 100, off: [2.6, 2.6, 2.6], moves: [0.2, 0.2, 1.3], what: 'in the third day in a row' },
    { days: 100, off: [-2.6, -2.6, -2.6], moves: [-0.2, -0.2, -1.3], what: 'in the third, below' },
    { days: 100, off: [2.4, 2.4, 2.4], moves: [0.2, 0.2, 0.2], what: 'not within 2.5 sigma' },
    { days: 100, off: [2.6, 2.6, -2.6], moves: [0.2, 0.2, -0.2], what: 'not on the other side' },
    { days: 100, off: [2.6, 0, 2.6, 2.6], moves: [0.2, 0, 0.2, 0.2], what: 'not after a day as usual' },
    { days: 6.9, off: [2.6, 2.6], moves: [2 / 7.9, 1.3], what: 'in the second of the first seven days' },
    { days: 7, off: [2.6, 2.6], moves: [2 / 8, 2 / 8], what: 'not in the second after those' },
  ])('moves half the way where a slot was far off: $what', ({ days, off, moves }) => {
    const { season, learn } = profile(days, 'PT5M')
    let [before, beside] = [0, 0]
    for (const [day, residual] of off.entries()) {
      learn(5, residual)
      const half = Math.abs(moves[day]) > 1
      expect(season[5] - before).toBeCloseTo((half ? 1 : 0.65) * moves[day], 5)
      // Alone.
      expect(season[6] - beside).toBeCloseTo((half ? 0 : 0.4) * moves[day], 5)
      ;[before, beside] = [season[5], season[6]]
    }
  })

  it('gives back a tenth of what it takes away below 0 where a metric never was', () => {
    const { x, season, learn } = profile(100)
    x[ZERO] = 0
    x[LEVEL] = 2
    season[5] = -5
    season[6] = -1
    learn(5, 0)
    learn(6, 0)
    expect(season[5]).toBeCloseTo(-5 + 0.1 * 3, 6)
    expect(season[6]).toBe(-1)
  })
})
