import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHARDS } from '../../../engine/detection/index.ts'
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

  it('gives the number of a roll-up to another one when all its series have left, and room is wanted', () => {
    // Two pods a service: 500 of the 502 values have roll-ups.
    const series = Array.from({ length: 1000 }, (_, k) => [`pod-${Math.floor(k / 2)}`, `port-${k % 2}`])
    const table = tableOf(series)
    expect(table.rollUps[1]).toHaveLength(500)
    const taken = table.rollUps[1].findIndex(([pod]) => pod === 'pod-7')
    const late = ['new-pod', 'pod-7'].flatMap((pod) => [
      [pod, 'port-0'],
      [pod, 'port-1'],
    ])
    table.remove(14)
    table.add(1000, late[0])
    table.add(1001, late[1])
    expect(table.settle()).toEqual([[], [], []])
    expect(table.rollUps[1]).not.toContainEqual(['new-pod', null])
    table.remove(15)
    expect(table.settle()).toEqual([[], [taken], []])
    expect(table.rollUps[1]).toHaveLength(500)
    expect(table.rollUps[1][taken]).toEqual(['new-pod', null])
    // What comes back is new, and finds no room.
    table.add(14, late[2])
    table.add(15, late[3])
    expect(table.settle()).toEqual([[], [], []])
    const { places, rollUps } = table.membersOf(14 % SHARDS)
    const place = places[Math.floor(14 / SHARDS) * table.slots.length + 1]
    expect(place).toBe(-1)
    expect([...rollUps]).not.toContain(1 + taken)
  })

  it('is after series have left what it is with those that stayed', () => {
    const value = fc.constantFrom('a', 'b', 'c')
    const some = fc.uniqueArray(fc.tuple(value, value), { minLength: 2, selector: (values) => values.join('/') })
    fc.assert(
      fc.property(some, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (series, leaves) => {
        const table = tableOf(series)
        const restored = new RollUpTable(2)
        restored.restore(table.rollUps)
        for (const [number, values] of series.entries()) {
          if (leaves[number]) table.remove(number)
          else restored.add(number, values)
        }
        table.settle()
        restored.settle()
        expect(restored.rollUps).toEqual(table.rollUps)
        for (const number of series.keys()) {
          const named = ({ membersOf, rollUps }: Pick<RollUpTable, 'membersOf' | 'rollUps'>): unknown => {
            const members = membersOf(number)
            const names = [...members.rollUps].map((at) => rollUps.flat()[at])
            return Array.from(members.places.subarray(0, 4), (at) => names[at] ?? null)
          }
          const [own, other] = [table, restored].map((one) =>
            named({ membersOf: (k) => one.membersOf(k), rollUps: one.rollUps }),
          )
          if (leaves[number]) expect(own).toEqual([null, null, null, null])
          else expect(own).toEqual(other)
        }
      }),
      { seed: 32 },
    )
  })

  it('remembers no more of series that have left than it needs, and stays what it is', () => {
    const [live, all] = [200, 20_000]
    const table = tableOf(Array.from({ length: live }, (_, k) => podOf(k)))
    for (let k = live; k < all; k++) {
      table.remove(k % live)
      table.add(k % live, podOf(k))
      if (k % 50 === 0) table.settle()
    }
    const restored = new RollUpTable(3)
    restored.restore(table.rollUps)
    for (let k = all - live; k < all; k++) restored.add(k % live, podOf(k))
    table.settle()
    restored.settle()
    expect(restored.rollUps).toEqual(table.rollUps)
    for (const shard of Array.from({ length: SHARDS }).keys()) {
      const places = restored.membersOf(shard)
      expect(table.membersOf(shard).rollUps).toEqual(places.rollUps)
      expect(table.membersOf(shard).places.subarray(0, places.places.length)).toEqual(places.places)
    }
    expect(table.candidateOf([null, podOf(all - 1)[1], null])).toBeLessThan(15_000)
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

/** One pod after the other. */
function podOf(k: number): readonly string[] {
  return [`service-${k % 10}`, `pod-${k}`, `node-${k % 7}`]
}
