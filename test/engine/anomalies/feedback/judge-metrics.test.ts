import { describe, expect, it } from 'vitest'
import { aboutMetric, judgeMetrics, type AnomalyGroup } from '../../../../engine/anomalies/index.ts'

const point = { start: 0, value: 10, expected: 100, lower: 90, upper: 110, score: 4, severity: 75 }
const group: AnomalyGroup = {
  id: 'a',
  measure: 'views',
  start: 0,
  end: 0,
  severity: 75,
  metricCount: 2,
  metrics: [
    {
      series: ['web', 'us'],
      contribution: 60,
      points: [point, { ...point, value: 300, score: 9, severity: 100 }, { ...point, value: null }],
      pointCount: 3,
    },
    { series: ['web', 'uk'], contribution: 40, points: [{ ...point, value: null }], pointCount: 1 },
  ],
  contributions: [],
}
const said = { at: 5, by: 'ana', slot: { ofDay: 3, dayOfWeek: 2, dayOfYear: 1 } }

describe('judgeMetrics', () => {
  it('makes a judgement about each metric of a group that is judged as a whole', () => {
    const judgements = judgeMetrics(group, { ...said, metrics: null, relevant: false })
    expect(judgements).toEqual([
      {
        about: aboutMetric('a', ['web', 'us']),
        groupId: 'a',
        whole: true,
        relevant: false,
        at: 5,
        by: 'ana',
        measure: 'views',
        series: ['web', 'us'],
        direction: 'up',
        slot: said.slot,
        severity: 75,
      },
      expect.objectContaining({ about: aboutMetric('a', ['web', 'uk']), series: ['web', 'uk'], direction: 'down' }),
    ])
  })

  it('takes a long outage for a drop, though the value after it is the furthest from what is expected by then', () => {
    const outage = [100, 40, 10].map((expected) => ({ ...point, value: 0, expected, score: 6, severity: 100 }))
    const after = { ...point, value: 100, expected: 0, score: 9, severity: 100 }
    const [metric] = group.metrics
    const [judgement] = judgeMetrics(
      { ...group, metrics: [{ ...metric, points: [...outage, after], pointCount: 4 }] },
      { ...said, metrics: null, relevant: false },
    )
    expect(judgement.direction).toBe('down')
  })

  it('makes one about each metric that is named', () => {
    const judgements = judgeMetrics(group, { ...said, metrics: [1], relevant: null })
    expect(judgements.map(({ series, whole, relevant }) => [series, whole, relevant])).toEqual([
      [['web', 'uk'], false, null],
    ])
  })

  it('refuses a metric that the group does not have', () => {
    expect(() => judgeMetrics(group, { ...said, metrics: [2], relevant: true })).toThrow(/2 is not a metric.*0 to 1/)
  })
})

describe('aboutMetric', () => {
  it('tells groups and metrics apart, whatever their names', () => {
    const texts = [
      aboutMetric('a', ['b', 'c']),
      aboutMetric('a', ['b,c']),
      aboutMetric('a', ['b","c']),
      aboutMetric('b', ['b', 'c']),
    ]
    expect(new Set(texts).size).toBe(texts.length)
  })
})
