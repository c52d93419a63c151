import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adjustment,
  adjustmentText,
  type JudgedAnomaly,
  type Judgement,
} from '../../../../engine/anomalies/feedback/index.ts'
import { severityOf } from '../../../../engine/detection/index.ts'
import { INTERVALS } from '../../../../spec/index.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 28, 12)
const MONDAY_NOON = { ofDay: 12, dayOfWeek: 0, dayOfYear: 100 }

const anomaly: JudgedAnomaly = {
  interval: 'PT1H',
  measure: 'revenue',
  series: ['web', 'us'],
  direction: 'down',
  slot: MONDAY_NOON,
  score: 4.24,
}

const wrong: Judgement = {
  about: 'group 1',
  groupId: '1',
  whole: false,
  relevant: false,
  at: NOW,
  by: 'ana',
  measure: 'revenue',
  series: ['web', 'us'],
  direction: 'down',
  slot: MONDAY_NOON,
  severity: 80,
}

const right: Judgement = { ...wrong, relevant: true }

/** Part of what was said of a whole group. */
const whole = (group: string, series: readonly string[], relevant = false): Judgement => ({
  ...wrong,
  about: `${group} ${series.join()}`,
  groupId: group,
  whole: true,
  series,
  relevant,
})

// facts/detection.md 3.2 and 4, Feedback: +0.35 to the score that is needed, -0.15; half-life 30 days; half the weight
// unless side and time of day are the same; -0.6 .. 1.5
describe('adjustment', () => {
  it.each([
    { what: 'an alert called wrong', judgements: [wrong], delta: -0.35 },
    { what: 'an alert called right', judgements: [right], delta: 0.15 },
    { what: 'one of each', judgements: [wrong, { ...right, about: 'group 2' }], delta: -0.2 },
    { what: 'one of 30 days ago', judgements: [{ ...wrong, at: NOW - 30 * DAY }], delta: -0.175 },
    { what: 'one of 60 days ago', judgements: [{ ...right, at: NOW - 60 * DAY }], delta: 0.0375 },
    { what: 'the other side', judgements: [{ ...wrong, direction: 'up' as const }], delta: -0.175 },
    { what: 'ten hours', judgements: [{ ...wrong, slot: { ...MONDAY_NOON, ofDay: 10 } }], delta: -0.35 },
    { what: 'nine hours', judgements: [{ ...wrong, slot: { ...MONDAY_NOON, ofDay: 9 } }], delta: -0.175 },
    { what: 'another weekday', judgements: [{ ...wrong, slot: { ...MONDAY_NOON, dayOfWeek: 3 } }], delta: -0.35 },
    {
      what: 'another side and time',
      judgements: [{ ...right, direction: 'up' as const, slot: { ...MONDAY_NOON, ofDay: 0 } }],
      delta: 0.075,
    },
    { what: 'half of the dimension values', judgements: [{ ...wrong, series: ['app', 'us'] }], delta: -0.175 },
    { what: 'none of the dimension values', judgements: [{ ...wrong, series: ['us', 'web'] }], delta: 0 },
    { what: 'another measure', judgements: [{ ...wrong, measure: 'views' }], delta: 0 },
    { what: 'a judgement that is yet to come', judgements: [{ ...wrong, at: NOW + 1 }], delta: 0 },
    { what: 'nothing', judgements: [], delta: 0 },
  ])('takes $what as $delta', ({ judgements, delta }) => {
    expect(adjustment(judgements, anomaly, NOW).scoreDelta).toBeCloseTo(delta, 12)
  })

  it.each([
    { interval: 'PT5M', a: 0, b: 264, same: true }, // 00:00 and 22:00
    { interval: 'PT5M', a: 0, b: 263, same: false },
    { interval: 'PT10M', a: 0, b: 12, same: true },
    { interval: 'PT10M', a: 0, b: 13, same: false },
    { interval: 'PT1H', a: 23, b: 1, same: true },
  ] as const)('takes $a and $b at $interval for the same time of day: $same', ({ interval, a, b, same }) => {
    const here = { ...anomaly, interval, slot: { ...MONDAY_NOON, ofDay: a } }
    const [reason] = adjustment([{ ...wrong, slot: { ...MONDAY_NOON, ofDay: b } }], here, NOW).reasons
    expect(reason.sameTime).toBe(same)
  })

  it('compares days of the week at P1D', () => {
    const [saturday, sunday] = [5, 6].map((dayOfWeek) => ({ ofDay: 0, dayOfWeek, dayOfYear: 1 }))
    const daily: JudgedAnomaly = { ...anomaly, interval: 'P1D', slot: sunday }
    const deltas = [sunday, saturday].map((slot) => adjustment([{ ...wrong, slot }], daily, NOW).scoreDelta)
    expect(deltas).toEqual([-0.35, -0.175])
  })

  it('counts metrics of two thirds of the same values by two thirds, of one third not at all', () => {
    const three = { ...anomaly, series: ['web', 'us', 'shoes'] }
    const deltas = [
      ['web', 'us', 'hats'],
      ['web', 'uk', 'hats'],
    ].map((series) => adjustment([{ ...wrong, series }], three, NOW).scoreDelta)
    expect(deltas[0]).toBeCloseTo((-0.35 * 2) / 3, 12)
    expect(deltas[1]).toBeCloseTo(0, 12)
  })

  it('counts in full in a dataset without dimensions', () => {
    expect(adjustment([{ ...wrong, series: [] }], { ...anomaly, series: [] }, NOW).scoreDelta).toBe(-0.35)
  })

  it('takes the newest judgement about an anomaly', () => {
    const later = { ...right, at: NOW + DAY, by: 'ben' }
    const { scoreDelta, reasons } = adjustment([later, wrong], anomaly, NOW + DAY)
    expect(scoreDelta).toBe(0.15)
    expect(reasons.map(({ judgement }) => judgement)).toEqual([later])
  })

  it('tells those with the same effect in the same order, whichever was read first', () => {
    const other = { ...wrong, about: 'group 2' }
    const [one, two] = [
      [wrong, other],
      [other, wrong],
    ].map((pair) => adjustment(pair, anomaly, NOW).reasons.map(({ judgement }) => judgement.about))
    expect(one).toHaveLength(2)
    expect(two).toEqual(one)
  })

  it('takes of two equally new ones the one that lowers least', () => {
    for (const pair of [
      [wrong, right],
      [right, wrong],
    ]) {
      expect(adjustment(pair, anomaly, NOW).scoreDelta).toBe(0.15)
    }
  })

  it('tells each judgement and what it does', () => {
    const other = { ...right, about: 'group 2', series: ['web', 'uk'], at: NOW - 30 * DAY, direction: 'up' as const }
    const { reasons, severityBefore, severityAfter, limited } = adjustment([other, wrong], anomaly, NOW)
    expect(reasons).toMatchObject([
      { judgement: wrong, sharedValues: 1, sameDirection: true, sameTime: true, freshness: 1, effect: -0.35 },
      { judgement: other, sharedValues: 0.5, sameDirection: false, sameTime: true },
    ])
    expect(reasons[1].effect).toBeCloseTo(0.15 * 0.5 * 0.5 * 0.5, 12)
    expect(severityBefore).toBe(81)
    // 25 (4.24 - 0.35 + 0.01875 - 1)
    expect(severityAfter).toBeCloseTo(72.72, 2)
    expect(limited).toBe(false)
  })

  describe('of a group that was judged as a whole', () => {
    it('is one voice, with what fits best', () => {
      const all = [whole('a', ['web', 'uk']), whole('a', ['web', 'us']), whole('a', ['app', 'us'])]
      const { scoreDelta, reasons } = adjustment(all, anomaly, NOW)
      expect(scoreDelta).toBe(-0.35)
      expect(reasons.map(({ judgement }) => judgement)).toEqual([all[1]])
    })

    it('is a voice beside those of other groups and of single metrics', () => {
      const all = [whole('a', ['web', 'us']), whole('b', ['web', 'us']), { ...right, about: 'c' }]
      expect(adjustment(all, anomaly, NOW).scoreDelta).toBeCloseTo(-0.35 - 0.35 + 0.15, 12)
    })

    it('leaves to a metric what was said of it alone later', () => {
      const all = [whole('a', ['web', 'us']), whole('a', ['web', 'uk'])]
      const later = { ...all[0], whole: false, relevant: true, at: NOW + 1 }
      // Half of the values of the other metric are the same.
      expect(adjustment([...all, later], anomaly, NOW + 1).scoreDelta).toBeCloseTo(0.15 - 0.35 / 2, 6)
    })
  })

  it('leaves out of its reasons what moves less than a quarter of a point', () => {
    expect(adjustment([{ ...right, at: NOW - 150 * DAY }], anomaly, NOW).reasons).toEqual([])
  })
})

describe('the laws of adjustment', () => {
  const value = fc.constantFrom('web', 'app', 'us', 'uk')
  const slot = fc.record({ ofDay: fc.nat({ max: 23 }), dayOfWeek: fc.nat({ max: 6 }), dayOfYear: fc.nat({ max: 365 }) })
  const circumstances = {
    measure: fc.constantFrom('revenue', 'views'),
    series: fc.tuple(value, value),
    direction: fc.constantFrom('up' as const, 'down' as const),
    slot,
  }
  const someJudgement = fc.record({
    ...circumstances,
    about: fc.constantFrom(...'abcdefghijklmnopqrst'),
    relevant: fc.constantFrom(true, false, null),
    at: fc.integer({ min: NOW - 200 * DAY, max: NOW + 5 * DAY }),
    by: fc.constantFrom('ana', 'ben'),
    groupId: fc.constantFrom('1', '2'),
    whole: fc.constant(false),
    severity: fc.integer({ min: 0, max: 100 }),
  })
  const someJudgements = fc.array(someJudgement, { maxLength: 40 })
  const someAnomaly = fc.record({
    ...circumstances,
    interval: fc.constantFrom(...INTERVALS),
    score: fc.double({ min: 0, max: 300, noNaN: true }),
  })

  it('is bounded, and never silences what is very rare', () => {
    fc.assert(
      fc.property(someJudgements, someAnomaly, (judgements, one) => {
        const { scoreDelta, severityBefore, severityAfter, limited } = adjustment(judgements, one, NOW)
        expect(scoreDelta).toBeGreaterThanOrEqual(-1.5)
        expect(scoreDelta).toBeLessThanOrEqual(0.6)
        expect(Math.abs(severityAfter - severityBefore)).toBeLessThanOrEqual(37.51)
        expect(severityBefore).toBeCloseTo(severityOf(one.score), 1)
        if (one.score >= 6.5) expect(severityAfter).toBe(100)
        if (limited) expect([-1.5, 0.6]).toContain(scoreDelta)
      }),
    )
    const many = Array.from({ length: 50 }, (_, k) => ({ ...wrong, about: `group ${k}` }))
    expect(adjustment(many, anomaly, NOW)).toMatchObject({ scoreDelta: -1.5, limited: true })
    const rights = many.map((judgement) => ({ ...judgement, relevant: true }))
    expect(adjustment(rights, anomaly, NOW)).toMatchObject({ scoreDelta: 0.6, limited: true })
  })

  it('falls by one more alert called wrong, rises by one more called right', () => {
    fc.assert(
      fc.property(someJudgements, someJudgement, someAnomaly, (judgements, one, new_) => {
        const known = adjustment(judgements, new_, NOW).scoreDelta
        const more = (relevant: boolean) =>
          adjustment([...judgements, { ...one, about: 'another', relevant }], new_, NOW).scoreDelta
        expect(more(false)).toBeLessThanOrEqual(known + 1e-12)
        expect(more(true)).toBeGreaterThanOrEqual(known - 1e-12)
      }),
    )
  })

  it('keeps anomalies in the order of their scores', () => {
    fc.assert(
      fc.property(someJudgements, someAnomaly, fc.double({ min: 0, max: 5, noNaN: true }), (judgements, one, more) => {
        const rarer = adjustment(judgements, { ...one, score: one.score + more }, NOW)
        expect(rarer.severityAfter).toBeGreaterThanOrEqual(adjustment(judgements, one, NOW).severityAfter)
      }),
    )
  })

  it('fades', () => {
    fc.assert(
      fc.property(someJudgements, someAnomaly, fc.nat({ max: 400 * DAY }), (judgements, one, later) => {
        const from = NOW + 5 * DAY
        const now = Math.abs(adjustment(judgements, one, from).scoreDelta)
        const then = Math.abs(adjustment(judgements, one, from + later).scoreDelta)
        expect(then).toBeLessThanOrEqual(now + 1e-12)
        const afterYears = adjustment(judgements, one, from + 4000 * DAY)
        expect(afterYears.severityAfter).toBe(afterYears.severityBefore)
      }),
    )
  })

  it('is as if a judgement had never been made once it is taken back', () => {
    fc.assert(
      fc.property(someJudgements, someJudgement, someAnomaly, (judgements, one, new_) => {
        const made = { ...one, about: 'another', relevant: false, at: NOW - DAY }
        const takenBack = { ...made, relevant: null, at: NOW - 1 }
        expect(adjustment([takenBack, ...judgements, made], new_, NOW)).toEqual(adjustment(judgements, new_, NOW))
      }),
    )
  })

  it('is the same in any order', () => {
    const inTwoOrders = someJudgements.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(inTwoOrders, someAnomaly, ([judgements, shuffled], one) => {
        const [a, b] = [judgements, shuffled].map((some) => adjustment(some, one, NOW))
        expect([a.scoreDelta, a.severityAfter]).toEqual([b.scoreDelta, b.severityAfter])
      }),
    )
  })
})

describe('adjustmentText', () => {
  const three = [
    wrong,
    { ...wrong, about: 'b', series: ['app', 'us'] },
    { ...wrong, about: 'c', series: ['web', 'uk'] },
  ]

  it.each([
    // 4.24 - 0.35 - 2 * 0.175 = 3.54 -> 63.5
    { judgements: three, text: 'severity 64, lowered from 81 by 3 judgements' },
    // 4.24 + 0.15 = 4.39 -> 84.75
    { judgements: [right], text: 'severity 85, raised from 81 by 1 judgement' },
    { judgements: [], text: 'severity 81' },
    { judgements: [{ ...wrong, relevant: null }], text: 'severity 81' },
    // 0.01 of a score: a quarter of a point
    { judgements: [{ ...right, at: NOW - 110 * DAY }], text: 'severity 81, left as it was by 1 judgement' },
  ])('says "$text"', ({ judgements, text }) => {
    expect(adjustmentText(adjustment(judgements, anomaly, NOW))).toBe(text)
  })
})
