import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { culpritsOf, findAnomalies, updateGroups } from '../../../engine/anomalies/index.ts'
import type {
  AnomalyGroup,
  GroupUpdate,
  IntervalFindings,
  MetricFinding,
  ScoredLeaves,
} from '../../../engine/anomalies/index.ts'

const HOUR = 3_600_000
const ONSET = Date.UTC(2026, 2, 2, 10)
const context = {
  detector: 'shop',
  generation: '5f0c8d0e-6a52-4d0c-9a5e-2f1b8f3a7c11',
  dimensions: ['marketplace', 'platform'],
  seriesValues: (series: number) => [['uk', 'us', 'fr'][series % 3], `p${Math.floor(series / 3)}`],
}

describe('updateGroups', () => {
  it('puts metrics of one measure that turn anomalous in the same interval into one group', () => {
    const [group] = run([{ revenue: { 0: 5, 1: 4 } }]).reported
    expect(group).toMatchObject({ measure: 'revenue', start: ONSET, end: ONSET, metricCount: 2 })
    expect(group.metrics.map(({ series }) => series)).toEqual([
      ['us', 'p0'], // deviates by 20, the other by 10
      ['uk', 'p0'],
    ])
  })

  it('keeps measures apart, and onsets that are not neighbours', () => {
    const { reported } = run([
      { revenue: { 0: 5 }, views: { 0: 5 } },
      { revenue: { 0: 5 } },
      { revenue: { 0: 5, 1: 5 } },
    ])
    expect(reported.map(({ measure, start, end }) => [measure, (start - ONSET) / HOUR, (end - ONSET) / HOUR])).toEqual([
      ['views', 0, 0],
      ['revenue', 0, 2],
      ['revenue', 2, 2],
    ])
    expect(new Set(reported.map(({ id }) => id)).size).toBe(3)
  })

  it('takes metrics that follow one interval later for the same happening', () => {
    const { reported } = run([{ revenue: { 0: 5 } }, { revenue: { 1: 5, 2: 4 } }])
    expect(reported).toMatchObject([{ start: ONSET, end: ONSET + HOUR, metricCount: 3 }])
  })

  it.each([
    { what: 'another metric', metric: 1 },
    { what: 'the same metric', metric: 0 },
  ])('does not let a chance give what is real its onset: $what', ({ metric }) => {
    // 2.6 among 21 metrics has severity 6.94, 7 has 100.
    const { reported, updates } = run([{ revenue: { 0: 2.6 } }, { revenue: { [metric]: 7 } }])
    expect(reported.map(({ start, severity }) => [(start - ONSET) / HOUR, severity])).toEqual([
      [0, 6.94],
      [1, 100],
    ])
    expect(updates[1].open).toHaveLength(metric === 0 ? 1 : 2)
  })

  // 2.6 among 21 metrics has severity 6.94, 4 of two more has 49.47 and 2.5 of one 4.44; 4 of one has 41.94.
  it.each([
    {
      what: 'is over when more goes on around it',
      first: 2.6,
      rest: { 1: 4, 2: 4 },
      groups: [
        [0, 0, 1],
        [2, 2, 3],
      ],
    },
    {
      what: 'goes on when less does',
      first: 2.6,
      rest: { 1: 2.5 },
      groups: [
        [0, 2, 1],
        [2, 2, 1],
      ],
    },
    {
      what: 'goes on where it is no chance',
      first: 4,
      rest: { 1: 4, 2: 4 },
      groups: [
        [0, 2, 1],
        [2, 2, 2],
      ],
    },
    {
      what: 'is over where it has paused and what comes is certain',
      first: 4,
      rest: { 0: 7 },
      groups: [
        [0, 0, 1],
        [2, 2, 1],
      ],
    },
    { what: 'goes on without a pause', first: 4, rest: { 0: 7 }, pause: 0, groups: [[0, 1, 1]] },
    { what: 'is joined in its second interval', first: 2.6, rest: { 1: 4, 2: 4 }, pause: 0, groups: [[0, 1, 3]] },
  ])('gives a chance no part of what is real: it $what', ({ first, rest, pause = 1, groups }) => {
    const steps = [
      { revenue: { 0: first } },
      ...Array.from({ length: pause }, () => ({})),
      { revenue: { 0: 2.6, ...rest } },
    ]
    const { reported, updates } = run(steps)
    const spans = reported.map(({ start, end, metricCount }) => [
      (start - ONSET) / HOUR,
      (end - ONSET) / HOUR,
      metricCount,
    ])
    expect(spans.toSorted()).toEqual(groups)
    expect(updates.at(-1)!.open).toHaveLength(groups.filter(([, end]) => end > 0).length)
  })

  it('lets a chance that pauses go on after what is real beside it', () => {
    const { reported } = run([{ revenue: { 0: 2.6 } }, {}, { revenue: { 1: 4, 2: 4 } }, { revenue: { 0: 2.6 } }])
    expect(reported.map(({ start, end }) => [(start - ONSET) / HOUR, (end - ONSET) / HOUR])).toEqual([
      [2, 2],
      [0, 3],
    ])
  })

  it.each([
    { gap: 0, groups: 1 },
    { gap: 1, groups: 1 },
    { gap: 3, groups: 1 },
    { gap: 4, groups: 2 },
    { gap: 50, groups: 2 },
  ])('takes an anomaly after $gap normal intervals for $groups group(s)', ({ gap, groups }) => {
    const pause = Array.from({ length: gap }, () => ({}))
    expect(run([{ revenue: { 0: 5 } }, ...pause, { revenue: { 0: 5 } }]).reported).toHaveLength(groups)
  })

  it('counts intervals that were never executed as a gap', () => {
    const first = updateGroups([], interval(0, { revenue: { 0: 5 } }), context)
    expect(updateGroups(first.open, interval(4, { revenue: { 0: 5 } }), context).changed[0].start).toBe(ONSET)
    const later = updateGroups(first.open, interval(5, { revenue: { 0: 5 } }), context)
    expect(later.changed[0].start).toBe(ONSET + 5 * HOUR)
    expect(later.closed).toEqual([first.changed[0].id])
  })

  it('closes a reported group exactly when no later interval can extend it', () => {
    const updates = run([{ revenue: { 0: 5 } }, {}, {}, {}, {}]).updates
    expect(updates.map(({ open, closed }) => [open.length, closed.length])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [0, 1],
    ])
    expect(updates[4].closed).toEqual([updates[0].changed[0].id])
  })

  it('lets each metric pause on its own: one that returns too late begins a new group beside the lasting one', () => {
    const steps = [{ revenue: { 0: 5, 1: 5 } }, ...Array.from({ length: 4 }, () => ({ revenue: { 0: 5 } }))]
    const { reported } = run([...steps, { revenue: { 0: 5, 1: 5 } }])
    expect(reported.map(({ start, metricCount }) => [(start - ONSET) / HOUR, metricCount])).toEqual([
      [0, 2],
      [5, 1],
    ])
  })

  it('says nothing of metrics that chance explains, and does not remember them', () => {
    // Of 21 metrics one reaches 2.5 every 15th interval: 2.5 - log10(21) = 1.1778. Of 1,000 it is nothing.
    expect(run([{ revenue: { 0: 2.5 } }], 21).reported[0].severity).toBe(4.44)
    const { updates, reported } = run([{ revenue: { 0: 2.5 } }, {}, { revenue: { 0: 6 } }], 1000)
    expect(updates[0]).toEqual({ open: [], changed: [], closed: [], unlisted: new Map() })
    expect(reported).toMatchObject([{ start: ONSET + 2 * HOUR, end: ONSET + 2 * HOUR, severity: 50 }])
    expect(reported[0].metrics[0].points).toHaveLength(1)
    expect(run([{ revenue: { 0: 2.5 } }, {}, {}, {}, {}], 1000).updates.at(-1)).toMatchObject({
      open: [],
      changed: [],
      closed: [],
    })
  })

  it('lists the discoveries alone: chance companions of a true anomaly stay out', () => {
    const noise = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [index + 1, 2.6]))
    const { reported } = run([{ revenue: { 0: 9, ...noise } }], 50_000)
    expect(reported).toMatchObject([{ metricCount: 1, severity: 82.53 }]) // 25 * (9 - log10(50000) - 1)
    expect(reported[0].metrics[0].series).toEqual(['uk', 'p0'])
  })

  it('keeps the highest severity of its intervals', () => {
    const { reported, updates } = run([{ revenue: { 0: 3 } }, { revenue: { 0: 5 } }, { revenue: { 0: 4 } }], 1)
    expect(updates.map(({ changed }) => changed[0].severity)).toEqual([50, 100, 100])
    expect(reported[0].metrics[0].points.map(({ score }) => score)).toEqual([3, 5, 4])
  })

  it('shares the deviation out in percent', () => {
    const [group] = run([{ revenue: { 0: 5, 1: 5 } }, { revenue: { 0: 5 } }]).reported
    // series 0 deviates by 10 twice, series 1 by 20 once
    expect(group.metrics.map(({ contribution, pointCount }) => [contribution, pointCount])).toEqual([
      [50, 2],
      [50, 1],
    ])
    expect(group.contributions).toEqual([
      {
        dimension: 'marketplace',
        values: [
          { value: 'uk', percent: 50 },
          { value: 'us', percent: 50 },
        ],
        valueCount: 2,
      },
      { dimension: 'platform', values: [{ value: 'p0', percent: 100 }], valueCount: 1 },
    ])
  })

  it('keeps what explained it where nothing explains a later peak', () => {
    const first = updateExplained([], interval(0, { revenue: { 0: 3, 3: 3, 6: 3 } }), 0.5)
    const later = updateExplained(first.open, interval(1, { revenue: { 0: 5, 3: 5, 6: 5 } }), 0)
    expect(first.changed[0].slices).toMatchObject([{ values: ['uk', null], metrics: 7 }])
    expect(later.changed[0].severity).toBeGreaterThan(first.changed[0].severity)
    expect(later.changed[0].slices).toEqual(first.changed[0].slices)
  })

  it('needs no dimensions', () => {
    const update = updateGroups([], interval(0, { revenue: { 0: 5 } }), {
      ...context,
      dimensions: [],
      seriesValues: () => [],
    })
    expect(update.changed[0]).toMatchObject({ metrics: [{ series: [], contribution: 100 }], contributions: [] })
  })

  it('lists at most 10,000 points in all groups together, so that commits stay small in a long outage', () => {
    // A hundred metrics more go wrong in each of 40 intervals, and none recovers.
    const stories = Array.from({ length: 40 }, (_, hour) => ({
      revenue: Object.fromEntries(Array.from({ length: 100 * (hour + 1) }, (__, series) => [series, 9])),
    }))
    const { open } = run(stories, 5000).updates.at(-1)!
    // Those of an interval and the next are one group.
    expect(open).toHaveLength(20)
    const points = open.flatMap(({ members }) => members.map((member) => member.points.length))
    expect(points.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(10_000)
    expect(Math.min(...points)).toBeGreaterThan(0)
  })

  it('lists at most 1,000 metrics and 10,000 points, and counts all', () => {
    const everything = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [index, 6]))
    const { reported, updates } = run(
      Array.from({ length: 12 }, () => ({ revenue: everything })),
      3000,
    )
    expect(reported[0]).toMatchObject({ metricCount: 3000, severity: 100 })
    expect(reported[0].metrics).toHaveLength(1000)
    expect(reported[0].metrics[0]).toMatchObject({ pointCount: 12, series: ['fr', 'p999'], contribution: 0.07 })
    expect(reported[0].metrics.every(({ points }) => points.length === 10)).toBe(true)
    expect(reported[0].metrics[0].points.at(-1)!.start).toBe(ONSET + 11 * HOUR)
    expect(updates.at(-1)!.open[0].members.reduce((sum, { points }) => sum + points.length, 0)).toBe(10_000)
  })

  it('hands out the metrics that it has no room to list, with the point of the interval', () => {
    const all = Array.from({ length: 1002 }, (_, index) => index)
    const stories = [all, all.filter((id) => id !== 1)].map((series) => ({
      revenue: Object.fromEntries(series.map((id) => [id, 6])),
    }))
    const unlisted = run(stories, 1002).updates.map((update) => update.unlisted.get(update.changed[0].id))
    // Series 0 and 1 deviate least.
    expect(unlisted[0]?.map(({ series }) => series)).toEqual([
      ['us', 'p0'],
      ['uk', 'p0'],
    ])
    expect(unlisted[1]).toMatchObject([
      { series: ['uk', 'p0'], pointCount: 2, points: [{ start: ONSET + HOUR, value: 110, expected: 100, score: 6 }] },
    ])
    expect(run([{ revenue: { 0: 5 } }]).updates[0].unlisted.size).toBe(0)
  })

  it('has room for what it reports before what it only remembers', () => {
    const noise = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [index + 1, 2.5]))
    const { reported } = run([{ revenue: { 0: 9, ...noise } }], 50_000)
    expect(reported).toMatchObject([{ metricCount: 1, metrics: [{ series: ['uk', 'p0'], points: [{ score: 9 }] }] }])
  })

  // What chance alone shows of so many metrics once in thirty intervals: of 20 one of 2.8, since 2.8 - log10(20 / 1) = 1.5.
  it.each([
    { again: { 4: 2.75 }, goesOn: false, what: 'one of them is off as one is by chance' },
    { again: { 4: 2.85 }, goesOn: true, what: 'one is farther off' },
    { again: { 4: 2.55, 9: 2.55 }, goesOn: true, what: 'two are off' },
    { again: { 4: 2.55, 20: 2.55 }, goesOn: false, what: 'one is off and another metric of the measure' },
  ])('goes on with 20 metrics, or not, where $what', ({ again, goesOn }) => {
    const all = Object.fromEntries(Array.from({ length: 20 }, (_, series) => [series, 6]))
    const { updates } = run([{ revenue: all }, {}, { revenue: again }], 5000)
    expect(updates[0].changed[0].metricCount).toBe(20)
    expect(updates[2].changed.map(({ end }) => (end - ONSET) / HOUR)).toEqual(goesOn ? [2] : [])
  })

  it('gives the same groups whether or not the state went through JSON, in any order of the metrics', () => {
    const step = fc.dictionary(fc.integer({ min: 0, max: 8 }).map(String), fc.double({ min: 2.5, max: 8, noNaN: true }))
    const steps = fc.array(fc.record({ revenue: step, views: step }), { maxLength: 12 })
    fc.assert(
      fc.property(steps, (story) => {
        const straight = run(story)
        const reversed = run(
          story.map(({ revenue, views }) => ({ revenue: reverse(revenue), views: reverse(views) })),
          21,
          (update) => JSON.parse(JSON.stringify(update)) as GroupUpdate,
        )
        expect(sorted(reversed.reported)).toEqual(sorted(straight.reported))
        for (const { start, end, metrics, contributions, severity } of straight.reported) {
          expect(severity).toBeGreaterThan(0)
          const starts = metrics.flatMap(({ points }) => points.map((point) => point.start))
          expect([Math.min(...starts), Math.max(...starts)]).toEqual([start, end])
          for (const { values } of contributions) {
            expect(values.reduce((sum, { percent }) => sum + percent, 0)).toBe(100)
          }
        }
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('has every anomalous metric in at most one group an interval', () => {
    const step = fc.dictionary(fc.integer({ min: 0, max: 8 }).map(String), fc.constant(6))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 16 }), (story) => {
        const { reported } = run(story.map((revenue) => ({ revenue })))
        const points = reported.flatMap(({ metrics }) =>
          metrics.flatMap((metric) => metric.points.map(({ start }) => `${metric.series.join('/')} ${start}`)),
        )
        expect(points).toHaveLength(new Set(points).size)
        expect(points).toHaveLength(story.reduce((sum, revenue) => sum + Object.keys(revenue).length, 0))
      }),
      { numRuns: 200, seed: 2 },
    )
  })
})

describe('culpritsOf', () => {
  it('gives the metrics of groups of a measure that were as far off as a normal one is once in 1,000 intervals', () => {
    const { updates } = run([
      { revenue: { 0: 2.99, 1: 3, 2: 2.99 }, views: { 3: 5 } },
      { revenue: { 0: 2.99, 2: 3.2 } },
    ])
    expect(culpritsOf(updates[0].open, 'revenue')).toEqual(new Set([1]))
    expect(culpritsOf(updates[1].open, 'revenue')).toEqual(new Set([1, 2]))
    expect(culpritsOf(updates[1].open, 'views')).toEqual(new Set([3]))
  })

  it('leaves out metrics that a group only remembers', () => {
    // Of 5,000 metrics one of 3 is none that counts.
    const { updates } = run([{ revenue: { 0: 9, 1: 3.2 } }], 5000)
    expect(updates[0].open[0].members.map(({ series }) => series)).toEqual([0, 1])
    expect(culpritsOf(updates[0].open, 'revenue')).toEqual(new Set([0]))
  })
})

describe('findAnomalies', () => {
  it('picks scores of 2.5 and more a measure and counts the metrics that have a score', () => {
    // two measures, three series; the second series of `views` is learning
    const scores = {
      score: Float64Array.of(2.5, 0, 2.49, NaN, 0, 7),
      expected: Float64Array.of(1, 1, 1, 1, 1, 1),
      lower: Float64Array.of(0, 0, 0, 0, 0, 0),
      upper: Float64Array.of(2, 2, 2, 2, 2, 2),
      severity: Float64Array.of(37.5, 0, 37, NaN, 0, 100),
    }
    expect(findAnomalies(['revenue', 'views'], Float64Array.of(3, 1, 3, 9, 1, 8), scores)).toEqual([
      {
        measure: 'revenue',
        scored: 3,
        metrics: [{ series: 0, value: 3, expected: 1, lower: 0, upper: 2, score: 2.5, severity: 37.5 }],
      },
      {
        measure: 'views',
        scored: 2,
        metrics: [{ series: 2, value: 8, expected: 1, lower: 0, upper: 2, score: 7, severity: 100 }],
      },
    ])
  })
})

describe('a missing value', () => {
  const scores = {
    score: Float64Array.of(4, 4, 0),
    expected: Float64Array.of(30, 10, 20),
    lower: Float64Array.of(25, 5, 15),
    upper: Float64Array.of(35, 15, 25),
    severity: Float64Array.of(75, 75, 0),
  }

  it('is a finding of value null where it has a score', () => {
    const [{ scored, metrics }] = findAnomalies(['revenue'], Float64Array.of(NaN, 20, 20), scores)
    expect(scored).toBe(3)
    expect(metrics[0]).toEqual({ series: 0, value: null, expected: 30, lower: 25, upper: 35, score: 4, severity: 75 })
  })

  it('weighs what was expected, as if 0 had come', () => {
    const measures = findAnomalies(['revenue'], Float64Array.of(NaN, 20, 20), scores)
    const { changed } = updateGroups([], { start: 0, sequence: 0, measures }, context)
    expect(changed[0].metrics.map(({ contribution }) => contribution)).toEqual([75, 25])
    expect(changed[0].metrics[0].points[0].value).toBeNull()
  })
})

type Step = Readonly<Record<string, Readonly<Record<number, number>>>>

/** Runs a story: per interval and measure the scores of the anomalous series. */
function run(steps: readonly Step[], scored = 21, pass = (update: GroupUpdate): GroupUpdate => update) {
  const updates: GroupUpdate[] = []
  const reported = new Map<string, AnomalyGroup>()
  steps.forEach((step, index) => {
    const update = pass(updateGroups(updates.at(-1)?.open ?? [], interval(index, step, scored), context))
    updates.push(update)
    for (const group of update.changed) {
      reported.delete(group.id)
      reported.set(group.id, group)
    }
  })
  return { updates, reported: [...reported.values()] }
}

/** @param fall - share by which all metrics of one marketplace are lower */
function updateExplained(open: GroupUpdate['open'], findings: IntervalFindings, fall: number): GroupUpdate {
  return updateGroups(open, findings, { ...context, leaves: () => scoredLeaves(fall) })
}

/** 21 metrics of about 100, those of one marketplace lower by a share. */
function scoredLeaves(fall: number): ScoredLeaves {
  const series = Int32Array.from({ length: 21 }, (_, k) => k)
  const expected = new Float64Array(21).fill(100)
  const value = Float64Array.from(series, (k) => 100 + (k % 5) - 2 - (k % 3 === 0 ? 100 * fall : 0))
  return { series, value, expected, deviation: value.map((one) => (one - 100) / 3), score: new Float64Array(21) }
}

/** Series n deviates from its expectation by 10 * (n + 1). */
function interval(sequence: number, step: Step, scored = 21): IntervalFindings {
  const measures = Object.entries(step).map(([measure, scores]) => ({
    measure,
    scored,
    metrics: Object.entries(scores).map(([series, score]): MetricFinding => {
      const value = 110 + 10 * Number(series)
      return { series: Number(series), value, expected: 100, lower: 95, upper: 105, score, severity: 50 }
    }),
  }))
  return { start: ONSET + sequence * HOUR, sequence, measures }
}

function reverse(scores: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).toReversed())
}

function sorted(groups: readonly AnomalyGroup[]): AnomalyGroup[] {
  return groups.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
