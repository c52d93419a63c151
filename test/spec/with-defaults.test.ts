import { describe, expect, it } from 'vitest'
import {
  checkSpec,
  DEFAULT_QUOTAS,
  resolveQuotas,
  SpecError,
  withDefaults,
  type DetectorSpec,
} from '../../spec/index.ts'
import { sampleSpec } from './sample-spec.ts'

const SMALL: DetectorSpec = {
  detector: 'd',
  interval: 'PT5M',
  dataset: {
    source: { folder: { historical: './data.csv', format: { csv: {} } } },
    timestamp: { column: 'at', format: 'UNIX' },
    measures: [{ column: 'views', aggregation: 'SUM' }],
  },
}

describe('withDefaults', () => {
  it('fills in every default', () => {
    expect(withDefaults(SMALL)).toEqual({
      name: 'd',
      description: '',
      interval: 'PT5M',
      dataset: {
        source: {
          kind: 'folder',
          continuous: null,
          historical: './data.csv',
          format: {
            kind: 'csv',
            delimiter: ',',
            quote: '"',
            header: true,
            columns: null,
            charset: 'UTF-8',
            compression: null,
          },
          backtest: true,
          until: null,
        },
        timestamp: { column: 'at', format: 'UNIX' },
        timezone: 'UTC',
        offsetSeconds: 0,
        measures: [{ column: 'views', aggregation: 'SUM' }],
        dimensions: [],
        filters: {},
        missingData: 'ANOMALY',
        role: null,
      },
      alerts: [],
      tags: {},
      quotas: DEFAULT_QUOTAS.PT5M,
      scale: 'AUTO',
    })
  })

  it('keeps what the spec says', () => {
    expect(withDefaults(checkSpec(sampleSpec()).spec!)).toMatchObject({
      description: 'Hourly revenue and views',
      dataset: {
        source: {
          continuous: './live/{{yyyyMMdd}}/{{HH}}',
          format: { delimiter: ';', quote: "'", header: false, columns: ['at', 'views', 'revenue', 'shop', 'kind'] },
        },
        timezone: 'Europe/Berlin',
        offsetSeconds: 600,
        filters: { shop: ['us', 'uk'] },
      },
      alerts: [
        { name: 'oncall', threshold: 70, measures: ['revenue'], channel: { kind: 'sns', format: 'JSON' } },
        { name: 'log', threshold: 70, measures: [], dimensions: {}, channel: { kind: 'log' } },
      ],
      quotas: { backtestIntervals: 5000, historyIntervals: 2500 },
    })
  })

  it('keeps what missing data is said to mean', () => {
    const { dataset } = withDefaults(checkSpec(sampleSpec({ 'dataset.missingData': 'IGNORE' })).spec!)
    expect(dataset.missingData).toBe('IGNORE')
  })

  it('keeps roles, and has null where there is none', () => {
    const role = 'arn:aws:iam::111122223333:role/oncall'
    const { dataset, alerts } = withDefaults(checkSpec(sampleSpec({ 'alerts.0.role': role })).spec!)
    expect([dataset.role, ...alerts.map((alert) => alert.role)]).toEqual([null, role, null])
  })

  it.each<[DetectorSpec['dataset']['source'], unknown]>([
    [{ s3: { continuous: 's3://a/{{yyyy}}', format: { parquet: {} } } }, { kind: 's3', format: { kind: 'parquet' } }],
    [
      { folder: { historical: 'x', format: { jsonLines: { compression: 'gzip' } } } },
      { format: { kind: 'json-lines', charset: 'UTF-8', compression: 'gzip' } },
    ],
  ])('tells kinds apart by `kind`: %j', (source, expected) => {
    expect(withDefaults({ ...SMALL, dataset: { ...SMALL.dataset, source } }).dataset.source).toMatchObject(
      expected as object,
    )
  })

  it('refuses a spec that was not checked, with the code of the finding', () => {
    const wrong = { ...SMALL, dataset: { ...SMALL.dataset, offset: '10m' } }
    expect(() => withDefaults(wrong)).toThrow(SpecError)
    expect(() => withDefaults(wrong)).toThrow(
      'dataset.offset: "10m" is not a duration. Write an ISO 8601 duration: PT30S, PT10M, P1DT2H. [OFFSET_INVALID]',
    )
    const { timestamp: _left, ...dataset } = SMALL.dataset
    expect(() => withDefaults({ ...SMALL, dataset })).toThrow(expect.objectContaining({ code: 'FIELD_MISSING' }))
  })
})

// Guide, "Quotas" and "File size"; AWS General Reference (size of historical data)
describe('resolveQuotas', () => {
  it.each([
    ['PT5M', { metrics: 5000, recordsPerInterval: 15_000, filesPerInterval: 5 }],
    ['PT10M', { metrics: 10_000, recordsPerInterval: 24_000, filesPerInterval: 5 }],
    ['PT1H', { metrics: 50_000, recordsPerInterval: 150_000, filesPerInterval: 10 }],
    ['P1D', { metrics: 50_000, recordsPerInterval: 150_000, filesPerInterval: 10 }],
  ] as const)('gives the original quotas for %s', (interval, expected) => {
    expect(resolveQuotas(interval)).toEqual({
      ...expected,
      bytesPerInterval: 209_715_200,
      measures: 10,
      dimensions: 10,
      historyIntervals: 2500,
      backtestIntervals: 3000,
      historyFiles: 3000,
      historyBytes: 107_374_182_400,
      alerts: 10,
      filterDimensions: 5,
      filterValues: 10,
      alertMeasures: 5,
      alertDimensions: 5,
      alertValues: 10,
    })
  })

  it('takes the others of the spec', () => {
    expect(resolveQuotas('PT1H', { metrics: 7 })).toEqual({ ...DEFAULT_QUOTAS.PT1H, metrics: 7 })
  })
})
