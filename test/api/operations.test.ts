import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as sdk from '@aws-sdk/client-lookoutmetrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiWorld, startWorld } from './api-world.ts'
import { brokenRequests, errorsOf, fullRequest, OPERATION_NAMES } from './wire-examples.ts'

const ROLE = 'arn:aws:iam::111122223333:role/reader'
const ID = '00000000-0000-0000-0000-000000000000'

function arnOf(resource: string): string {
  return `arn:aws:lookoutmetrics:eu-west-1:111122223333:${resource}`
}

const DETECTOR = { AnomalyDetectorArn: arnOf('AnomalyDetector:shop') }
const BACKTEST = { AnomalyDetectorArn: arnOf('AnomalyDetector:past') }
const FORMAT = { JsonFormatDescriptor: { FileCompression: 'NONE', Charset: 'UTF-8' } }

/** A dataset for each detector that is made before. */
const DATASET = {
  MetricSetName: 'orders',
  MetricList: [{ MetricName: 'views', AggregationFunction: 'SUM' }],
  TimestampColumn: { ColumnName: 'timestamp', ColumnFormat: 'UNIX' },
  MetricSource: {
    S3SourceConfig: {
      RoleArn: ROLE,
      TemplatedPathList: ['s3://acme/live/{{yyyyMMdd}}/{{HHmm}}'],
      FileFormatDescriptor: FORMAT,
    },
  },
}
const ALERT = {
  ...DETECTOR,
  AlertName: 'oncall',
  Action: { LambdaConfiguration: { RoleArn: ROLE, LambdaArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' } },
}

/** Nothing was found here, so that there is no group to ask about; history-operations.test.ts has a detector that found some. */
const ABOUT_A_GROUP: ReadonlySet<string> = new Set([
  'GetAnomalyGroup',
  'ListAnomalyGroupTimeSeries',
  'ListAnomalyGroupRelatedMetrics',
  'GetFeedback',
  'PutFeedback',
])

/** A request of each operation that is answered, in an order in which each finds what it needs. */
const VALID: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [
    'CreateAnomalyDetector',
    { AnomalyDetectorName: 'shop', AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' } },
  ],
  [
    'CreateAnomalyDetector',
    { AnomalyDetectorName: 'past', AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'P1D' } },
  ],
  ['CreateMetricSet', { ...DETECTOR, ...DATASET }],
  [
    'CreateMetricSet',
    {
      ...BACKTEST,
      ...DATASET,
      MetricSource: {
        S3SourceConfig: { RoleArn: ROLE, HistoricalDataPathList: ['s3://acme/a.json'], FileFormatDescriptor: FORMAT },
      },
    },
  ],
  ['CreateAlert', ALERT],
  ['CreateAlert', { ...ALERT, AlertName: 'second' }],
  ['CreateAlert', { ...ALERT, AlertName: 'third' }],
  ['DescribeAnomalyDetector', DETECTOR],
  ['ListAnomalyDetectors', {}],
  ['UpdateAnomalyDetector', { ...DETECTOR, AnomalyDetectorDescription: 'Orders' }],
  ['DescribeMetricSet', { MetricSetArn: arnOf('MetricSet/shop/orders') }],
  ['ListMetricSets', DETECTOR],
  ['UpdateMetricSet', { MetricSetArn: arnOf('MetricSet/shop/orders'), Offset: 60 }],
  ['DescribeAlert', { AlertArn: arnOf('Alert:oncall') }],
  ['ListAlerts', DETECTOR],
  ['UpdateAlert', { AlertArn: arnOf('Alert:oncall'), AlertSensitivityThreshold: 50 }],
  ['TagResource', { ResourceArn: arnOf('Alert:oncall'), Tags: { a: 'b' } }],
  ['ListTagsForResource', { ResourceArn: arnOf('Alert:oncall') }],
  ['UntagResource', { ResourceArn: arnOf('Alert:oncall'), TagKeys: ['a'] }],
  [
    'GetSampleData',
    {
      S3SourceConfig: {
        RoleArn: ROLE,
        HistoricalDataPathList: ['s3://sample/data.csv'],
        FileFormatDescriptor: { CsvFormatDescriptor: {} },
      },
    },
  ],
  [
    'DetectMetricSetConfig',
    {
      ...DETECTOR,
      AutoDetectionMetricSource: { S3SourceConfig: { HistoricalDataPathList: ['s3://sample/data.csv'] } },
    },
  ],
  ['BackTestAnomalyDetector', BACKTEST],
  ['ActivateAnomalyDetector', DETECTOR],
  ['DescribeAnomalyDetectionExecutions', { ...DETECTOR, Timestamp: '2020-12-05T01:00Z[UTC]' }],
  ['GetDataQualityMetrics', DETECTOR],
  ['ListAnomalyGroupSummaries', { ...DETECTOR, SensitivityThreshold: 0 }],
  ['GetAnomalyGroup', { ...DETECTOR, AnomalyGroupId: ID }],
  ['ListAnomalyGroupTimeSeries', { ...DETECTOR, AnomalyGroupId: ID, MetricName: 'views' }],
  ['ListAnomalyGroupRelatedMetrics', { ...DETECTOR, AnomalyGroupId: ID }],
  ['GetFeedback', { ...DETECTOR, AnomalyGroupTimeSeriesFeedback: { AnomalyGroupId: ID } }],
  [
    'PutFeedback',
    { ...DETECTOR, AnomalyGroupTimeSeriesFeedback: { AnomalyGroupId: ID, TimeSeriesId: 'a', IsAnomaly: true } },
  ],
  ['DeactivateAnomalyDetector', DETECTOR],
  ['DeleteAlert', { AlertArn: arnOf('Alert:third') }],
  ['DeleteAnomalyDetector', BACKTEST],
]

type Send = (command: object) => Promise<Readonly<Record<string, unknown>>>

/** What became of a request: the error's members, or the answer. */
interface Outcome {
  readonly error: { readonly name: string; readonly status: number; readonly fields: readonly string[] } | null
  readonly answer: Readonly<Record<string, unknown>>
}

async function outcomeOf(world: ApiWorld, operation: string, input: object): Promise<Outcome> {
  const commands = sdk as unknown as Readonly<Record<string, new (input: object) => object>>
  const Command = commands[`${operation}Command`]!
  try {
    const answer = await (world.client.send.bind(world.client) as unknown as Send)(new Command(input))
    return { error: null, answer }
  } catch (error) {
    if (!(error instanceof sdk.LookoutMetricsServiceException)) throw error
    const fields = error instanceof sdk.ValidationException ? (error.Fields ?? []) : []
    const status = error.$metadata.httpStatusCode ?? 0
    return { error: { name: error.name, status, fields: fields.map(({ Name }) => Name ?? '') }, answer: {} }
  }
}

/** What is refused for what it says, though it fits the API reference: two formats at once. */
const CONTRADICTORY: Readonly<Record<string, string>> = { GetSampleData: 'S3SourceConfig.FileFormatDescriptor' }

const broken = new Map(OPERATION_NAMES.map((operation) => [operation, brokenRequests(operation)]))
const count = [...broken.values()].reduce((sum, { length }) => sum + length, 0)
process.stderr.write(`${OPERATION_NAMES.length} operations, ${count} requests that break a constraint\n`)

describe.each(OPERATION_NAMES)('%s', (operation) => {
  let world: ApiWorld
  beforeAll(async () => void (world = await startWorld()))
  afterAll(() => world.stop())

  it('takes what fits the API reference', async () => {
    const { NextToken: _token, ...input } = fullRequest(operation)
    const { error } = await outcomeOf(world, operation, input)
    const contradiction = CONTRADICTORY[operation]
    if (contradiction !== undefined) expect(error).toMatchObject({ fields: [contradiction] })
    // Most find nothing of what they name.
    else expect(['ValidationException', 'InternalServerException']).not.toContain(error?.name)
    expect(world.unexpected).toEqual([])
  })

  it.each(broken.get(operation)!)('refuses a request in which $what', async ({ field, input }) => {
    const { error } = await outcomeOf(world, operation, input)
    expect(error).toMatchObject({ name: 'ValidationException', status: 400 })
    expect(error?.fields).toContain(field)
  })
})

describe('an account', () => {
  let world: ApiWorld
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-api-'))
    await writeFile(join(folder, 'data.csv'), 'timestamp,views\n2026-01-01 00:00:00,5\n2026-01-01 01:00:00,6\n')
    world = await startWorld({ buckets: new Map([['sample', folder]]) })
  })
  afterAll(async () => {
    await world.stop()
    await rm(folder, { recursive: true })
  })

  it('has a valid request for each operation', () => {
    expect(new Set(VALID.map(([operation]) => operation))).toEqual(new Set(OPERATION_NAMES))
  })

  it.each(VALID.map(([operation, input]) => ({ operation, input })))(
    'answers $operation of $input',
    async ({ operation, input }) => {
      const { error } = await outcomeOf(world, operation, input)
      expect(error?.name).toBe(ABOUT_A_GROUP.has(operation) ? 'ResourceNotFoundException' : undefined)
    },
  )

  const named = VALID.flatMap(([operation, input]) =>
    Object.entries(input)
      .filter(([member]) => /^(AnomalyDetector|MetricSet|Alert|Resource)Arn$/.test(member))
      .flatMap(([member, arn]) =>
        [
          String(arn).replace(/\w+$/, 'unknown'),
          String(arn).replace('111122223333', '444455556666'),
          String(arn).replace('eu-west-1', 'us-east-1'),
          String(arn).replace('lookoutmetrics', 'sns'),
        ].map((unknown) => ({ operation, unknown, input: { ...input, [member]: unknown } })),
      ),
  )

  it.each(named)('knows no $unknown for $operation', async ({ operation, input }) => {
    const { error } = await outcomeOf(world, operation, input)
    expect(error).toMatchObject({ name: 'ResourceNotFoundException', status: 400 })
    expect(errorsOf(operation)).toContain(error?.name)
  })

  const paged = VALID.filter(([operation]) => 'NextToken' in fullRequest(operation))
  const answered = paged.filter(([operation]) => !ABOUT_A_GROUP.has(operation))
  it.each(answered.map(([operation, input]) => ({ operation, input })))(
    'gives all pages of $operation and no other',
    async ({ operation, input }) => {
      const whole = await outcomeOf(world, operation, input)
      const list = Object.keys(whole.answer).find((member) => member.endsWith('List')) ?? ''
      const items: unknown[] = []
      let NextToken: unknown
      do {
        const { error, answer } = await outcomeOf(world, operation, { ...input, MaxResults: 1, NextToken })
        expect(error).toBeNull()
        expect((answer[list] as readonly unknown[]).length).toBeLessThanOrEqual(1)
        items.push(...(answer[list] as readonly unknown[]))
        NextToken = answer['NextToken']
      } while (NextToken !== undefined)
      expect(items).toEqual(whole.answer[list])
    },
  )

  it.each(paged.map(([operation, input]) => ({ operation, input })))(
    'knows no strange token of $operation',
    async ({ operation, input }) => {
      const { error } = await outcomeOf(world, operation, { ...input, NextToken: 'strange' })
      expect(error).toMatchObject({ name: 'ValidationException', fields: ['NextToken'] })
    },
  )
})
