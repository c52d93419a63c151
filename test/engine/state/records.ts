import type { AnomalyGroup } from '../../../engine/anomalies/index.ts'
import type { CommitRecord, StatePlace } from '../../../engine/state/index.ts'

/** A generation for tests. */
export const PLACE: StatePlace = { detector: 'revenue', generation: '9f0c1c1e-6f6c-4b69-9d0c-3a4f2f8d1d11' }

/** End of the first commit: 2026-01-31T23:00:00Z. */
export const T0 = Date.UTC(2026, 0, 31, 23)

/** Milliseconds. */
export const HOUR = 3_600_000

/** An hourly commit with nothing in it. */
export function record(sequence: number): CommitRecord {
  const end = T0 + sequence * HOUR
  return {
    ...PLACE,
    sequence,
    start: end - HOUR,
    end,
    specHash: 'abc',
    writer: 'writer-1',
    writtenAt: end + 1_000,
    snapshot: [],
    summary: { tail: [0.1, 1e-300] },
    openGroups: [],
    firedAlerts: {},
    learned: sequence,
    gap: 0,
    failure: null,
    groups: [],
    alerts: [],
    points: null,
    quality: [],
    report: {
      files: 1,
      bytes: 100,
      read: 10,
      used: 8,
      rejected: 1,
      outside: 1,
      filtered: 0,
      rejections: [{ reason: 'TIMESTAMP_EMPTY', count: 1, examples: [{ file: 'a.csv', line: 2 }] }],
      metricsOverQuota: 0,
      overQuota: 0,
      incomplete: 0,
      empty: [0],
    },
  }
}

/** A group of one metric. */
export function groupAt(start: number, id: string, end = start): AnomalyGroup {
  const point = { start, value: 1, expected: 2, lower: 1.5, upper: 2.5, score: 4, severity: 75 }
  return {
    id,
    measure: 'revenue',
    start,
    end,
    severity: 75,
    metrics: [{ series: ['us'], contribution: 100, points: [point], pointCount: 1 }],
    metricCount: 1,
    contributions: [{ dimension: 'country', values: [{ value: 'us', percent: 100 }], valueCount: 1 }],
  }
}
