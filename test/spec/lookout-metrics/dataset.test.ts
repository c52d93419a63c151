import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSpec, type DatasetSpec } from '../../../spec/index.ts'
import { datasetOf, type MetricSetParts, metricSetOf } from '../../../spec/lookout-metrics/index.ts'

const ROLE = 'arn:aws:iam::111122223333:role/reader'
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonLookoutMetrics-shop-a1b2c3'
const NETWORK = { SubnetIdList: ['subnet-1'], SecurityGroupIdList: ['sg-1'] }

/** What all datasets below have. */
const COMMON = {
  MetricList: [{ MetricName: 'views', AggregationFunction: 'SUM' }],
  TimestampColumn: { ColumnName: 'timestamp', ColumnFormat: 'yyyy-MM-dd HH:mm:ss' },
  DimensionList: ['shop'],
} satisfies Partial<MetricSetParts>

const CSV = {
  CsvFormatDescriptor: {
    FileCompression: 'GZIP',
    Charset: 'utf8',
    ContainsHeader: false,
    Delimiter: '\t',
    HeaderList: ['timestamp', 'shop', 'views'],
    QuoteSymbol: "'",
  },
} as const

describe('datasetOf', () => {
  it.each<{ what: string; from: Partial<MetricSetParts>; source: object; notes: readonly string[] }>([
    {
      what: 'CSV files in S3',
      from: {
        MetricSource: {
          S3SourceConfig: {
            RoleArn: ROLE,
            TemplatedPathList: ['s3://acme/live/{{yyyyMMdd}}/{{HHmm}}'],
            HistoricalDataPathList: ['s3://acme/history/'],
            FileFormatDescriptor: CSV,
          },
        },
      },
      source: {
        s3: {
          continuous: 's3://acme/live/{{yyyyMMdd}}/{{HHmm}}',
          historical: 's3://acme/history/',
          format: {
            csv: {
              delimiter: '\t',
              quote: "'",
              header: false,
              columns: ['timestamp', 'shop', 'views'],
              charset: 'UTF-8',
              compression: 'gzip',
            },
          },
        },
      },
      notes: [],
    },
    {
      what: 'a table of PostgreSQL',
      from: {
        MetricSource: {
          RDSSourceConfig: {
            DBInstanceIdentifier: 'shop-db',
            DatabaseHost: 'shop-db.abc.eu-west-1.rds.amazonaws.com',
            DatabasePort: 5432,
            SecretManagerArn: SECRET,
            DatabaseName: 'shop',
            TableName: 'sales.orders',
            RoleArn: ROLE,
            VpcConfiguration: NETWORK,
          },
        },
      },
      source: {
        rds: {
          engine: 'postgres',
          instance: 'shop-db',
          port: 5432,
          database: 'shop',
          schema: 'sales',
          table: 'orders',
          secret: SECRET,
        },
      },
      notes: [
        'ASSUMED MetricSource.RDSSourceConfig.DatabasePort',
        'LOST MetricSource.RDSSourceConfig.DatabaseHost',
        'LOST MetricSource.RDSSourceConfig.VpcConfiguration',
      ],
    },
    {
      what: 'a table of Redshift',
      from: {
        MetricSource: {
          RedshiftSourceConfig: {
            ClusterIdentifier: 'shop',
            DatabaseHost: 'shop.abc.eu-west-1.redshift.amazonaws.com',
            DatabasePort: 5439,
            SecretManagerArn: SECRET,
            DatabaseName: 'shop',
            TableName: 'orders',
            RoleArn: ROLE,
          },
        },
      },
      source: { redshift: { cluster: 'shop', database: 'shop', table: 'orders', secret: SECRET } },
      notes: [
        'LOST MetricSource.RedshiftSourceConfig.DatabaseHost',
        'LOST MetricSource.RedshiftSourceConfig.DatabasePort',
      ],
    },
    {
      what: 'a table of Athena',
      from: {
        MetricSource: {
          AthenaSourceConfig: {
            RoleArn: ROLE,
            DatabaseName: 'shop',
            DataCatalog: 'AwsDataCatalog',
            TableName: 'orders',
            WorkGroupName: 'primary',
            S3ResultsPath: 's3://acme/results/',
            BackTestConfiguration: { RunBackTestMode: true },
          },
        },
      },
      source: {
        athena: {
          workgroup: 'primary',
          catalog: 'AwsDataCatalog',
          database: 'shop',
          table: 'orders',
          results: 's3://acme/results/',
          backtest: true,
        },
      },
      notes: [],
    },
    {
      what: 'metrics of CloudWatch',
      from: {
        MetricList: [{ MetricName: 'Errors', AggregationFunction: 'SUM', Namespace: 'AWS/Lambda' }],
        MetricSource: { CloudWatchConfig: { RoleArn: ROLE, BackTestConfiguration: { RunBackTestMode: false } } },
      },
      source: { cloudwatch: { namespace: 'AWS/Lambda' } },
      notes: ['LOST TimestampColumn'],
    },
  ])('makes a spec of $what', ({ from, source, notes }) => {
    const converted = datasetOf({ ...COMMON, MetricSource: {}, ...from })
    expect(converted.value).toMatchObject({ source, role: ROLE, dimensions: ['shop'] })
    expect(converted.notes.map(({ kind, member }) => `${kind} ${member}`)).toEqual(notes)
    const { findings } = checkSpec({ detector: 'shop', interval: 'PT1H', dataset: converted.value })
    expect(findings.filter(({ level }) => level === 'error').map(({ code }) => code)).toEqual([])
  })

  it.each<{ what: string; from: Partial<MetricSetParts>; member: string }>([
    { what: 'no source', from: { MetricSource: {} }, member: 'MetricSource' },
    {
      what: 'a flow, whose place the API does not say',
      from: { MetricSource: { AppFlowConfig: { FlowName: 'orders' } } },
      member: 'MetricSource.AppFlowConfig',
    },
    {
      what: 'a database at an unusual port',
      from: {
        MetricSource: {
          RDSSourceConfig: {
            DatabaseHost: 'db',
            DatabasePort: 6543,
            DatabaseName: 'a',
            TableName: 'b',
            SecretManagerArn: SECRET,
          },
        },
      },
      member: 'MetricSource.RDSSourceConfig.DatabasePort',
    },
    {
      what: 'metrics of two namespaces',
      from: {
        MetricList: [
          { MetricName: 'Errors', AggregationFunction: 'SUM', Namespace: 'AWS/Lambda' },
          { MetricName: 'Latency', AggregationFunction: 'AVG', Namespace: 'AWS/ELB' },
        ],
        MetricSource: { CloudWatchConfig: {} },
      },
      member: 'MetricList',
    },
    { what: 'metrics of no namespace', from: { MetricSource: { CloudWatchConfig: {} } }, member: 'MetricList' },
  ])('says what is needed of $what', ({ what, from, member }) => {
    const { value, notes } = datasetOf({ ...COMMON, MetricSource: {}, ...from })
    expect(notes).toContainEqual({ kind: 'NEEDED', member, message: expect.stringMatching(/\.$/) })
    if (what === 'metrics of two namespaces') return
    // What is needed and not known is not made up either.
    const { findings } = checkSpec({ detector: 'shop', interval: 'PT1H', dataset: value })
    expect(findings.some(({ level }) => level === 'error')).toBe(true)
  })

  it('takes the place of a flow from whoever knows it', () => {
    const flow = { destination: 's3://acme/flows/', format: { jsonLines: {} } }
    const MetricSource = { AppFlowConfig: { RoleArn: ROLE, FlowName: 'orders' } }
    const { value, notes } = datasetOf({ ...COMMON, MetricSource }, { flow })
    expect(value).toMatchObject({ source: { appflow: { flow: 'orders', ...flow } } })
    expect(notes).toEqual([])
  })

  it('joins filters of one dimension', () => {
    const DimensionFilterList = [
      { Name: 'shop', FilterList: [{ DimensionValue: 'a' }] },
      { Name: 'shop', FilterList: [{ DimensionValue: 'b' }, { DimensionValue: 'c' }] },
    ]
    const { value } = datasetOf({ ...COMMON, MetricSource: {}, DimensionFilterList })
    expect(value).toMatchObject({ filters: { shop: ['a', 'b', 'c'] } })
  })
})

describe('metricSetOf', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/)
  const format = fc.oneof(
    fc.record({
      csv: fc.record({
        delimiter: fc.constantFrom(',', ';', '\t', '|'),
        quote: fc.constantFrom('"' as const, "'" as const, '' as const),
        header: fc.constant(true),
        charset: fc.constantFrom('UTF-8' as const, 'UTF-16' as const, 'ISO-8859-1' as const),
        compression: fc.constantFrom('none' as const, 'gzip' as const),
      }),
    }),
    fc.record({
      jsonLines: fc.record({
        charset: fc.constantFrom('UTF-8' as const, 'ISO-8859-1' as const),
        compression: fc.constantFrom('none' as const, 'gzip' as const),
      }),
    }),
  )
  const source = fc.oneof(
    fc.record({
      s3: fc.record({
        continuous: fc.constant('s3://acme/live/{{yyyyMMdd}}/{{HHmm}}'),
        historical: fc.constant('s3://acme/history/'),
        format,
      }),
    }),
    fc.record({ cloudwatch: fc.record({ namespace: name }) }),
    fc.record({
      rds: fc.record({
        engine: fc.constant('postgres' as const),
        instance: name,
        port: fc.constant(5432),
        database: name,
        schema: name,
        table: name,
        secret: fc.constant(SECRET),
      }),
    }),
    fc.record({
      redshift: fc.record({ cluster: name, database: name, table: name, secret: fc.constant(SECRET) }),
    }),
    fc.record({
      athena: fc.record({
        workgroup: name,
        catalog: name,
        database: name,
        table: name,
        results: fc.constant('s3://acme/results/'),
        backtest: fc.constant(true),
      }),
    }),
  )
  const dataset = fc
    .record({
      source,
      timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
      offset: fc.constantFrom('PT10M', 'P1DT2H', 'P5D'),
      names: fc.uniqueArray(name, { minLength: 3, maxLength: 6 }),
      values: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 10 }),
    })
    .map(({ names: [time = '', measure = '', ...dimensions], values, source: from, ...rest }): DatasetSpec => ({
      ...rest,
      source: from,
      ...(!('cloudwatch' in from) && { timestamp: { column: time, format: 'yyyy-MM-dd HH:mm:ss' } }),
      measures: [{ column: measure, aggregation: 'AVG' }],
      dimensions,
      filters: { [dimensions[0]!]: values },
      role: ROLE,
    }))

  it('loses nothing that the API can say: the way back leads to the same dataset', () => {
    fc.assert(
      fc.property(dataset, (spec) => {
        const { value, notes } = metricSetOf(spec, 'PT1H')
        expect(notes).toEqual([])
        expect(datasetOf(value).value).toEqual(spec)
      }),
    )
  })

  it.each<{ what: string; spec: Partial<DatasetSpec>; key: string }>([
    { what: 'missing data', spec: { missingData: 'IGNORE' }, key: 'missingData' },
    {
      what: 'a statistic',
      spec: {
        source: { cloudwatch: { namespace: 'AWS/ELB' } },
        measures: [{ column: 'p99', metric: 'Latency', statistic: 'p99', aggregation: 'AVG' }],
      },
      key: '`statistic`',
    },
    {
      what: 'the end of a backtest',
      spec: { source: { s3: { historical: 's3://acme/a/', format: { jsonLines: {} }, until: '2026-01-01' } } },
      key: '`until`',
    },
    {
      what: 'Parquet',
      spec: { source: { s3: { historical: 's3://acme/a/', format: { parquet: {} } } } },
      key: 'Parquet',
    },
    {
      what: 'where a flow delivers to',
      spec: { source: { appflow: { flow: 'a', destination: 's3://acme/a/', format: { jsonLines: {} } } } },
      key: '`destination`',
    },
    {
      what: 'partitions',
      spec: { source: { athena: { workgroup: 'a', database: 'b', table: 'c', partitions: { day: 'yyyy-MM-dd' } } } },
      key: '`partitions`',
    },
    {
      what: 'a user of a database',
      spec: { source: { rds: { engine: 'mysql', host: 'db', database: 'a', table: 'b', user: 'reader' } } },
      key: '`user`',
    },
  ])('says that the API does not know $what', ({ spec, key }) => {
    const { notes } = metricSetOf(
      {
        source: { s3: { historical: 's3://acme/a/', format: { jsonLines: {} } } },
        measures: [{ column: 'a', aggregation: 'SUM' }],
        ...spec,
      },
      'PT1H',
    )
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'LOST', message: expect.stringContaining(key) }))
  })
})
