import { describe, expect, it } from 'vitest'
import { rollUpFindings } from '../../../engine/anomalies/index.ts'
import { rollUpKey } from '../../../engine/anomalies/roll-up-key.ts'
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

  it('finds a country that is off beside one that is off further', () => {
    const findings = rollUpFindings(countries({ us: 3.5, xx: 4 }), MEASURE, NOTHING)
    expect(findings).toMatchObject([
      { layer: 'single', values: ['xx', null], score: 4, parts: [{ series: 2 * SHARDS }, { series: 3 * SHARDS }] },
      { layer: 'single', values: ['us', null], score: 3.5, parts: [{ series: 0 }, { series: SHARDS }] },
    ])
  })
})

describe('a country beside its siblings', () => {
  it('is explained by what its metrics are off for themselves, also on a day on which all others double', () => {
    expect(rollUpFindings(besideSiblings(), MEASURE, NOTHING)).toMatchObject([
      {
        layer: 'relative',
        values: ['us', null],
        value: 5,
        expected: 400,
        score: 4,
        parts: [
          { series: 0, value: 2, expected: 100 },
          { series: SHARDS, value: 3, expected: 100 },
        ],
      },
    ])
  })
})

describe('metrics that are a little off on one side', () => {
  it('are a finding where they are more than usual, and none where they are fewer', () => {
    expect(rollUpFindings(breadth(1, 0.25), MEASURE, NOTHING)).toMatchObject([
      { layer: 'breadth', value: 1, expected: 0.25, parts: [{ series: 0 }, {}, {}] },
    ])
    expect(rollUpFindings(breadth(0.25, 1), MEASURE, NOTHING)).toEqual([])
  })
})

describe('metrics that are silent together', () => {
  // One of eighty slices is a discovery from the score 1 + log10 80 on, 2.9.
  it.each([
    { score: 3.2, known: false, found: true },
    { score: 2.7, known: false, found: false },
    { score: 2.7, known: true, found: true },
    { score: 2.3, known: true, found: false },
  ])('are a finding with the score $score, where a group has them already is $known: $found', (given) => {
    const { score, known, found } = given
    const rollUps = new Set(known ? [rollUpKey({ layer: 'silence', values: ['xx', null] })] : [])
    const findings = rollUpFindings(silence(score), MEASURE, { ...NOTHING, rollUps })
    expect(findings).toMatchObject(
      found ? [{ layer: 'silence', values: ['xx', null], value: 2, parts: [{ value: null }, { value: null }] }] : [],
    )
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
    relative: NO_METRICS,
    silent: [[]],
    silences: 'judged',
    evidence: [{ layers: [{ layer: 'total', scored: 1, raw: 4, calibration }], calibration }],
  }
  return {
    table,
    layers,
    leaves: [{ shard: 0, values: Float64Array.from(values), scores: verdicts(values, expected) }],
  }
}

/** The same metrics, of which all have doubled: the countries are off by these scores, and nothing else is looked at. */
function countries(scoreOf: Readonly<Record<string, number>>) {
  const { table, leaves, layers } = interval([200, 200, 200, 200], [100, 100, 100, 100])
  const singles = table.rollUps[1]
  const values = singles.map(() => 400)
  const scores = verdicts(
    values,
    singles.map(() => 200),
  )
  singles.forEach(([country], k) => (scores.score[k] = country === null ? 0.4 : scoreOf[country]))
  const [{ calibration }] = layers.evidence
  const own = { layer: 'single', scored: singles.length, raw: 4, calibration } as const
  return {
    table,
    leaves,
    layers: {
      ...layers,
      rollUps: [NO_METRICS, { values: Float64Array.from(values), scores }, NO_METRICS],
      evidence: [{ layers: [own], calibration }],
    },
  }
}

/** A country that has lost nearly all while the others have doubled; nothing else is looked at. */
function besideSiblings() {
  const { table, leaves, layers } = interval([2, 3, 200, 200], [100, 100, 100, 100])
  const isUs = table.rollUps[1].map(([country]) => country === 'us')
  const values = isUs.map((is) => (is ? 5 : 400))
  const forThemselves = verdicts(
    values,
    values.map(() => 200),
  )
  const scores = verdicts(
    values,
    values.map(() => 400),
  )
  isUs.forEach((is, k) => (scores.score[k] = is ? 4 : 0))
  const [{ calibration }] = layers.evidence
  const own = { layer: 'relative', scored: values.length, raw: 4, calibration } as const
  const ofValues = Float64Array.from(values)
  return {
    table,
    leaves,
    layers: {
      ...layers,
      rollUps: [NO_METRICS, { values: ofValues, scores: forThemselves }, NO_METRICS],
      relative: { values: ofValues, scores },
      evidence: [{ layers: [own], calibration }],
    },
  }
}

/** Four metrics that are a little off above: this share of them, and the one that was expected. */
function breadth(off: number, expected: number) {
  const { table, leaves, layers } = interval([115, 115, 115, 115], [100, 100, 100, 100])
  const [{ calibration }] = layers.evidence
  const own = { layer: 'breadth', scored: 1, raw: 4, calibration } as const
  return {
    table,
    leaves,
    layers: {
      ...layers,
      rollUps: [NO_METRICS, NO_METRICS, NO_METRICS],
      breadth: { values: Float64Array.of(off, 0), scores: verdicts([off, 0], [expected, 0]) },
      evidence: [{ layers: [own], calibration }],
    },
  }
}

/** Both metrics of `xx` are silent, one of eighty slices that could be. */
function silence(score: number) {
  const { table, leaves, layers } = interval([100, 100, Number.NaN, Number.NaN], [100, 100, 100, 100])
  const [{ calibration }] = layers.evidence
  const own = { layer: 'silence', scored: 80, raw: score, calibration } as const
  return {
    table,
    leaves,
    layers: {
      ...layers,
      rollUps: [NO_METRICS, NO_METRICS, NO_METRICS],
      silent: [[{ values: ['xx', null], silent: [2 * SHARDS, 3 * SHARDS], scored: 2, score }]],
      evidence: [{ layers: [own], calibration }],
    },
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
