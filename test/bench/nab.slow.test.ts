import { describe, expect, it } from 'vitest'
import { alertOnce } from '../../bench/accuracy/nab/alert-once.ts'
import { chooseSeverity, expectedScore } from '../../bench/accuracy/nab/chosen-severity.ts'
import { complementaryError } from '../../bench/accuracy/nab/complementary-error.ts'
import { NAB_FOLDER, publishedResults, readNab } from '../../bench/accuracy/nab/corpus.ts'
import { mersenneTwister } from '../../bench/accuracy/nab/mersenne-twister.ts'
import {
  PROFILES,
  bestThreshold,
  normalise,
  probation,
  rawScore,
  scaledSigmoid,
  scoreAt,
} from '../../bench/accuracy/nab/profile-score.ts'
import { PUBLISHED_DETECTORS } from '../../bench/accuracy/nab/published-detectors.ts'

const [standard, lowFalseAlerts, lowMisses] = PROFILES

function alertsAt(rows: readonly number[], length = 200): Float64Array {
  return Float64Array.from({ length }, (_, row) => (rows.includes(row) ? 1 : 0))
}

describe('scaledSigmoid', () => {
  // Lavin and Ahmad 2015, section II.B and figure 2; ends of a window in NAB's documentation.
  it.each([
    { place: -1, worth: 0.98661 },
    { place: -0.5, worth: 0.84828 },
    { place: 0, worth: 0 },
    { place: 0.45, worth: -0.8093 },
    { place: 1, worth: -0.98661 },
    { place: 3.1, worth: -1 },
  ])('is $worth at $place', ({ place, worth }) => {
    expect(scaledSigmoid(place)).toBeCloseTo(worth, 4)
  })
})

describe('expectedScore', () => {
  const extent = { rows: 10_000, windows: 10, once: 100 }

  it.each([
    { what: 'nobody alerts', score: 12, recall: 0, expected: 0 },
    { what: 'half of the events are found and nothing else', score: 12, recall: 0.5, expected: 50 },
    { what: 'all events are found and nothing else', score: 12, recall: 1, expected: 100 },
    // 10 finds, and 9,000 rows that alert with (1 - 0.999^101) / 101 = 0.00095170 each at 0.11.
    { what: 'all events are found at a price', score: 3, recall: 1, expected: 95.289 },
    // Of 100 rows each window has an alert with 1 - exp(-0.095170) = 0.090782.
    { what: 'false alerts lie in windows', score: 3, recall: 0, expected: 9.0782 - 4.711 },
  ])('is $expected when $what', ({ score, recall, expected }) => {
    expect(expectedScore(extent, standard, score, recall)).toBeCloseTo(expected, 2)
  })
})

describe('chooseSeverity', () => {
  it('chooses higher where false alerts cost more, and lower where misses do', () => {
    const extent = { rows: 300_000, windows: 100, once: 100 }
    const [middle, high, low] = PROFILES.map(
      (profile) => chooseSeverity(extent, profile, (score) => 2 ** -(score - 1)).severity,
    ) as [number, number, number]
    expect(high).toBeGreaterThan(middle)
    expect(low).toBeLessThan(middle)
  })
})

describe('the NAB score', () => {
  const windows = [{ start: 100, end: 120 }]

  it('of the example of the paper (figure 2) is 0.691', () => {
    // A false alert before, two finds of which the first counts, a false alert 0.45 windows after and one far after.
    const scores = alertsAt([60, 100, 110, 129, 199])
    expect(rawScore([{ windows, scores }], standard, 1)).toBeCloseTo(-0.11 + 1 - 0.11 * 0.8093 - 0.11, 4)
  })

  it('does not count the first 15 %, at most 750 rows', () => {
    expect([probation(200), probation(20_000)]).toEqual([30, 750])
    expect(rawScore([{ windows, scores: alertsAt([29, 100]) }], standard, 1)).toBe(1)
    expect(rawScore([{ windows, scores: alertsAt([30, 100]) }], standard, 1)).toBeCloseTo(0.89, 9)
  })

  it('is 0 without any alert and 100 for the perfect detector, in every profile', () => {
    for (const profile of PROFILES) {
      expect(scoreAt([{ windows, scores: alertsAt([]) }], profile, 1).normalised).toBe(0)
      expect(scoreAt([{ windows, scores: alertsAt([100]) }], profile, 1).normalised).toBeCloseTo(100, 9)
    }
  })

  it('weighs false alerts and misses by profile', () => {
    expect(rawScore([{ windows, scores: alertsAt([60]) }], lowFalseAlerts, 1)).toBeCloseTo(-1.22, 9)
    expect(rawScore([{ windows, scores: alertsAt([60]) }], lowMisses, 1)).toBeCloseTo(-2.11, 9)
    expect(normalise(-2, 4, lowMisses)).toBe(50)
  })

  it('is best at the threshold that a search over all of them finds', () => {
    const file = { windows, scores: alertsAt([100]).map((alert, row) => alert * 3 + (row === 60 ? 2 : 0)) }
    expect(bestThreshold([file], standard)).toEqual({
      threshold: 3,
      normalised: scoreAt([file], standard, 3).normalised,
    })
  })
})

describe('alertOnce', () => {
  it('keeps records only', () => {
    expect([...alertOnce(Float64Array.of(1, 3, 3, 2, 4), 2)]).toEqual([1, 3, 0, 0, 4])
  })

  it('forgets a record after so many rows', () => {
    expect([...alertOnce(Float64Array.of(5, 0, 0, 1), 2)]).toEqual([5, 0, 0, 1])
  })
})

describe('mersenneTwister', () => {
  it('gives the numbers of Python', () => {
    // CPython 3.11: random.seed(42); [random.random() for _ in range(3)]
    const next = mersenneTwister(42)
    expect([next(), next(), next()]).toEqual([0.6394267984578837, 0.025010755222666936, 0.27502931836911926])
  })
})

describe('complementaryError', () => {
  // CPython 3.11: math.erfc
  it.each([
    { x: 0, value: 1 },
    { x: 0.5, value: 0.4795001221869535 },
    { x: 1.99, value: 0.004888586800383003 },
    { x: 2.01, value: 0.004475150644751763 },
    { x: 5, value: 1.5374597944280351e-12 },
  ])('is $value at $x', ({ x, value }) => {
    expect(complementaryError(x) / value).toBeCloseTo(1, 12)
  })
})

describe.skipIf(readNab(NAB_FOLDER).length === 0)('our scorer', () => {
  it.each(PUBLISHED_DETECTORS.map(({ name }) => ({ name })))('gives $name its published results', ({ name }) => {
    const { scores, thresholds } = PUBLISHED_DETECTORS.find((detector) => detector.name === name)!
    const files = readNab(NAB_FOLDER).map(({ windows, series }) => ({ windows, scores: scores(series.values) }))
    for (const profile of PROFILES) {
      const { normalised } =
        thresholds === undefined ? bestThreshold(files, profile) : scoreAt(files, profile, thresholds[profile.name])
      expect(normalised).toBeCloseTo(publishedResults(NAB_FOLDER)[name][profile.name], 8)
    }
  })
})
