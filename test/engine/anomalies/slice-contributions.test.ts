import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainingSlices, sliceContributions, type Leaves } from '../../../engine/anomalies/index.ts'
import { rootCauseCase } from '../../../bench/root-cause/cases.ts'
import { DIFFICULTIES } from '../../../bench/root-cause/difficulties.ts'

const names = [
  { dimension: 'market', values: ['de', 'uk', 'us'] },
  { dimension: 'platform', values: ['app', 'web'] },
]

/** market x platform: de app, de web, uk app, ... */
function table(value: readonly number[], expected: readonly number[]): Leaves {
  return {
    codes: [Int32Array.of(0, 0, 1, 1, 2, 2), Int32Array.of(0, 1, 0, 1, 0, 1)],
    value: Float64Array.from(value),
    expected: Float64Array.from(expected),
  }
}

describe('sliceContributions', () => {
  it('shares out the deviation of the selected leaves alone', () => {
    const leaves = table([40, 70, 900, 100, 100, 100], [100, 100, 100, 100, 100, 100])
    // Selected: de app (60) and de web (30); the uk's 800 is none of their business.
    expect(sliceContributions(names, leaves, { selected: Int32Array.of(0, 1) })).toEqual([
      { dimension: 'market', values: [{ value: 'de', percent: 100 }], valueCount: 1 },
      {
        dimension: 'platform',
        values: [
          { value: 'app', percent: 67 },
          { value: 'web', percent: 33 },
        ],
        valueCount: 2,
      },
    ])
  })

  it('shares out the deviation of all leaves where nothing is selected', () => {
    const leaves = table([40, 100, 100, 70, 100, 110], [100, 100, 100, 100, 100, 100])
    const [market] = sliceContributions(names, leaves, { selected: new Int32Array(0) })
    expect(market.values).toEqual([
      { value: 'de', percent: 60 },
      { value: 'uk', percent: 30 },
      { value: 'us', percent: 10 },
    ])
  })

  it('counts every leaf the same where nothing deviates, and a leaf without value as not deviating', () => {
    const even = table([1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1])
    const nothing = { selected: new Int32Array(0) }
    expect(sliceContributions(names, even, nothing)[0].values.map(({ percent }) => percent)).toEqual([34, 33, 33])
    const holes = table([NaN, 1, 1, 5, 1, 1], [1, 1, 1, 1, 1, NaN])
    expect(sliceContributions(names, holes, nothing)[0].values[0]).toEqual({ value: 'uk', percent: 100 })
  })

  it('gives the cause of a fall more than the plain share does', () => {
    // One market falls by a half among big normal ones with errors of their own.
    const leaves = rootCauseCase({ ...DIFFICULTIES[0], sizes: [6, 8, 10], order: [1, 1], noise: [0.1, 0.1] }, 4)
    const dimension = leaves.roots[0][0].dimension
    const dimensions = [6, 8, 10].map((size, k) => ({
      dimension: `d${k}`,
      values: Array.from({ length: size }, (_, code) => String(code)),
    }))
    const explained = sliceContributions(dimensions, leaves.leaves, explainingSlices(leaves.leaves))
    expect(explained[dimension].values).toEqual([{ value: String(leaves.roots[0][0].value), percent: 100 }])
  })

  it('gives integers that add up to 100, the greatest first', () => {
    const leaf = fc.record({
      value: fc.double({ min: 0, max: 1e12, noNaN: true }),
      expected: fc.double({ min: 0, max: 1e12, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 6, maxLength: 6 }), fc.subarray([0, 1, 2, 3, 4, 5]), (rows, chosen) => {
        const leaves = table(
          rows.map(({ value }) => value),
          rows.map(({ expected }) => expected),
        )
        for (const { values } of sliceContributions(names, leaves, { selected: Int32Array.from(chosen) })) {
          const percents = values.map(({ percent }) => percent)
          expect(percents.reduce((sum, percent) => sum + percent, 0)).toBe(100)
          expect(percents).toEqual(percents.toSorted((a, b) => b - a))
          expect(percents.every((percent) => Number.isInteger(percent) && percent >= 0)).toBe(true)
        }
      }),
    )
  })
})
