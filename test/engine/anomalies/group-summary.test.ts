import { describe, expect, it } from 'vitest'
import { groupSummary, type AnomalyGroup } from '../../../engine/anomalies/index.ts'

const point = { start: 0, value: 10, expected: 100, lower: 90, upper: 110, score: 4, severity: 75 }
const group: AnomalyGroup = {
  id: 'a',
  measure: 'views',
  start: 0,
  end: 3_600_000,
  severity: 75,
  metricCount: 1_234,
  metrics: [{ series: ['web', 'us'], contribution: 100, points: [point], pointCount: 1 }],
  contributions: [
    {
      dimension: 'platform',
      values: [
        { value: 'web', percent: 91 },
        { value: 'app', percent: 9 },
      ],
      valueCount: 2,
    },
    {
      dimension: 'country',
      values: ['us', 'uk', 'de', 'fr'].map((value) => ({ value, percent: 25 })),
      valueCount: 4,
    },
  ],
}

describe('groupSummary', () => {
  it('names at most three values of each dimension, and none below 10 %', () => {
    expect(groupSummary(group).where).toEqual([
      { dimension: 'platform', value: 'web', percent: 91 },
      { dimension: 'country', value: 'us', percent: 25 },
      { dimension: 'country', value: 'uk', percent: 25 },
      { dimension: 'country', value: 'de', percent: 25 },
    ])
  })

  it('tells the last interval, the number of all metrics, and that nothing changed the severity', () => {
    expect(groupSummary(group)).toMatchObject({ end: 3_600_000, metricCount: 1_234, severityBefore: null })
  })

  it('takes the change of the strongest slice, and none where nothing explains the group', () => {
    expect(groupSummary(group).change).toBeNull()
    const slice = { values: ['web', null], metrics: 2, change: -0.9, share: 0.8 }
    expect(groupSummary({ ...group, slices: [slice, { ...slice, change: 3 }] }).change).toBe(-0.9)
    expect(groupSummary({ ...group, slices: [] }).change).toBeNull()
  })

  it.each([
    { what: 'a drop', points: [point], direction: 'down' },
    { what: 'a missing value', points: [{ ...point, value: null }], direction: 'down' },
    { what: 'a rise', points: [{ ...point, value: 120 }], direction: 'up' },
    {
      what: 'a long outage with the values that come back after it',
      points: [
        ...[100, 40, 10].map((expected) => ({ ...point, value: 0, expected, severity: 100 })),
        ...[0, 0].map((expected) => ({ ...point, expected, value: 100, score: 9, severity: 100 })),
      ],
      direction: 'down',
    },
    { what: 'values as expected', points: [{ ...point, value: 100 }], direction: null },
    { what: 'no points', points: [], direction: null },
  ])('says of $what: $direction', ({ points, direction }) => {
    const metrics = [{ ...group.metrics[0], points }]
    expect(groupSummary({ ...group, metrics }).direction).toBe(direction)
  })

  it.each([
    { value: 189, direction: 'down' },
    { value: 191, direction: 'up' },
  ])(
    'says $direction where one metric drops by 90 and another one is $value instead of 100',
    ({ value, direction }) => {
      const [drop] = group.metrics
      const metrics = [drop, { ...drop, series: ['web', 'uk'], points: [{ ...point, value }] }]
      expect(groupSummary({ ...group, metrics }).direction).toBe(direction)
    },
  )
})
