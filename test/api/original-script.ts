import {
  ActivateAnomalyDetectorCommand,
  BackTestAnomalyDetectorCommand,
  CreateAlertCommand,
  CreateAnomalyDetectorCommand,
  CreateMetricSetCommand,
  DeactivateAnomalyDetectorCommand,
  DeleteAlertCommand,
  DeleteAnomalyDetectorCommand,
  DescribeAlertCommand,
  DescribeAnomalyDetectionExecutionsCommand,
  DescribeAnomalyDetectorCommand,
  DescribeMetricSetCommand,
  GetAnomalyGroupCommand,
  GetDataQualityMetricsCommand,
  GetFeedbackCommand,
  GetSampleDataCommand,
  ListAlertsCommand,
  ListAnomalyDetectorsCommand,
  ListAnomalyGroupRelatedMetricsCommand,
  ListAnomalyGroupTimeSeriesCommand,
  ListTagsForResourceCommand,
  paginateListAnomalyGroupSummaries,
  PutFeedbackCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAlertCommand,
  UpdateAnomalyDetectorCommand,
  UpdateMetricSetCommand,
  type AnomalyGroupSummary,
  type CreateMetricSetCommandInput,
  type LookoutMetricsClient,
  type TimeSeriesFeedback,
} from '@aws-sdk/client-lookoutmetrics'

/** Where the script's data is, and how long it waits between two looks. */
export interface ScriptPlaces {
  readonly historical: string
  readonly continuous: string
  readonly roleArn: string
  readonly topicArn: string
  readonly pollMs: number
}

/** What the script has seen, for whoever checks it. */
export interface ScriptFindings {
  readonly statuses: readonly string[]
  readonly groups: readonly AnomalyGroupSummary[]
  readonly backtested: readonly AnomalyGroupSummary[]
  readonly contributing: number
  readonly values: readonly (number | undefined)[]
  readonly timestamps: readonly string[]
  readonly related: number
  readonly feedback: readonly TimeSeriesFeedback[]
  readonly executions: readonly (string | undefined)[]
  readonly quality: readonly (string | undefined)[]
  readonly tags: Readonly<Record<string, string>>
  readonly sampleHeader: readonly string[]
  readonly description: string | undefined
  readonly offset: number | undefined
  readonly threshold: number | undefined
}

/**
 * A day of somebody who has used the original service since 2021: written from its documentation alone, with the official client.
 * Nothing in it knows of Crowsnest.
 */
export async function runOriginalScript(client: LookoutMetricsClient, places: ScriptPlaces): Promise<ScriptFindings> {
  const format = { CsvFormatDescriptor: { FileCompression: 'NONE', Delimiter: ',', ContainsHeader: true } } as const

  const sample = await client.send(
    new GetSampleDataCommand({
      S3SourceConfig: {
        RoleArn: places.roleArn,
        HistoricalDataPathList: [places.historical],
        FileFormatDescriptor: format,
      },
    }),
  )

  const { AnomalyDetectorArn: detectorArn } = await client.send(
    new CreateAnomalyDetectorCommand({
      AnomalyDetectorName: 'shop-watch',
      AnomalyDetectorDescription: 'orders by platform',
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
      Tags: { team: 'growth', stage: 'trial' },
    }),
  )
  const dataset: CreateMetricSetCommandInput = {
    AnomalyDetectorArn: detectorArn,
    MetricSetName: 'shop-orders',
    MetricSetDescription: 'hourly orders',
    MetricList: [
      { MetricName: 'orders', AggregationFunction: 'SUM' },
      { MetricName: 'revenue', AggregationFunction: 'SUM' },
      { MetricName: 'latency', AggregationFunction: 'AVG' },
    ],
    DimensionList: ['platform', 'country'],
    TimestampColumn: { ColumnName: 'timestamp', ColumnFormat: 'yyyy-MM-dd HH:mm:ss' },
    MetricSetFrequency: 'PT1H',
    Timezone: 'UTC',
    MetricSource: {
      S3SourceConfig: {
        RoleArn: places.roleArn,
        TemplatedPathList: [places.continuous],
        HistoricalDataPathList: [places.historical],
        FileFormatDescriptor: format,
      },
    },
  }
  const { MetricSetArn: metricSetArn } = await client.send(new CreateMetricSetCommand(dataset))
  const { AlertArn: alertArn } = await client.send(
    new CreateAlertCommand({
      AlertName: 'shop-on-call',
      AlertDescription: 'wakes somebody',
      AnomalyDetectorArn: detectorArn,
      AlertSensitivityThreshold: 70,
      Action: { SNSConfiguration: { RoleArn: places.roleArn, SnsTopicArn: places.topicArn, SnsFormat: 'JSON' } },
      AlertFilters: { MetricList: ['latency'] },
    }),
  )
  await client.send(
    new UpdateAlertCommand({
      AlertArn: alertArn,
      AlertSensitivityThreshold: 100,
      AlertFilters: {
        MetricList: ['latency'],
        DimensionFilterList: [{ DimensionName: 'country', DimensionValueList: ['us'] }],
      },
    }),
  )
  const { Alert: alert } = await client.send(new DescribeAlertCommand({ AlertArn: alertArn }))

  await client.send(new ActivateAnomalyDetectorCommand({ AnomalyDetectorArn: detectorArn }))
  const statuses = await waitFor(client, detectorArn!, ['ACTIVE', 'FAILED'], places.pollMs)

  const groups = await allGroups(client, detectorArn!, 40, places.pollMs)
  const group = groups.toSorted((a, b) => b.AnomalyGroupScore! - a.AnomalyGroupScore!)[0]
  const about = { AnomalyDetectorArn: detectorArn, AnomalyGroupId: group?.AnomalyGroupId }
  const { AnomalyGroup: details } = await client.send(new GetAnomalyGroupCommand(about))
  const series = await client.send(
    new ListAnomalyGroupTimeSeriesCommand({ ...about, MetricName: details?.PrimaryMetricName }),
  )
  const related = await client.send(new ListAnomalyGroupRelatedMetricsCommand(about))
  const first = series.TimeSeriesList![0]!
  const judged = { AnomalyGroupId: about.AnomalyGroupId, TimeSeriesId: first.TimeSeriesId }
  await client.send(
    new PutFeedbackCommand({
      AnomalyDetectorArn: detectorArn,
      AnomalyGroupTimeSeriesFeedback: { ...judged, IsAnomaly: false } as never,
    }),
  )
  const { AnomalyGroupTimeSeriesFeedback: feedback } = await client.send(
    new GetFeedbackCommand({ AnomalyDetectorArn: detectorArn, AnomalyGroupTimeSeriesFeedback: judged as never }),
  )

  const log = await client.send(new DescribeAnomalyDetectionExecutionsCommand({ AnomalyDetectorArn: detectorArn }))
  const quality = await client.send(new GetDataQualityMetricsCommand({ AnomalyDetectorArn: detectorArn }))
  await client.send(new TagResourceCommand({ ResourceArn: detectorArn, Tags: { stage: 'live', owner: 'ann' } }))
  await client.send(new UntagResourceCommand({ ResourceArn: detectorArn, TagKeys: ['team'] }))
  const { Tags: tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: detectorArn }))

  await client.send(new DeactivateAnomalyDetectorCommand({ AnomalyDetectorArn: detectorArn }))
  statuses.push(...(await waitFor(client, detectorArn!, ['DEACTIVATED', 'INACTIVE', 'FAILED'], places.pollMs)))
  await client.send(
    new UpdateAnomalyDetectorCommand({
      AnomalyDetectorArn: detectorArn,
      AnomalyDetectorDescription: 'orders, revised',
    }),
  )
  await client.send(new UpdateMetricSetCommand({ MetricSetArn: metricSetArn, Offset: 600 }))
  const { AnomalyDetectorDescription: description } = await client.send(
    new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: detectorArn }),
  )
  const { Offset: offset } = await client.send(new DescribeMetricSetCommand({ MetricSetArn: metricSetArn }))

  const { AnomalyDetectorArn: testArn } = await client.send(
    new CreateAnomalyDetectorCommand({
      AnomalyDetectorName: 'shop-backtest',
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    }),
  )
  await client.send(
    new CreateMetricSetCommand({
      ...dataset,
      AnomalyDetectorArn: testArn,
      MetricSetName: 'shop-history',
      MetricSource: {
        S3SourceConfig: {
          RoleArn: places.roleArn,
          HistoricalDataPathList: [places.historical],
          FileFormatDescriptor: format,
        },
      },
    }),
  )
  await client.send(new BackTestAnomalyDetectorCommand({ AnomalyDetectorArn: testArn }))
  statuses.push(...(await waitFor(client, testArn!, ['BACK_TEST_COMPLETE', 'FAILED'], places.pollMs)))
  const backtested = await allGroups(client, testArn!, 40, places.pollMs)

  await client.send(new DeleteAlertCommand({ AlertArn: alertArn }))
  const { AlertSummaryList: alerts } = await client.send(new ListAlertsCommand({ AnomalyDetectorArn: detectorArn }))
  if (alerts!.length > 0) throw new Error('the alert is still there')
  for (const arn of [detectorArn!, testArn!]) {
    await client.send(new DeleteAnomalyDetectorCommand({ AnomalyDetectorArn: arn }))
    await waitUntilGone(client, arn, places.pollMs)
  }
  const { AnomalyDetectorSummaryList: left } = await client.send(new ListAnomalyDetectorsCommand({}))
  if (left!.some(({ AnomalyDetectorArn: arn }) => arn === detectorArn || arn === testArn))
    throw new Error('not deleted')

  return {
    statuses,
    groups,
    backtested,
    contributing: details?.MetricLevelImpactList?.[0]?.ContributionMatrix?.DimensionContributionList?.length ?? 0,
    values: first.MetricValueList!,
    timestamps: series.TimestampList!,
    related: related.InterMetricImpactList!.length,
    feedback: feedback!,
    executions: log.ExecutionList!.map(({ Status: status }) => status),
    quality: quality.AnomalyDetectorDataQualityMetricList!.flatMap(({ MetricSetDataQualityMetricList: sets }) =>
      sets!.flatMap(({ DataQualityMetricList: metrics }) => metrics!.map(({ MetricType: type }) => type)),
    ),
    tags: tags!,
    sampleHeader: sample.HeaderValues!,
    description,
    offset,
    threshold: alert?.AlertSensitivityThreshold,
  }
}

/** The statuses that were seen until one of those awaited, each once. */
async function waitFor(
  client: LookoutMetricsClient,
  arn: string,
  awaited: readonly string[],
  pollMs: number,
): Promise<string[]> {
  const seen: string[] = []
  for (;;) {
    const { Status: status = '' } = await client.send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: arn }))
    if (seen.at(-1) !== status) seen.push(status)
    if (awaited.includes(status)) return seen
    await pause(pollMs)
  }
}

async function waitUntilGone(client: LookoutMetricsClient, arn: string, pollMs: number): Promise<void> {
  for (;;) {
    try {
      await client.send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: arn }))
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return
      throw error
    }
    await pause(pollMs)
  }
}

/** Groups take a moment to appear after the detector is active. */
async function allGroups(
  client: LookoutMetricsClient,
  arn: string,
  threshold: number,
  pollMs: number,
): Promise<readonly AnomalyGroupSummary[]> {
  for (;;) {
    const groups: AnomalyGroupSummary[] = []
    const request = { AnomalyDetectorArn: arn, SensitivityThreshold: threshold }
    for await (const page of paginateListAnomalyGroupSummaries({ client, pageSize: 5 }, request)) {
      groups.push(...page.AnomalyGroupSummaryList!)
    }
    if (groups.length > 0) return groups
    await pause(pollMs)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
