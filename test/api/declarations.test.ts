import {
  ActivateAnomalyDetectorCommand,
  BackTestAnomalyDetectorCommand,
  CreateAlertCommand,
  type CreateAlertRequest,
  CreateAnomalyDetectorCommand,
  CreateMetricSetCommand,
  type CreateMetricSetRequest,
  DeactivateAnomalyDetectorCommand,
  DeleteAlertCommand,
  DeleteAnomalyDetectorCommand,
  DescribeAlertCommand,
  DescribeAnomalyDetectorCommand,
  DescribeMetricSetCommand,
  ListAlertsCommand,
  ListAnomalyDetectorsCommand,
  ListMetricSetsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAlertCommand,
  UpdateAnomalyDetectorCommand,
  UpdateMetricSetCommand,
} from '@aws-sdk/client-lookoutmetrics'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadDetector } from '../../engine/run/index.ts'
import { changePart, createPart, eventLog, readPart, removePart, type ObjectStore } from '../../engine/state/index.ts'
import { type ApiWorld, startWorld } from './api-world.ts'

const ROLE = 'arn:aws:iam::111122223333:role/reader'
const DETECTOR = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop'
const DATASET = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:MetricSet/shop/orders'
const ALERT = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:Alert:oncall'

const SOURCE = {
  S3SourceConfig: {
    RoleArn: ROLE,
    TemplatedPathList: ['s3://acme/live/{{yyyyMMdd}}/{{HHmm}}'],
    HistoricalDataPathList: ['s3://acme/history/'],
    FileFormatDescriptor: {
      CsvFormatDescriptor: {
        FileCompression: 'NONE',
        Charset: 'UTF-8',
        ContainsHeader: true,
        Delimiter: ',',
        QuoteSymbol: '"',
      },
    },
  },
} satisfies CreateMetricSetRequest['MetricSource']

const DATASET_REQUEST = {
  AnomalyDetectorArn: DETECTOR,
  MetricSetName: 'orders',
  MetricSetDescription: 'All orders',
  MetricList: [
    { MetricName: 'views', AggregationFunction: 'SUM' },
    { MetricName: 'revenue', AggregationFunction: 'AVG' },
  ],
  Offset: 600,
  TimestampColumn: { ColumnName: 'timestamp', ColumnFormat: 'yyyy-MM-dd HH:mm:ss' },
  DimensionList: ['platform', 'marketplace'],
  MetricSetFrequency: 'PT1H',
  MetricSource: SOURCE,
  Timezone: 'Europe/Berlin',
  Tags: { owner: 'data' },
  DimensionFilterList: [
    {
      Name: 'marketplace',
      FilterList: [{ DimensionValue: 'us', FilterOperation: 'EQUALS' }, { DimensionValue: 'uk' }],
    },
  ],
} satisfies CreateMetricSetRequest

const ALERT_REQUEST = {
  AlertName: 'oncall',
  AlertDescription: 'Somebody looks',
  AlertSensitivityThreshold: 70,
  AnomalyDetectorArn: DETECTOR,
  Action: {
    SNSConfiguration: {
      RoleArn: ROLE,
      SnsTopicArn: 'arn:aws:sns:eu-west-1:111122223333:oncall',
      SnsFormat: 'LONG_TEXT',
    },
  },
  Tags: { owner: 'ops' },
  AlertFilters: {
    MetricList: ['revenue'],
    DimensionFilterList: [{ DimensionName: 'marketplace', DimensionValueList: ['us'] }],
  },
} satisfies CreateAlertRequest

function unfilteredAlert(AlertName: string): CreateAlertCommand {
  return new CreateAlertCommand({ ...ALERT_REQUEST, AlertName, AlertFilters: undefined })
}

/** All objects as text, by their keys. */
async function contentOf(store: ObjectStore): Promise<ReadonlyMap<string, string>> {
  const keys = await Array.fromAsync(store.list(''), ({ key }) => key)
  const texts = keys.map(async (key) => [key, Buffer.from((await store.get(key))!.bytes).toString()] as const)
  return new Map(await Promise.all(texts))
}

describe('declaring through the API', () => {
  let world: ApiWorld
  beforeEach(async () => {
    world = await startWorld()
    await send(
      new CreateAnomalyDetectorCommand({
        AnomalyDetectorName: 'shop',
        AnomalyDetectorDescription: 'Watches orders',
        AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
        Tags: { team: 'growth' },
      }),
    )
  })
  afterEach(async () => {
    expect(world.unexpected).toEqual([])
    await world.stop()
  })

  // The client's own overloads know which output belongs to which command.
  const send: ApiWorld['client']['send'] = (...args: unknown[]) =>
    (world.client.send as (...all: unknown[]) => never)(...args)

  it('shows a detector as it was made', async () => {
    const time = new Date(Date.UTC(2026, 10, 28, 12))
    expect(await send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: DETECTOR }))).toMatchObject({
      AnomalyDetectorArn: DETECTOR,
      AnomalyDetectorName: 'shop',
      AnomalyDetectorDescription: 'Watches orders',
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
      CreationTime: time,
      LastModificationTime: time,
      Status: 'INACTIVE',
    })
    const { AnomalyDetectorSummaryList } = await send(new ListAnomalyDetectorsCommand({}))
    expect(AnomalyDetectorSummaryList).toEqual([
      {
        AnomalyDetectorArn: DETECTOR,
        AnomalyDetectorName: 'shop',
        AnomalyDetectorDescription: 'Watches orders',
        CreationTime: time,
        LastModificationTime: time,
        Status: 'INACTIVE',
        Tags: { team: 'growth' },
      },
    ])
  })

  it('shows a dataset as it was made, and declares what can run', async () => {
    expect((await send(new CreateMetricSetCommand(DATASET_REQUEST))).MetricSetArn).toBe(DATASET)
    const { $metadata: _, ...described } = await send(new DescribeMetricSetCommand({ MetricSetArn: DATASET }))
    const { Tags: _tags, ...asked } = DATASET_REQUEST
    const time = new Date(Date.UTC(2026, 10, 28, 12))
    expect(described).toEqual({
      ...asked,
      MetricSetArn: DATASET,
      CreationTime: time,
      LastModificationTime: time,
      DimensionFilterList: [
        {
          Name: 'marketplace',
          FilterList: [
            { DimensionValue: 'us', FilterOperation: 'EQUALS' },
            { DimensionValue: 'uk', FilterOperation: 'EQUALS' },
          ],
        },
      ],
    })
    expect((await send(new ListMetricSetsCommand({}))).MetricSetSummaryList).toEqual([
      {
        AnomalyDetectorArn: DETECTOR,
        MetricSetArn: DATASET,
        MetricSetName: 'orders',
        MetricSetDescription: 'All orders',
        CreationTime: time,
        LastModificationTime: time,
        Tags: { owner: 'data' },
      },
    ])
    expect(await loadDetector(world.store, 'shop')).toMatchObject({
      name: 'shop',
      interval: 'PT1H',
      dataset: {
        source: { kind: 's3', continuous: 's3://acme/live/{{yyyyMMdd}}/{{HHmm}}', historical: 's3://acme/history/' },
        timezone: 'Europe/Berlin',
        offsetSeconds: 600,
        filters: { marketplace: ['us', 'uk'] },
        role: ROLE,
      },
    })
  })

  it('has the defaults of the original service for what a dataset does not say', async () => {
    const { Offset: _1, Timezone: _2, MetricSetDescription: _3, MetricSetFrequency: _4, ...rest } = DATASET_REQUEST
    await send(new CreateMetricSetCommand(rest))
    const described = await send(new DescribeMetricSetCommand({ MetricSetArn: DATASET }))
    expect(described).toMatchObject({ Offset: 0, Timezone: 'UTC', MetricSetFrequency: 'PT1H' })
    expect(described).not.toHaveProperty('MetricSetDescription')
  })

  it('changes members of a dataset that are given, and keeps the others', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await changePart(world.store, { kind: 'dataset', detector: 'shop' }, (before) => ({
      ...(before as object),
      missingData: 'IGNORE',
    }))
    world.pass(60_000)
    await send(
      new UpdateMetricSetCommand({
        MetricSetArn: DATASET,
        Offset: 0,
        MetricSource: { S3SourceConfig: { HistoricalDataPathList: ['s3://acme/older/'] } },
      }),
    )
    const described = await send(new DescribeMetricSetCommand({ MetricSetArn: DATASET }))
    expect(described).toMatchObject({
      Offset: 0,
      Timezone: 'Europe/Berlin',
      MetricSetDescription: 'All orders',
      MetricSource: {
        S3SourceConfig: { ...SOURCE.S3SourceConfig, HistoricalDataPathList: ['s3://acme/older/'] },
      },
      CreationTime: new Date(Date.UTC(2026, 10, 28, 12)),
      LastModificationTime: new Date(Date.UTC(2026, 10, 28, 12, 1)),
    })
    expect(await readPart(world.store, { kind: 'dataset', detector: 'shop' })).toMatchObject({
      missingData: 'IGNORE',
      source: { s3: { historical: 's3://acme/older/' } },
    })
  })

  it('names the members of a dataset that a spec could not have', async () => {
    const wrong = new CreateMetricSetCommand({
      ...DATASET_REQUEST,
      Timezone: 'Europe/Berln',
      TimestampColumn: { ColumnName: 'timestamp', ColumnFormat: 'yyyy-MM-dd' },
      DimensionFilterList: [{ Name: 'colour', FilterList: [{ DimensionValue: 'red' }] }],
    })
    await expect(send(wrong)).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'FIELD_VALIDATION_FAILED',
      Fields: expect.arrayContaining([
        { Name: 'Timezone', Message: expect.stringContaining('Europe/Berlin') },
        { Name: 'TimestampColumn.ColumnFormat', Message: expect.any(String) },
        { Name: 'DimensionFilterList', Message: expect.any(String) },
      ]),
    })
    await expect(send(new DescribeMetricSetCommand({ MetricSetArn: DATASET }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it.each([
    { what: 'another frequency', change: { MetricSetFrequency: 'P1D' as const }, field: 'MetricSetFrequency' },
    { what: 'no source', change: { MetricSource: {} }, field: 'MetricSource' },
    {
      what: 'two sources',
      change: { MetricSource: { ...SOURCE, CloudWatchConfig: { RoleArn: ROLE } } },
      field: 'MetricSource',
    },
    {
      what: 'a flow of AppFlow, whose place the API does not say',
      change: { MetricSource: { AppFlowConfig: { RoleArn: ROLE, FlowName: 'orders' } } },
      field: 'MetricSource.AppFlowConfig',
    },
    {
      what: 'a source of files without a format',
      change: { MetricSource: { S3SourceConfig: { HistoricalDataPathList: ['s3://acme/history/'] } } },
      field: 'MetricSource.S3SourceConfig.FileFormatDescriptor',
    },
  ])('refuses $what', async ({ change, field }) => {
    await expect(send(new CreateMetricSetCommand({ ...DATASET_REQUEST, ...change }))).rejects.toMatchObject({
      name: 'ValidationException',
      Fields: expect.arrayContaining([expect.objectContaining({ Name: field })]),
    })
  })

  it('lets a detector have one dataset', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await expect(send(new CreateMetricSetCommand(DATASET_REQUEST))).rejects.toMatchObject({
      name: 'ConflictException',
      ResourceId: DATASET,
    })
    const second = new CreateMetricSetCommand({ ...DATASET_REQUEST, MetricSetName: 'second' })
    await expect(send(second)).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      message: expect.stringMatching(/^Request would cause a service quota to be exceeded\./),
      QuotaCode: 'datasets',
    })
  })

  it('makes, shows, changes and deletes an alert', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    expect((await send(new CreateAlertCommand(ALERT_REQUEST))).AlertArn).toBe(ALERT)
    const { Tags: _tags, ...asked } = ALERT_REQUEST
    const time = new Date(Date.UTC(2026, 10, 28, 12))
    const { Alert } = await send(new DescribeAlertCommand({ AlertArn: ALERT }))
    expect(Alert).toEqual({
      ...asked,
      AlertArn: ALERT,
      AlertType: 'SNS',
      AlertStatus: 'ACTIVE',
      CreationTime: time,
      LastModificationTime: time,
    })
    expect((await loadDetector(world.store, 'shop')).alerts).toMatchObject([
      { name: 'oncall', threshold: 70, measures: ['revenue'], channel: { kind: 'sns', format: 'LONG_TEXT' } },
    ])
    world.pass(60_000)
    const lambda = {
      LambdaConfiguration: { RoleArn: ROLE, LambdaArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' },
    }
    await send(new UpdateAlertCommand({ AlertArn: ALERT, Action: lambda, AlertSensitivityThreshold: 0 }))
    const { AlertSummaryList } = await send(new ListAlertsCommand({ AnomalyDetectorArn: DETECTOR }))
    expect(AlertSummaryList).toEqual([
      {
        AlertArn: ALERT,
        AnomalyDetectorArn: DETECTOR,
        AlertName: 'oncall',
        AlertSensitivityThreshold: 0,
        AlertType: 'LAMBDA',
        AlertStatus: 'ACTIVE',
        CreationTime: time,
        LastModificationTime: new Date(time.getTime() + 60_000),
        Tags: { owner: 'ops' },
      },
    ])
    expect((await send(new DescribeAlertCommand({ AlertArn: ALERT }))).Alert).toMatchObject({
      Action: lambda,
      AlertDescription: 'Somebody looks',
      AlertFilters: ALERT_REQUEST.AlertFilters,
    })
    await send(new DeleteAlertCommand({ AlertArn: ALERT }))
    await expect(send(new DescribeAlertCommand({ AlertArn: ALERT }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 400 },
      ResourceId: ALERT,
      ResourceType: 'Alert',
    })
    // A name is free again when its alert is deleted.
    await send(new CreateAlertCommand(ALERT_REQUEST))
  })

  it('keeps names of alerts unique among all detectors', async () => {
    await send(new CreateAlertCommand({ ...ALERT_REQUEST, AlertFilters: undefined }))
    await send(
      new CreateAnomalyDetectorCommand({
        AnomalyDetectorName: 'other',
        AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'P1D' },
      }),
    )
    const again = new CreateAlertCommand({
      ...ALERT_REQUEST,
      AlertFilters: undefined,
      AnomalyDetectorArn: DETECTOR.replace('shop', 'other'),
    })
    await expect(send(again)).rejects.toMatchObject({
      name: 'ConflictException',
      message: expect.stringMatching(/"shop"/),
    })
  })

  it('lets a detector have ten alerts', async () => {
    for (let index = 0; index < 10; index++) await send(unfilteredAlert(`alert-${index}`))
    await expect(send(unfilteredAlert('one-more'))).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      $metadata: { httpStatusCode: 402 },
      QuotaCode: 'alerts',
    })
  })

  it('refuses an alert about what the detector does not watch, and one with two actions', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    const stranger = new CreateAlertCommand({ ...ALERT_REQUEST, AlertFilters: { MetricList: ['profit'] } })
    await expect(send(stranger)).rejects.toMatchObject({
      Fields: [{ Name: 'AlertFilters.MetricList', Message: expect.stringContaining('profit') }],
    })
    const both = { ...ALERT_REQUEST.Action, LambdaConfiguration: { RoleArn: ROLE, LambdaArn: ROLE } }
    await expect(send(new CreateAlertCommand({ ...ALERT_REQUEST, Action: both }))).rejects.toMatchObject({
      Fields: [{ Name: 'Action', Message: expect.any(String) }],
    })
  })

  it('makes no dataset in which an alert that is there does not find what it is about', async () => {
    const AlertFilters = {
      MetricList: ['profit'],
      DimensionFilterList: [{ DimensionName: 'colour', DimensionValueList: ['red'] }],
    }
    await send(new CreateAlertCommand({ ...ALERT_REQUEST, AlertFilters }))
    const create = new CreateMetricSetCommand(DATASET_REQUEST)
    await expect(send(create)).rejects.toMatchObject({
      name: 'ValidationException',
      Fields: [
        {
          Name: 'MetricList',
          Message: expect.stringMatching(/alert "oncall" would not fit: `profit` is not a measure/),
        },
        { Name: 'DimensionList', Message: expect.stringMatching(/alert "oncall" would not fit: `colour` is not/) },
      ],
    })
    await send(new UpdateAlertCommand({ AlertArn: ALERT, AlertFilters: ALERT_REQUEST.AlertFilters }))
    await send(create)
  })

  it('takes nothing out of a dataset that an alert is about', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await send(new CreateAlertCommand(ALERT_REQUEST))
    const [views] = DATASET_REQUEST.MetricList
    const update = new UpdateMetricSetCommand({ MetricSetArn: DATASET, MetricList: [views!] })
    await expect(send(update)).rejects.toMatchObject({
      name: 'ValidationException',
      Fields: [{ Name: 'MetricList', Message: expect.stringContaining('`revenue`') }],
    })
    await send(new DeleteAlertCommand({ AlertArn: ALERT }))
    await send(update)
    // Somebody else declared this one, which has never fitted.
    const part = { kind: 'alert', detector: 'shop', alert: 'strange' } as const
    await createPart(world.store, part, { name: 'strange', measures: ['profit'], channel: { log: {} } })
    await send(new UpdateMetricSetCommand({ MetricSetArn: DATASET, Offset: 0 }))
  })

  it('starts and stops a detector', async () => {
    const arn = { AnomalyDetectorArn: DETECTOR }
    await expect(send(new ActivateAnomalyDetectorCommand(arn))).rejects.toMatchObject({ name: 'ValidationException' })
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await expect(send(new BackTestAnomalyDetectorCommand(arn))).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(send(new DeactivateAnomalyDetectorCommand(arn))).rejects.toMatchObject({ name: 'ConflictException' })
    await send(new ActivateAnomalyDetectorCommand(arn))
    expect((await send(new DescribeAnomalyDetectorCommand(arn))).Status).toBe('ACTIVATING')
    await expect(send(new ActivateAnomalyDetectorCommand(arn))).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    })
    const update = new UpdateAnomalyDetectorCommand({ ...arn, AnomalyDetectorDescription: 'x' })
    await expect(send(update)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/deactivate it first/),
    })
    await send(new DeactivateAnomalyDetectorCommand(arn))
    expect((await send(new DescribeAnomalyDetectorCommand(arn))).Status).toBe('DEACTIVATED')
    await send(update)
    await send(new ActivateAnomalyDetectorCommand(arn))
    expect(world.woken.at(-1)).toBe('shop')
    expect((await send(new DescribeAnomalyDetectorCommand(arn))).AnomalyDetectorDescription).toBe('x')
  })

  it('backtests a detector with historical data alone', async () => {
    const { TemplatedPathList: _live, ...S3SourceConfig } = SOURCE.S3SourceConfig
    await send(new CreateMetricSetCommand({ ...DATASET_REQUEST, Offset: 0, MetricSource: { S3SourceConfig } }))
    const arn = { AnomalyDetectorArn: DETECTOR }
    await expect(send(new ActivateAnomalyDetectorCommand(arn))).rejects.toMatchObject({ name: 'ValidationException' })
    await send(new BackTestAnomalyDetectorCommand(arn))
    expect((await send(new DescribeAnomalyDetectorCommand(arn))).Status).toBe('BACK_TEST_ACTIVATING')
    await expect(send(new BackTestAnomalyDetectorCommand(arn))).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('says why a detector failed', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await send(new ActivateAnomalyDetectorCommand({ AnomalyDetectorArn: DETECTOR }))
    await eventLog(world.store, 'shop', 'test').append(
      () => ({ kind: 'ACTIVATION_FAILED', reason: 'x'.repeat(300) }),
      0,
    )
    const described = await send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: DETECTOR }))
    expect(described).toMatchObject({ Status: 'FAILED', FailureType: 'ACTIVATION_FAILURE' })
    expect(described.FailureReason).toHaveLength(256)
  })

  it('deletes a detector, whose name is taken until that is done', async () => {
    await send(new DeleteAnomalyDetectorCommand({ AnomalyDetectorArn: DETECTOR }))
    const described = await send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: DETECTOR }))
    expect(described.Status).toBe('DELETING')
    const again = new CreateAnomalyDetectorCommand({
      AnomalyDetectorName: 'shop',
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    })
    await expect(send(again)).rejects.toMatchObject({
      name: 'ConflictException',
      message: expect.stringMatching(/being deleted/),
    })
    for await (const { key } of world.store.list('detectors/shop/')) await world.store.delete(key)
    await send(again)
  })

  it('changes nothing of a detector that is being deleted', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await send(new CreateAlertCommand(ALERT_REQUEST))
    const arn = { AnomalyDetectorArn: DETECTOR }
    await send(new DeleteAnomalyDetectorCommand(arn))
    const before = await contentOf(world.store)
    const refused = [
      { name: 'ConflictException', command: new CreateAlertCommand({ ...ALERT_REQUEST, AlertName: 'late' }) },
      { name: 'ConflictException', command: new CreateMetricSetCommand(DATASET_REQUEST) },
      { name: 'ConflictException', command: new UpdateMetricSetCommand({ MetricSetArn: DATASET, Offset: 0 }) },
      { name: 'ConflictException', command: new ActivateAnomalyDetectorCommand(arn) },
      { name: 'ConflictException', command: new DeactivateAnomalyDetectorCommand(arn) },
      { name: 'ConflictException', command: new DeleteAnomalyDetectorCommand(arn) },
      // The API reference has no ConflictException for these.
      {
        name: 'ValidationException',
        command: new UpdateAnomalyDetectorCommand({ ...arn, AnomalyDetectorDescription: 'x' }),
      },
      { name: 'ValidationException', command: new UpdateAlertCommand({ AlertArn: ALERT, AlertDescription: 'x' }) },
      { name: 'ValidationException', command: new DeleteAlertCommand({ AlertArn: ALERT }) },
      { name: 'ValidationException', command: new BackTestAnomalyDetectorCommand(arn) },
      { name: 'ValidationException', command: new TagResourceCommand({ ResourceArn: DETECTOR, Tags: { a: 'b' } }) },
      { name: 'ValidationException', command: new UntagResourceCommand({ ResourceArn: ALERT, TagKeys: ['owner'] }) },
    ]
    for (const { name, command } of refused) {
      const sent = send(command as ActivateAnomalyDetectorCommand)
      await expect(sent, command.constructor.name).rejects.toMatchObject({ name })
    }
    expect(await contentOf(world.store)).toEqual(before)
  })

  it('gives a new detector nothing that is left of an earlier one', async () => {
    const part = { kind: 'alert', detector: 'later', alert: 'forgotten' } as const
    await createPart(world.store, part, { name: 'forgotten', channel: { log: {} } })
    const create = new CreateAnomalyDetectorCommand({
      AnomalyDetectorName: 'later',
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    })
    await expect(send(create)).rejects.toMatchObject({
      name: 'ConflictException',
      message: expect.stringContaining('detectors/later/alerts/forgotten.json'),
    })
    await removePart(world.store, part)
    await send(create)
  })

  it.each([
    ['a detector', DETECTOR],
    ['a dataset', DATASET],
    ['an alert', ALERT],
  ])('adds and removes tags of %s', async (_what, ResourceArn) => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await send(new CreateAlertCommand(ALERT_REQUEST))
    const tags = async (): Promise<unknown> => (await send(new ListTagsForResourceCommand({ ResourceArn }))).Tags
    const before = await tags()
    const { $metadata } = await send(new TagResourceCommand({ ResourceArn, Tags: { 'a b': '1', c: '2' } }))
    expect($metadata.httpStatusCode).toBe(204)
    expect(await tags()).toEqual({ ...(before as object), 'a b': '1', c: '2' })
    await send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a b', 'c', 'unknown'] }))
    expect(await tags()).toEqual(before)
    await expect(send(new TagResourceCommand({ ResourceArn, Tags: { 'aws:x': '1' } }))).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })

  it('changes nothing of a detector that a stack manages, and says which', async () => {
    await send(new CreateMetricSetCommand(DATASET_REQUEST))
    await send(new CreateAlertCommand(ALERT_REQUEST))
    await changePart(world.store, { kind: 'detector', detector: 'shop' }, (before) => ({
      ...(before as object),
      managedBy: 'the Pulumi stack acme/shop/dev',
    }))
    const arn = { AnomalyDetectorArn: DETECTOR }
    const commands = [
      new UpdateAnomalyDetectorCommand({ ...arn, AnomalyDetectorDescription: 'x' }),
      new DeleteAnomalyDetectorCommand(arn),
      new ActivateAnomalyDetectorCommand(arn),
      new DeactivateAnomalyDetectorCommand(arn),
      new CreateMetricSetCommand(DATASET_REQUEST),
      new UpdateMetricSetCommand({ MetricSetArn: DATASET, Offset: 0 }),
      new CreateAlertCommand(ALERT_REQUEST),
      new UpdateAlertCommand({ AlertArn: ALERT, AlertDescription: 'x' }),
      new DeleteAlertCommand({ AlertArn: ALERT }),
      new TagResourceCommand({ ResourceArn: DATASET, Tags: { a: 'b' } }),
      new UntagResourceCommand({ ResourceArn: ALERT, TagKeys: ['owner'] }),
    ]
    for (const command of commands) {
      await expect(send(command as ActivateAnomalyDetectorCommand), command.constructor.name).rejects.toMatchObject({
        name: 'ConflictException',
        message: 'The detector "shop" is managed by the Pulumi stack acme/shop/dev: change it there.',
      })
    }
    expect((await send(new DescribeAnomalyDetectorCommand(arn))).Status).toBe('INACTIVE')
    expect((await send(new DescribeMetricSetCommand({ MetricSetArn: DATASET }))).Offset).toBe(600)
  })

  it('leaves a backtest to whoever alone knows where the data is', async () => {
    const detector = { detector: 'mine', interval: 'P1D', managedBy: '`crowsnest run`' }
    await createPart(world.store, { kind: 'detector', detector: 'mine' }, detector)
    await createPart(
      world.store,
      { kind: 'dataset', detector: 'mine' },
      {
        source: { folder: { historical: './data.csv', format: { csv: {} } } },
        timestamp: { column: 'day', format: 'yyyy-MM-dd' },
        measures: [{ column: 'sales', aggregation: 'SUM' }],
      },
    )
    const AnomalyDetectorArn = DETECTOR.replace('shop', 'mine')
    await expect(send(new BackTestAnomalyDetectorCommand({ AnomalyDetectorArn }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('which only `crowsnest run` knows: backtest it there'),
    })
    expect((await send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn }))).Status).toBe('INACTIVE')
  })

  it('shows a detector that was declared otherwise', async () => {
    const { store } = world
    await createPart(store, { kind: 'detector', detector: 'plain' }, { detector: 'plain', interval: 'P1D' })
    await createPart(
      store,
      { kind: 'dataset', detector: 'plain' },
      {
        source: { folder: { historical: './data.csv', format: { jsonLines: {} } } },
        timestamp: { column: 'day', format: 'yyyy-MM-dd' },
        measures: [{ column: 'sales', aggregation: 'SUM' }],
      },
    )
    await createPart(store, { kind: 'alert', detector: 'plain', alert: 'hook' }, { name: 'hook', channel: { log: {} } })
    const detector = DETECTOR.replace('shop', 'plain')
    const described = await send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: detector }))
    expect(described).toMatchObject({ AnomalyDetectorName: 'plain', Status: 'INACTIVE' })
    expect(described).not.toHaveProperty('CreationTime')
    const MetricSetArn = DATASET.replace('shop/orders', 'plain/dataset')
    expect(await send(new DescribeMetricSetCommand({ MetricSetArn }))).toMatchObject({
      MetricSetName: 'dataset',
      MetricSetFrequency: 'P1D',
      MetricList: [{ MetricName: 'sales', AggregationFunction: 'SUM' }],
      MetricSource: { S3SourceConfig: { HistoricalDataPathList: ['./data.csv'] } },
    })
    const AlertArn = ALERT.replace('oncall', 'hook')
    const { Alert } = await send(new DescribeAlertCommand({ AlertArn }))
    expect(Alert).toMatchObject({ Action: {}, AlertSensitivityThreshold: 70 })
  })

  it('keeps a channel that the API does not know', async () => {
    const part = { kind: 'alert', detector: 'shop', alert: 'hook' } as const
    await createPart(world.store, part, { name: 'hook', channel: { log: {} } })
    await send(new UpdateAlertCommand({ AlertArn: ALERT.replace('oncall', 'hook'), AlertSensitivityThreshold: 90 }))
    expect(await readPart(world.store, part)).toEqual({ name: 'hook', channel: { log: {} }, threshold: 90 })
  })
})
