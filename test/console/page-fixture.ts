import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AnomalyGroup } from '../../engine/anomalies/index.ts'
import type {
  AlertData,
  AlertsData,
  DetectorData,
  ExecutionData,
  GroupData,
  GroupLine,
  QualityData,
  SeriesData,
} from '../../engine/console/page-data.ts'
import { runBacktest, type BacktestResult } from '../../engine/run/index.ts'
import { makeSample } from '../../examples/sample-data.ts'
import { parseSpec, withDefaults } from '../../spec/index.ts'

const HOUR = 3_600_000

/** All that the server says of a detector. */
export interface DetectorFixture {
  readonly detector: DetectorData
  readonly groups: readonly GroupLine[]
  readonly group: (id: string) => GroupData | undefined
  readonly series: (id: string, metric: number, before: number, after: number) => SeriesData | undefined
  readonly executions: readonly ExecutionData[]
  readonly quality: QualityData
  readonly alerts: readonly AlertData[]
  readonly misfits: AlertsData['misfits']
}

/** The backtest of the sample shop, as `npm start` runs it. */
export async function sampleBacktest(): Promise<BacktestResult> {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-page-'))
  try {
    mkdirSync(join(folder, 'crowsnest-demo'))
    mkdirSync(join(folder, 'examples'))
    writeFileSync(join(folder, 'crowsnest-demo/shop.csv'), makeSample().history)
    const { spec } = parseSpec(readFileSync(join(import.meta.dirname, '../../examples/shop.yaml'), 'utf8'), 'shop.yaml')
    return await runBacktest(withDefaults(spec!), { baseDir: join(folder, 'examples') })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A backtest as the server would tell of it. */
export function backtestFixture(result: BacktestResult): DetectorFixture {
  const { grid, intervals } = result
  const byTime = result.groups.toSorted((a, b) => b.start - a.start || b.severity - a.severity)
  const lines = byTime.map((group) => lineOf(group, result))
  const values = historyOf(result)
  const series = (id: string, metric: number, before: number, after: number) => {
    const group = byTime.find((one) => one.id === id)
    const listed = group?.metrics[metric]
    return group && listed && values(group, listed.series, before, after)
  }
  const end = grid.next(intervals.testedTo)
  return {
    detector: detectorData(result, lines),
    groups: lines,
    series,
    group(id) {
      const at = byTime.findIndex((group) => group.id === id)
      const group = byTime[at]
      if (group === undefined) return undefined
      const near = lines.filter(
        (line) =>
          line.measure !== group.measure && line.start <= group.end + 3 * HOUR && line.end >= group.start - 3 * HOUR,
      )
      const alerts = lines[at]!.alerts
      return {
        line: lines[at]!,
        group,
        timeSeriesIds: group.metrics.map((_, i) => `${id}-${i}`),
        judgements: group.metrics.map(() => null),
        said: [],
        adjustment: null,
        deliveries: alerts.map((alert) => delivery(alert, group)),
        related: near.toSorted((a, b) => b.severity - a.severity).slice(0, 10),
        previous: byTime[at + 1]?.id ?? null,
        next: byTime[at - 1]?.id ?? null,
        causes: group.causes ?? null,
        series: group.metrics.slice(0, 6).map((metric) => values(group, metric.series, 72, 24)),
        chartsTrouble: null,
      }
    },
    executions: Array.from({ length: 250 }, (_, i) => execution(end - (i + 1) * HOUR, i, result)),
    quality: { intervals: [{ start: intervals.learnedFrom, end, metrics: result.quality }] },
    misfits: [{ alert: 'profit-on-call', reason: '`profit` is not a measure of this dataset. Use `sales`.' }],
    alerts: [
      {
        name: 'sales-on-call',
        description: '',
        threshold: 70,
        measures: ['orders', 'revenue'],
        dimensions: {},
        channel: 'log',
        deliveries: byTime
          .filter((group) => lineOf(group, result).alerts.length > 0)
          .map((group, place) => (place === 1 ? waitingDelivery : delivery)('sales-on-call', group)),
      },
    ],
  }
}

/** A list of many groups, each of which opens as one of a real backtest. */
export function generatedFixture(sample: DetectorFixture, name: string, count: number): DetectorFixture {
  const measures = sample.detector.spec!.measures.map(({ column }) => column)
  const last = sample.detector.lastInterval!.start
  const groups = Array.from({ length: count }, (_, i): GroupLine => {
    const start = last - i * HOUR
    const long = (i * 7919) % 11
    return {
      id: `group-${i}`,
      measure: measures[i % measures.length]!,
      start,
      end: Math.min(last, start + long * HOUR),
      severity: ((i * 37) % 10_000) / 100,
      severityBefore: null,
      metricCount: 1 + (i % 40),
      open: i === 0,
      where: [
        { dimension: 'platform', value: ['web', 'ios', 'android'][i % 3]!, percent: 60 + (i % 41) },
        { dimension: 'country', value: `country ${(i * 31) % 60}`, percent: 100 },
      ],
      change: i % 2 === 0 ? -((i % 97) + 1) / 100 : ((i % 300) + 1) / 100,
      direction: i % 2 === 0 ? 'down' : 'up',
      judged: { relevant: 0, notRelevant: 0 },
      alerts: [],
    }
  })
  return {
    ...sample,
    detector: { ...sample.detector, name, groups: count, highestSeverity: 99.99 },
    groups,
    alerts: [],
    misfits: [],
    group: (id) => {
      const line = groups.find((group) => group.id === id)
      const base = sample.group(sample.groups[0]!.id)
      return line && base && { ...base, line, group: { ...base.group, id } }
    },
  }
}

/** A detector whose declaration has errors, so that nothing else is known of it. */
export function brokenFixture(sample: DetectorFixture): DetectorFixture {
  const failure = 'detector.json: interval: "5m" is not an interval. Use PT5M, PT10M, PT1H or P1D. [INTERVAL_UNKNOWN]'
  return {
    detector: {
      ...sample.detector,
      name: 'broken',
      description: '',
      spec: null,
      status: 'FAILED',
      health: 'FAILED',
      healthText: 'Its declaration has errors.',
      failure,
      managedBy: 'the stack `acme/prod`',
      lastInterval: null,
      nextDue: null,
      metrics: null,
      learned: null,
      groups: 0,
      highestSeverity: null,
    },
    groups: [],
    group: () => undefined,
    series: () => undefined,
    executions: [],
    quality: { intervals: [] },
    alerts: [],
    misfits: [],
  }
}

/** A detector whose data tries to become part of the page. */
export function evilFixture(sample: DetectorFixture, evil: string): DetectorFixture {
  const dirty = (group: GroupData): GroupData => ({
    ...group,
    line: evilLine(group.line, evil),
    group: {
      ...group.group,
      measure: evil,
      metrics: group.group.metrics.map((metric) => ({ ...metric, series: metric.series.map(() => evil) })),
      contributions: [{ dimension: 'platform', values: [{ value: evil, percent: 100 }], valueCount: 1 }],
      slices: [],
    },
    said: [{ at: group.line.start, by: evil, relevant: false, series: [evil, evil] }],
    adjustment: { text: evil, reasons: [evil] },
    series: group.series.map((series) => ({ ...series, measure: evil, series: series.series.map(() => evil) })),
    related: group.related.map((line) => evilLine(line, evil)),
    causes: {
      causes: [{ measure: evil, percent: 60, lagIntervals: 1, anomalous: true }],
      effects: [{ measure: evil, percent: 30, lagIntervals: 2, anomalous: false }],
      movesTogether: [evil],
      unknownPercent: 40,
    },
  })
  return {
    ...sample,
    detector: { ...sample.detector, name: evil, description: evil, healthText: evil },
    groups: sample.groups.map((line) => evilLine(line, evil)),
    group: (id) => {
      const group = sample.group(id)
      return group && dirty(group)
    },
    executions: sample.executions.map((one) => ({ ...one, status: 'FAILED', failure: { code: evil, message: evil } })),
    misfits: [{ alert: evil, reason: evil }],
    alerts: sample.alerts.map((alert) => ({ ...alert, name: evil, description: evil, channel: evil })),
  }
}

function evilLine(line: GroupLine, evil: string): GroupLine {
  return { ...line, measure: evil, where: [{ dimension: 'platform', value: evil, percent: 100 }], alerts: [evil] }
}

function lineOf(group: AnomalyGroup, { alerts, intervals }: BacktestResult): GroupLine {
  const change = group.slices?.[0]?.change ?? null
  const points = group.metrics.flatMap((metric) => metric.points)
  const down = points.filter(({ value, expected }) => (value ?? 0) < expected).length
  return {
    id: group.id,
    measure: group.measure,
    start: group.start,
    end: group.end,
    severity: group.severity,
    severityBefore: null,
    metricCount: group.metricCount,
    open: group.end >= intervals.testedTo,
    where: group.contributions.flatMap(({ dimension, values }) =>
      values.slice(0, 3).flatMap(({ value, percent }) => (percent < 10 ? [] : [{ dimension, value, percent }])),
    ),
    change,
    direction: points.length === 0 ? null : 2 * down > points.length ? 'down' : 'up',
    judged: { relevant: 0, notRelevant: 0 },
    alerts: [...new Set(alerts.filter(({ groupId }) => groupId === group.id).map(({ alert }) => alert))],
  }
}

function detectorData(result: BacktestResult, lines: readonly GroupLine[]): DetectorData {
  const { testedTo, learned } = result.intervals
  return {
    name: 'shop',
    description: 'Orders, revenue and page latency of an online shop',
    spec: {
      interval: 'PT1H',
      timezone: 'UTC',
      measures: [
        { column: 'orders', aggregation: 'SUM' },
        { column: 'revenue', aggregation: 'SUM' },
        { column: 'latency', aggregation: 'AVG' },
      ],
      dimensions: ['platform', 'country'],
      source: 'folder crowsnest-demo/shop.csv',
      backtest: false,
      alerts: 1,
      boundsThreshold: 70,
    },
    status: 'ACTIVE',
    since: testedTo,
    health: 'FINE',
    healthText: 'The last interval was judged on time.',
    failure: null,
    managedBy: null,
    lastInterval: { start: testedTo, end: result.grid.next(testedTo) },
    nextDue: result.grid.next(testedTo) + HOUR,
    metrics: result.metrics,
    learned,
    groups: lines.length,
    highestSeverity: Math.max(...lines.map(({ severity }) => severity)),
  }
}

/** Values of a metric before and after a group, from all charts that show some of it. */
function historyOf({ charts, grid }: BacktestResult) {
  const known = new Map<string, Map<number, readonly (number | null)[]>>()
  for (const { measure, series, starts, value, expected, lower, upper } of charts) {
    const key = JSON.stringify([measure, series])
    const points = known.get(key) ?? new Map<number, readonly (number | null)[]>()
    starts.forEach((start, i) => points.set(start, [value[i]!, expected[i]!, lower[i]!, upper[i]!]))
    known.set(key, points)
  }
  return (group: AnomalyGroup, series: readonly string[], before: number, after: number): SeriesData => {
    const points = known.get(JSON.stringify([group.measure, series])) ?? new Map<number, readonly (number | null)[]>()
    const starts: number[] = []
    for (let start = group.start - before * HOUR; start <= group.end + after * HOUR; start = grid.next(start))
      starts.push(start)
    const at = (place: number) => starts.map((start) => points.get(start)?.[place] ?? null)
    return {
      measure: group.measure,
      series,
      starts,
      value: at(0),
      expected: at(1),
      lower: at(2),
      upper: at(3),
      severity: starts.map(() => null),
    }
  }
}

function delivery(alert: string, group: AnomalyGroup) {
  return {
    alert,
    groupId: group.id,
    interval: group.start,
    outcome: 'DELIVERED',
    at: group.start + 1.02 * HOUR,
    attempts: 1,
    response: 'written',
    failure: null,
    waitingSince: null,
  } as const
}

function waitingDelivery(alert: string, group: AnomalyGroup) {
  return {
    ...delivery(alert, group),
    outcome: 'WAITING',
    at: null,
    attempts: 0,
    response: null,
    failure: 'The topic could not take the alert: no credentials. [AWS_UNAVAILABLE]',
    waitingSince: group.start + 1.02 * HOUR,
  } as const
}

function execution(start: number, place: number, { report }: BacktestResult): ExecutionData {
  const failed = place % 41 === 7
  const rejected = place % 17 === 3 ? 2 : 0
  const file = `live/${new Date(start).toISOString().slice(0, 13)}.csv`
  return {
    start,
    end: start + HOUR,
    status: failed ? 'FAILED' : 'COMPLETED',
    startedAt: start + HOUR + 2000,
    finishedAt: start + HOUR + 2000 + 40 + place,
    failure: failed
      ? { code: 'SOURCE_UNREADABLE', message: `${file} cannot be read: permission denied. Let the role read it.` }
      : null,
    report: failed
      ? null
      : {
          ...report,
          files: 1,
          bytes: 812,
          read: 20,
          used: 20 - rejected,
          rejected,
          outside: 0,
          rejections:
            rejected === 0
              ? []
              : [
                  {
                    reason: 'MEASURE_NOT_A_NUMBER',
                    count: rejected,
                    examples: [{ file, line: 4, column: 'revenue', text: 'n/a' }],
                  },
                ],
        },
    unreadFeedback:
      place % 53 === 9
        ? { objects: 1, examples: ['detectors/shop/feedback/x.json is damaged (it is not JSON). Remove it.'] }
        : null,
    groups: place % 29 === 0 ? 1 : 0,
    alerts: place % 58 === 0 ? ['sales-on-call'] : [],
  }
}
