import { describe, expect, it } from 'vitest'
import { bases, forecasts, sigmas, surprises, transformed } from '../../../engine/detection/block.ts'
import { usualSize } from '../../../engine/detection/great-excess.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { BURST, CALM_LEFT, GREAT, JUDGED, POINTS, RARITY, TAILS, TAIL_SUMS } from '../../../engine/detection/layout.ts'
import { learnTails } from '../../../engine/detection/learn-tail.ts'
import { Feeder } from './simulate.ts'

/** Where a deviation of one threshold is, in sigma. */
const T = 2.2

interface Point {
  /** In sigma, of 1. */
  readonly z: number
  /** What is expected without the memory of the last values, what with it, and what came; 0 and z by default. */
  readonly base?: number
  readonly forecast?: number
  readonly came?: number
}

/** A metric that has learned enough and is judged from now on. */
function judged(points = 301) {
  const { shard } = new Feeder()
  const { scalars: x } = shard
  x[POINTS] = points
  const learn = (...all: readonly (number | Point)[]): void => {
    for (const one of all) {
      const { z, base = 0, forecast = base, came = forecast + z } = typeof one === 'number' ? { z: one } : one
      surprises[0] = z
      bases[0] = base
      forecasts[0] = forecast
      transformed[0] = came
      sigmas[0] = 1
      learnTails(shard, 0, 1)
      x[POINTS] += 1
    }
  }
  /** Excesses above or below, and the sum of their logarithms in thresholds. */
  const tail = (which = 0): readonly number[] => {
    const sums = TAILS + which * TAIL_SUMS
    return [x[sums], x[sums + 2]]
  }
  return { x, learn, tail }
}

const close = (...values: readonly number[]): readonly number[] =>
  values.map((value) => expect.closeTo(value, 4) as number)

describe('a run of excesses', () => {
  it('counts once, by its greatest', () => {
    const { learn, tail } = judged()
    learn(2 * T, 1.5 * T, 3 * T, 2.5 * T, 1.1 * T)
    expect(tail()).toEqual(close(1, Math.log(3)))
    expect(tail(1)).toEqual([0, 0])
  })

  it('goes on over two calm values, and is over after three', () => {
    const { learn, tail } = judged()
    learn(2 * T, 0, -1, 2 * T, 0, 0)
    expect(tail()).toEqual(close(1, Math.log(2)))
    learn(0, 3 * T)
    expect(tail()).toEqual(close(2, Math.log(2) + Math.log(3)))
  })

  it('is another where it swings to the other side', () => {
    const { x, learn, tail } = judged()
    learn(2 * T, -3 * T, 0, 0)
    expect([tail(), tail(1)]).toEqual([close(1, Math.log(2)), close(1, Math.log(3))])
    expect(x[CALM_LEFT]).toBe(-1)
  })

  it('is a burst of its own, that fades over a hundred values, to either side', () => {
    for (const side of [1, -1]) {
      const { x, learn } = judged()
      const which = side > 0 ? 0 : 1
      learn(side * 2 * T, side * 2 * T, side * 2 * T)
      // Relative to what is usual in a hundred values: one of them, of 1 / (2 q) excesses.
      const one = (2 * 10 ** x[RARITY + which]) / 100
      expect(x[BURST + which]).toBeCloseTo(one * 0.99 ** 2, 1)
      const before = x[BURST + which]
      learn(...Array.from({ length: 100 }, () => 0))
      expect(x[BURST + which] / before).toBeCloseTo(0.99 ** 100, 3)
    }
  })
})

describe('the tails of a metric', () => {
  it('learn nothing before it has learned enough, nor where it has no value', () => {
    const { x, learn, tail } = judged(299)
    learn(3 * T)
    expect(tail()).toEqual([0, 0])
    learn(Number.NaN)
    expect(x[JUDGED]).toBe(0)
    learn(3 * T)
    expect(tail()).toEqual(close(1, Math.log(3)))
  })

  it('have excesses beyond 2.2 sigma alone', () => {
    const { learn, tail } = judged()
    learn(2.19, -2.19)
    expect([tail(), tail(1)]).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('go over 5,000 values', () => {
    const { x, learn, tail } = judged()
    learn(2 * T)
    learn(...Array.from({ length: 5000 }, () => 0))
    expect(tail()[0]).toBeCloseTo(1 / Math.E, 1)
    // The sum of a geometric series.
    expect(x[JUDGED]).toBeGreaterThan(5000 * (1 - 1 / Math.E) - 100)
    expect(x[JUDGED]).toBeLessThan(5000 * (1 - 1 / Math.E) + 100)
  })
})

/** Whether the last was a jump. */
const jumped = ({ x }: { readonly x: Float32Array }): boolean => (x[GREAT] & 1) === 1

describe('a great excess', () => {
  const excess = 5 * T

  it.each([
    { what: 'away by more than two fifths of it from what was expected before', away: 2.1, is: true },
    { what: 'back by more than that', away: 1.9, is: false },
  ])('was a jump where the metric is $what, after three calm values', ({ away, is }) => {
    const metric = judged()
    // Expected before were 3, of which the base knows nothing; the forecast follows what comes.
    const came = 3 + away * T
    metric.learn({ z: excess, forecast: 3 }, ...[1, 2].map(() => ({ z: 0, forecast: 3 + excess })))
    expect(jumped(metric)).toBe(false)
    metric.learn({ z: 0, forecast: came, came })
    expect(jumped(metric)).toBe(is)
  })

  it('to the other side is one below what was expected', () => {
    const metric = judged()
    metric.learn({ z: -excess, forecast: 3 }, ...[1, 2, 3].map(() => ({ z: 0, forecast: 3 - excess })))
    // Of those below; above there was none.
    expect(metric.x[GREAT] % 4096).toBe(0)
    expect((metric.x[GREAT] / 4096) & 1).toBe(1)
  })

  it('was none where the metric swings to the other side at once', () => {
    const metric = judged()
    const jump = [{ z: excess }, ...[1, 2, 3].map(() => ({ z: 0, forecast: excess }))]
    metric.learn(...jump, ...jump)
    expect(metric.x[GREAT] & 15).toBe(0b11)
    metric.learn(excess, -excess)
    expect(metric.x[GREAT] & 15).toBe(0b110)
  })

  it('is as great as the greatest of its run', () => {
    const metric = judged()
    for (let k = 0; k < 4; k++) {
      const there = [1, 2, 3].map(() => ({ z: 0, forecast: 12 * T }))
      metric.learn({ z: 5 * T }, { z: 12 * T }, { z: 6 * T }, ...there)
    }
    expect(usualSize(metric.x, 0, 0, cyclesOf('PT1H'))).toBeCloseTo(12, 0)
  })
})
