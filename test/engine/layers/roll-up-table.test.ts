import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'

describe('RollUpTable', () => {
  it('has the total, single values and pairs of values', () => {
    const { rollUps } = tableOf([
      ['us', 'web', 'a'],
      ['us', 'web', 'b'],
      ['us', 'app', 'a'],
      ['us', 'app', 'b'],
      ['uk', 'web', 'a'],
      ['uk', 'web', 'b'],
      ['uk', 'app', 'a'],
      ['uk', 'app', 'b'],
    ])
    expect(rollUps.map((layer) => layer.length)).toEqual([1, 6, 12])
    expect(rollUps[0]).toEqual([[null, null, null]])
    expect(rollUps[1]).toContainEqual([null, 'web', null])
    expect(rollUps[2]).toContainEqual(['uk', null, 'b'])
  })

  it('leaves out what has a single series, and what has the same series as another', () => {
    // `web` is everything, `us` and `web` together are `us`, `uk` is one series.
    const { rollUps } = tableOf([
      ['us', 'web', 'a'],
      ['us', 'web', 'b'],
      ['uk', 'web', 'a'],
    ])
    expect(rollUps).toEqual([
      [[null, null, null]],
      [
        ['us', null, null],
        [null, null, 'a'],
      ],
      [],
    ])
    expect(tableOf([['us']]).rollUps).toEqual([[], [], []])
    expect(tableOf([[]]).rollUps).toEqual([[], [], []])
  })

  it('makes a roll-up when a new series makes it one, and keeps the numbers of the others', () => {
    const table = tableOf([
      ['us', 'a'],
      ['us', 'b'],
    ])
    expect(table.rollUps).toEqual([[[null, null]], [], []])
    table.add(2, ['uk', 'a'])
    table.settle()
    expect(table.rollUps[1]).toEqual([
      ['us', null],
      [null, 'a'],
    ])
    table.add(3, ['uk', 'b'])
    table.settle()
    expect(table.rollUps[1]).toEqual([
      ['us', null],
      [null, 'a'],
      ['uk', null],
      [null, 'b'],
    ])
  })

  it('keeps roll-ups to 500 a layer, the largest first, or a tenth of the series where that is more', () => {
    // 600 values of two series each, and ten of many series.
    const series = Array.from({ length: 1200 }, (_, k) => [`v${k % 600}`, `w${k % 10}`, `x${k}`])
    const { rollUps } = tableOf(series)
    expect(rollUps[1]).toHaveLength(500)
    expect(rollUps[1].slice(0, 10).map((values) => values[1])).toEqual(Array.from({ length: 10 }, (_, k) => `w${k}`))
    const many = Array.from({ length: 12_000 }, (_, k) => [`v${k % 6000}`, `x${k}`])
    expect(tableOf(many).rollUps[1]).toHaveLength(1200)
  })

  it('is the same in any order of the series, and after it was restored', () => {
    const value = fc.constantFrom('a', 'b', 'c', '')
    const some = fc.uniqueArray(fc.tuple(value, value, value), {
      maxLength: 30,
      selector: (values) => values.join('/'),
    })
    fc.assert(
      fc.property(some, (series) => {
        const numbered = series.map((values, number) => ({ number, values }))
        const straight = new RollUpTable(3)
        for (const { number, values } of numbered) straight.add(number, values)
        straight.settle()
        const reversed = new RollUpTable(3)
        for (const { number, values } of numbered.toReversed()) reversed.add(number, values)
        reversed.settle()
        expect(reversed.rollUps).toEqual(straight.rollUps)
        const restored = new RollUpTable(3)
        restored.restore(JSON.parse(JSON.stringify(straight.rollUps)) as typeof straight.rollUps)
        for (const { number, values } of numbered) restored.add(number, values)
        restored.settle()
        expect(restored.rollUps).toEqual(straight.rollUps)
      }),
      { seed: 31 },
    )
  })

  it('tells dimension values apart that read the same when put together', () => {
    const { rollUps } = tableOf([
      ['a', 'bc', '1'],
      ['a', 'bc', '2'],
      ['ab', 'c', '1'],
      ['ab', 'c', '2'],
    ])
    expect(rollUps[1]).toHaveLength(4)
  })

  it('makes pairs of the first five dimensions', () => {
    const series = Array.from({ length: 128 }, (_, k) => Array.from({ length: 7 }, (__, d) => String((k >> d) & 1)))
    const { rollUps } = tableOf(series)
    expect(rollUps[1]).toHaveLength(14)
    expect(rollUps[2]).toHaveLength(40) // 10 pairs of dimensions x 4 pairs of values
    expect(rollUps[2].every((values) => values[5] === null && values[6] === null)).toBe(true)
  })
})

function tableOf(series: readonly (readonly string[])[]): RollUpTable {
  const table = new RollUpTable(series[0]!.length)
  series.forEach((values, number) => table.add(number, values))
  table.settle()
  return table
}
