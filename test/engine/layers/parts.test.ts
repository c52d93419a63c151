import { describe, expect, it } from 'vitest'
import { SHARDS, createScores } from '../../../engine/detection/index.ts'
import type { LeafStep } from '../../../engine/layers/index.ts'
import { mildParts, partsOf } from '../../../engine/layers/index.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'

const MEASURE = { index: 0, count: 1, averaged: false }

describe('partsOf', () => {
  it('gives the metrics of a roll-up that deviate to its side, and what all come to together', () => {
    const { table, leaves } = market([-5, -1, 2, -30])
    expect(partsOf(table, leaves, ['us', null], -1, MEASURE)).toEqual({
      parts: [
        { series: 0, deviation: 5, rank: 5 },
        { series: SHARDS, deviation: 1, rank: 1 },
      ],
      learning: [],
      net: 4,
      weight: 1,
    })
    expect(partsOf(table, leaves, ['us', null], 1, MEASURE).parts.map(({ series }) => series)).toEqual([2 * SHARDS])
  })

  it('leaves out what has no value, still learns, or deviates as much in every second interval', () => {
    const { table, leaves } = market([-5, Number.NaN, -7, 0], [0.29, 3, Number.NaN, 0])
    expect(partsOf(table, leaves, ['us', null], -1, MEASURE).parts).toEqual([])
  })

  it('counts all of what a sum has of metrics that still learn as their deviation, apart from what is judged', () => {
    const { table, leaves } = market([7, 20, Number.NaN, 0], [3, Number.NaN, Number.NaN, 0])
    expect(partsOf(table, leaves, ['us', null], 1, MEASURE)).toEqual({
      parts: [{ series: 0, deviation: 7, rank: 7 }],
      learning: [{ series: SHARDS, deviation: 120, rank: 120 }],
      net: 7,
      weight: 1,
    })
    expect(partsOf(table, leaves, ['us', null], -1, MEASURE).learning).toEqual([])
    expect(partsOf(table, leaves, ['us', null], 1, { ...MEASURE, averaged: true }).learning).toEqual([])
  })

  it('weighs the metrics of an average by the records behind them', () => {
    const { table, leaves } = market([-5, -1, 2, -30])
    const counted = leaves.map((leaf) => ({ ...leaf, counts: Uint32Array.of(2, 10, 3, 1) }))
    const { parts, net, weight } = partsOf(table, counted, ['us', null], -1, { ...MEASURE, averaged: true })
    expect(parts.map(({ deviation }) => deviation)).toEqual([10, 10])
    expect([net, weight]).toEqual([14, 15])
  })
})

describe('mildParts', () => {
  it('gives the metrics that are a little off on one side, each counting 1, ranked by score', () => {
    const { leaves } = market([-5, -1, 2, -30], [0.8, 0.6, 2, 1.5])
    expect(mildParts(leaves, -1, MEASURE)).toEqual({
      parts: [
        { series: 0, deviation: 1, rank: 0.8 },
        { series: 3 * SHARDS, deviation: 1, rank: 1.5 },
      ],
      learning: [],
      net: 2,
      weight: 4,
    })
  })
})

describe('a metric whose value is missing', () => {
  it('is no part of anything: it is a finding of its own', () => {
    const { table, leaves } = market([-5, Number.NaN, 0, 0], [3, 5, 0, 0])
    expect(partsOf(table, leaves, ['us', null], -1, MEASURE).parts.map(({ series }) => series)).toEqual([0])
    expect(mildParts(leaves, -1, MEASURE)).toMatchObject({ parts: [{ series: 0 }], weight: 3 })
  })
})

/** Three series of `us`, one of `uk`, in shard 0, with these deviations. */
function market(deviations: readonly number[], scores: readonly number[] = [3, 3, 3, 3]) {
  const table = new RollUpTable(2)
  ;[
    ['us', 'a'],
    ['us', 'b'],
    ['us', 'c'],
    ['uk', 'a'],
  ].forEach((values, place) => table.add(place * SHARDS, values))
  table.settle()
  const verdicts = createScores(4)
  verdicts.expected.fill(100)
  verdicts.score.set(scores)
  deviations.forEach((_, k) => {
    if (Number.isNaN(scores[k])) verdicts.expected[k] = Number.NaN
  })
  const leaves: LeafStep[] = [{ shard: 0, values: Float64Array.from(deviations, (one) => 100 + one), scores: verdicts }]
  return { table, leaves }
}
