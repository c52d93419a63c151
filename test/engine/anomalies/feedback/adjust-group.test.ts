import { describe, expect, it } from 'vitest'
import { adjustGroup, type AnomalyGroup, type Judgement } from '../../../../engine/anomalies/index.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 28, 12)
const SLOT = { ofDay: 12, dayOfWeek: 0, dayOfYear: 100 }
const CONTEXT = { interval: 'PT1H', slot: SLOT, now: NOW } as const

const drop = { start: NOW, value: 10, expected: 100, lower: 90, upper: 110, score: 4, severity: 75 }
const metric = { points: [drop], pointCount: 1 }
/** Score 4.24. */
const group: AnomalyGroup = {
  id: 'new',
  measure: 'revenue',
  start: NOW,
  end: NOW,
  severity: 81,
  metricCount: 2,
  metrics: [
    { ...metric, series: ['web', 'us'], contribution: 75 },
    { ...metric, series: ['app', 'uk'], contribution: 25 },
  ],
  contributions: [],
}

const wrong: Judgement = {
  about: 'old web us',
  groupId: 'old',
  whole: false,
  relevant: false,
  at: NOW,
  by: 'ana',
  measure: 'revenue',
  series: ['web', 'us'],
  direction: 'down',
  slot: SLOT,
  severity: 80,
}

const adjusted = (judgements: readonly Judgement[], score = 4.24, of = group): AnomalyGroup =>
  adjustGroup(of, score, judgements, CONTEXT)

describe('adjustGroup', () => {
  it.each([
    // (app, uk) shares nothing with it.
    { what: 'one metric', judgements: [wrong], delta: -0.35 * 0.75 },
    { what: 'the other metric', judgements: [{ ...wrong, series: ['app', 'uk'] }], delta: -0.35 * 0.25 },
    // Half of the values of either.
    { what: 'a metric like both', judgements: [{ ...wrong, series: ['web', 'uk'] }], delta: -0.35 / 2 },
    {
      what: 'a whole group',
      judgements: [
        { ...wrong, whole: true },
        { ...wrong, whole: true, about: 'old app uk', series: ['app', 'uk'] },
      ],
      delta: -0.35,
    },
    { what: 'rises', judgements: [{ ...wrong, direction: 'up' as const }], delta: -0.35 * 0.75 * 0.5 },
    { what: 'an alert called right', judgements: [{ ...wrong, relevant: true }], delta: 0.15 * 0.75 },
  ])('moves the score by what judgements about $what weigh: $delta', ({ judgements, delta }) => {
    const { severity, adjustment } = adjusted(judgements)
    expect(severity).toBeCloseTo(81 + 25 * delta, 1)
    expect(adjustment).toMatchObject({ severityBefore: 81 })
    expect(adjustment!.reasons).toHaveLength(1)
  })

  it.each([
    { what: 'nobody said anything', judgements: [], score: 4.24 },
    { what: 'it was said of the group itself', judgements: [{ ...wrong, groupId: 'new' }], score: 4.24 },
    { what: 'it was said of another measure', judgements: [{ ...wrong, measure: 'views' }], score: 4.24 },
    { what: 'it is too rare to be lowered', judgements: [wrong], score: 6.5 },
  ])('is the group itself where $what', ({ judgements, score }) => {
    const of = { ...group, severity: Math.min(100, 25 * (score - 1)) }
    expect(adjusted(judgements, score, of)).toBe(of)
  })

  it('counts what a score is above severity 100', () => {
    const of = { ...group, severity: 100 }
    const many = Array.from({ length: 20 }, (_, k): Judgement[] =>
      [
        ['web', 'us'],
        ['app', 'uk'],
      ].map((series) => ({ ...wrong, series, about: `${k} ${series.join()}`, groupId: `${k}` })),
    ).flat()
    // 6 - 1.5 = 4.5
    expect(adjusted(many, 6, of).severity).toBe(87.5)
    expect(adjusted(many, 6.5, of)).toBe(of)
  })

  it('is bounded, says so, and lists 20 reasons and how many more there are', () => {
    const many = Array.from({ length: 50 }, (_, k) => ({ ...wrong, about: `${k}`, groupId: `${k}`, at: NOW - k }))
    const { severity, adjustment } = adjusted(many)
    expect(severity).toBeCloseTo(81 - 25 * 1.5 * 0.75, 1)
    expect(adjustment!.text).toBe('severity 53, lowered from 81 by 50 judgements')
    expect(adjustment!.reasons).toHaveLength(22)
    expect(adjustment!.reasons.slice(20)).toEqual([
      '30 more with smaller effects',
      'together they lower by at most 37.5 points and raise by at most 15',
    ])
  })

  it('tells who said what, when, how similar it was and what it did, the greatest effect first', () => {
    const judgements = [
      { ...wrong, by: 'ben', at: NOW - 30 * DAY, series: ['web', 'uk'], slot: { ...SLOT, ofDay: 0 }, about: 'b' },
      { ...wrong, relevant: true, about: 'c' },
      { ...wrong, direction: 'up' as const, about: 'd', whole: true },
    ]
    expect(adjusted(judgements).adjustment!.reasons).toEqual([
      'ana, 2026-11-28 12:00 UTC: not relevant, the whole of a group, as of web, us (all values the same, other direction, same time of day): -3.3 points',
      'ana, 2026-11-28 12:00 UTC: relevant, of web, us (all values the same, same direction, same time of day): +2.8 points',
      'ben, 2026-10-29 12:00 UTC: not relevant, of web, uk (1 of 2 values the same, same direction, another time of day, 50 % of its weight left): -1.1 points',
    ])
  })

  it('names days of the week at P1D, and no values where there are none', () => {
    const of = { ...group, metrics: [{ ...metric, series: [], contribution: 100 }], metricCount: 1 }
    const { adjustment } = adjustGroup(of, 4.24, [{ ...wrong, series: [] }], { ...CONTEXT, interval: 'P1D' })
    expect(adjustment!.reasons).toEqual([
      'ana, 2026-11-28 12:00 UTC: not relevant (same direction, same day of the week): -8.8 points',
    ])
  })

  it('weighs metrics alike whose contributions are all too small to show', () => {
    const metrics = group.metrics.map((one) => ({ ...one, contribution: 0 }))
    expect(adjusted([wrong], 4.24, { ...group, metrics }).severity).toBeCloseTo(81 - (25 * 0.35) / 2, 1)
  })
})
