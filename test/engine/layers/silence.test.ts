import { describe, expect, it } from 'vitest'
import { SHARDS, createScores } from '../../../engine/detection/index.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'
import { silentSlices, type JudgedLeaves } from '../../../engine/layers/silence.ts'

const SERIES = ['us', 'de', 'fr', 'uk', 'jp'].flatMap((country) =>
  ['card', 'wire', 'wallet', 'cash'].flatMap((payment) => ['web', 'ios', 'app'].map((os) => [country, payment, os])),
)

describe('silentSlices', () => {
  it('names the slice that is silent as a whole, with its metrics', () => {
    const [slice, ...others] = slicesOf(([country]) => (country === 'fr' ? 1.75 : undefined))
    expect(others).toEqual([])
    expect(slice).toMatchObject({ values: ['fr', null, null], scored: 12, score: 8 })
    expect(slice!.silent.map((series) => SERIES[series]![0])).toEqual(Array.from({ length: 12 }, () => 'fr'))
  })

  it('takes so many of a slice for as rare as they are together, less the ways to choose them', () => {
    const [slice] = slicesOf(([country, , os]) => (country === 'fr' && os === 'web' ? 1.5 : undefined))
    // All four of a pair of values; of the twelve of the country there would be 495 fours.
    expect(slice).toMatchObject({ values: ['fr', null, 'web'], scored: 4 })
    expect(slice!.score).toBeCloseTo(6, 12)
    const [two] = slicesOf(([country, payment, os]) =>
      country === 'fr' && os === 'web' && payment < 'wall' ? 2 : undefined,
    )
    expect(two!.score).toBeCloseTo(4 - Math.log10(6), 12)
  })

  it('takes metrics that have nothing in common for chance', () => {
    // Three of sixty; of what they have in common there are sixty, too.
    const [slice] = slicesOf((_, k) => ([0, 16, 32].includes(k) ? 1.75 : undefined))
    expect(slice!.score).toBeLessThan(1)
  })

  it('lets none speak for others by how long it is silent', () => {
    const [slice] = slicesOf(([country, payment]) =>
      country === 'fr' && payment === 'cash' ? 0.5 : country === 'fr' && payment === 'wire' ? 9 : undefined,
    )
    expect(slice!.values).toEqual(['fr', 'wire', null])
    expect(slice!.score).toBeCloseTo(7.5, 12)
  })

  it('takes what is less rare for no evidence of what is rarer', () => {
    // Of the three of a pair of values, all have at least a score of 1, two of 2 and one of 2.5.
    const own: Readonly<Record<string, number>> = { web: 2.5, ios: 1, app: 2 }
    const [slice] = slicesOf(([country, payment, os]) =>
      country === 'fr' && payment === 'wire' ? own[os!] : undefined,
    )
    expect(slice!.values).toEqual(['fr', 'wire', null])
    expect(slice!.score).toBeCloseTo(4 - Math.log10(3), 12)
  })

  it('names slices that are silent apart from each other, and none for one metric', () => {
    const slices = slicesOf(([country]) => (country === 'fr' || country === 'jp' ? 1.2 : undefined))
    expect(slices.flatMap(({ silent }) => silent)).toHaveLength(24)
    expect(slicesOf((_, k) => (k === 7 ? 2.5 : undefined))).toEqual([])
    expect(slicesOf(() => undefined)).toEqual([])
  })
})

/** @param silence - score of a metric that is silent; undefined = it has a value */
function slicesOf(silence: (series: readonly string[], k: number) => number | undefined) {
  const table = new RollUpTable(3)
  SERIES.forEach((series, number) => table.add(number, series))
  table.settle()
  const leaves = Array.from({ length: SHARDS }, (_, shard): JudgedLeaves => {
    const numbers = [...SERIES.keys()].filter((number) => number % SHARDS === shard)
    const scores = createScores(numbers.length)
    const own = numbers.map((number) => silence(SERIES[number]!, number))
    own.forEach((score, k) => (scores.score[k] = score ?? 0.2))
    return { shard, values: Float64Array.from(own, (score) => (score === undefined ? 10 : Number.NaN)), scores }
  })
  return silentSlices(table, leaves, { index: 0, count: 1 })
}
