import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backtestJson } from '../../../cli/backtest-json.ts'
import { explanationText } from '../../../cli/backtest-text.ts'
import type { AnomalyGroup } from '../../../engine/anomalies/index.ts'
import { backtestReport } from '../../../engine/console/index.ts'
import { runBacktest, type BacktestResult } from '../../../engine/run/index.ts'
import { withDefaults, type DetectorSpec } from '../../../spec/index.ts'
import { fakeIo } from '../../cli/fake-io.ts'
import { daily, randomNumbers } from '../detection/simulate.ts'
import { startOf } from './sandbox.ts'

const HOURS = 1500
/** In the tested part; visits from `us` fall by 60 % for three hours from here on. */
const STRIKE = 1300
const COUNTRIES = ['de', 'fr', 'jp', 'us']
const PLATFORMS = ['android', 'ios', 'web']

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-explained-'))
afterAll(() => rmSync(folder, { recursive: true }))

const validate = new Ajv2020({ strict: true }).compile(
  JSON.parse(readFileSync('spec/output/backtest.schema.json', 'utf8')) as object,
)

// Issue 5, items 5 and 6, from a file of records to what a user sees.
describe('a backtest of measures of which one follows another', () => {
  let result: BacktestResult
  let [visits, orders]: AnomalyGroup[] = []

  beforeAll(async () => {
    writeFileSync(join(folder, 'shop.csv'), shop())
    result = await runBacktest(withDefaults(SPEC), { baseDir: folder, threshold: 50 })
    const from = (measure: string, hour: number) =>
      result.groups.find((group) => group.measure === measure && group.start === startOf(hour))!
    visits = from('visits', STRIKE)
    orders = from('orders', STRIKE + 2)
  })

  it('names the slice that fell, and by how much', () => {
    for (const group of [visits, orders]) {
      expect(group.slices).toHaveLength(1)
      expect(group.slices![0].values).toEqual(['us', null])
      expect(group.slices![0].metrics).toBe(PLATFORMS.length)
      expect(Math.abs(group.slices![0].change + 0.6)).toBeLessThan(0.1)
    }
  })

  it('shares its contributions out among the metrics of that slice', () => {
    const [country, platform] = visits.contributions
    expect(country.values).toEqual([{ value: 'us', percent: 100 }])
    expect(platform.values.map(({ value }) => value).toSorted()).toEqual(PLATFORMS)
    expect(platform.values.reduce((sum, { percent }) => sum + percent, 0)).toBe(100)
  })

  it('says which measure may have caused a group and how much is unknown, and nothing of one that stands alone', () => {
    const { causes, unknownPercent } = orders.causes!
    expect(causes).toHaveLength(1)
    expect(causes[0]).toMatchObject({ measure: 'visits', lagIntervals: 2, anomalous: true })
    expect(causes[0].percent).toBeGreaterThan(50)
    expect(causes[0].percent + unknownPercent).toBe(100)
    expect(visits.causes).toMatchObject({ causes: [], unknownPercent: 100, effects: [{ measure: 'orders' }] })
    expect(result.groups.filter(({ measure, causes: some }) => measure === 'errors' && some !== undefined)).toEqual([])
  })

  it('prints both as JSON of the shape that its schema describes', () => {
    const json = backtestJson(result)
    expect(validate(JSON.parse(JSON.stringify(json))), JSON.stringify(validate.errors)).toBe(true)
    const group = json.groups.find(({ id }) => id === orders.id)!
    expect(group.slices![0]).toMatchObject({ dimensions: { country: 'us' }, metrics: 3, share: 100 })
    expect(group.causes).toEqual(orders.causes)
  })

  it('says both in words on the terminal and in the report', () => {
    const text = explanationText(result, fakeIo(100).stdout)
    expect(text).toMatch(/^ {2}country us: -[56]\d % \(3 metrics\)$/mu)
    expect(text).toMatch(/^ {2}visits may cause it: \d+ % \(2 intervals before, anomalous itself\)$/mu)
    expect(text).toMatch(/^ {2}unknown: \d+ %$/mu)
    const html = backtestReport(result)
    expect(html).toMatch(/country us: -[56]\d % <small>3 metrics<\/small>/u)
    expect(html).toMatch(/visits may cause it: \d+ % <small>2 intervals before, anomalous itself<\/small>/u)
  })

  it('says both in the mail that an alert sends', () => {
    const event = result.alerts.find(({ groupId }) => groupId === orders.id) as unknown as { readonly message: string }
    expect(event.message).toMatch(/What explains it:\n {2}country us: -\d+ % \(3 metrics\)\n/u)
    expect(event.message).toMatch(/\n {2}visits may cause it: \d+ % \(2 intervals before, anomalous itself\)\n/u)
  })
})

/** Orders of each country and platform follow the visits two hours later; errors have nothing to do with either. */
function shop(): string {
  const { normal } = randomNumbers(17)
  const moves: number[] = []
  const lines = ['time,country,platform,visits,orders,errors']
  for (let hour = 0; hour < HOURS; hour++) {
    moves.push(0.5 * (moves[hour - 1] ?? 0) + 0.05 * normal())
    const time = new Date(startOf(hour)).toISOString().slice(0, 19).replace('T', ' ')
    COUNTRIES.forEach((country, c) =>
      PLATFORMS.forEach((platform, p) => {
        const size = (1 + c) * (2 + p) * (1 + 0.3 * daily(hour % 24))
        const share = (at: number) =>
          (1 + (moves[at] ?? 0)) * (country === 'us' && at >= STRIKE && at < STRIKE + 3 ? 0.4 : 1)
        const figures = [
          1000 * size * share(hour) * (1 + 0.02 * normal()),
          100 * size * share(hour - 2) * (1 + 0.02 * normal()),
          50 * size * (1 + 0.05 * normal()),
        ]
        lines.push([time, country, platform, ...figures.map((figure) => figure.toFixed(2))].join(','))
      }),
    )
  }
  return `${lines.join('\n')}\n`
}

const SPEC: DetectorSpec = {
  detector: 'shop',
  interval: 'PT1H',
  dataset: {
    source: { folder: { historical: 'shop.csv', format: { csv: {} } } },
    timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
    measures: [
      { column: 'visits', aggregation: 'SUM' },
      { column: 'orders', aggregation: 'SUM' },
      { column: 'errors', aggregation: 'SUM' },
    ],
    dimensions: ['country', 'platform'],
  },
  alerts: [
    {
      name: 'mail',
      threshold: 50,
      channel: { sns: { topic: 'arn:aws:sns:eu-west-1:111122223333:oncall', format: 'LONG_TEXT' } },
    },
  ],
}
