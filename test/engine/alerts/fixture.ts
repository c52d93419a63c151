import type { AlertContext } from '../../../engine/alerts/index.ts'
import type { AnomalousMetric, AnomalyGroup } from '../../../engine/anomalies/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import type { ResolvedAlert } from '../../../spec/resolve.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 2, 2, 10)

export const context: AlertContext = {
  detector: 'shop',
  place: { partition: 'aws', region: 'eu-west-1', account: '111122223333' },
  dimensions: ['platform', 'marketplace'],
  grid: intervalGrid('PT1H', 'UTC'),
  consoleUrl: (groupId) => `http://127.0.0.1:4747/detectors/shop/anomalies/${groupId}`,
}

export const alert: ResolvedAlert = {
  name: 'revenue-oncall',
  description: 'Pages the revenue team',
  threshold: 70,
  measures: [],
  dimensions: {},
  channel: { kind: 'log' },
  role: null,
}

export const group: AnomalyGroup = {
  id: '0f0f0f0f-1e1e-8d2d-9c3c-4b4b4b4b4b4b',
  measure: 'revenue',
  start: START,
  end: START + HOUR,
  severity: 83.33,
  metrics: [
    metric(['mobile', 'uk'], 68, [880.5, 1204.75, 1000, 1400], [335, 1180.123456, 980, 1380]),
    metric(['pc', 'uk'], 32, [2650, 2100, 1900, 2300]),
  ],
  metricCount: 2,
  contributions: [
    {
      dimension: 'platform',
      values: [
        { value: 'mobile', percent: 68 },
        { value: 'pc', percent: 32 },
      ],
      valueCount: 2,
    },
    { dimension: 'marketplace', values: [{ value: 'uk', percent: 100 }], valueCount: 1 },
  ],
}

/** Points are [value (null = missing), expected, lower, upper], one an interval from the group's start. */
export function metric(
  series: readonly string[],
  contribution: number,
  ...points: readonly (readonly [number | null, number, number, number])[]
): AnomalousMetric {
  return {
    series,
    contribution,
    points: points.map(([value, expected, lower, upper], index) => {
      return { start: START + index * HOUR, value, expected, lower, upper, score: 5, severity: 100 }
    }),
    pointCount: points.length,
  }
}
