import { describe, expect, it } from 'vitest'
import type { AnomalyGroup } from '../../engine/anomalies/index.ts'
import { changeText, groupSentence } from '../../engine/console/group-sentence.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { sampleGroup, START } from './sample-result.ts'

const HOUR = 3_600_000
const context = { grid: intervalGrid('PT1H', 'UTC'), dimensions: ['platform', 'country'] }
const slice = { values: [null, 'us'], metrics: 2, change: -0.97, share: 1 }
const NEW = { expected: 0, lower: 0, upper: 0, score: 0, severity: 0, learning: true } as const

describe('groupSentence', () => {
  it.each<[string, Partial<AnomalyGroup>, string]>([
    [
      'the strongest slice and its change',
      { slices: [slice] },
      'revenue of country us was 97 % below what was expected from Thu 4 Jun 2026 08:00 to 09:00, in 2 metrics.',
    ],
    [
      'everything where the slice has no values',
      { slices: [{ ...slice, values: [null, null], change: 0.2 }] },
      'revenue was 20 % above what was expected from Thu 4 Jun 2026 08:00 to 09:00, in 2 metrics.',
    ],
    [
      'how many other slices there are',
      { slices: [slice, slice] },
      'revenue of country us was 97 % below what was expected from Thu 4 Jun 2026 08:00 to 09:00, in 2 metrics, and 1 other part of it went wrong too.',
    ],
    [
      'leading values and the side where no slice explains it',
      { end: START + 80 * HOUR },
      'revenue of platform web, country us was higher than expected on Thu 4 Jun 2026 at 08:00, in 2 metrics.',
    ],
    [
      'a single metric by its worst value',
      { metricCount: 1, metrics: sampleGroup().metrics.slice(0, 1), end: START + 80 * HOUR },
      'revenue of platform web, country us was 300 % above what was expected on Thu 4 Jun 2026 at 08:00.',
    ],
    [
      'an outage of a single metric by the outage, not by the first value after it, which is no longer expected',
      {
        metricCount: 1,
        end: START + 80 * HOUR,
        metrics: sampleGroup()
          .metrics.slice(1)
          .map((metric) => ({
            ...metric,
            points: [
              { value: 0, expected: 100, score: 6 },
              { value: 0, expected: 10, score: 5 },
              { value: 0, expected: 0, score: 5 },
              { value: 100, expected: 0, score: 9 },
            ].map((point) => ({ ...metric.points[0], ...point, severity: 100 })),
          })),
      },
      'revenue of platform ios, country us was 100 % below what was expected on Thu 4 Jun 2026 at 08:00.',
    ],
    [
      'a value that is missing',
      {
        metricCount: 1,
        end: START + 80 * HOUR,
        metrics: sampleGroup()
          .metrics.slice(1)
          .map((metric) => ({ ...metric, points: metric.points.map((point) => ({ ...point, value: null })) })),
      },
      'revenue of platform ios, country us had no data where 100 was expected on Thu 4 Jun 2026 at 08:00.',
    ],
    [
      'that a slice has no data, and not how far that is below',
      { slices: [{ ...slice, metrics: 2, missing: 2, change: -1 }] },
      'revenue of country us had no data from Thu 4 Jun 2026 08:00 to 09:00, in 2 metrics.',
    ],
    [
      'that metrics have no data where no slice explains it',
      {
        end: START + 80 * HOUR,
        metrics: sampleGroup().metrics.map((metric) => ({
          ...metric,
          points: metric.points.map((point) => ({ ...point, value: null })),
        })),
      },
      'revenue of platform web, country us had no data on Thu 4 Jun 2026 at 08:00, in 2 metrics.',
    ],
    [
      'that a single metric is new',
      {
        metricCount: 1,
        end: START + 80 * HOUR,
        metrics: sampleGroup()
          .metrics.slice(1)
          .map((metric) => ({ ...metric, points: [{ ...NEW, start: START, value: 523 }] })),
      },
      'revenue of platform ios, country us is new and was 523 on Thu 4 Jun 2026 at 08:00.',
    ],
    [
      'what may have caused it',
      {
        slices: [slice],
        end: START + 80 * HOUR,
        causes: {
          causes: [
            { measure: 'visits', percent: 60, lagIntervals: 1, anomalous: true },
            { measure: 'latency', percent: 20, lagIntervals: 2, anomalous: false },
          ],
          effects: [],
          movesTogether: [],
          unknownPercent: 20,
        },
      },
      'revenue of country us was 97 % below what was expected on Thu 4 Jun 2026 at 08:00, in 2 metrics. It may have been caused by visits (60 %) and latency (20 %).',
    ],
  ])('says %s', (_, overrides, sentence) => {
    expect(groupSentence(sampleGroup(overrides), context)).toBe(sentence)
  })

  it('names whole days without a time', () => {
    const grid = intervalGrid('P1D', 'UTC')
    const group = sampleGroup({ start: START, end: START, slices: [slice] })
    expect(groupSentence(group, { ...context, grid })).toContain('on Mon 1 Jun 2026, in 2 metrics.')
  })
})

describe('changeText', () => {
  it.each([
    [-1, '100 % below what was expected'],
    [-0.0123, '1.2 % below what was expected'],
    [0.5, '50 % above what was expected'],
    [8.4, '840 % above what was expected'],
    [11, '12 times what was expected'],
    [1000, '1,001 times what was expected'],
  ])('says %d as %s', (change, text) => {
    expect(changeText(change)).toBe(text)
  })
})
