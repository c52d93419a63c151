import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { command } from '../../cli/cost.ts'
import schema from '../../spec/output/cost.schema.json' with { type: 'json' }
import { fakeIo, type FakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const format = { csv: {} }

function write(name: string, source: object, more: object = {}): void {
  const dataset = {
    source,
    timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm' },
    measures: [
      { column: 'views', aggregation: 'SUM' },
      { column: 'clicks', aggregation: 'SUM' },
    ],
    dimensions: ['page'],
  }
  writeFileSync(join(folder, `${name}.yaml`), stringify({ detector: name, interval: 'PT1H', dataset, ...more }))
}

// Three pages in the first hour, one in the second; the second has no clicks.
writeFileSync(
  join(folder, 'data.csv'),
  'at,page,views,clicks\n2026-06-01 00:00,a,1,1\n2026-06-01 00:10,b,1,1\n2026-06-01 00:20,c,1,1\n2026-06-01 01:00,a,1,\n',
)
write('local', { folder: { historical: './data.csv', format } })
write('lost', { folder: { historical: './nowhere.csv', continuous: './live/{{yyyyMMdd}}/{{HH}}', format } })
write('bucket', { s3: { continuous: 's3://acme/{{yyyyMMdd}}/{{HH}}', format } })

async function run(...args: readonly string[]): Promise<FakeIo> {
  const io = fakeIo(undefined, folder)
  expect(await command.run(args, io)).toBe(0)
  return io
}

interface Result {
  readonly detectors: readonly {
    readonly metrics: { readonly low: number; readonly high: number }
    readonly metricsFrom: string
    readonly lines: readonly { readonly id: string; readonly dollars: { readonly low: number } }[]
    readonly total: { readonly low: number }
  }[]
  readonly together: { readonly total: { readonly low: number }; readonly original: { readonly low: number } }
}

async function result(...args: readonly string[]): Promise<Result> {
  return JSON.parse((await run(...args, '--json')).out()) as Result
}

describe('crowsnest cost', () => {
  it('prints what is paid for, the price of the original and what was assumed', async () => {
    const text = (await run('bucket.yaml', '--metrics', '5000')).out()
    expect(text).toContain('bucket: 5,000 metrics in an interval, as given with --metrics\n')
    expect(text).toMatch(/\ntime of the function +[\d,]+ to [\d,]+ seconds +0\.\d\d to 0\.\d\d\n/)
    expect(text).toMatch(/\nLookout for Metrics +5,000 metrics +2,750\n/)
    expect(text).toContain('\nAssumed\n- Prices of us-east-1 as they were known on 2026-11-28')
  })

  it.each([
    ['5,000', '1769', ''],
    ['1,000,000', null, 'The function is to have 2,816 MB: memorySize of the engine.'],
    ['1,000,000', '1769', 'An interval of so many metrics needs 2,815 MB, not 1,769 MB: memorySize of the engine.'],
    [
      '5,000,000',
      null,
      'An interval of so many metrics needs 13,115 MB, not 10,240 MB: a function has 10,240 MB at most',
    ],
    ['500,000', null, '1,769 MB are enough to learn from 37 intervals, 10,240 MB from 1,353: quotas.historyIntervals'],
  ])('says what memory %s metrics need of %s', async (metrics, memory, told) => {
    const io = await run('bucket.yaml', '--metrics', metrics, ...(memory === null ? [] : ['--memory', memory]))
    if (told === '') expect(io.out()).not.toContain('MB')
    else expect(io.out()).toContain(`\n${told}`)
  })

  it('counts the metrics of a folder: on average, and in the interval with the most', async () => {
    const { detectors } = await result('local.yaml')
    expect(detectors[0]).toMatchObject({
      metrics: { low: 4, high: 6 },
      metricsFrom: 'counted in 2 intervals of ./data.csv',
    })
  })

  it('counts in data that is given', async () => {
    const { detectors } = await result('bucket.yaml', '--data', 'data.csv')
    expect(detectors[0]).toMatchObject({
      metrics: { low: 4, high: 6 },
      metricsFrom: 'counted in 2 intervals of data.csv',
    })
  })

  it('assumes a number where the data of a folder is not there, and says so', async () => {
    const io = await run('lost.yaml')
    expect(io.err()).toContain('The metrics were not counted: ')
    expect(io.out()).toContain('lost: 20 to 2,000 metrics in an interval, assumed: ')
  })

  it('fails where data that was asked for is not there', async () => {
    await expect(run('bucket.yaml', '--data', 'nowhere.csv')).rejects.toMatchObject({ code: 'NOTHING_AT_PATH' })
    await expect(run('lost.yaml', '--connect')).rejects.toMatchObject({ code: 'NOTHING_AT_PATH' })
  })

  it('counts what is once an engine once, and the tiers of the original over all metrics', async () => {
    const both = await result('bucket.yaml', 'local.yaml')
    const ofEngine = both.detectors[0]!.lines.find(({ id }) => id === 'engine-metrics')!.dollars.low
    const sum = both.detectors.reduce((total, detector) => total + detector.total.low, 0)
    expect(ofEngine).toBeGreaterThan(0)
    // The second is a backtest, which has none of its own.
    expect(both.together.total.low).toBeCloseTo(sum, 9)
    const twice = await result('bucket.yaml', 'lost.yaml')
    const [first, second] = twice.detectors
    expect(twice.together.total.low).toBeCloseTo(first!.total.low + second!.total.low - ofEngine, 9)
  })

  it('prints JSON as its schema says', async () => {
    const validate = new Ajv2020().compile(schema)
    for (const args of [
      ['bucket.yaml', '--key'],
      ['local.yaml', 'bucket.yaml'],
    ]) {
      expect(validate(await result(...args)), JSON.stringify(validate.errors)).toBe(true)
    }
  })

  it.each([
    [['bucket.yaml', '--metrics', 'many']],
    [['bucket.yaml', '--metrics', '0']],
    [['bucket.yaml', '--memory', '64']],
    [['bucket.yaml', 'local.yaml', '--metrics', '7']],
  ])('refuses %j', async (args) => {
    await expect(run(...args)).rejects.toMatchObject({ code: 'OPTION_VALUE_INVALID' })
  })

  it('refuses data for a spec that does not say how files are written', async () => {
    writeFileSync(
      join(folder, 'metrics.yaml'),
      stringify({
        detector: 'metrics',
        interval: 'PT1H',
        dataset: { source: { cloudwatch: { namespace: 'a' } }, measures: [{ column: 'b', aggregation: 'SUM' }] },
      }),
    )
    await expect(run('metrics.yaml', '--data', 'data.csv')).rejects.toMatchObject({ code: 'OPTION_VALUE_INVALID' })
  })
})
