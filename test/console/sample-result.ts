import type { AnomalyGroup } from '../../engine/anomalies/index.ts'
import type { BacktestResult, GroupChart } from '../../engine/run/backtest-result.ts'
import { intervalGrid } from '../../engine/time/index.ts'

const HOUR = 3_600_000
/** Monday 1 June 2026, 00:00 UTC. */
export const START = Date.UTC(2026, 5, 1)

/** A backtest of 100 hours with one group of two metrics at hour 80 and 81, whose values tests may replace. */
export function sampleResult(overrides: Partial<BacktestResult> = {}): BacktestResult {
  return {
    detector: 'shop',
    grid: intervalGrid('PT1H', 'UTC'),
    measures: ['revenue', 'orders'],
    dimensions: ['platform', 'country'],
    metrics: 4,
    unjudged: 0,
    learningPoints: 70,
    intervals: {
      learned: 70,
      tested: 30,
      learnedFrom: START,
      testedFrom: START + 70 * HOUR,
      testedTo: START + 99 * HOUR,
      leftOut: 0,
      strays: 0,
    },
    quality: [
      { type: 'COLUMN_COMPLETENESS', description: 'Share of records with a value', column: 'orders', value: 0.975 },
      { type: 'ROWS_PROCESSED', description: 'Records read', value: 210 },
    ],
    report: {
      files: 1,
      bytes: 12_345,
      read: 210,
      used: 200,
      rejected: 3,
      outside: 7,
      filtered: 0,
      rejections: [
        {
          reason: 'MEASURE_NOT_A_NUMBER',
          count: 3,
          examples: [{ file: 'shop.csv', line: 17, column: 'revenue', text: 'n/a' }],
        },
      ],
      metricsOverQuota: 0,
      overQuota: 0,
      incomplete: 0,
      empty: [0, 0],
    },
    groups: [sampleGroup()],
    charts: [sampleChart(['web', 'us']), sampleChart(['ios', 'us'])],
    alerts: [{ alert: 'on-call', groupId: sampleGroup().id }],
    ...overrides,
  }
}

export function sampleGroup(overrides: Partial<AnomalyGroup> = {}): AnomalyGroup {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    measure: 'revenue',
    start: START + 80 * HOUR,
    end: START + 81 * HOUR,
    severity: 93.25,
    metricCount: 2,
    metrics: [
      { series: ['web', 'us'], contribution: 75, points: [samplePoint(80, 400), samplePoint(81, 390)], pointCount: 2 },
      { series: ['ios', 'us'], contribution: 25, points: [samplePoint(80, 200)], pointCount: 1 },
    ],
    contributions: [
      {
        dimension: 'platform',
        valueCount: 2,
        values: [
          { value: 'web', percent: 75 },
          { value: 'ios', percent: 25 },
        ],
      },
      { dimension: 'country', valueCount: 1, values: [{ value: 'us', percent: 100 }] },
    ],
    ...overrides,
  }
}

function samplePoint(hour: number, value: number) {
  return { start: START + hour * HOUR, value, expected: 100, lower: 80, upper: 120, score: 4.7, severity: 93.25 }
}

export function sampleChart(series: readonly string[], overrides: Partial<GroupChart> = {}): GroupChart {
  const hours = Array.from({ length: 92 }, (_, i) => i + 8)
  return {
    groupId: sampleGroup().id,
    measure: 'revenue',
    series,
    starts: hours.map((hour) => START + hour * HOUR),
    value: hours.map((hour) => (hour === 80 || hour === 81 ? 400 : 100 + (hour % 7))),
    expected: hours.map(() => 100),
    lower: hours.map(() => 80),
    upper: hours.map(() => 120),
    ...overrides,
  }
}
