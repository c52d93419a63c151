import { describe, expect, it } from 'vitest'
import { explainGroup, explainMeasure, type ScoredLeaves } from '../../../engine/anomalies/group-slices.ts'
import { randomNumbers } from '../detection/simulate.ts'

const COUNTRIES = ['at', 'br', 'de', 'fr', 'jp', 'uk', 'us', 'za']
const PLATFORMS = ['android', 'ios', 'kiosk', 'tv', 'web']
const NAMES = COUNTRIES.flatMap((country) => PLATFORMS.map((platform) => [country, platform]))
const DIMENSIONS = ['country', 'platform']

/** 40 leaves around 100 with noise of 3; those of which `change` says so are off. */
function scored(change: (country: string, platform: string) => number): ScoredLeaves {
  const { normal } = randomNumbers(5)
  const expected = Float64Array.from(NAMES, (_, k) => 80 + k)
  const value = Float64Array.from(
    NAMES,
    ([country, platform], k) => expected[k] * (1 + change(country, platform)) + 3 * normal(),
  )
  return {
    series: Int32Array.from(NAMES.keys()),
    value,
    expected,
    deviation: value.map((one, k) => (one - expected[k]) / 3),
    score: value.map((one, k) => scoreOf((one - expected[k]) / 3)),
  }
}

/** About -log10 of how rarely a normal number is so far off; that of an hour's silence. */
function scoreOf(sigmas: number): number {
  return Number.isNaN(sigmas) ? 2.5 : (sigmas * sigmas) / 2 / Math.LN10
}

/** Counts of about so many, of which a country's do not come. */
function silent(mean: number): ScoredLeaves {
  const numbers = randomNumbers(8)
  const expected = new Float64Array(NAMES.length).fill(mean)
  const value = Float64Array.from(NAMES, ([country]) => (country === 'de' ? 0 : numbers.poisson(mean)))
  const deviation = value.map((one, k) => (NAMES[k][0] === 'de' ? Number.NaN : (one - mean) / Math.sqrt(mean)))
  return { series: Int32Array.from(NAMES.keys()), value, expected, deviation, score: deviation.map(scoreOf) }
}

const explained = (leaves: ScoredLeaves, members: readonly number[]) =>
  explainGroup(
    explainMeasure(leaves, DIMENSIONS, (series) => NAMES[series]),
    leaves,
    new Set(members),
  )

const membersOf = (is: (country: string, platform: string) => boolean): number[] =>
  [...NAMES.keys()].filter((series) => is(NAMES[series][0], NAMES[series][1]))

describe('explainGroup', () => {
  it('names the slice that fell, and gives its value all of the dimension', () => {
    const leaves = scored((country) => (country === 'de' ? -0.4 : 0))
    const explanation = explained(
      leaves,
      membersOf((country) => country === 'de'),
    )!
    expect(explanation.slices).toHaveLength(1)
    expect(explanation.slices[0]).toMatchObject({ values: ['de', null], metrics: 5 })
    expect(explanation.slices[0].change).toBeCloseTo(-0.4, 1)
    expect(explanation.slices[0].share).toBeCloseTo(1, 1)
    const [country, platform] = explanation.contributions
    expect(country.values).toEqual([{ value: 'de', percent: 100 }])
    expect(platform.values.reduce((sum, { percent }) => sum + percent, 0)).toBe(100)
  })

  it.each([-0.4, 0.5, 2, 9])('tells a change of %d of what was expected as it is', (change) => {
    const leaves = scored((country) => (country === 'de' ? change : 0))
    const members = membersOf((country) => country === 'de')
    const told = explained(leaves, members)!.slices[0].change
    expect(Math.abs(told - change)).toBeLessThan(0.05 * Math.max(1, Math.abs(change)))
  })

  it('tells what is dead and what has its work apart, though their sum is as expected', () => {
    // Two platforms of a country are dead, the other three have half as much again and more.
    const changes: Readonly<Record<string, number>> = { android: -1, ios: -1, kiosk: 0.65, tv: 0.65, web: 0.65 }
    const leaves = scored((country, platform) => (country === 'de' ? changes[platform] : 0))
    const { slices, contributions } = explained(
      leaves,
      membersOf((country) => country === 'de'),
    )!
    expect(slices.map(({ values: [country] }) => country)).toEqual(slices.map(() => 'de'))
    const up = slices.filter(({ change }) => change > 0)
    expect(up).toMatchObject([{ metrics: 3, change: expect.closeTo(0.65, 1) as number }])
    for (const slice of slices) if (slice !== up[0]) expect(slice.change).toBeCloseTo(-1, 1)
    expect(slices.reduce((sum, { metrics }) => sum + metrics, 0)).toBe(5)
    expect(contributions[0].values).toEqual([{ value: 'de', percent: 100 }])
    expect(contributions[1].valueCount).toBe(5)
  })

  it('names each metric that is certain for itself, where too few of all say what noise is', () => {
    // Two of a country's five platforms are five and six of their errors off: less than one of forty shows to be no chance.
    const off = new Map([
      ['tv', 5],
      ['web', 6],
    ])
    const leaves = scored((country, platform) => (country === 'jp' ? 0.03 * (off.get(platform) ?? 0) : 0))
    const members = membersOf((country) => country === 'jp')
    const { slices, contributions } = explained(leaves, members)!
    expect(slices.map(({ values, metrics }) => [...values, metrics]).toSorted()).toEqual([
      ['jp', 'tv', 1],
      ['jp', 'web', 1],
    ])
    expect(contributions[1].values.map(({ value }) => value).toSorted()).toEqual(['tv', 'web'])
    // Those of another group are left to that.
    expect(
      explained(
        leaves,
        membersOf((country) => country === 'us'),
      ),
    ).toBeUndefined()
  })

  it('leaves a slice of another group to that group', () => {
    const leaves = scored((country, platform) =>
      country === 'de' ? -0.4 : platform === 'tv' && country === 'jp' ? 0.9 : 0,
    )
    const one = explained(
      leaves,
      membersOf((country) => country === 'de'),
    )!
    const other = explained(
      leaves,
      membersOf((country, platform) => country === 'jp' && platform === 'tv'),
    )!
    expect(one.slices.map(({ values }) => values)).toEqual([['de', null]])
    expect(other.slices.map(({ values }) => values)).toEqual([['jp', 'tv']])
    expect(other.contributions.map(({ values }) => values)).toEqual([
      [{ value: 'jp', percent: 100 }],
      [{ value: 'tv', percent: 100 }],
    ])
  })

  it('tells a group nothing of what all metrics do a little', () => {
    const leaves = scored((country) => (country === 'de' ? -0.8 : -0.05))
    const everything = explained(leaves, [...NAMES.keys()])!
    expect(everything.slices.map(({ values }) => values)).toEqual([
      ['de', null],
      [null, null],
    ])
    const { slices, contributions } = explained(
      leaves,
      membersOf((country) => country === 'de'),
    )!
    expect(slices.map(({ values }) => values)).toEqual([['de', null]])
    expect(contributions[0].values).toEqual([{ value: 'de', percent: 100 }])
  })

  it('gives a group no slice that hardly explains it', () => {
    const leaves = scored((country) => (country === 'de' ? -0.8 : country === 'jp' ? -0.2 : 0))
    // One metric of 5 in jp, by a fifth: a twentieth of what five metrics of de lose.
    const members = membersOf((country, platform) => country === 'de' || (country === 'jp' && platform === 'web'))
    const everything = explained(leaves, [...NAMES.keys()])!
    expect(everything.slices.map(({ values }) => values.join())).toEqual(['de,', 'jp,'])
    expect(explained(leaves, members)!.slices.map(({ values }) => values.join())).toEqual(['de,'])
    expect(explained(leaves, members.slice(-1))!.slices.map(({ values }) => values.join())).toEqual(['jp,'])
  })

  it('gives a group no slice that is there for other metrics', () => {
    const leaves = scored(() => -0.2)
    expect(explained(leaves, [...NAMES.keys()])!.slices.map(({ values }) => values)).toEqual([[null, null]])
    expect(explained(leaves, [3, 17])).toBeUndefined()
  })

  it('gives slices shares of what they all explain', () => {
    const leaves = scored((country, platform) => (country === 'de' ? -0.4 : platform === 'tv' ? 0.9 : 0))
    const { slices } = explained(
      leaves,
      membersOf((country, platform) => country === 'de' || platform === 'tv'),
    )!
    expect(slices.map(({ values }) => values.join())).toEqual([',tv', 'de,'])
    // Seven leaves of about 100 by 0.9, and four or five by 0.4.
    expect(slices[0].share).toBeCloseTo(0.79, 1)
    expect(slices[0].share + slices[1].share).toBeCloseTo(1, 12)
  })

  it.each([0.7, 1, 30])('names the slice that is silent where %d is usual', (mean) => {
    const members = membersOf((country) => country === 'de')
    expect(explained(silent(mean), members)!.slices).toMatchObject([
      { values: ['de', null], metrics: 5, missing: 5, change: -1 },
    ])
  })

  it('explains nothing where nothing deviates in common', () => {
    expect(
      explained(
        scored(() => 0),
        [3, 17],
      ),
    ).toBeUndefined()
  })
})
