import { describe, expect, it } from 'vitest'
import { deviations, sparsities } from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import {
  MEDIAN_DEVIATION,
  rowOf,
  SCALARS,
  SEASON_AGE,
  SHAPE,
  SHAPES,
  TRANSFORM,
} from '../../../engine/detection/layout.ts'
import { createMoment } from '../../../engine/detection/moment.ts'
import { evenShape, learnShapes, levelShape, shapeFactor, startShape } from '../../../engine/detection/shape.ts'
import { daily, Feeder, randomNumbers } from './simulate.ts'

/** The variances of errors by part of the day after a move to a transform, where they and the transform's slope were such. */
function evened(variances: readonly number[], slopes: readonly number[], slotsOfPart = 3): readonly number[] {
  const x = new Float32Array(SCALARS)
  x.set(variances, SHAPE)
  const season = Float32Array.from({ length: SHAPES * slotsOfPart }, (_, slot) => Math.floor(slot / slotsOfPart))
  evenShape(x, 0, season, (part) => slopes[part])
  return [...x.subarray(SHAPE, SHAPE + SHAPES)]
}

describe('the variance of errors by time of day, moved to a transform', () => {
  it('goes towards that of the whole day by the square of what the slopes are beside their mean', () => {
    // Their geometric mean is 1/2: the variances are halved and doubled.
    const low = Math.SQRT1_2 / 2
    const high = Math.SQRT2 / 2
    const slopes = [low, low, low, low, high, high, high, high]
    const variances = evened([4, 3, 2.5, 2, 0.5, 0.4, 0.3, 0.25], slopes)
    const moved = [2, 1.5, 1.25, 1, 1, 0.8, 0.6, 0.5]
    expect(variances).toEqual(moved.map((variance) => expect.closeTo(variance, 6) as number))
  })

  it('goes neither beyond it nor away from it', () => {
    const slopes = [0.25, 0.25, 0.25, 0.25, 1, 1, 1, 1]
    expect(evened([1.5, 1.5, 1, 0.5, 0.75, 0.75, 1, 2], slopes)).toEqual([1, 1, 1, 0.5, 1, 1, 1, 2])
  })

  it('stays as it is where the slope is the same all day', () => {
    const variances = [4, 3, 2, 1, 1, 0.5, 0.25, 0.125]
    const slopes = variances.map(() => 0.125)
    expect(evened(variances, slopes)).toEqual(variances.map((variance) => expect.closeTo(variance, 6) as number))
  })
})

/** A metric that learns from deviations in a part of the day, whose middle is so far from that of the next. */
function learning() {
  const { shard } = new Feeder()
  const { scalars: x } = shard
  startShape(x, 0)
  x[SEASON_AGE] = 1
  const moment = createMoment()
  const learn = (shape: number, deviation: number, { times = 1, shapeShare = 0, sparse = false } = {}): void => {
    Object.assign(moment, { shape, shapeNext: (shape + 1) % SHAPES, shapeShare })
    deviations[0] = deviation
    sparsities[0] = Number(sparse)
    for (let k = 0; k < times; k++) learnShapes(shard, cyclesOf('PT1H'), moment, 0, 1)
    sparsities[0] = 0
  }
  const parts = (): readonly number[] => [...x.subarray(SHAPE, SHAPE + SHAPES)]
  return { x, moment, learn, parts }
}

describe('the variance of errors by time of day', () => {
  it('begins with all parts alike, and the middle of normal errors', () => {
    const { x, parts } = learning()
    expect(parts()).toEqual(Array.from({ length: 8 }, () => 1))
    // The upper quartile of a normal number.
    expect(x[MEDIAN_DEVIATION]).toBeCloseTo(0.67449, 4)
  })

  it('is from an eighth to eight times that of the day', () => {
    const { learn, parts } = learning()
    learn(0, 1e6, { times: 1000 })
    learn(4, 0, { times: 1000 })
    expect(parts()).toEqual([8, 1, 1, 1, 1 / 8, 1, 1, 1])
    learn(2, -1e6, { times: 1000, shapeShare: 0.5 })
    learn(6, 0, { times: 1000, shapeShare: 0.5 })
    expect(parts()).toEqual([8, 1, 8, 8, 1 / 8, 1, 1 / 8, 1 / 8])
  })

  it('is learned by the two parts that a moment lies between, and read along the line', () => {
    const { x, moment, learn, parts } = learning()
    learn(2, 1e9, { shapeShare: 0.25 })
    const [here, next] = [parts()[2] - 1, parts()[3] - 1]
    // As much of the day as half of the hour is.
    expect(here + next).toBeCloseTo(0.5 / 24, 4)
    expect(next / (here + next)).toBeCloseTo(0.25, 3)
    x[SHAPE + 2] = 2
    x[SHAPE + 3] = 4
    expect(shapeFactor(x, 0, moment)).toBeCloseTo(2.5, 6)
  })

  it('says nothing of the whole day: its parts are 1 on average', () => {
    const { x, parts } = learning()
    x.set([4, 2, 2, 2, 2, 2, 2, 0], SHAPE)
    levelShape(x, 0)
    expect(parts()).toEqual([2, 1, 1, 1, 1, 1, 1, 0])
  })

  it('is compared with the middle of all errors, which follows them', () => {
    const { x, learn, parts } = learning()
    learn(0, 3, { times: 5000 })
    expect(x[MEDIAN_DEVIATION]).toBeCloseTo(3, 1)
    const before = parts()
    learn(0, 3, { times: 10 })
    parts().forEach((part, k) => expect(part).toBeCloseTo(before[k], 3))
  })

  it('learns nothing from what is mostly 0, where about 0 is expected', () => {
    const { learn, parts } = learning()
    learn(0, 1e6, { sparse: true })
    expect(parts()).toEqual(Array.from({ length: 8 }, () => 1))
  })
})

describe('a metric whose noise is in proportion to its level', () => {
  it('has errors of nearly one size all day from when it is seen in another transform on', () => {
    const metrics = 10
    const { normal } = randomNumbers(51)
    const feeder = new Feeder({ metrics })
    const { scalars } = feeder.shard
    const kindOf = (metric: number): number => scalars[rowOf(metric) + TRANSFORM]
    /** By how much the size is greater in one part of the day than in another. */
    const spreadOf = (metric: number): number => {
      const sizes = scalars.subarray(rowOf(metric) + SHAPE, rowOf(metric) + SHAPE + SHAPES)
      return Math.max(...sizes) / Math.min(...sizes) - 1
    }
    let changes = 0
    for (let k = 0; k < 168; k++) {
      const before = Array.from({ length: metrics }, (_, metric) => [kindOf(metric), spreadOf(metric)] as const)
      const level = 100 * daily(feeder.clock.hour) ** 2
      feeder.step(() => level * Math.exp(0.1 * normal()))
      for (const [metric, [kind, spread]] of before.entries()) {
        if (k === 0 || kindOf(metric) === kind) continue
        expect(spreadOf(metric)).toBeLessThan(0.5 * spread)
        changes++
      }
    }
    expect(changes).toBeGreaterThanOrEqual(metrics)
  })
})

describe('a metric that is closed at night', () => {
  it('has bounds as wide in its last hour as in others, in the root of what is usual', () => {
    const { poisson } = randomNumbers(52)
    const feeder = new Feeder()
    const widths = new Map<number, number[]>()
    for (let k = 0; k < 70 * 24; k++) {
      const { hour, dayOfWeek } = feeder.clock
      const isOpen = hour >= 8 && hour < 20 && dayOfWeek < 5
      const { lower, upper, expected } = feeder.step(() => (isOpen ? poisson(60) : 0))
      if (k < 28 * 24 || !isOpen) continue
      widths.set(hour, [...(widths.get(hour) ?? []), (upper - lower) / Math.sqrt(expected)])
    }
    const medianOf = (hour: number): number =>
      widths.get(hour)!.toSorted((a, b) => a - b)[widths.get(hour)!.length >> 1]
    // All are counts of the same mean.
    for (const hour of [8, 13, 16, 19]) {
      expect(medianOf(hour) / medianOf(10)).toBeGreaterThan(0.9)
      expect(medianOf(hour) / medianOf(10)).toBeLessThan(1.1)
    }
  })
})
