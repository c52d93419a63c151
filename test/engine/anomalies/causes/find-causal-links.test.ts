import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../../bench/causes/random.ts'
import {
  appendResiduals,
  createResidualHistory,
  findCausalLinks,
  type ResidualHistory,
} from '../../../../engine/anomalies/causes/index.ts'

const HOURLY = { interval: 'PT1H' } as const

function historyOf(series: readonly ArrayLike<number>[]): ResidualHistory {
  const history = createResidualHistory(series.length)
  for (let t = 0; t < series[0].length; t++) {
    appendResiduals(
      history,
      t,
      series.map((values) => values[t]),
    )
  }
  return history
}

/** Independent normal numbers. */
function noise(seed: number, series: number, length = 2000): Float64Array[] {
  const { normal } = randomNumbers(seed)
  return Array.from({ length: series }, () => Float64Array.from({ length }, normal))
}

/** What `to` has of its own, and so much of `from` so many intervals before. */
function following(from: Float64Array, own: Float64Array, lag: number, weight: number): Float64Array {
  return own.map((value, t) => value + (t >= lag ? weight * from[t - lag] : 0))
}

/** Three measures: 0 moves 1 after 3 intervals, 1 moves 2 after 2, the other way up. */
function chain(seed = 1, length = 2000): Float64Array[] {
  const [a, b, c] = noise(seed, 3, length)
  const second = following(a, b, 3, 0.5)
  return [a, second, following(second, c, 2, -0.4)]
}

const shown = (history: ResidualHistory) =>
  findCausalLinks(history, HOURLY).map(({ kind, from, to, lagIntervals }) => ({ kind, from, to, lagIntervals }))

const CHAIN = [
  { kind: 'may-cause', from: 0, to: 1, lagIntervals: 3 },
  { kind: 'may-cause', from: 1, to: 2, lagIntervals: 2 },
]

describe('findCausalLinks', () => {
  it('finds each step of a chain with its lag, and no shortcut', () => {
    expect(shown(historyOf(chain()))).toEqual(CHAIN)
  })

  it('tells how strong a link is, and how its effect answers', () => {
    const links = Array.from({ length: 10 }, (_, seed) => {
      const [a, b] = noise(seed, 2, 2500)
      // The effect has the standard deviation 1.204 (root of 1 + 0.6^2 + 0.3^2), the history holds it 10 times as large.
      const effect = following(a, following(a, b, 2, 0.6), 4, 0.3).map((value) => 10 * value)
      const [link] = findCausalLinks(historyOf([a, effect]), HOURLY)
      expect(link).toMatchObject({ kind: 'may-cause', from: 0, to: 1, lagIntervals: 2 })
      expect(link.response.filter((gain) => gain !== 0)).toHaveLength(2)
      expect(link.pValue).toBeLessThan(1e-20)
      return link
    })
    const mean = (of: (link: (typeof links)[number]) => number) => links.reduce((sum, link) => sum + of(link) / 10, 0)
    // Within 5 %: a standard error of the mean is 1 to 2 %.
    expect(mean(({ strength }) => strength) / (0.6 / 1.204)).toBeCloseTo(1, 1)
    expect(mean(({ response }) => response[1]) / 6).toBeCloseTo(1, 1)
    expect(mean(({ response }) => response[3]) / 3).toBeCloseTo(1, 1)
  })

  it('finds the lag of an effect that is all but certain', () => {
    const [a, b] = noise(13, 2, 2500)
    const effect = following(a, following(a, b, 2, 2), 5, 8)
    expect(shown(historyOf([a, effect]))).toEqual([{ kind: 'may-cause', from: 0, to: 1, lagIntervals: 5 }])
  })

  it.each([
    { interval: 'PT5M', longest: 12 },
    { interval: 'PT10M', longest: 9 },
    { interval: 'PT1H', longest: 8 },
    { interval: 'P1D', longest: 7 },
  ] as const)('looks back for $longest intervals at $interval', ({ interval, longest }) => {
    const [a, b] = noise(14, 2)
    const lagsOf = (lag: number) =>
      findCausalLinks(historyOf([a, following(a, b, lag, 0.5)]), { interval }).map(({ lagIntervals }) => lagIntervals)
    expect(lagsOf(longest)).toEqual([longest])
    expect(lagsOf(longest + 1)).toEqual([])
  })

  it('needs 200 intervals, and ten for each measure and interval that it looks back for', () => {
    const [a, b, ...others] = noise(15, 5, 200)
    const effect = following(a, b, 2, 0.8)
    const [link] = findCausalLinks(historyOf([a, effect, ...others]), HOURLY)
    expect(link).toMatchObject({ kind: 'may-cause', from: 0, to: 1, lagIntervals: 2 })
    // 200 / (5 * 10)
    expect(link.response).toHaveLength(4)
    const many = noise(16, 20, 200)
    expect(findCausalLinks(historyOf([a, a, ...many.slice(0, 18)]), HOURLY)).not.toEqual([])
    expect(findCausalLinks(historyOf([a, a, ...many]), HOURLY)).toEqual([])
  })

  it('shows a link of 0.15 sigma per sigma, and none of 0.09, however sure', () => {
    const [a, b] = noise(17, 2, 2500)
    expect(shown(historyOf([a, following(a, b, 1, 0.15)]))).toEqual([
      { kind: 'may-cause', from: 0, to: 1, lagIntervals: 1 },
    ])
    expect(shown(historyOf([a, following(a, b, 1, 0.09)]))).toEqual([])
  })

  it('lists what moves together by how sure that is, without a response within the same interval', () => {
    const [a, b, c, d] = noise(18, 4, 2500)
    for (let t = 2; t < a.length; t++) {
      a[t] += 0.2 * b[t - 1]
      b[t] += 0.2 * a[t - 2]
    }
    const links = findCausalLinks(historyOf([a, b, c, following(c, d, 0, 1)]), HOURLY)
    expect(links).toMatchObject([
      { kind: 'moves-together', from: 2, to: 3, lagIntervals: 0, response: [] },
      { kind: 'moves-together' },
    ])
    expect(links[1].lagIntervals).toBeGreaterThan(0)
  })

  it('does not tie effects of one measured cause together', () => {
    const [driver, a, b] = noise(3, 3)
    const links = shown(historyOf([driver, following(driver, a, 1, 0.6), following(driver, b, 4, 0.6)]))
    expect(links.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(['0 1', '0 2'])
  })

  it('does not tie causes of one effect together', () => {
    const [a, b, c] = noise(4, 3)
    const effect = following(a, following(b, c, 0, 0.7), 0, 0.7)
    const links = shown(historyOf([a, b, effect]))
    expect(links.map(({ kind, from, to }) => `${kind} ${from} ${to}`).toSorted()).toEqual([
      'moves-together 0 2',
      'moves-together 1 2',
    ])
  })

  it('gives measures that foretell each other no direction', () => {
    const [a, b] = noise(5, 2, 2500)
    for (let t = 2; t < a.length; t++) {
      a[t] += 0.4 * b[t - 1]
      b[t] += 0.4 * a[t - 2]
    }
    expect(shown(historyOf([a, b])).map(({ kind }) => kind)).toEqual(['moves-together'])
  })

  // The great moves of a heavy-tailed measure that only follows the driver do not reach the other.
  it.each([1, -1])(
    'gives what a hidden driver moves (the other by %i) no direction where own noise is heavy-tailed',
    (sign) => {
      const { normal, uniform } = randomNumbers(6)
      const heavy = () => Float64Array.from({ length: 2500 }, () => (uniform() < 0.1 ? 4 * normal() : 0.5 * normal()))
      const [hidden, a, b] = [Float64Array.from({ length: 2500 }, normal), heavy(), heavy()]
      const links = shown(historyOf([following(hidden, a, 1, 0.8), following(hidden, b, 3, 0.8 * sign)]))
      expect(links).toEqual([{ kind: 'moves-together', from: 0, to: 1, lagIntervals: 2 }])
    },
  )

  it('gives a cause with heavy tails its direction', () => {
    const { normal, uniform } = randomNumbers(7)
    const cause = Float64Array.from({ length: 2500 }, () => (uniform() < 0.1 ? 4 * normal() : 0.5 * normal()))
    const links = shown(historyOf([cause, following(cause, noise(8, 1, 2500)[0], 2, 0.5)]))
    expect(links).toEqual([{ kind: 'may-cause', from: 0, to: 1, lagIntervals: 2 }])
  })

  it('makes no link of a few events, however great', () => {
    const series = noise(9, 3)
    for (const [start, size] of [
      [500, 40],
      [1200, -50],
      [1600, 30],
    ]) {
      series.forEach((values, k) => {
        values[start + 2 * k] += size
      })
    }
    expect(shown(historyOf(series))).toEqual([])
  })

  it('shows nothing that held in one half of the history alone', () => {
    const [a, b] = noise(10, 2)
    const effect = b.map((value, t) => value + (t > 1000 ? 0.8 * a[t - 1] : 0))
    expect(shown(historyOf([a, effect]))).toEqual([])
  })

  it.each([0, 1])('shows nothing that was the other way up in the newer half, after %i intervals', (lag) => {
    const [a, b] = noise(19, 2)
    const effect = b.map((value, t) => value + (t < 1000 ? 0.8 : -0.4) * (t >= lag ? a[t - lag] : 0))
    expect(shown(historyOf([a, effect]))).toEqual([])
  })

  it.each([
    { what: 'fewer than 200 intervals', series: () => chain(1, 199) },
    { what: 'one measure', series: () => [noise(1, 1)[0]] },
    { what: 'no intervals', series: () => [new Float64Array(0), new Float64Array(0)] },
    { what: 'nothing but missing values', series: () => [0, 1, 2].map(() => new Float64Array(500).fill(Number.NaN)) },
    { what: 'nothing but constants', series: () => [0, 1, 2].map((value) => new Float64Array(500).fill(value)) },
  ])('finds nothing in $what', ({ series }) => {
    expect(shown(historyOf(series()))).toEqual([])
  })

  it('leaves a constant measure out', () => {
    const [a, b, c] = chain()
    const links = shown(historyOf([a, new Float64Array(a.length).fill(3), b, c]))
    expect(links.map(({ from, to }) => [from, to])).toEqual([
      [0, 2],
      [2, 3],
    ])
  })

  it('finds the same links when a tenth of the values is missing, and leaves out a measure with more than half missing', () => {
    const { uniform } = randomNumbers(11)
    const gappy = chain().map((values) => values.map((value) => (uniform() < 0.1 ? Number.NaN : value)))
    expect(shown(historyOf(gappy))).toEqual(CHAIN)
    const sparse = chain().map((values, k) => (k === 2 ? values.map((v, t) => (t % 5 < 3 ? Number.NaN : v)) : values))
    expect(shown(historyOf(sparse))).toEqual(CHAIN.slice(0, 1))
  })

  it('is not misled by what a forecast left over of the day or the week in both', () => {
    const series = noise(12, 3, 2500).map((values, k) =>
      values.map((value, t) => value + Math.sin((2 * Math.PI * (t - 3 * k)) / 24) + (t % 168 === 120 + k ? 4 : 0)),
    )
    expect(shown(historyOf(series))).toEqual([])
  })

  it('finds the same whatever the order of the measures', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.nat({ max: 50 }), (order, seed) => {
        const series = chain(seed)
        const ordered = findCausalLinks(historyOf(order.map((measure) => series[measure])), HOURLY)
        const plain = findCausalLinks(historyOf(series), HOURLY)
        const named = ordered.map((link) => ({ ...link, from: order[link.from], to: order[link.to] }))
        expect(named.map(({ from, to, lagIntervals }) => [from, to, lagIntervals])).toEqual(
          plain.map(({ from, to, lagIntervals }) => [from, to, lagIntervals]),
        )
        named.forEach(({ strength }, k) => expect(strength).toBeCloseTo(plain[k].strength, 6))
      }),
      { numRuns: 20 },
    )
  })

  it('finds the same in any unit, with the sign of a measure that is turned over', () => {
    const factor = fc.constantFrom(-4, -1, 0.01, 0.5, 3)
    fc.assert(
      fc.property(factor, factor, factor, (...factors) => {
        const series = chain()
        const scaled = series.map((values, k) => values.map((value) => factors[k] * value))
        const plain = findCausalLinks(historyOf(series), HOURLY)
        const links = findCausalLinks(historyOf(scaled), HOURLY)
        expect(links.map(({ from, to, lagIntervals }) => [from, to, lagIntervals])).toEqual(
          plain.map(({ from, to, lagIntervals }) => [from, to, lagIntervals]),
        )
        links.forEach(({ from, to, strength, response, lagIntervals }, k) => {
          const turned = Math.sign(factors[from] * factors[to])
          expect(strength).toBeCloseTo(turned * plain[k].strength, 4)
          const gain = (plain[k].response[lagIntervals - 1] * factors[to]) / factors[from]
          expect(response[lagIntervals - 1] / gain).toBeCloseTo(1, 4)
        })
      }),
      { numRuns: 20 },
    )
  })

  it('gives finite numbers whatever a history holds', () => {
    const wild = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e300, Number.NaN, 50), fc.integer({ min: -3, max: 3 }))
    fc.assert(
      fc.property(fc.array(wild, { minLength: 5, maxLength: 60 }), fc.nat({ max: 1000 }), (values, seed) => {
        const { uniform } = randomNumbers(seed)
        const series = [0, 1, 2].map(() =>
          Float64Array.from({ length: 300 }, () => values[Math.floor(uniform() * values.length)]),
        )
        // A column twice: as collinear as it gets.
        for (const link of findCausalLinks(historyOf([...series, series[0]]), HOURLY)) {
          expect([link.strength, link.pValue, ...link.response].every(Number.isFinite)).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  it.each([0, 2.5, Number.NaN])('refuses a longest lag of %s', (maxLag) => {
    expect(() => findCausalLinks(historyOf(chain()), { ...HOURLY, maxLag })).toThrow(RangeError)
  })
})
