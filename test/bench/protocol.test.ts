import { describe, expect, it } from 'vitest'
import { evaluate } from '../../bench/accuracy/evaluate.ts'
import { eventScores, falseAlerts, labelledEvents, prepare, rulesFor, warmUp } from '../../bench/accuracy/protocol.ts'
import { makeSeries } from './make-series.ts'

const ROWS = 200
const zeros = new Float64Array(ROWS)

function scoresAt(rows: Readonly<Record<number, number>>, length = ROWS): Float64Array {
  return Float64Array.from({ length }, (_, row) => rows[row] ?? 0)
}

function run(from: number, rows: number): Record<number, number> {
  return Object.fromEntries(Array.from({ length: rows }, (_, k) => [from + k, 5]))
}

function weekOf(rows: Readonly<Record<number, number>>): Float64Array {
  return scoresAt(rows, 2016)
}

describe('labelledEvents', () => {
  it.each([
    { what: 'rows next to each other', rows: [3, 4, 5], merge: 0, events: [[3, 5]] },
    { what: 'a gap as long as allowed', rows: [3, 7], merge: 3, events: [[3, 7]] },
    { what: 'a gap that is longer', rows: [3, 8], merge: 3, events: [[3, 3], [8, 8]] }, // prettier-ignore
  ])('takes $what for what they are', ({ rows, merge, events }) => {
    const labels = Uint8Array.from({ length: 20 }, (_, row) => (rows.includes(row) ? 1 : 0))
    expect(labelledEvents(labels, 0, merge)).toEqual(events)
  })

  it('leaves out an event that began before judging did, and what is not to be judged', () => {
    expect(labelledEvents(Uint8Array.of(0, 1, 1, 0, 0, 2, 2, 0, 1), 2, 0)).toEqual([[8, 8]])
  })
})

describe('eventScores', () => {
  const series = makeSeries(zeros, { labels: Object.fromEntries(Array.from({ length: 60 }, (_, k) => [50 + k, 1])) })
  const judged = prepare(series, 0)

  it.each([
    { what: 'an alert one interval before the label', row: 49, found: true },
    { what: 'an alert two intervals before', row: 48, found: false },
    { what: 'an alert in the 24th interval', row: 73, found: true },
    { what: 'an alert in the 25th interval, too late', row: 74, found: false },
  ])('judges $what', ({ row, found }) => {
    expect(eventScores(judged, scoresAt({ [row]: 7 }))).toEqual([found ? 7 : 0])
  })
})

describe('falseAlerts', () => {
  const judged = prepare(makeSeries(zeros, { labels: { 100: 1, 150: 2 } }), 0)
  it.each([
    { what: 'none where all is quiet', rows: {}, count: 0 },
    { what: 'one for a short run', rows: run(10, 12), count: 1 },
    { what: 'two for a run of 13 intervals, which pays again', rows: run(10, 13), count: 2 },
    { what: 'one for two alerts three quiet intervals apart', rows: { ...run(10, 1), ...run(14, 1) }, count: 1 },
    { what: 'two for two alerts four quiet intervals apart', rows: { ...run(10, 1), ...run(15, 1) }, count: 2 },
    { what: 'none at an event and the 12 intervals after it', rows: run(99, 14), count: 0 },
    { what: 'one in the 13th interval after it', rows: run(113, 1), count: 1 },
    { what: 'none where it is not to be judged', rows: run(150, 1), count: 0 },
  ])('are $what', ({ rows, count }) => {
    expect(falseAlerts(judged, scoresAt(rows), 5)).toBe(count)
  })

  it('makes always being on dear', () => {
    expect(falseAlerts(prepare(makeSeries(zeros), 0), scoresAt(run(0, ROWS)), 5)).toBe(Math.ceil(ROWS / 12))
  })
})

describe('rules and warm-up', () => {
  it('scale with the interval', () => {
    expect([300, 3600, 86_400].map((seconds) => rulesFor(seconds).deadline)).toEqual([24, 6, 2])
  })

  it('give 40 % for learning, between 288 and 2,500 rows, and in NAB what NAB gives', () => {
    expect([500, 2000, 50_000].map((rows) => warmUp('any', rows))).toEqual([288, 800, 2500])
    expect([1000, 50_000].map((rows) => warmUp('nab', rows))).toEqual([150, 750])
  })
})

describe('evaluate', () => {
  const series = makeSeries(new Float64Array(2016), { labels: { 500: 1, 1500: 1 } })
  const judged = prepare(series, 0)
  it('finds what stands above every false alert, in a metric-week', () => {
    const { events, metricWeeks, recallAt01 } = evaluate([
      { series, judged, scores: weekOf({ 500: 9, 1500: 3, 800: 5 }) },
    ])
    expect({ events, recallAt01 }).toEqual({ events: 2, recallAt01: 0.5 })
    // One week of rows, without 14 quiet ones at each event.
    expect(metricWeeks).toBeCloseTo(1 - 28 / 2016, 6)
  })

  it('finds more when a false alert may be had', () => {
    // One false alert in 0.986 of a week is 1.01 a week: over a budget of 1, within that of 2.
    const { recallAt1, meanRecall } = evaluate([{ series, judged, scores: weekOf({ 500: 9, 1500: 5, 800: 5 }) }])
    expect(recallAt1).toBe(0.5)
    expect(meanRecall).toBeCloseTo((5 * 0.5 + 1) / 6, 9)
  })

  it('has one threshold for all series: a loud one spoils the others', () => {
    const quiet = { series, judged, scores: weekOf({ 500: 4, 1500: 4 }) }
    const loud = {
      series,
      judged,
      scores: weekOf(Object.fromEntries(Array.from({ length: 9 }, (_, k) => [100 + 20 * k, 8]))),
    }
    expect(evaluate([quiet]).recallAt05).toBe(1)
    expect(evaluate([quiet, loud]).recallAt05).toBe(0)
  })
})
