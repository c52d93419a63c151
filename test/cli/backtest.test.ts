import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { backtestJson, type BacktestJson } from '../../cli/backtest-json.ts'
import { explanationText, groupTable, whereText } from '../../cli/backtest-text.ts'
import { main } from '../../cli/main.ts'
import { sampleGroup, sampleResult } from '../console/sample-result.ts'
import { randomNumbers } from '../engine/detection/simulate.ts'
import { fakeIo } from './fake-io.ts'
import { SHOP_HOURS, SHOP_START, smallShop } from './small-shop.ts'

const folder = smallShop()
afterAll(() => rmSync(folder, { recursive: true }))

const schema: unknown = JSON.parse(readFileSync('spec/output/backtest.schema.json', 'utf8'))
const validate = new Ajv2020({ strict: true }).compile(schema as object)

const SLICE = { values: [null, 'us'], metrics: 2, change: -0.5, share: 1 }

/** The severities of a table. */
function severities(text: string): readonly number[] {
  return Array.from(text.matchAll(/^ +(\d+\.\d) {2}/gmu), ([, severity]) => Number(severity))
}

async function backtested(spec: string): Promise<BacktestJson> {
  const io = fakeIo(undefined, folder)
  await main(['backtest', spec, '--json'], io)
  return JSON.parse(io.out()) as BacktestJson
}

/** `restless.yaml`: noise alone in ten countries, of which chance makes groups of small severity. */
function writeRestless(): void {
  const { normal } = randomNumbers(3)
  const rows = Array.from({ length: SHOP_HOURS }, (_, hour) => {
    const time = new Date(SHOP_START + hour * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
    return Array.from({ length: 10 }, (_unused, country) => `${time},c${country},${(100 + 5 * normal()).toFixed(2)}`)
  })
  writeFileSync(join(folder, 'restless.csv'), ['timestamp,country,orders', ...rows.flat(), ''].join('\n'))
  const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
  writeFileSync(
    join(folder, 'restless.yaml'),
    spec.slice(0, spec.indexOf('alerts:')).replace('shop.csv', 'restless.csv'),
  )
}

describe('crowsnest backtest', () => {
  it('finds the outage, names the alert and says what it read', async () => {
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'shop.yaml'], io)).toBe(0)
    expect(io.out()).toContain('shop: 3 metrics, learned from 336 intervals, tested 144: ')
    expect(io.out()).toContain('1,441 records read: 1,440 used, 1 rejected.')
    expect(io.out()).toContain('1 MEASURE_NOT_A_NUMBER, first in')
    expect(io.out()).toMatch(/orders +Wed 17 Jun 16:00 to 1[89]:00 +1 +0, expected [\d.]+ +country de 100 % +on-call/u)
    expect(io.err()).toBe('')
  })

  it('lists groups from severity 25 on and counts the others, unless a threshold says from where on', async () => {
    writeRestless()
    const usual = fakeIo(undefined, folder)
    expect(await main(['backtest', 'restless.yaml', '--report', 'restless.html', '--fail-on-anomaly'], usual)).toBe(1)
    const { groups } = await backtested('restless.yaml')
    expect(severities(usual.out()).length).toBeLessThan(groups.length)
    expect(usual.out()).toContain(
      `… and ${groups.length - severities(usual.out()).length} more groups below severity 25; --threshold 0 lists all.`,
    )
    expect(readFileSync(join(folder, 'restless.html'), 'utf8')).toContain(`>${groups.length}</`)

    const all = fakeIo(undefined, folder)
    expect(await main(['backtest', 'restless.yaml', '--threshold', '0'], all)).toBe(0)
    expect(severities(all.out())).toHaveLength(groups.length)
    expect(all.out()).not.toContain('more group')
  })

  it('prints JSON of the shape that its schema describes, and nothing else, on stdout', async () => {
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'shop.yaml', '--json'], io)).toBe(0)
    const result = JSON.parse(io.out()) as BacktestJson
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true)
    expect(result).toMatchObject({
      detector: 'shop',
      intervals: { learned: 336, tested: 144 },
      records: { read: 1441, used: 1440, rejected: 1, outside: 0 },
      metrics: { total: 3, unjudged: 0 },
    })
    const outage = result.groups.find(({ severity }) => severity > 30)!
    expect(outage).toMatchObject({
      measure: 'orders',
      start: '2026-06-17T16:00:00-04:00',
      dimensions: { country: { de: 100 } },
    })
    expect(outage.metrics.slice(0, 3).map(({ timestamp, value }) => [timestamp, value])).toEqual([
      ['2026-06-17T16:00:00-04:00', 0],
      ['2026-06-17T17:00:00-04:00', 0],
      ['2026-06-17T18:00:00-04:00', 0],
    ])
    expect(result.alerts).toContainEqual({ alert: 'on-call', groupId: outage.id })
  })

  it('fails on an anomaly only where it is asked to, and where one is severe enough', async () => {
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    writeFileSync(join(folder, 'calm.yaml'), spec.replace('dimensions: [country]', '$&\n  filters: { country: [us] }'))
    const options = ['--fail-on-anomaly', '--threshold', '60']
    expect(await main(['backtest', 'shop.yaml', ...options], fakeIo(undefined, folder))).toBe(1)
    expect(await main(['backtest', 'shop.yaml'], fakeIo(undefined, folder))).toBe(0)
    expect(await main(['backtest', 'calm.yaml', ...options], fakeIo(undefined, folder))).toBe(0)
  })

  it('says that nothing was judged where no metric has values enough, and does not pass for calm', async () => {
    const rows = readFileSync(join(folder, 'shop.csv'), 'utf8').split('\n')
    const sparse = rows.filter((_, line) => line === 0 || Math.floor(line / 3) % 3 === 0)
    writeFileSync(join(folder, 'sparse.csv'), sparse.join('\n'))
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    writeFileSync(join(folder, 'sparse.yaml'), spec.replace('shop.csv', 'sparse.csv'))
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'sparse.yaml', '--report', 'sparse.html'], io)).toBe(0)
    expect(io.out()).toContain('0 of 3 metrics could be judged: that takes 300 values of the metric before one in the')
    expect(io.out()).toContain('Add older data, choose a shorter interval, or use fewer dimensions.')
    expect(io.out()).toContain('Nothing was judged, so nothing is known about anomalies.')
    expect(io.out()).not.toContain('Nothing unusual')
    const report = readFileSync(join(folder, 'sparse.html'), 'utf8')
    expect(report).toContain('0 of 3 metrics could be judged')
    expect(report).not.toContain('Nothing unusual')

    const json = fakeIo(undefined, folder)
    expect(await main(['backtest', 'sparse.yaml', '--json'], json)).toBe(0)
    const result = JSON.parse(json.out()) as BacktestJson
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true)
    expect(result).toMatchObject({ metrics: { total: 3, unjudged: 3 }, groups: [] })
    expect(json.err()).toContain('0 of 3 metrics could be judged')
    expect(await main(['backtest', 'sparse.yaml', '--fail-on-anomaly'], fakeIo(undefined, folder))).toBe(2)
  })

  it('writes the report whole', async () => {
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'shop.yaml', '--report', 'shop.html'], io)).toBe(0)
    expect(io.err()).toBe('Report: shop.html\n')
    expect(readFileSync(join(folder, 'shop.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/u)
    expect(existsSync(join(folder, 'shop.html.part'))).toBe(false)
  })

  it.each(['shop.yaml', 'shop.csv'])('does not write its report over %s, but over another page', async (file) => {
    const before = readFileSync(join(folder, file), 'utf8')
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'shop.yaml', '--report', file], io)).toBe(2)
    expect(io.err()).toContain(`--report "${file}" exists and is no page`)
    expect(readFileSync(join(folder, file), 'utf8')).toBe(before)
    writeFileSync(join(folder, 'older.html'), '<!DOCTYPE HTML><p>older</p>')
    expect(await main(['backtest', 'shop.yaml', '--report', 'older.html'], fakeIo(undefined, folder))).toBe(0)
    expect(readFileSync(join(folder, 'older.html'), 'utf8')).not.toContain('<p>older</p>')
  })

  it('says that it left out older intervals, on stderr where stdout is for programs', async () => {
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    writeFileSync(join(folder, 'few.yaml'), `${spec}quotas: { backtestIntervals: 300 }\n`)
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'few.yaml', '--json'], io)).toBe(0)
    expect((JSON.parse(io.out()) as BacktestJson).intervals).toEqual({ learned: 210, tested: 90 })
    expect(io.err()).toContain('180 older intervals beyond the quota were left out')
  })

  it('does not say that all records are used where some lie far away from all others', async () => {
    const data = readFileSync(join(folder, 'shop.csv'), 'utf8')
    const [head, , second] = data.split('\n')
    const stray = (year: number) => second.replace(/\d{4}/u, String(year))
    writeFileSync(join(folder, 'strays.csv'), [head, stray(1990), stray(2099), data.slice(head.length + 1)].join('\n'))
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    writeFileSync(join(folder, 'strays.yaml'), spec.replace('shop.csv', 'strays.csv'))
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', 'strays.yaml'], io), io.err()).toBe(0)
    expect(io.out()).toContain(' used (but for those of 2 intervals left out)')
    expect(io.out()).toContain(
      '2 intervals with records, far away from all others, were left out; look for wrong timestamps.',
    )
  })

  it.each([
    { args: ['missing.yaml'], code: 'SPEC_NOT_FOUND' },
    { args: ['broken.yaml'], code: 'SPEC_INVALID' },
    { args: ['nodata.yaml'], code: 'nothing.csv' },
    { args: ['shop.yaml', '--threshold', '101'], code: 'OPTION_VALUE_INVALID' },
    { args: ['shop.yaml', '--threshold', 'high'], code: 'OPTION_VALUE_INVALID' },
    { args: ['shop.yaml', '--report', 'folder'], code: 'REPORT_NOT_WRITTEN' },
    { args: [], code: 'OPERAND_MISSING' },
  ])('cannot run with $args: $code', async ({ args, code }) => {
    const spec = readFileSync(join(folder, 'shop.yaml'), 'utf8')
    writeFileSync(join(folder, 'broken.yaml'), spec.replace('PT1H', '1h'))
    writeFileSync(join(folder, 'nodata.yaml'), spec.replace('shop.csv', 'nothing.csv'))
    mkdirSync(join(folder, 'folder'), { recursive: true })
    const io = fakeIo(undefined, folder)
    expect(await main(['backtest', ...args], io)).toBe(2)
    expect(io.err()).toContain(code)
    expect(io.err()).not.toContain('mistake in Crowsnest')
  })
})

describe('backtestJson', () => {
  it('keeps names from data as they are, __proto__ included', () => {
    const group = sampleGroup({
      contributions: [{ dimension: 'platform', values: [{ value: '__proto__', percent: 100 }], valueCount: 1 }],
      metrics: sampleGroup().metrics.map((metric) => ({ ...metric, series: ['__proto__', '"'] })),
    })
    const json = JSON.parse(JSON.stringify(backtestJson(sampleResult({ groups: [group] })))) as BacktestJson
    expect(Object.entries(json.groups[0]!.dimensions['platform']!)).toEqual([['__proto__', 100]])
    expect(json.groups[0]!.metrics[0]!.dimensions).toEqual({ platform: '__proto__', country: '"' })
    expect(validate(json)).toBe(true)
  })

  it('tells start and end of a group as inclusive interval starts', () => {
    expect(backtestJson(sampleResult()).groups[0]).toMatchObject({
      start: '2026-06-04T08:00:00+00:00',
      end: '2026-06-04T09:00:00+00:00',
    })
  })

  it('marks metrics that are new', () => {
    const [metric] = sampleGroup().metrics
    const points = metric!.points.map((point, i) => (i === 0 ? { ...point, learning: true as const } : point))
    const json = backtestJson(sampleResult({ groups: [sampleGroup({ metrics: [{ ...metric!, points }] })] }))
    expect(json.groups[0]!.metrics.map(({ learning }) => learning)).toEqual([true, undefined])
    expect(validate(JSON.parse(JSON.stringify(json)))).toBe(true)
  })

  it('repeats the contribution of a metric for each of its intervals', () => {
    const [group] = backtestJson(sampleResult()).groups
    expect(group!.metrics.map(({ contribution }) => contribution)).toEqual([75, 75, 25])
  })
})

describe('groupTable', () => {
  it('shows the worst groups on a terminal and says how many more there are', () => {
    const groups = Array.from({ length: 40 }, (_, i) => sampleGroup({ id: `g${i}`, severity: i }))
    const text = groupTable(sampleResult({ groups, alerts: [] }), fakeIo(100).stdout)
    expect(text.split('\n')[1]).toMatch(/^ +39\.0/u)
    expect(text).toContain('10 less severe groups not shown')
    expect(
      groupTable(sampleResult({ groups, alerts: [] }), fakeIo().stdout)
        .trim()
        .split('\n'),
    ).toHaveLength(41)
  })

  it('says of a value of a new metric that it is new', () => {
    const metrics = sampleGroup().metrics.map((metric) => ({
      ...metric,
      points: metric.points.map((point) => ({ ...point, learning: true as const })),
    }))
    expect(groupTable(sampleResult({ groups: [sampleGroup({ metrics })] }), fakeIo(120).stdout)).toMatch(/\d, new/u)
  })

  const graded = sampleResult({
    groups: Array.from({ length: 40 }, (_, i) => sampleGroup({ id: `g${i}`, severity: i, slices: [SLICE] })),
    alerts: [],
  })
  const pipe = fakeIo().stdout
  const terminal = fakeIo(100).stdout

  it('begins at a severity, and says how many are below it and how they are seen', () => {
    expect(severities(groupTable(graded, pipe, 25))).toEqual(Array.from({ length: 15 }, (_, i) => 39 - i))
    expect(groupTable(graded, pipe, 25)).toMatch(
      /\n… and 25 more groups below severity 25; --threshold 0 lists all\.\n$/u,
    )
    expect(groupTable(graded, terminal, 25)).toMatch(
      /\n… and 25 more groups below severity 25; --threshold 0 lists the 30 most severe, --report and --json have all\.\n$/u,
    )
    expect(groupTable(graded, terminal, 5)).toMatch(
      /\n… and 10 more groups, 5 of them below severity 5; --report and --json have all\.\n$/u,
    )
  })

  it('lists the most severe three of a calm history and says what they are', () => {
    const text = groupTable(graded, pipe, 50)
    expect(text).toMatch(/^No group reaches severity 50\. The most severe:\n/u)
    expect(severities(text)).toEqual([39, 38, 37])
    expect(text).toMatch(/\n… and 37 more groups below severity 50; --threshold 0 lists all\.\n$/u)
  })

  it('lists all that an alert would have fired for', () => {
    const text = groupTable({ ...graded, alerts: [{ alert: 'on-call', groupId: 'g7' }] }, pipe, 38)
    expect(severities(text)).toEqual([39, 38, 37, 7])
    expect(text).toContain('… and 36 more groups')
  })

  it('counts no group where it lists all', () => {
    expect(groupTable(sampleResult(), pipe, 25)).not.toContain('more group')
    expect(groupTable(graded, pipe)).not.toContain('more group')
  })

  it('is explained by what explains the groups that it lists', () => {
    expect(explanationText(graded, pipe, 35).match(/country us: -50 %/gu)).toHaveLength(5)
    const text = explanationText(graded, terminal, 25)
    expect(text.match(/country us: -50 %/gu)).toHaveLength(5)
    expect(text).toMatch(/\n… and 10 more groups, which --report and --json explain, too\.\n$/u)
  })

  it('says so when there is nothing to show', () => {
    expect(groupTable(sampleResult({ groups: [] }), fakeIo().stdout)).toBe(
      'Nothing unusual: no anomaly group reached the threshold.\n',
    )
  })

  it('says so of the metrics that were judged where others were not', () => {
    expect(groupTable(sampleResult({ groups: [], unjudged: 3 }), fakeIo().stdout)).toBe(
      'Nothing unusual among the metrics that were judged: no anomaly group reached the threshold.\n',
    )
  })
})

describe('whereText', () => {
  it('names the values that make up most of it, the clearest dimension first', () => {
    expect(whereText(sampleGroup())).toBe('country us 100 %, platform web 75 % ios 25 %')
  })
})
