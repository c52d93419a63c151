import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHARDS } from '../../../engine/detection/index.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'
import { rollUpValues, type LeafValues } from '../../../engine/layers/roll-up-values.ts'

const SERIES = ['us', 'uk', 'fr'].flatMap((country) => ['web', 'app'].map((platform) => [country, platform]))

describe('rollUpValues', () => {
  it('adds up what has a value, by layer', () => {
    const { table, leaves } = leavesOf([[1], [2], [4], [Number.NaN], [16], [32]])
    const [total, singles, pairs] = rollUpValues(table, leaves, [false])
    expect([...total!]).toEqual([55])
    // The largest roll-ups come first: platforms of three countries, then countries of two platforms.
    expect(table.rollUps[1].map((values) => values.find((value) => value !== null))).toEqual([
      'app',
      'web',
      'fr',
      'uk',
      'us',
    ])
    expect([...singles!]).toEqual([34, 21, 48, 4, 3])
    expect([...pairs!]).toEqual([])
  })

  it('has no value where no series has one', () => {
    const { table, leaves } = leavesOf([[1], [2], [Number.NaN], [Number.NaN], [16], [32]])
    const [, singles] = rollUpValues(table, leaves, [false])
    expect(singles![3]).toBeNaN()
  })

  it('takes the mean of averages, weighted by records, beside sums of other measures', () => {
    const values = SERIES.map((_, k) => [k, 10 * k])
    const counts = SERIES.map((_, k) => [1, k])
    const { table, leaves } = leavesOf(values, counts)
    const [total] = rollUpValues(table, leaves, [false, true])
    expect(total![0]).toBe(15)
    expect(total![1]).toBeCloseTo((10 * (1 + 4 + 9 + 16 + 25)) / 15, 12) // sum of k * 10k over sum of k
  })

  it('is what adding up one by one gives, wherever the series live', () => {
    const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN))
    const six = fc.array(value, { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(six, fc.uniqueArray(fc.nat(500), { minLength: 6, maxLength: 6 }), (values, numbers) => {
        const { table, leaves } = leavesOf(
          values.map((one) => [one]),
          undefined,
          numbers,
        )
        const layers = rollUpValues(table, leaves, [false])
        table.rollUps.forEach((rollUps, layer) =>
          rollUps.forEach((rollUp, id) => {
            const members = values.filter(
              (one, k) => !Number.isNaN(one) && rollUp.every((v, d) => v === null || v === SERIES[k]![d]),
            )
            if (members.length === 0) expect(layers[layer]![id]).toBeNaN()
            else
              expect(layers[layer]![id]).toBeCloseTo(
                members.reduce((sum, one) => sum + one, 0),
                6,
              )
          }),
        )
      }),
      { seed: 41 },
    )
  })
})

/** Values by series and measure, spread over the shards as the numbers of the series say. */
function leavesOf(values: readonly number[][], counts?: readonly number[][], numbers = SERIES.map((_, k) => 7 * k)) {
  const measures = values[0]!.length
  const table = new RollUpTable(2)
  SERIES.forEach((series, k) => table.add(numbers[k]!, series))
  table.settle()
  const leaves: LeafValues[] = []
  for (let shard = 0; shard < SHARDS; shard++) {
    const here = numbers.flatMap((number, k) =>
      number % SHARDS === shard ? [{ place: Math.floor(number / SHARDS), k }] : [],
    )
    if (here.length === 0) continue
    const places = 1 + Math.max(...here.map(({ place }) => place))
    const own = new Float64Array(places * measures).fill(Number.NaN)
    const records = new Uint32Array(places * measures)
    for (const { place, k } of here) {
      own.set(values[k]!, place * measures)
      if (counts) records.set(counts[k]!, place * measures)
    }
    leaves.push({ shard, values: own, ...(counts && { counts: records }) })
  }
  return { table, leaves }
}
