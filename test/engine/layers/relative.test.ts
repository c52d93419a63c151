import { describe, expect, it } from 'vitest'
import { createScores } from '../../../engine/detection/index.ts'
import { judgeValues, relativesOf } from '../../../engine/layers/relative.ts'

const COUNTRIES = ['at', 'de', 'fr', 'us'].map((country) => [country, null])
const EXPECTED = [100, 200, 400, 800]

describe('relativesOf', () => {
  it('says nothing but 0 of countries that all fall by half', () => {
    const { shared, deviations } = relatives([50, 100, 200, 400])
    expect(shared).toEqual([50, 100, 200, 400])
    expect(deviations).toEqual([0, 0, 0, 0])
  })

  it.each([
    { what: 'on a normal day', factor: 1 },
    { what: 'on a day of half the sales', factor: 0.5 },
    { what: 'on a day of twice the sales', factor: 2 },
  ])('finds one that loses 95 % as far off $what as on any', ({ factor }) => {
    const { shared, deviations } = relatives(EXPECTED.map((usual, k) => factor * usual * (k === 1 ? 0.05 : 1)))
    expect(shared[1]).toBe(factor * 200)
    expect(deviations[1]).toBeCloseTo(Math.log(0.1 / 1.05), 12)
    expect(deviations[0]).toBe(0)
  })

  it('keeps one that loses all finite', () => {
    expect(relatives([100, 0, 400, 800]).deviations[1]).toBeCloseTo(-Math.log(21), 12)
  })

  it('does not ask values that are less than a twentieth of the greatest what all do', () => {
    // As many as the others: with them the median would lie between.
    const small = [
      ['ww', null],
      ['xx', null],
      ['yy', null],
      ['zz', null],
    ]
    const { shared } = relatives([...EXPECTED, 9, 9, 9, 9], [...EXPECTED, 3, 3, 3, 3], [...COUNTRIES, ...small])
    expect(shared).toEqual([...EXPECTED, 3, 3, 3, 3])
  })

  it.each([
    { what: 'a dimension has three values', values: [100, 200, 400], expected: [100, 200, 400] },
    { what: 'one of four still learns', values: EXPECTED, expected: [100, 200, 400, Number.NaN] },
    { what: 'one of four has no value', values: [100, 200, 400, Number.NaN], expected: EXPECTED },
    { what: 'one of four is below 0', values: [100, 200, 400, -1], expected: EXPECTED },
    { what: 'most of them are 0', values: [0, 0, 0, 800], expected: EXPECTED },
  ])('says nothing where $what', ({ values, expected }) => {
    const none = values.map(() => Number.NaN)
    expect(relatives(values, expected)).toEqual({ shared: none, deviations: none })
  })

  it('says nothing of averages, and compares no value with those of another dimension or measure', () => {
    const others = ['a', 'b', 'c', 'd'].map((product) => [null, product])
    const ofBoth = [...EXPECTED, ...EXPECTED].flatMap((usual, k) => [k < 4 ? usual : 3 * usual, usual, 2 * usual])
    const expected = [...EXPECTED, ...EXPECTED].flatMap((usual) => [usual, usual, usual])
    const { shared } = relativesOf([...COUNTRIES, ...others], Float64Array.from(ofBoth), Float64Array.from(expected), [
      false,
      true,
      false,
    ])
    expect([...shared].map((one, k) => one / expected[k]!)).toEqual([
      ...COUNTRIES.flatMap(() => [1, Number.NaN, 2]),
      ...others.flatMap(() => [3, Number.NaN, 2]),
    ])
  })
})

describe('judgeValues', () => {
  it('says what a value would be if it did what its siblings do, and between which bounds', () => {
    const { scores } = judged([50, 5, 200, 400], {
      expected: 0,
      lower: Math.log(0.85 / 1.05),
      upper: Math.log(1.25 / 1.05),
    })
    expect(scores.expected[1]).toBeCloseTo(100, 9)
    expect(scores.lower[1]).toBeCloseTo(80, 9)
    expect(scores.upper[1]).toBeCloseTo(120, 9)
    expect([scores.score[1], scores.severity[1]]).toEqual([4, 75])
  })

  it('has no bound below 0', () => {
    expect(judged([50, 5, 200, 400], { expected: 0, lower: -9, upper: 0 }).scores.lower[1]).toBe(0)
  })

  it.each([
    { what: 'stays as expected while the others double', values: [200, 200, 800, 1600] },
    { what: 'stays as expected while the others fall by half', values: [50, 200, 200, 400] },
    { what: 'rises a little while the others fall by half', values: [50, 210, 200, 400] },
  ])('blames no value that $what', ({ values }) => {
    const { scores } = judged(values, { expected: 0, lower: -0.1, upper: 0.1 })
    expect([scores.score[1], scores.severity[1]]).toEqual([0, 0])
  })
})

function relatives(values: readonly number[], expected: readonly number[] = EXPECTED, rollUps = COUNTRIES) {
  const { shared, deviations } = relativesOf(
    rollUps.slice(0, values.length),
    Float64Array.from(values),
    Float64Array.from(expected),
    [false],
  )
  return { shared: [...shared], deviations: [...deviations] }
}

/** The second value has the score 4. */
function judged(values: readonly number[], ofDeviation: Readonly<Record<'expected' | 'lower' | 'upper', number>>) {
  const [ofValues, expected] = [Float64Array.from(values), Float64Array.from(EXPECTED)]
  const scores = createScores(values.length)
  for (const name of ['expected', 'lower', 'upper'] as const) scores[name][1] = ofDeviation[name]
  scores.score[1] = 4
  scores.severity[1] = 75
  judgeValues(scores, ofValues, relativesOf(COUNTRIES, ofValues, expected, [false]), expected)
  return { scores }
}
