import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, it } from 'vitest'
import { backtestJson } from '../../../cli/backtest-json.ts'
import { groupTable } from '../../../cli/backtest-text.ts'
import { backtestReport } from '../../../engine/console/index.ts'
import type { OpenGroup } from '../../../engine/anomalies/index.ts'
import { runLocally } from '../../../engine/hosts/local.ts'
import { runBacktest, type BacktestResult } from '../../../engine/run/index.ts'
import {
  commitLog,
  eventLog,
  memoryStore,
  readPoints,
  type CommitLog,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { withDefaults, type DatasetSpec, type DetectorSpec } from '../../../spec/index.ts'
import { fakeIo } from '../../cli/fake-io.ts'
import { daily, randomNumbers } from '../detection/simulate.ts'
import { HOUR, startOf } from './sandbox.ts'

const TILLS = Array.from({ length: 20 }, (_, k) => `till-${String(k).padStart(2, '0')}`)
const SILENT = 'till-07'

/** By interval and till: a daily rhythm, and noise of 3. */
const { normal } = randomNumbers(11)
const ORDERS = Array.from({ length: 1020 }, (_, index) =>
  TILLS.map(() => Math.round((200 + 80 * daily(index % 24) + 3 * normal()) * 100) / 100),
)

const SCHEMA = JSON.parse(readFileSync('spec/output/backtest.schema.json', 'utf8')) as object

/** Whether a till reports in an interval. */
type Reports = (till: string, index: number) => boolean

const ALWAYS: Reports = () => true
/** One of the tills is silent for eight hours. */
const SILENCE: Reports = (till, index) => till !== SILENT || index < 800 || index >= 808
/** All of them are. */
const PAUSE: Reports = (_, index) => index < 800 || index >= 808

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

describe('a metric that nearly always reports and falls silent', () => {
  it('is one group, from the second silent interval to the last', async () => {
    const { groups } = await backtest(SILENCE)
    expect(groups).toHaveLength(1)
    const [{ measure, start, end, severity, metrics }] = groups
    expect({ measure, start, end }).toEqual({ measure: 'orders', start: startOf(801), end: startOf(807) })
    expect(severity).toBeGreaterThanOrEqual(70)
    expect(groups[0].slices).toEqual([{ values: [SILENT], metrics: 1, missing: 1, change: -1, share: 1 }])
    expect(metrics.map(({ series, contribution }) => ({ series, contribution }))).toEqual([
      { series: [SILENT], contribution: 100 },
    ])
    expect(metrics[0].points.map(({ value }) => value)).toEqual(Array.from({ length: 7 }, () => null))
    for (const { start: at, expected, lower, upper } of metrics[0].points) {
      expect(Math.abs(expected - ordersAt(SILENT, (at - startOf(0)) / HOUR))).toBeLessThan(15)
      expect(lower).toBeLessThan(expected)
      expect(upper).toBeGreaterThan(expected)
    }
  })

  it('fires an alert once', async () => {
    const { alerts, groups } = await backtest(SILENCE)
    expect(alerts.map(({ alert, groupId }) => ({ alert, groupId }))).toEqual([
      { alert: 'oncall', groupId: groups[0].id },
    ])
  })

  it('is told live as it is in a backtest, in words, and is over when it is back', async () => {
    const spec = write(SILENCE, 795)
    const store = memoryStore()
    const lines: string[] = []
    const delivery = { writeLine: (line: string) => lines.push(line) }
    // Stopped in the silence and begun again.
    for (const until of [startOf(804), startOf(815)]) {
      await runLocally([spec], { store, until, delivery, onEvent: () => undefined })
    }
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^oncall: orders severity [\d.]+, .*till-07 no data, expected [\d.]+\. /)
    const commits = await commitsOf(store)
    const openIn = commits.map(({ start, openGroups }) => ({
      start,
      ids: (openGroups as readonly OpenGroup[]).map(({ id }) => id),
    }))
    const { ids } = openIn.find(({ start }) => start === startOf(801))!
    expect(ids).toHaveLength(1)
    // Seven anomalous hours, and three in which it may go on.
    expect(openIn.flatMap((one) => (one.ids.includes(ids[0]) ? [one.start] : []))).toEqual(
      Array.from({ length: 10 }, (_, k) => startOf(801 + k)),
    )
    const points = await readPoints(store, commits.find(({ start }) => start === startOf(805))!.points!)
    expect([...points.value].filter(Number.isNaN)).toHaveLength(1)
  })

  it('is nothing where the dataset ignores missing data', async () => {
    expect((await backtest(SILENCE, { missingData: 'IGNORE' })).groups).toEqual([])
  })

  it('is shown as no data everywhere', async () => {
    const result = await backtest(SILENCE)
    expect(groupTable(result, fakeIo().stdout)).toMatch(/no data, expected \d/)
    const html = backtestReport(result)
    expect(html).toMatch(/no data where [\d.]+ \([\d.]+ to [\d.]+\) was expected/)
    expect(html).toContain('class="anomaly missing"')
    expect(html).toContain('<td class="n">no data</td>')
    expect(html).not.toContain('NaN')
    const json = JSON.stringify(backtestJson(result))
    expect(json).toContain('"value":null,"expected":2')
    expect(JSON.parse(json)).toEqual(backtestJson(result))
    expect(new Ajv2020().compile(SCHEMA)(JSON.parse(json))).toBe(true)
  })
})

describe('several metrics that fall silent together', () => {
  it('are one group that says where, and no fall of what they add up to', async () => {
    const gone = new Set(TILLS.slice(0, 6))
    const { groups } = await backtest((till, index) => !gone.has(till) || index < 800 || index >= 806)
    expect(groups).toHaveLength(1)
    expect(groups[0].metrics.map(({ series: [till] }) => till).toSorted()).toEqual([...gone])
    expect(groups[0].metrics.flatMap(({ points }) => points.filter(({ value }) => value !== null))).toEqual([])
    expect(groups[0].rollUps).toMatchObject([{ layer: 'silence', values: [null], point: { value: gone.size } }])
    expect(groups[0].slices!.map(({ values: [till] }) => till).toSorted()).toEqual([...gone])
  })
})

describe('missing data', () => {
  it('of a metric that often has none is normal', async () => {
    const { groups } = await backtest((till, index) => SILENCE(till, index) && (till !== SILENT || index % 10 < 7))
    expect(groups).toEqual([])
  })

  it('of all metrics at once is for the execution log', async () => {
    expect((await backtest(PAUSE)).groups).toEqual((await backtest(PAUSE, { missingData: 'IGNORE' })).groups)
  })

  it('changes nothing where there is none', async () => {
    const [{ grid: _, ...judged }, { grid: __, ...ignored }] = [
      await backtest(ALWAYS),
      await backtest(ALWAYS, { missingData: 'IGNORE' }),
    ]
    expect(judged).toEqual(ignored)
  })
})

function backtest(reports: Reports, dataset: Partial<DatasetSpec> = {}): Promise<BacktestResult> {
  const { spec, baseDir } = write(reports, 1000)
  return runBacktest(withDefaults({ ...spec, dataset: { ...spec.dataset, ...dataset } }), { baseDir, threshold: 50 })
}

async function logOf(store: ObjectStore): Promise<CommitLog> {
  const { generation } = await eventLog(store, 'tills', 'test').status()
  return commitLog(store, { detector: 'tills', generation: generation! })
}

async function commitsOf(store: ObjectStore): Promise<CommitRecord[]> {
  return (await Array.fromAsync((await logOf(store)).newestFirst())).toReversed()
}

function ordersAt(till: string, index: number): number {
  return ORDERS[index][TILLS.indexOf(till)]
}

/** Hourly orders of twenty tills: so many hours of history, then twenty live ones. */
function write(reports: Reports, history: number): { readonly spec: DetectorSpec; readonly baseDir: string } {
  const baseDir = mkdtempSync(join(tmpdir(), 'crowsnest-missing-'))
  folders.push(baseDir)
  const rows = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, k) => from + k).flatMap((index) =>
      TILLS.filter((till) => reports(till, index)).map((till) => `${time(index)},${till},${ordersAt(till, index)}`),
    )
  const file = (path: string, lines: readonly string[]): void => {
    mkdirSync(dirname(join(baseDir, path)), { recursive: true })
    writeFileSync(join(baseDir, path), `time,till,orders\n${lines.join('\n')}\n`)
  }
  file('history.csv', rows(0, history))
  for (let index = history; index < history + 20; index++) {
    const [day, clock] = time(index).split(' ')
    file(`live/${day.replaceAll('-', '')}/${clock.slice(0, 2)}00/orders.csv`, rows(index, index + 1))
  }
  return {
    baseDir,
    spec: {
      detector: 'tills',
      interval: 'PT1H',
      dataset: {
        source: {
          folder: { historical: 'history.csv', continuous: 'live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } },
        },
        timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
        measures: [{ column: 'orders', aggregation: 'SUM' }],
        dimensions: ['till'],
      },
      alerts: [{ name: 'oncall', threshold: 50, channel: { log: {} } }],
    },
  }
}

function time(index: number): string {
  return new Date(startOf(index)).toISOString().slice(0, 19).replace('T', ' ')
}
