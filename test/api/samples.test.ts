import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  CreateAnomalyDetectorCommand,
  CreateMetricSetCommand,
  DescribeMetricSetCommand,
  DetectMetricSetConfigCommand,
  type FileFormatDescriptor,
  GetSampleDataCommand,
} from '@aws-sdk/client-lookoutmetrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDetector } from '../../engine/run/index.ts'
import { type ApiWorld, startWorld } from './api-world.ts'

const ROLE = 'arn:aws:iam::111122223333:role/reader'
const DETECTOR = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop'

function sample(path: string, descriptor: FileFormatDescriptor): GetSampleDataCommand {
  return new GetSampleDataCommand({
    S3SourceConfig: { RoleArn: ROLE, HistoricalDataPathList: [path], FileFormatDescriptor: descriptor },
  })
}

describe('a bucket that a folder stands for', () => {
  let world: ApiWorld
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-bucket-'))
    const hours = Array.from({ length: 24 }, (_, hour) => `2026-01-01 ${String(hour).padStart(2, '0')}:00:00`)
    await mkdir(join(folder, 'history'))
    await writeFile(
      join(folder, 'history/a.csv'),
      ['time|shop|views', ...hours.map((hour, index) => `${hour}|"a|b"|${index * 7}`)].join('\n'),
    )
    await writeFile(join(folder, 'empty.csv'), '')
    await writeFile(join(folder, 'timeless.csv'), 'shop,views\na,1\nb,2\n')
    await writeFile(join(folder, 'bare.csv.gz'), gzipSync(hours.map((hour) => `${hour};1`).join('\n')))
    for (const hour of hours.map((text) => text.slice(11, 13))) {
      await mkdir(join(folder, `live/20260101/${hour}00`), { recursive: true })
      await writeFile(join(folder, `live/20260101/${hour}00/a.json`), `{"time":"2026-01-01 ${hour}:00:00","views":1}\n`)
    }
    world = await startWorld({ buckets: new Map([['demo', folder]]) })
    await world.client.send(
      new CreateAnomalyDetectorCommand({
        AnomalyDetectorName: 'shop',
        AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
      }),
    )
  })
  afterAll(async () => {
    expect(world.unexpected).toEqual([])
    await world.stop()
    await rm(folder, { recursive: true })
  })

  it('gives samples of its records', async () => {
    const csv = { CsvFormatDescriptor: { Delimiter: '|', ContainsHeader: true } }
    const { HeaderValues, SampleRows } = await world.client.send(sample('s3://demo/history/', csv))
    expect(HeaderValues).toEqual(['time', 'shop', 'views'])
    expect(SampleRows).toHaveLength(10)
    expect(SampleRows?.[1]).toEqual(['2026-01-01 01:00:00', 'a|b', '7'])
  })

  it('names the columns of files without a header as the request does', async () => {
    const csv = { CsvFormatDescriptor: { Delimiter: ';', ContainsHeader: false, HeaderList: ['time', 'views'] } }
    const { HeaderValues, SampleRows } = await world.client.send(sample('s3://demo/bare.csv.gz', csv))
    expect(HeaderValues).toEqual(['time', 'views'])
    expect(SampleRows?.[0]).toEqual(['2026-01-01 00:00:00', '1'])
  })

  it.each([
    { what: 'nothing is', path: 's3://demo/nothing/', descriptor: { JsonFormatDescriptor: {} } },
    { what: 'it is left', path: 's3://demo/../secret.csv', descriptor: { JsonFormatDescriptor: {} } },
    { what: 'there are two formats', path: 's3://demo/history/', descriptor: {} },
    {
      what: 'the character set is unknown',
      path: 's3://demo/history/',
      descriptor: { JsonFormatDescriptor: { Charset: 'EBCDIC' } },
    },
  ])('gives no sample where $what', async ({ path, descriptor }) => {
    await expect(world.client.send(sample(path, descriptor))).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('is named in what is said about its files, and no folder or spec is', async () => {
    await expect(world.client.send(sample('s3://demo/nothing/', { JsonFormatDescriptor: {} }))).rejects.toMatchObject({
      message: 's3://demo/nothing/: There is no such file or folder. Correct the path. [NOTHING_AT_PATH]',
    })
    await expect(world.client.send(sample('s3://demo/empty.csv', { JsonFormatDescriptor: {} }))).rejects.toMatchObject({
      message: expect.stringMatching(/^s3:\/\/demo\/empty\.csv: /),
    })
    const { DetectedMetricSetConfig } = await world.client.send(
      new DetectMetricSetConfigCommand({
        AnomalyDetectorArn: DETECTOR,
        AutoDetectionMetricSource: { S3SourceConfig: { HistoricalDataPathList: ['s3://demo/timeless.csv'] } },
      }),
    )
    expect(DetectedMetricSetConfig?.MetricSetFrequency?.Message).toMatch(/^s3:\/\/demo\/timeless\.csv: /)
  })

  it('tells the format and the interval of CSV files', async () => {
    const { DetectedMetricSetConfig } = await world.client.send(
      new DetectMetricSetConfigCommand({
        AnomalyDetectorArn: DETECTOR,
        AutoDetectionMetricSource: { S3SourceConfig: { HistoricalDataPathList: ['s3://demo/history/'] } },
      }),
    )
    expect(DetectedMetricSetConfig).toMatchObject({
      Offset: { Value: { N: '0' }, Confidence: 'LOW' },
      MetricSetFrequency: { Value: { S: 'PT1H' }, Confidence: 'HIGH' },
      MetricSource: {
        S3SourceConfig: {
          FileFormatDescriptor: {
            CsvFormatDescriptor: {
              FileCompression: { Value: { S: 'NONE' }, Confidence: 'HIGH' },
              ContainsHeader: { Value: { S: 'true' } },
              Delimiter: { Value: { S: '|' } },
              HeaderList: { Value: { SS: ['time', 'shop', 'views'] } },
            },
          },
        },
      },
    })
  })

  it('tells them of JSON lines in the folders of a template', async () => {
    const { DetectedMetricSetConfig } = await world.client.send(
      new DetectMetricSetConfigCommand({
        AnomalyDetectorArn: DETECTOR,
        AutoDetectionMetricSource: { S3SourceConfig: { TemplatedPathList: ['s3://demo/live/{{yyyyMMdd}}/{{HHmm}}'] } },
      }),
    )
    expect(DetectedMetricSetConfig).toMatchObject({
      MetricSetFrequency: { Value: { S: 'PT1H' }, Confidence: 'HIGH' },
      MetricSource: {
        S3SourceConfig: { FileFormatDescriptor: { JsonFormatDescriptor: { Charset: { Value: { S: 'UTF-8' } } } } },
      },
    })
  })

  it.each([
    { what: 'no such column', change: { DimensionList: ['colour'] }, field: 'DimensionList[0]' },
    {
      what: 'other timestamps',
      change: { TimestampColumn: { ColumnName: 'time', ColumnFormat: 'yyyy/MM/dd HH:mm' } },
      field: 'TimestampColumn.ColumnFormat',
    },
    {
      what: 'nothing in it',
      change: { path: 's3://demo/nothing/' },
      field: 'MetricSource.S3SourceConfig.HistoricalDataPathList[0]',
    },
  ])('gives no dataset where there is $what', async ({ change: { path = 's3://demo/history/', ...change }, field }) => {
    const S3SourceConfig = {
      RoleArn: ROLE,
      HistoricalDataPathList: [path],
      FileFormatDescriptor: { CsvFormatDescriptor: { Delimiter: '|' } },
    }
    const request = new CreateMetricSetCommand({
      AnomalyDetectorArn: DETECTOR,
      MetricSetName: 'orders',
      MetricList: [{ MetricName: 'views', AggregationFunction: 'SUM' }],
      TimestampColumn: { ColumnName: 'time', ColumnFormat: 'yyyy-MM-dd HH:mm:ss' },
      MetricSource: { S3SourceConfig },
      ...change,
    })
    await expect(world.client.send(request)).rejects.toMatchObject({
      name: 'ValidationException',
      Fields: [{ Name: field, Message: expect.not.stringContaining(folder) }],
    })
  })

  it('becomes a source of folders, which is described as the bucket', async () => {
    const S3SourceConfig = {
      RoleArn: ROLE,
      TemplatedPathList: ['s3://demo/live/{{yyyyMMdd}}/{{HHmm}}'],
      HistoricalDataPathList: ['s3://demo/history/'],
      FileFormatDescriptor: { JsonFormatDescriptor: { FileCompression: 'NONE' as const, Charset: 'UTF-8' } },
    }
    const request = {
      AnomalyDetectorArn: DETECTOR,
      MetricSetName: 'orders',
      MetricList: [{ MetricName: 'views', AggregationFunction: 'SUM' as const }],
      TimestampColumn: { ColumnName: 'time', ColumnFormat: 'yyyy-MM-dd HH:mm:ss' },
    }
    const mixed = { ...S3SourceConfig, HistoricalDataPathList: ['s3://elsewhere/history/'] }
    await expect(
      world.client.send(new CreateMetricSetCommand({ ...request, MetricSource: { S3SourceConfig: mixed } })),
    ).rejects.toMatchObject({ name: 'ValidationException' })
    // The history is written otherwise.
    await expect(
      world.client.send(new CreateMetricSetCommand({ ...request, MetricSource: { S3SourceConfig } })),
    ).rejects.toMatchObject({ name: 'ValidationException' })
    const FileFormatDescriptor = { CsvFormatDescriptor: { Delimiter: '|', ContainsHeader: true } }
    const written = { ...S3SourceConfig, FileFormatDescriptor }
    await world.client.send(new CreateMetricSetCommand({ ...request, MetricSource: { S3SourceConfig: written } }))
    expect((await loadDetector(world.store, 'shop')).dataset.source).toMatchObject({
      kind: 'folder',
      continuous: `${folder}/live/{{yyyyMMdd}}/{{HHmm}}`,
      historical: `${folder}/history/`,
    })
    const MetricSetArn = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:MetricSet/shop/orders'
    const described = await world.client.send(new DescribeMetricSetCommand({ MetricSetArn }))
    expect(described.MetricSource).toEqual({ S3SourceConfig: written })
  })
})
