import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootCauseCase, type Difficulty } from '../../../bench/root-cause/cases.ts'
import { DIFFICULTIES } from '../../../bench/root-cause/difficulties.ts'
import { randomNumbers } from '../../../bench/root-cause/random.ts'
import { addTallies, f1, precision, tally } from '../../../bench/root-cause/tally.ts'
import { explainingSlices, type Leaves, type SlicePart } from '../../../engine/anomalies/index.ts'

/** All combinations of the values, forecasts between 50 and 150, errors of 5 %, and what changes some of the values. */
function leavesOf(sizes: readonly number[], effect: (values: readonly number[]) => number = () => 1, seed = 1): Leaves {
  const random = randomNumbers(seed)
  const count = sizes.reduce((product, size) => product * size, 1)
  const codes = sizes.map(() => new Int32Array(count))
  const value = new Float64Array(count)
  const expected = new Float64Array(count)
  for (let leaf = 0; leaf < count; leaf++) {
    let rest = leaf
    for (const [dimension, size] of sizes.entries()) {
      codes[dimension][leaf] = rest % size
      rest = Math.floor(rest / size)
    }
    expected[leaf] = random.between(50, 150)
    value[leaf] = expected[leaf] * (1 + 0.05 * random.normal()) * effect(codes.map((values) => values[leaf]))
  }
  return { codes, value, expected }
}

/** The leaves in another order. */
function reordered({ codes, value, expected }: Leaves, order: readonly number[]): Leaves {
  return {
    codes: codes.map((values) => Int32Array.from(order, (leaf) => values[leaf])),
    value: Float64Array.from(order, (leaf) => value[leaf]),
    expected: Float64Array.from(order, (leaf) => expected[leaf]),
  }
}

/** Slices as `dimension=value` words, sorted. */
function names(slices: readonly { readonly parts: readonly SlicePart[] }[]): string[] {
  return slices.map(({ parts }) => parts.map(({ dimension, value }) => `${dimension}=${value}`).join(' ')).toSorted()
}

const small: Difficulty = { ...DIFFICULTIES.find(({ name }) => name === '320 leaves')!, anomalies: [1, 2] }

describe('explainingSlices', () => {
  it.each([
    { what: 'one value', effect: ([a]: readonly number[]) => (a === 2 ? 0.5 : 1), found: ['0=2'] },
    {
      what: 'a pair of values',
      effect: ([a, b]: readonly number[]) => (a === 2 && b === 1 ? 1.8 : 1),
      found: ['0=2 1=1'],
    },
    { what: 'a single leaf', effect: (v: readonly number[]) => (v.join() === '3,1,4' ? 0 : 1), found: ['0=3 1=1 2=4'] },
    {
      what: 'two values that fall by different parts',
      effect: ([a, b]: readonly number[]) => (a === 1 ? 0.3 : 1) * (b === 0 ? 0.7 : 1),
      found: ['0=1', '1=0'],
    },
    {
      what: 'one that falls and one that rises',
      effect: ([a, , c]: readonly number[]) => (a === 0 ? 0.5 : c === 3 ? 1.9 : 1),
      found: ['0=0', '2=3'],
    },
    // Three of four values: the parent has more deviating leaves than normal ones, and is still not the cause.
    {
      what: 'three of four values of a dimension',
      effect: ([, b]: readonly number[]) => (b === 3 ? 1 : 0.5),
      found: ['1=0', '1=1', '1=2'],
    },
    { what: 'all leaves', effect: () => 0.6, found: [''] },
    { what: 'nothing', effect: () => 1, found: [] },
  ])('finds $what', ({ effect, found }) => {
    expect(names(explainingSlices(leavesOf([8, 4, 6], effect)).slices)).toEqual(found)
  })

  it('names a slice, and within it the part that falls further', () => {
    const leaves = leavesOf([8, 2, 6], ([a, b]) => (a === 2 ? [0.75, 0.2][b] : 1))
    const { slices } = explainingSlices(leaves)
    expect(names(slices)).toEqual(['0=2', '0=2 1=1'])
    expect(slices.map((slice) => slice.leaves)).toEqual([6, 6])
  })

  it('keeps a slice whole when one of its parts is not hit', () => {
    const leaves = leavesOf([8, 12, 6], ([a, b]) => (a === 2 && b !== 5 ? 0.5 : 1))
    expect(names(explainingSlices(leaves).slices)).toEqual(['0=2'])
  })

  it('says how many leaves a slice has, what they deviate by and in which proportion', () => {
    const leaves = leavesOf([8, 4, 6], ([a]) => (a === 2 ? 0.5 : 1))
    const { slices, selected, share } = explainingSlices(leaves)
    const mine = [...leaves.codes[0].keys()].filter((leaf) => leaves.codes[0][leaf] === 2)
    expect([...selected]).toEqual(mine)
    expect(slices[0].leaves).toBe(24)
    const sum = mine.reduce((total, leaf) => total + leaves.value[leaf] - leaves.expected[leaf], 0)
    expect(slices[0].deviation).toBeCloseTo(sum, 6)
    expect(slices[0].change).toBeCloseTo(-0.5, 1)
    expect(share).toBeGreaterThan(0.5)
    expect(share).toBeLessThanOrEqual(1)
  })

  it('finds one value of a single dimension', () => {
    expect(names(explainingSlices(leavesOf([60], ([a]) => (a === 7 ? 0.2 : 1))).slices)).toEqual(['0=7'])
  })

  it('finds a slice of two dimensions among ten, and says what it did not search', () => {
    const leaves = leavesOf([4, 3, 3, 2, 3, 2, 2, 2, 3, 2], (values) => (values[4] === 1 && values[8] === 2 ? 0.6 : 1))
    const { slices, searched, cuboids } = explainingSlices(leaves)
    expect(names(slices)).toEqual(['4=1 8=2'])
    // 10,368 leaves: all combinations of up to four dimensions, and the leaves themselves.
    expect([searched, cuboids]).toEqual([10 + 45 + 120 + 210 + 1, 1023])
  })

  it('says nothing about a single leaf without sigma, and takes its word with it', () => {
    const leaf = { codes: [Int32Array.of(0)], value: Float64Array.of(10), expected: Float64Array.of(100) }
    expect(explainingSlices(leaf).slices).toEqual([])
    expect(names(explainingSlices({ ...leaf, sigma: Float64Array.of(2) }).slices)).toEqual([''])
  })

  it('takes no notice of leaves without value, without forecast, or without anything', () => {
    const leaves = leavesOf([8, 4, 6], ([a]) => (a === 2 ? 0.5 : 1))
    const holes = {
      codes: leaves.codes.map((codes) => Int32Array.of(...codes, 0, 1, 2)),
      value: Float64Array.of(...leaves.value, NaN, 1e6, 0),
      expected: Float64Array.of(...leaves.expected, 1e6, NaN, 0),
    }
    expect(explainingSlices(holes)).toEqual(explainingSlices(leaves))
  })

  it('finds nothing without leaves', () => {
    const none = { codes: [new Int32Array(0)], value: new Float64Array(0), expected: new Float64Array(0) }
    expect(explainingSlices(none).slices).toEqual([])
  })

  it('refuses columns of different lengths', () => {
    const leaves = { codes: [new Int32Array(2)], value: new Float64Array(2), expected: new Float64Array(3) }
    expect(() => explainingSlices(leaves)).toThrow(RangeError)
  })

  it('sees what sigma says: the same fall in noisy leaves is no evidence', () => {
    const leaves = leavesOf([8, 4, 6], ([a, b]) => (a === 2 && b === 1 ? 0.7 : 1))
    const sigma = (part: number): Float64Array => leaves.expected.map((one) => one * part)
    expect(names(explainingSlices({ ...leaves, sigma: sigma(0.05) }).slices)).toEqual(['0=2 1=1'])
    expect(explainingSlices({ ...leaves, sigma: sigma(0.8) }).slices).toEqual([])
  })

  it('tells a tenfold slice as 9 times more than expected', () => {
    const leaves = leavesOf([8, 4, 6], ([a]) => (a === 2 ? 10 : 1))
    const { slices } = explainingSlices({ ...leaves, sigma: leaves.expected.map((one) => one * 0.05) })
    expect(names(slices)).toEqual(['0=2'])
    expect(slices[0].change).toBeGreaterThan(8.5)
    expect(slices[0].change).toBeLessThan(9.5)
  })

  it('tells what happened to the sum of many small leaves, not in how many of their errors it came', () => {
    // A tenth is expected of each, give or take a half; two come in the slice.
    const { codes } = leavesOf([8, 10, 20])
    const random = randomNumbers(5)
    const expected = new Float64Array(1600).fill(0.1)
    const value = expected.map((_, leaf) => (codes[0][leaf] === 2 ? 2 : random.between(0, 1) < 0.1 ? 1 : 0))
    const { slices } = explainingSlices({ codes, value, expected, sigma: expected.map(() => 0.5) })
    expect(names(slices)).toEqual(['0=2'])
    expect(slices[0].change).toBeCloseTo(19, 6)
  })

  it('names a slice all of whose metrics are far off, however restless that makes other values look', () => {
    // Four of 64 fall to nothing: of each of the four values of the last dimension one, by 15 to 70 sigma.
    const leaves = leavesOf([8, 2, 4], ([a, b]) => (a === 3 && b === 1 ? 0 : 1))
    const sigma = leaves.expected.map((usual, leaf) => usual / (leaves.codes[2][leaf] % 2 === 0 ? 70 : 15))
    expect(names(explainingSlices({ ...leaves, sigma }).slices)).toEqual(['0=3 1=1'])
  })

  it('takes for normal that each value has a busy or a quiet day of its own', () => {
    const random = randomNumbers(3)
    const shock = [20, 20].map((size) => Array.from({ length: size }, () => 1 + 0.04 * random.normal()))
    const quiet = leavesOf([20, 20, 10], ([a, b]) => shock[0][a] * shock[1][b])
    expect(explainingSlices(quiet).slices).toEqual([])
    const hit = leavesOf([20, 20, 10], ([a, b]) => shock[0][a] * shock[1][b] * (a === 4 ? 0.4 : 1))
    expect(names(explainingSlices(hit).slices)).toEqual(['0=4'])
  })

  it('gives at most as many slices, and slices of as many dimensions, as it is asked for', () => {
    const leaves = leavesOf([8, 4, 6], ([a, b, c]) => (a === 2 && b === 1 ? 0.4 : c === 0 ? 0.5 : 1))
    expect(explainingSlices(leaves, { maxSlices: 1 }).slices).toHaveLength(1)
    const flat = explainingSlices(leaves, { maxDimensions: 1 })
    expect(names(flat.slices)).toContain('2=0')
    expect(names(flat.slices)).not.toContain('0=2 1=1')
  })

  it('finds the same whatever the order of the leaves', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (seed, shuffle) => {
        const { leaves } = rootCauseCase(small, seed)
        const { uniform } = randomNumbers(shuffle)
        const order = Array.from(leaves.value, (_, leaf) => ({ leaf, key: uniform() }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ leaf }) => leaf)
        const [plain, other] = [explainingSlices(leaves), explainingSlices(reordered(leaves, order))]
        const back = (indices: Int32Array): Int32Array => indices.map((leaf) => order[leaf])
        expect(other.slices.map((slice) => ({ ...slice, indices: back(slice.indices) }))).toEqual(plain.slices)
        expect(back(other.selected).toSorted()).toEqual(plain.selected)
      }),
      { numRuns: 40 },
    )
  })

  it('finds the same in another unit, with the deviation in it', () => {
    fc.assert(
      // Powers of two, which round nothing: what is rounded may turn the choice between two slices that explain equally much.
      fc.property(fc.nat(10_000), fc.constantFrom(2 ** -7, 2 ** 20), (seed, unit) => {
        const { leaves } = rootCauseCase(small, seed)
        const scaled = {
          ...leaves,
          value: leaves.value.map((v) => v * unit),
          expected: leaves.expected.map((v) => v * unit),
        }
        const [plain, other] = [explainingSlices(leaves), explainingSlices(scaled)]
        expect(names(other.slices)).toEqual(names(plain.slices))
        for (const [k, { deviation }] of plain.slices.entries()) {
          expect(other.slices[k].deviation / (deviation * unit)).toBeCloseTo(1, 6)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('selects each leaf once, and exactly those that lie in a slice and say something', () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const { leaves } = rootCauseCase(small, seed)
        const { slices, selected } = explainingSlices(leaves)
        const inside = [...leaves.value.keys()].filter((leaf) => {
          if (leaves.value[leaf] === 0 && leaves.expected[leaf] === 0) return false
          return slices.some(({ parts }) => parts.every((part) => leaves.codes[part.dimension][leaf] === part.value))
        })
        expect([...selected]).toEqual(inside)
        expect(slices.reduce((sum, slice) => sum + slice.leaves, 0)).toBe(inside.length)
      }),
      // In 4502 and 5966 a slice holds leaves of another that was refused before it.
      { numRuns: 40, examples: [[4502], [5966]] },
    )
  })

  // The bar of issue 5. Seeds of its own: neither those of development (1,000 to 2,999) nor those of the bench.
  it('finds the true root causes of the published kind of cases: F1 at least 0.87, precision at least 0.95', () => {
    const level = DIFFICULTIES.find(({ name }) => name === 'set S')!
    const all = addTallies(
      Array.from({ length: 30 }, (_, k) => {
        const { leaves, roots } = rootCauseCase(level, 700_000 + k)
        return tally(
          explainingSlices(leaves).slices.map(({ parts }) => parts),
          roots,
        )
      }),
    )
    expect(f1(all)).toBeGreaterThanOrEqual(0.87)
    expect(precision(all)).toBeGreaterThanOrEqual(0.95)
  })
})
