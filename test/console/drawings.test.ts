import { describe, expect, it } from 'vitest'
import { causesDrawing } from '../../engine/console/causes-drawing.ts'
import { valueRange } from '../../engine/console/chart-series.ts'
import { chartText, pointText } from '../../engine/console/metric-chart.ts'
import { severityMeaning } from '../../engine/console/severity-meaning.ts'
import { timeline } from '../../engine/console/timeline.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { severityOf } from '../../engine/detection/severity.ts'
import { START } from './sample-result.ts'

const HOUR = 3_600_000
const grid = intervalGrid('PT1H', 'UTC')

describe('timeline', () => {
  it('draws every group where there is room, and links each', () => {
    expect(marks(20).match(/<a href="\/x\/g\d+"/gu)).toHaveLength(20)
  })

  it('is as large for 10,000 groups as its paper, and keeps the most severe of those that hide each other', () => {
    const svg = marks(10_000)
    expect(svg.match(/<a /gu)!.length).toBeLessThanOrEqual(481)
    expect(svg).toContain('href="/x/g17"')
  })

  it('takes any width', () => {
    expect(marks(5, 320)).toContain('viewBox="0 0 320 60"')
  })
})

describe('causesDrawing', () => {
  const none = { causes: [], effects: [], movesTogether: [], unknownPercent: 100 }
  const visits = { measure: 'visits', percent: 84, lagIntervals: 2, anomalous: true }

  it('draws causes with what is unknown, and effects', () => {
    const svg = causesDrawing({
      measure: 'revenue',
      causes: {
        ...none,
        causes: [visits],
        unknownPercent: 16,
        effects: [{ ...visits, measure: 'refunds', percent: 0 }],
      },
    })!.text
    for (const text of ['visits', '84 %', '2 intervals before', 'unknown', '16 %', 'refunds', '2 intervals later']) {
      expect(svg).toContain(text)
    }
    // An effect that has mostly not happened yet has no share.
    expect(svg).not.toContain('>0 %')
  })

  it('is nothing where no direction is known', () => {
    expect(causesDrawing({ measure: 'revenue' })).toBeNull()
    expect(causesDrawing({ measure: 'revenue', causes: { ...none, movesTogether: ['visits'] } })).toBeNull()
  })
})

describe('chartText', () => {
  const point = { start: START, value: 0, expected: 100, lower: 80, upper: 120, score: 5, severity: 100 }

  it.each([
    {
      what: 'the one that is the furthest from what was expected, as the table does',
      points: [
        { ...point, value: 60 },
        { ...point, score: 7 },
      ],
      said: '0 where 100',
    },
    {
      what: 'one of the outage, not the first value after it',
      points: [point, point, { ...point, value: 90, expected: 0, lower: 0, upper: 5, score: 9 }],
      said: '0 where 100',
    },
  ])('names of several values that are as severe $what', ({ points, said }) => {
    expect(chartText({ title: 'revenue', points, grid })).toContain(
      `revenue: Mon 1 Jun 2026 00:00 had ${said} (80 to 120) was expected, severity 100.`,
    )
  })
})

describe('pointText', () => {
  it('says what was expected of a value, and of a metric that is new that it is', () => {
    const point = { start: START, value: 523, expected: 100, lower: 90, upper: 110, score: 6, severity: 100 }
    expect(pointText(point)).toBe('523 where 100 (90 to 110) was expected')
    expect(pointText({ ...point, expected: 0, lower: 0, upper: 0, learning: true })).toBe('523 and is new')
  })
})

describe('valueRange', () => {
  const series = { value: [10, null, 20], expected: [null, 15, 15], lower: [12, 0, 12], upper: [18, 900, 18] }

  it('shows values, and the band as far as it does not dwarf them', () => {
    expect(valueRange(series)).toEqual([0, 24])
  })

  it('is 0 to 1 where there is nothing', () => {
    expect(valueRange({ value: [null], expected: [null], lower: [null], upper: [null] })).toEqual([0, 1])
  })
})

describe('severityMeaning', () => {
  it.each([1, 2, 3, 4, 4.9])('says of 10^%d how rare it is, as the detection means it', (score) => {
    const often = Number((10 ** score).toPrecision(2)).toLocaleString('en-US')
    expect(severityMeaning(severityOf(score))).toBe(
      `A normal measure shows as much in about one of ${often} intervals.`,
    )
  })

  it('does not say how much rarer the rarest is', () => {
    expect(severityMeaning(100)).toBe('A normal measure shows as much in less than one of 100,000 intervals.')
  })
})

function marks(count: number, width?: number): string {
  const groups = Array.from({ length: count }, (_, i) => ({
    id: `g${i}`,
    measure: 'orders',
    start: START + i * HOUR,
    end: START + i * HOUR,
    severity: i === 17 ? 99 : 10,
  }))
  const svg = timeline({
    grid,
    from: START,
    to: START + count * HOUR,
    measures: ['orders'],
    groups,
    labels: [],
    href: (id) => `/x/${id}`,
    ...(width && { width }),
  })
  return svg.text
}
