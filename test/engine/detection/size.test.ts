import { describe, expect, it } from 'vitest'
import { bases, expectations, values } from '../../../engine/detection/block.ts'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import {
  AGE,
  FLOOR,
  IDLE_SHARE,
  LEAST,
  LEAST_STEP,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  MISSED,
  NEXT_LOOK,
  NOT_ZERO_SHARE,
  POINTS,
  SEASON_AGE,
  SHAPE,
  SHAPES,
  ZERO,
  ZERO_SHARE,
} from '../../../engine/detection/layout.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import { learnSize } from '../../../engine/detection/size.ts'
import { startShape } from '../../../engine/detection/shape.ts'
import { Feeder } from './simulate.ts'

/**
 * What a metric of a usual size of 10 has learned of sizes from a value, after 999 others, the last of them 10; it is expected to
 * be 10, too.
 */
function after(
  value: number,
  {
    expected = 10,
    last = 10,
    known = {},
  }: { readonly expected?: number; readonly last?: number; readonly known?: Readonly<Record<number, number>> } = {},
): Float32Array {
  const { shard } = new Feeder()
  const { scalars: x } = shard
  startShape(x, 0)
  const usual = { [MEAN_ABSOLUTE]: 10, [MEAN_NOT_ZERO]: 10, [NOT_ZERO_SHARE]: 1, [IDLE_SHARE]: 0.6 }
  Object.assign(x, { [POINTS]: 999, [AGE]: 1500, [SEASON_AGE]: 500, [NEXT_LOOK]: 1e6, ...usual }, known)
  shard.exact[0] = 1
  shard.exact[1] = last
  values[0] = value
  expectations[0] = expected
  bases[0] = expected
  learnSize(shard, cyclesOf('PT1H'), 0, 1)
  expect(shard.exact[1]).toBe(value)
  return x
}

describe('the usual size of values', () => {
  it('is the mean of all, of the last 2,000 at most', () => {
    expect(after(20)[MEAN_ABSOLUTE]).toBeCloseTo(10 + 10 / 1000, 5)
    expect(after(-20)[MEAN_ABSOLUTE]).toBeCloseTo(10 + 10 / 1000, 5)
    expect(after(20, { known: { [POINTS]: 50_000 } })[MEAN_ABSOLUTE]).toBeCloseTo(10 + 10 / 2000, 5)
  })

  it('takes a value for eight times the usual at most', () => {
    expect(after(1e6)[MEAN_ABSOLUTE]).toBeCloseTo(10 + 70 / 1000, 5)
    // Of a metric that is mostly 0, for eight times its usual other value.
    const sparse = after(1e6, { known: { [MEAN_ABSOLUTE]: 0.1 } })
    expect(sparse[MEAN_ABSOLUTE]).toBeCloseTo(0.1 + 79.9 / 1000, 5)
    expect(sparse[MEAN_NOT_ZERO]).toBeCloseTo(10 + 0.02 * 70, 4)
  })

  it('takes the first values as they are', () => {
    const known = { [POINTS]: 9, [SEASON_AGE]: 0 }
    expect(after(1010, { known })[MEAN_ABSOLUTE]).toBeCloseTo(110, 4)
    expect(after(1010, { known: { ...known, [SEASON_AGE]: 1 } })[MEAN_ABSOLUTE]).toBeCloseTo(17, 4)
  })

  it('is that of the last fifty values that are not 0, too', () => {
    expect(after(20)[MEAN_NOT_ZERO]).toBeCloseTo(10 + 0.02 * 10, 5)
    expect(after(0)[MEAN_NOT_ZERO]).toBe(10)
    expect(after(7, { known: { [MEAN_NOT_ZERO]: 0 } })[MEAN_NOT_ZERO]).toBe(7)
  })
})

describe('the share of zeros', () => {
  it.each([
    { what: 'less than 0.8 of a usual value is expected', expected: 7.9, learns: true },
    { what: 'more is expected: zeros by the clock say nothing', expected: 8.1, learns: false },
    { what: 'less than 0.2 is, and more has values', expected: 1.9, known: { [IDLE_SHARE]: 0.4 }, learns: true },
    { what: 'more is expected, and that has values', expected: 2.1, known: { [IDLE_SHARE]: 0.4 }, learns: false },
    { what: 'nothing is known of the day', expected: 8.1, known: { [SEASON_AGE]: 0 }, learns: true },
  ])('is learned where $what: $learns', ({ expected, known = {}, learns }) => {
    expect(after(0, { expected, known })[ZERO_SHARE]).toBeCloseTo(learns ? 1 / 1000 : 0, 6)
    expect(after(5, { expected, known: { ...known, [ZERO_SHARE]: 0.5 } })[ZERO_SHARE]).toBeCloseTo(
      learns ? 0.4995 : 0.5,
      6,
    )
  })

  it('is that of others of all values, whatever was expected', () => {
    expect(after(0)[NOT_ZERO_SHARE]).toBeCloseTo(0.999, 6)
  })
})

describe('the least value', () => {
  it('leaves room for values below 0 from the first that is one', () => {
    const fallen = after(-3, { known: { [LEAST]: 2 } })
    expect([fallen[LEAST], fallen[ZERO]]).toEqual([-3, BELOW_ALL])
    const less = after(1, { known: { [LEAST]: 2 } })
    expect([less[LEAST], less[ZERO]]).toEqual([1, 0])
    expect(after(5, { known: { [LEAST]: 2 } })[LEAST]).toBe(2)
  })
})

describe('the least step between two values', () => {
  it.each([
    { value: 10.5, known: 0, step: 0.5, what: 'the first' },
    { value: 10.5, known: 0.7, step: 0.5, what: 'a smaller one' },
    { value: 9.5, known: 0.7, step: 0.5, what: 'a smaller one down' },
    { value: 10.5, known: 0.3, step: 0.3, what: 'no greater one' },
    { value: 10, known: 0.3, step: 0.3, what: 'not the same value again' },
    { value: 10 + 1e-6, known: 0.3, step: 0.3, what: 'not what comes from how numbers are added up' },
  ])('is $what', ({ value, known, step }) => {
    expect(after(value, { known: { [LEAST_STEP]: known } })[LEAST_STEP]).toBeCloseTo(step, 6)
  })
})

const meanOf = (points: number): number => {
  const x = after(10, { known: { [POINTS]: points, [SHAPE]: 5 } })
  return x.subarray(SHAPE, SHAPE + SHAPES).reduce((sum, part) => sum + part / SHAPES, 0)
}

describe('a value', () => {
  it('is counted, and ends a gap', () => {
    const x = after(10, { known: { [MISSED]: 4 } })
    expect([x[POINTS], x[AGE], x[MISSED]]).toEqual([1000, 1501, 0])
  })

  it('has unit and transform looked at again after half as many again', () => {
    expect(after(10, { known: { [NEXT_LOOK]: 1000 } })[NEXT_LOOK]).toBe(1500)
    expect(after(10, { known: { [NEXT_LOOK]: 1001 } })[NEXT_LOOK]).toBe(1001)
    expect(after(10, { known: { [NEXT_LOOK]: 1000, [SEASON_AGE]: 0 } })[NEXT_LOOK]).toBe(1000)
  })

  it.each([
    { what: 'each of the first', known: { [POINTS]: 6 }, looked: true },
    { what: 'each sixteenth', known: { [POINTS]: 1007 }, looked: true },
    { what: 'no other', known: { [POINTS]: 1008 }, looked: false },
    { what: 'the first that is not 0', known: { [POINTS]: 1008, [MEAN_NOT_ZERO]: 0 }, looked: true },
  ])('has the least sigma worked out again: $what', ({ known, looked }) => {
    // Half a percent of the usual size.
    expect(after(10, { known })[FLOOR] > 0).toBe(looked)
  })

  it('has the parts of the day made 1 on average each sixteenth time', () => {
    expect(meanOf(1007)).toBeCloseTo(1, 6)
    expect(meanOf(1008)).toBeCloseTo(1.5, 6)
  })
})
