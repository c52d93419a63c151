import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  appendResiduals,
  createResidualHistory,
  explainByCauses,
  type CausalLink,
  type ResidualHistory,
} from '../../../../engine/anomalies/causes/index.ts'

const [SALES, VISITS, PRICE, ORDERS] = [0, 1, 2, 3]

/** A history that begins at interval 0; NaN = missing. */
function historyOf(...series: readonly (readonly number[])[]): ResidualHistory {
  const history = createResidualHistory(series.length, 100)
  series[0].forEach((_, t) =>
    appendResiduals(
      history,
      t,
      series.map((values) => values[t]),
    ),
  )
  return history
}

/** `to` answers `from` by `response[k]` after k + 1 intervals. */
function mayCause(from: number, to: number, response: readonly number[]): CausalLink {
  const lagIntervals = response.findIndex((gain) => gain !== 0) + 1
  return { kind: 'may-cause', from, to, lagIntervals, strength: 0.5, pValue: 1e-9, response }
}

const AT_3 = { from: 3, to: 3 }

describe('explainByCauses', () => {
  it.each([
    // 0.5 * 8 of 10
    { what: 'half of what a cause did', visits: [0, 8, 0, 0], sales: [0, 0, 0, 10], percent: 40 },
    { what: 'a fall after a fall', visits: [0, -8, 0, 0], sales: [0, 0, 0, -10], percent: 40 },
    { what: 'more than happened: all of it', visits: [0, 30, 0, 0], sales: [0, 0, 0, 10], percent: 100 },
    { what: 'a pull the other way: nothing', visits: [0, -8, 0, 0], sales: [0, 0, 0, 10], percent: 0 },
    { what: 'a move that came too early: nothing', visits: [8, 0, 0, 0], sales: [0, 0, 0, 10], percent: 0 },
    { what: 'a cause that is missing: nothing', visits: [0, NaN, 0, 0], sales: [0, 0, 0, 10], percent: 0 },
    { what: 'no residual: nothing', visits: [0, 8, 0, 0], sales: [0, 0, 0, 0], percent: 0 },
    { what: 'a missing residual: nothing', visits: [0, 8, 0, 0], sales: [0, 0, 0, NaN], percent: 0 },
    { what: 'what is doubtful, rounded down', visits: [0, 3, 0, 0], sales: [0, 0, 0, 9], percent: 16 },
  ])('counts $what', ({ visits, sales, percent }) => {
    const links = [mayCause(VISITS, SALES, [0, 0.5])]
    const { causes, unknownPercent } = explainByCauses(links, historyOf(sales, visits), AT_3, SALES)
    expect(causes.map(({ contributionPercent }) => contributionPercent)).toEqual(percent === 0 ? [] : [percent])
    expect(unknownPercent).toBe(100 - percent)
  })

  it('adds up the lags of a response and the intervals of an event', () => {
    const history = historyOf([0, 0, 4, 6, 0], [2, 5, 3, 0, 0])
    // Interval 2: 0.4 * 5 + 0.2 * 2 = 2.4; interval 3: 0.4 * 3 + 0.2 * 5 = 2.2; together 4.6 of 4 + 6.
    const { causes } = explainByCauses([mayCause(VISITS, SALES, [0.4, 0.2])], history, { from: 2, to: 3 }, SALES)
    expect(causes).toEqual([{ measure: VISITS, contributionPercent: 46, lagIntervals: 1, anomalous: true }])
  })

  it('passes over what is missing of either, and counts the rest', () => {
    const event = { from: 2, to: 3 }
    const link = mayCause(VISITS, SALES, [0.4, 0.2])
    const percentOf = (sales: readonly number[], visits: readonly number[]) =>
      explainByCauses([link], historyOf(sales, visits), event, SALES).causes.map(
        ({ contributionPercent }) => contributionPercent,
      )
    // Interval 3 alone: 0.4 * 3 + 0.2 * 5 = 2.2 of 6.
    expect(percentOf([0, 0, NaN, 6], [2, 5, 3, 0])).toEqual([36])
    // Without visits in interval 1: 0.2 * 2 + 0.4 * 3 = 1.6 of 4 + 6.
    expect(percentOf([0, 0, 4, 6], [2, NaN, 3, 0])).toEqual([16])
  })

  it('takes no hair off a whole number', () => {
    // 0.29 * 100 is less than 29 in floating point.
    const { causes } = explainByCauses(
      [mayCause(VISITS, SALES, [0.29])],
      historyOf([0, 0, 0, 10], [0, 0, 10, 0]),
      AT_3,
      SALES,
    )
    expect(causes).toMatchObject([{ contributionPercent: 29 }])
  })

  it('gives the share of what pulled the other way to nobody', () => {
    const history = historyOf([0, 0, 0, 10], [0, 0, 20, 0], [0, 0, 10, 0], [0, 0, -20, 0])
    // 10, 5 and -10 of 10: 100 and 50 of 150 percent.
    const links = [VISITS, PRICE, ORDERS].map((measure) => mayCause(measure, SALES, [0.5]))
    const { causes, unknownPercent } = explainByCauses(links, history, AT_3, SALES)
    expect(causes.map(({ measure, contributionPercent }) => [measure, contributionPercent])).toEqual([
      [VISITS, 66],
      [PRICE, 33],
    ])
    expect(unknownPercent).toBe(1)
  })

  it('lists causes by their share and scales them to 100 where they explain more than happened', () => {
    const history = historyOf([0, 0, 0, 10], [0, 0, 20, 0], [0, 0, 60, 0])
    const links = [mayCause(VISITS, SALES, [0.5]), mayCause(PRICE, SALES, [0.5])]
    // 10 and 30 (capped at the 10 that there are each): one half each.
    expect(explainByCauses(links, history, AT_3, SALES)).toMatchObject({
      causes: [
        { measure: VISITS, contributionPercent: 50 },
        { measure: PRICE, contributionPercent: 50 },
      ],
      unknownPercent: 0,
    })
    const weaker = [mayCause(VISITS, SALES, [0.1]), mayCause(PRICE, SALES, [0.1])]
    expect(explainByCauses(weaker, history, AT_3, SALES).causes).toMatchObject([
      { measure: PRICE, contributionPercent: 50 },
      { measure: VISITS, contributionPercent: 20 },
    ])
  })

  it('tells causes with an anomaly from those without', () => {
    const history = historyOf([0, 0, 0, 4], [0, 0, 3.5, 0], [0, 0, 2.5, 9])
    const links = [mayCause(VISITS, SALES, [0.2]), mayCause(PRICE, SALES, [0.2])]
    expect(explainByCauses(links, history, AT_3, SALES).causes).toMatchObject([
      { measure: VISITS, anomalous: true },
      { measure: PRICE, anomalous: false },
    ])
    const fallen = historyOf([0, 0, 0, -4], [0, 0, -3.5, 0])
    expect(explainByCauses(links.slice(0, 1), fallen, AT_3, SALES).causes).toMatchObject([
      { measure: VISITS, anomalous: true },
    ])
  })

  it('lists every effect, with what the event explains of it', () => {
    // Orders: 0.5 * 6 of 4 at interval 5; price has not been seen yet at interval 6.
    const history = historyOf([0, 0, 0, 6, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 4])
    const links = [mayCause(SALES, ORDERS, [0, 0.5]), mayCause(SALES, PRICE, [0, 0, 0.5])]
    expect(explainByCauses(links, history, AT_3, SALES)).toEqual({
      causes: [],
      effects: [
        { measure: ORDERS, contributionPercent: 75, lagIntervals: 2, anomalous: true },
        { measure: PRICE, contributionPercent: 0, lagIntervals: 3, anomalous: false },
      ],
      movesTogether: [],
      unknownPercent: 100,
    })
  })

  it('lists effects by what the event explains of them, those that went the other way with nothing', () => {
    const history = historyOf([0, 0, 0, 8, 0], [0, 0, 0, 0, -9], [0, 0, 0, 0, 16], [0, 0, 0, 0, 8])
    const links = [VISITS, PRICE, ORDERS].map((measure) => mayCause(SALES, measure, [0.5]))
    const { effects } = explainByCauses(links, history, AT_3, SALES)
    expect(effects.map(({ measure, contributionPercent }) => [measure, contributionPercent])).toEqual([
      [ORDERS, 50],
      [PRICE, 25],
      [VISITS, 0],
    ])
  })

  it('leaves what came after the event out of what the event did', () => {
    // Visits follow most after two intervals: 0.5 * 2 of 4. What sales did in between is no part of the event.
    const link = { ...mayCause(SALES, VISITS, [0.5, 0.5]), lagIntervals: 2 }
    const { effects } = explainByCauses([link], historyOf([0, 0, 0, 2, 9, 0], [0, 0, 0, 0, 0, 4]), AT_3, SALES)
    expect(effects).toMatchObject([{ measure: VISITS, contributionPercent: 25 }])
  })

  it('leaves what came before the event out of what the event did', () => {
    const history = historyOf([0, 9, 9, 2, 0], [0, 0, 0, 0, 4])
    const { effects } = explainByCauses([mayCause(SALES, VISITS, [0.5, 0.5])], history, AT_3, SALES)
    expect(effects).toMatchObject([{ measure: VISITS, contributionPercent: 25 }])
  })

  it.each([
    { what: 'is none that lies where it is expected, though it should have moved', orders: 0.3, named: [] },
    { what: 'is none that does what chance does once in twenty times', orders: 1.9, named: [] },
    { what: 'is one that does more, with its share', orders: 2, named: [100] },
    { what: 'is one that has not had its time yet, without a share', orders: NaN, named: [0] },
  ])('among effects $what', ({ orders, named }) => {
    const history = historyOf([0, 0, 0, 30, 0], [0, 0, 0, 0, orders])
    const { effects } = explainByCauses([mayCause(SALES, VISITS, [0.5])], history, AT_3, SALES)
    expect(effects.map(({ contributionPercent }) => contributionPercent)).toEqual(named)
  })

  it('names an effect until the first interval in which it should have moved', () => {
    const link = mayCause(SALES, VISITS, [0, 0.5])
    const [sales, visits] = [
      [0, 0, 0, 30, 30, 30],
      [0, 0, 0, 0, 0, 0.3],
    ]
    const effectsBy = (to: number) =>
      explainByCauses([link], historyOf(sales.slice(0, to + 1), visits.slice(0, to + 1)), { from: 3, to }, SALES)
        .effects
    expect([3, 4, 5].map((to) => effectsBy(to).length)).toEqual([1, 1, 0])
  })

  it('gives what moves together no share and no side', () => {
    const history = historyOf([0, 0, 0, 6], [0, 0, 0, 5], [0, 4, 0, 0])
    const links: CausalLink[] = [
      { ...mayCause(SALES, VISITS, []), kind: 'moves-together', lagIntervals: 0 },
      { ...mayCause(PRICE, SALES, [0, 0.5]), kind: 'moves-together', lagIntervals: 2 },
      { ...mayCause(VISITS, PRICE, []), kind: 'moves-together', lagIntervals: 0 },
    ]
    expect(explainByCauses(links, history, AT_3, SALES)).toEqual({
      causes: [],
      effects: [],
      movesTogether: [
        { measure: VISITS, lagIntervals: 0, anomalous: true },
        { measure: PRICE, lagIntervals: 2, anomalous: true },
      ],
      unknownPercent: 100,
    })
  })

  it('gives whole shares from 0 to 100 that add up to 100 with what is unknown', () => {
    const z = fc.oneof(fc.constant(Number.NaN), fc.double({ min: -50, max: 50, noNaN: true }))
    const series = fc.array(z, { minLength: 12, maxLength: 12 })
    const gains = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.tuple(series, series, series, series),
        fc.tuple(gains, gains, gains),
        fc.nat({ max: 11 }),
        fc.nat({ max: 3 }),
        (all, responses, from, length) => {
          const links = responses.map((response, k) => mayCause(k + 1, SALES, response))
          const { causes, unknownPercent } = explainByCauses(
            links,
            historyOf(...all),
            { from, to: from + length },
            SALES,
          )
          const shares = [...causes.map(({ contributionPercent }) => contributionPercent), unknownPercent]
          expect(shares.every((share) => Number.isInteger(share) && share >= 0 && share <= 100)).toBe(true)
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100)
          expect(causes.every(({ contributionPercent }) => contributionPercent > 0)).toBe(true)
        },
      ),
    )
  })
})
