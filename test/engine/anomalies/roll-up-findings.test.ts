import { describe, expect, it } from 'vitest'
import { rollUpFindings } from '../../../engine/anomalies/index.ts'
import { SHARDS, createScores, type Scores } from '../../../engine/detection/index.ts'
import type { LayerStep } from '../../../engine/layers/index.ts'
import { RollUpTable } from '../../../engine/layers/roll-up-table.ts'

const MEASURE = { index: 0, count: 1, averaged: false }
const NOTHING = { rollUps: new Set<string>(), culprits: new Set<number>() }

describe('rollUpFindings', () => {
  it('explains a total that a new country doubles by the metrics of that country, of which nothing is expected yet', () => {
    const findings = rollUpFindings(interval([101, 99, 120, 80], [100, 100, Number.NaN, Number.NaN]), MEASURE, NOTHING)
    expect(findings).toMatchObject([{ layer: 'total', value: 400, expected: 200 }])
    expect(findings[0].parts).toEqual([
      { series: 2 * SHARDS, value: 120, expected: 0, lower: 0, upper: 0, score: 0, severity: 0, learning: true },
      { series: 3 * SHARDS, value: 80, expected: 0, lower: 0, upper: 0, score: 0, severity: 0, learning: true },
    ])
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings)
  })

  it('says nothing of a total that metrics which still learn have been in for long', () => {
    const learning = [100, Number.NaN, Number.NaN, Number.NaN]
    expect(rollUpFindings(interval([101, 100, 100, 100], learning, 300), MEASURE, NOTHING)).toEqual([])
  })

  it('blames the metrics that are judged where they explain it', () => {
    const [finding] = rollUpFindings(interval([250, 99, 40, 11], [100, 100, Number.NaN, Number.NaN]), MEASURE, NOTHING)
    expect(finding.parts).toMatchObject([{ series: 0, value: 250, expected: 100, score: 4 }])
    expect(finding.parts[0]).not.toHaveProperty('learning')
  })
})

/** Two metrics of `us` and two of `xx` whose total is as rarely so high as once in 10,000 intervals; NaN = still learns. */
function interval(values: readonly number[], expected: readonly number[], expectedTotal = 200) {
  const table = new RollUpTable(2)
  ;[
    ['us', 'web'],
    ['us', 'app'],
    ['xx', 'web'],
    ['xx', 'app'],
  ].forEach((names, place) => table.add(place * SHARDS, names))
  table.settle()
  const total = values.reduce((sum, value) => sum + value, 0)
  const calibration = { points: 0, excesses: 0, sum: 0, above: 0 } as const
  const layers: LayerStep = {
    rollUps: [{ values: Float64Array.of(total), scores: verdicts([total], [expectedTotal]) }, NO_METRICS, NO_METRICS],
    breadth: NO_METRICS,
    silent: [[]],
    evidence: [{ layers: [{ layer: 'total', scored: 1, raw: 4, calibration }], calibration }],
  }
  return {
    table,
    layers,
    leaves: [{ shard: 0, values: Float64Array.from(values), scores: verdicts(values, expected) }],
  }
}

const NO_METRICS = { values: new Float64Array(0), scores: createScores(0) }

/** Everything that is off by a tenth and more has the score 4. */
function verdicts(values: readonly number[], expected: readonly number[]): Scores {
  const scores = createScores(values.length)
  values.forEach((value, k) => {
    if (Number.isNaN(expected[k])) return
    scores.expected[k] = expected[k]
    scores.lower[k] = 0.95 * expected[k]
    scores.upper[k] = 1.05 * expected[k]
    scores.deviation[k] = (value - expected[k]) / 2
    scores.score[k] = Math.abs(value - expected[k]) >= 0.1 * expected[k] ? 4 : 0.4
    scores.severity[k] = 25 * Math.max(0, scores.score[k] - 1)
  })
  return scores
}
