import { describe, expect, it } from 'vitest'
import { rowOf, SCALARS, SHAPE, SHAPES, TRANSFORM } from '../../../engine/detection/layout.ts'
import { evenShape } from '../../../engine/detection/shape.ts'
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
