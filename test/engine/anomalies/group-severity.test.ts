import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANOMALY_SCORE } from '../../../engine/anomalies/findings.ts'
import { groupSeverity, judgeGroup, evidenceOf } from '../../../engine/anomalies/group-severity.ts'
import { updateGroups, type OpenGroup } from '../../../engine/anomalies/index.ts'

// facts/detection.md 4, table of severities
describe('groupSeverity', () => {
  it.each([
    { score: 0, severity: 0 },
    { score: 1, severity: 0 },
    { score: 1.5, severity: 12.5 },
    { score: 3, severity: 50 },
    { score: 3.8, severity: 70 },
    { score: 4.33333, severity: 83.33 },
    { score: 5, severity: 100 },
    { score: 300, severity: 100 },
  ])('maps $score to $severity', ({ score, severity }) => {
    expect(groupSeverity(score)).toBe(severity)
  })
})

/** The verdict on metrics alone, without layers above them. */
function judgeMetrics(scores: readonly number[], scored: number) {
  return judgeGroup(new Map([['leaf', scores]]), evidenceOf({ scored }))
}

describe('judgeGroup', () => {
  // Simes: min over k of N p_(k) / k, by hand
  it.each([
    { scores: [3], scored: 1, p: 1e-3 },
    { scores: [3], scored: 10, p: 1e-2 },
    { scores: [3, 3], scored: 10, p: 5e-3 }, // 10 * 0.001 / 2
    { scores: [2.5, 6, 2.5], scored: 1000, p: 1e-3 }, // the second and third add nothing
    { scores: [4, 4, 4, 4, 4], scored: 50, p: 1e-3 }, // 50 * 0.0001 / 5
    { scores: [], scored: 0, p: 1 },
    { scores: [2.5], scored: 50_000, p: 1 },
  ])('gives $scores of $scored metrics the p-value $p', ({ scores, scored, p }) => {
    expect(judgeMetrics(scores, scored).score).toBeCloseTo(-Math.log10(p), 10)
  })

  it('discovers metrics exactly when its score has a severity', () => {
    const scores = fc.array(fc.double({ min: 2.5, max: 9, noNaN: true }), { maxLength: 30 })
    fc.assert(
      fc.property(scores, fc.integer({ min: 30, max: 50_000 }), (some, scored) => {
        const { score, discoveries } = judgeMetrics(some, scored)
        const discovery = discoveries.get('leaf') ?? Infinity
        expect(groupSeverity(score) > 0).toBe(some.some((one) => one >= discovery))
      }),
      { seed: 3 },
    )
  })

  it('is the same in any order, and never lower for one metric more or a higher score', () => {
    const scores = fc.array(fc.double({ min: 2.5, max: 9, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(scores, fc.double({ min: 2.5, max: 9, noNaN: true }), (some, other) => {
        const { score } = judgeMetrics(some, 1000)
        expect(judgeMetrics(some.toReversed(), 1000).score).toBe(score)
        expect(judgeMetrics([...some, other], 1000).score).toBeGreaterThanOrEqual(score)
        expect(judgeMetrics(some.with(0, Math.max(some[0], other)), 1000).score).toBeGreaterThanOrEqual(score)
      }),
      { seed: 4 },
    )
  })
})

describe('severity of groups of normal metrics', () => {
  // Simes is exact for independent metrics: severity 50 is p = 0.001 an interval, whatever the number of metrics.
  it.each([
    { metrics: 1, intervals: 400_000 },
    { metrics: 40, intervals: 100_000 },
    { metrics: 2_000, intervals: 20_000 },
  ])('reaches 50 in one of 1,000 intervals with $metrics metrics', ({ metrics, intervals }) => {
    const random = mulberry32(metrics)
    let open: readonly OpenGroup[] = []
    const severe = new Set<string>()
    for (let sequence = 0; sequence < intervals; sequence++) {
      const findings = normalFindings(metrics, random)
      const update = updateGroups(
        open,
        { start: sequence, sequence, measures: [{ measure: 'm', scored: metrics, metrics: findings }] },
        { detector: 'd', generation: 'g', dimensions: [], seriesValues: () => [] },
      )
      open = update.open
      for (const { id, severity } of update.changed) if (severity >= 50) severe.add(id)
    }
    const expected = intervals / 1000
    expect(Math.abs(severe.size - expected)).toBeLessThan(4 * Math.sqrt(expected))
  })
})

/** Metrics beyond the anomaly score among normal ones, whose p-values are uniform; the distance to the next is geometric. */
function normalFindings(metrics: number, random: () => number) {
  const rate = 10 ** -ANOMALY_SCORE
  const found = []
  for (let series = -1; ;) {
    series += 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - rate))
    if (series >= metrics) return found
    const score = -Math.log10(rate * (1 - random()))
    found.push({ series, value: 1, expected: 0, lower: 0, upper: 0, score, severity: 50 })
  }
}

/** Seeded random numbers. https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
