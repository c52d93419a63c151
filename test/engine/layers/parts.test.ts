import { describe, expect, it } from 'vitest'
import { SHARDS, createScores } from '../../../engine/detection/index.ts'
import type { LeafStep } from '../../../engine/layers/index.ts'
import { mildParts, partsOf } from '../../../engine/layers/index.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'

const MEASURE = { index: 0, count: 1, averaged: false }
/** No roll-up is judged. */
const NONE = { rollUps: [], silences: 'judged' } as const
const ABOVE = { value: 330, expected: 300 }
const BELOW = { value: 270, expected: 300 }

describe('partsOf', () => {
  it('gives the metrics of a roll-up that deviate to its side, and what all come to together', () => {
    const { table, leaves } = market([-5, -1, 2, -30])
    expect(partsOf(table, leaves, ['us', null], BELOW, MEASURE, NONE)).toEqual({
      parts: [
        { series: 0, deviation: 5, rank: 5 },
        { series: SHARDS, deviation: 1, rank: 1 },
      ],
      learning: [],
      untold: [],
      judgedShare: 1,
      net: 4,
      weight: 1,
    })
    expect(partsOf(table, leaves, ['us', null], ABOVE, MEASURE, NONE).parts.map(({ series }) => series)).toEqual([
      2 * SHARDS,
    ])
  })

  it('leaves out what has no value, still learns, or deviates as much in every second interval', () => {
    const { table, leaves } = market([-5, Number.NaN, -7, 0], [0.29, 3, Number.NaN, 0])
    expect(partsOf(table, leaves, ['us', null], BELOW, MEASURE, NONE).parts).toEqual([])
  })

  it('counts all of what a sum has of metrics that still learn as their deviation, apart from what is judged', () => {
    const { table, leaves } = market([7, 20, Number.NaN, 0], [3, Number.NaN, Number.NaN, 0])
    expect(partsOf(table, leaves, ['us', null], ABOVE, MEASURE, NONE)).toEqual({
      parts: [{ series: 0, deviation: 7, rank: 7 }],
      learning: [{ series: SHARDS, deviation: 120, rank: 120 }],
      untold: [],
      judgedShare: 1 / 3,
      net: 7,
      weight: 1,
    })
    expect(partsOf(table, leaves, ['us', null], BELOW, MEASURE, NONE).learning).toEqual([])
    expect(partsOf(table, leaves, ['us', null], ABOVE, { ...MEASURE, averaged: true }, NONE).learning).toEqual([])
  })

  it('weighs the metrics of an average by the records behind them', () => {
    const { table, leaves } = market([-5, -1, 2, -30])
    const counted = leaves.map((leaf) => ({ ...leaf, counts: Uint32Array.of(2, 10, 3, 1) }))
    const { parts, net, weight } = partsOf(table, counted, ['us', null], BELOW, { ...MEASURE, averaged: true }, NONE)
    expect(parts.map(({ deviation }) => deviation)).toEqual([10, 10])
    expect([net, weight]).toEqual([14, 15])
  })
})

describe('metrics that still learn', () => {
  const off = { value: 240, expected: 300 }

  it('are off as the finest of their roll-ups is', () => {
    const { table, leaves, rollUps } = learners()
    const { untold, judgedShare } = partsOf(table, leaves, ['us', null], off, MEASURE, { rollUps, silences: 'judged' })
    expect(untold).toEqual([
      { series: 0, deviation: expect.closeTo(0), rank: 80, usual: 80 },
      { series: SHARDS, deviation: 20, rank: 80, usual: 100 },
      { series: 2 * SHARDS, deviation: 20, rank: 80, usual: 100 },
    ])
    expect(judgedShare).toBe(0)
  })

  it('share what is missing alike where the finest of their roll-ups has nothing', () => {
    const { table, leaves, rollUps } = learners()
    leaves[0]!.values.fill(0, 0, 3)
    rollUps[1]!.values[table.rollUps[1]!.findIndex(([country]) => country === 'us')] = 0
    const { untold } = partsOf(table, leaves, ['us', null], { value: 0, expected: 300 }, MEASURE, {
      rollUps,
      silences: 'judged',
    })
    expect(untold).toEqual([
      { series: 0, deviation: expect.closeTo(0), rank: 0, usual: 0 },
      { series: SHARDS, deviation: 150, rank: 150, usual: 150 },
      { series: 2 * SHARDS, deviation: 150, rank: 150, usual: 150 },
    ])
  })

  it('would have as much as others where some have nothing, and the others no more than usual', () => {
    // The first one is as its product says, and 300 are expected of all three.
    expect(usualOf(Float64Array.of(80, 0, 130), 300)).toEqual([80, 110, 110])
    expect(usualOf(Float64Array.of(80, 0, 134), 300)).toEqual([80, 0, expect.closeTo((134 * 300) / 214)])
    expect(usualOf(Float64Array.of(80, 0, 0), 300)).toEqual([80, 110, 110])
    // Above what is expected, which is less than of the product.
    expect(usualOf(Float64Array.of(80, 0, 160), 120)).toEqual([40, 0, 80])
  })

  it.each([
    { silence: 1, score: Number.NaN, silences: 'judged', told: false },
    { silence: 2, score: Number.NaN, silences: 'judged', told: false },
    { silence: 3, score: Number.NaN, silences: 'judged', told: true },
    { silence: 3, score: 2, silences: 'judged', told: false },
    // How rare it is nobody knows.
    { silence: 3, score: Number.NaN, silences: 'known', told: false },
    { silence: Number.NaN, score: Number.NaN, silences: 'known', told: true },
    { silence: Number.NaN, score: Number.NaN, silences: 'unknown', told: false },
  ] as const)('are told from a metric silent for $silence intervals, score $score, $silences: $told', (given) => {
    const { table, leaves, rollUps } = learners()
    const [{ values, scores }] = leaves as [LeafStep]
    values[2] = Number.NaN
    scores.silence[2] = given.silence
    scores.score[2] = given.score
    const { untold } = partsOf(table, leaves, ['us', null], off, MEASURE, { ...given, rollUps })
    expect(untold).toHaveLength(given.told ? 2 : 0)
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
      untold: [],
      judgedShare: 1,
      net: 2,
      weight: 4,
    })
  })
})

describe('a metric whose value is missing', () => {
  it('is no part of anything: it is a finding of its own', () => {
    const { table, leaves } = market([-5, Number.NaN, 0, 0], [3, 5, 0, 0])
    expect(partsOf(table, leaves, ['us', null], BELOW, MEASURE, NONE).parts.map(({ series }) => series)).toEqual([0])
    expect(mildParts(leaves, -1, MEASURE)).toMatchObject({ parts: [{ series: 0 }], weight: 3 })
  })
})

/** What three metrics of a country that still learn would have, were it as expected. */
function usualOf(values: Float64Array, expected: number): readonly number[] {
  const { table, leaves, rollUps } = learners()
  leaves[0]!.values.set(values)
  const verdict = { value: values.reduce((sum, value) => sum + value, 0), expected }
  const us = table.rollUps[1]!.findIndex(([country]) => country === 'us')
  rollUps[1]!.values[us] = verdict.value
  rollUps[1]!.scores.expected[us] = expected
  const { untold } = partsOf(table, leaves, ['us', null], verdict, MEASURE, { rollUps, silences: 'judged' })
  return untold.map(({ usual }) => usual)
}

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

/** Metrics that still learn: their country has lost a fifth, the platform that the first belongs to has not. */
function learners() {
  const { table, leaves } = market([-20, -20, -20, 0], [Number.NaN, Number.NaN, Number.NaN, 0])
  leaves[0]!.scores.age.fill(40)
  leaves[0]!.scores.silence.fill(Number.NaN)
  const singles = table.rollUps[1]!.map(([country]) => (country === 'us' ? [240, 300] : [180, 180]))
  const rollUps = [[[340, 400]], singles, []].map((verdicts) => {
    const scores = createScores(verdicts.length)
    scores.score.fill(2)
    verdicts.forEach(([, expected], k) => (scores.expected[k] = expected!))
    return { values: Float64Array.from(verdicts, ([value]) => value!), scores }
  })
  return { table, leaves, rollUps }
}
