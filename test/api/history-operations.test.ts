import {
  DescribeAnomalyDetectionExecutionsCommand,
  GetAnomalyGroupCommand,
  GetDataQualityMetricsCommand,
  GetFeedbackCommand,
  ListAnomalyGroupRelatedMetricsCommand,
  ListAnomalyGroupSummariesCommand,
  ListAnomalyGroupTimeSeriesCommand,
  paginateDescribeAnomalyDetectionExecutions,
  paginateGetFeedback,
  paginateListAnomalyGroupSummaries,
  paginateListAnomalyGroupTimeSeries,
  PutFeedbackCommand,
  type AnomalyGroupSummary,
  type ExecutionStatus,
  type LookoutMetricsClient,
} from '@aws-sdk/client-lookoutmetrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnomalyGroup } from '../../engine/anomalies/index.ts'
import { historyOperations } from '../../engine/api/operations/index.ts'
import { changeApiRecord, UNKNOWN_TIMES } from '../../engine/api/operations/api-record.ts'
import type { Handlers } from '../../engine/api/wire/index.ts'
import {
  commitLog,
  eventLog,
  memoryStore,
  writeExecution,
  writeGroup,
  type ObjectStore,
} from '../../engine/state/index.ts'
import { declareSpec } from '../../engine/run/index.ts'
import { END, HOUR, hostOf, LIVE, LIVE_RECORDS, MISSING, shopSpec, shopState } from '../engine/history/shop-world.ts'
import { startApi, type ApiServer } from './api-server.ts'

const ARN = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop'
const NO_GROUP = '00000000-0000-8000-8000-000000000000'
const REVENUE = 'cccccccc-cccc-8ccc-8ccc-cccccccccccc'

const servers: ApiServer[] = []
afterAll(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

/** The official client, speaking to the API over a state. */
async function clientOf(store: ObjectStore, now = END): Promise<LookoutMetricsClient> {
  const server = await startApi(historyOperations(hostOf(store, now)) as Handlers)
  servers.push(server)
  return server.client
}

/** As the service wrote times: to the minute, with the zone's name. */
function time(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16)}Z[UTC]`
}

async function summaries(client: LookoutMetricsClient, threshold = 0): Promise<readonly AnomalyGroupSummary[]> {
  const request = { AnomalyDetectorArn: ARN, SensitivityThreshold: threshold }
  return (await client.send(new ListAnomalyGroupSummariesCommand(request))).AnomalyGroupSummaryList!
}

describe('the API about what a detector found', () => {
  let store: ObjectStore
  let client: LookoutMetricsClient
  let outage: string
  beforeAll(async () => {
    store = await shopState('live')
    client = await clientOf(store)
    const found = (await summaries(client)).find(
      (group) => group.PrimaryMetricName === 'orders' && group.AnomalyGroupScore === 100,
    )
    outage = found!.AnomalyGroupId!
  })

  it('lists groups from a severity on, the newest first, with inclusive times and statistics', async () => {
    const all = await summaries(client)
    expect(all.length).toBeGreaterThan(3)
    const starts = all.map((group) => group.StartTime!)
    expect(starts).toEqual(starts.toSorted().toReversed())
    expect(all.find((group) => group.AnomalyGroupId === outage)).toEqual({
      AnomalyGroupId: outage,
      AnomalyGroupScore: 100,
      PrimaryMetricName: 'orders',
      StartTime: time(LIVE + 15 * HOUR),
      EndTime: time(LIVE + 18 * HOUR),
    })
    const { AnomalyGroupSummaryList: severe, AnomalyGroupStatistics: statistics } = await client.send(
      new ListAnomalyGroupSummariesCommand({ AnomalyDetectorArn: ARN, SensitivityThreshold: 50 }),
    )
    expect(severe).toEqual(all.filter((group) => group.AnomalyGroupScore! >= 50))
    expect(statistics).toEqual({
      // Observed: 14 days before the last interval that was analysed.
      EvaluationStartDate: time(END - HOUR - 14 * 24 * HOUR),
      TotalCount: 2,
      ItemizedMetricStatsList: [
        { MetricName: 'orders', OccurrenceCount: 1 },
        { MetricName: 'revenue', OccurrenceCount: 1 },
      ],
    })
  })

  it('pages groups without losing or repeating one', async () => {
    const paged: AnomalyGroupSummary[] = []
    const pages = paginateListAnomalyGroupSummaries(
      { client, pageSize: 2 },
      { AnomalyDetectorArn: ARN, SensitivityThreshold: 0 },
    )
    for await (const { AnomalyGroupSummaryList, AnomalyGroupStatistics } of pages) {
      expect(AnomalyGroupSummaryList!.length).toBeLessThanOrEqual(2)
      expect(AnomalyGroupStatistics!.TotalCount).toBe((await summaries(client)).length)
      paged.push(...AnomalyGroupSummaryList!)
    }
    expect(paged).toEqual(await summaries(client))
  })

  it('says where a group lies, dimensions by name, and how many metrics it has', async () => {
    const { AnomalyGroup: group } = await client.send(
      new GetAnomalyGroupCommand({ AnomalyDetectorArn: ARN, AnomalyGroupId: outage }),
    )
    expect(group).toMatchObject({ AnomalyGroupId: outage, AnomalyGroupScore: 100, PrimaryMetricName: 'orders' })
    const [impact, ...others] = group!.MetricLevelImpactList!
    expect(others).toEqual([])
    expect(impact).toMatchObject({ MetricName: 'orders', NumTimeSeries: 3 })
    const [country, platform] = impact.ContributionMatrix!.DimensionContributionList!
    expect([country.DimensionName, platform.DimensionName]).toEqual(['country', 'platform'])
    expect(country.DimensionValueContributionList).toEqual([{ DimensionValue: 'us', ContributionScore: 100 }])
    const shares = platform.DimensionValueContributionList!.map((value) => value.ContributionScore!)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100)
  })

  it('gives the timestamps of 28 days and the last 100 values, which the JavaScript client counts from the end', async () => {
    const answer = await client.send(
      new ListAnomalyGroupTimeSeriesCommand({ AnomalyDetectorArn: ARN, AnomalyGroupId: outage, MetricName: 'orders' }),
    )
    const { TimestampList: times, TimeSeriesList: series } = answer
    expect(answer).toMatchObject({ AnomalyGroupId: outage, MetricName: 'orders' })
    expect(times).toHaveLength(28 * 24 + 4)
    expect([times![0], times!.at(-1)]).toEqual([time(LIVE + 15 * HOUR - 28 * 24 * HOUR), time(LIVE + 18 * HOUR)])
    expect(series).toHaveLength(3)
    for (const { DimensionList, MetricValueList: values, TimeSeriesId } of series!) {
      expect(TimeSeriesId).toMatch(/^[0-9a-f]{128}$/)
      expect(DimensionList!.map((dimension) => dimension.DimensionName)).toEqual(['country', 'platform'])
      const [country, platform] = DimensionList!.map((dimension) => dimension.DimensionValue)
      // 19 hours were watched; the hour without a file is NaN and keeps its place.
      const expected = Array.from({ length: 19 }, (_, hour) => {
        const start = LIVE + hour * HOUR
        const found = LIVE_RECORDS.get(start)!.find((fields) => fields[0] === platform && fields[1] === country)
        return start === MISSING ? NaN : Number(found![2])
      })
      expect(values).toHaveLength(100)
      expect(values!.slice(-19)).toEqual(expected)
    }
  })

  it('sends nulls for what is older than that, as clients of other languages see it', async () => {
    const server = servers[0]
    const response = await fetch(`${server.url}/ListAnomalyGroupTimeSeries`, {
      method: 'POST',
      body: JSON.stringify({ AnomalyDetectorArn: ARN, AnomalyGroupId: outage, MetricName: 'orders' }),
    })
    const { TimestampList, TimeSeriesList } = (await response.json()) as {
      TimestampList: string[]
      TimeSeriesList: { MetricValueList: unknown[] }[]
    }
    const [{ MetricValueList: values }] = TimeSeriesList
    expect(values).toHaveLength(TimestampList.length)
    expect(values.lastIndexOf(null)).toBe(TimestampList.length - 101)
    expect(values.at(-19 + 5)).toBe('NaN')
  })

  it('pages metrics of a group, each page with the same timestamps', async () => {
    const ids: string[] = []
    const pages = paginateListAnomalyGroupTimeSeries(
      { client, pageSize: 2 },
      { AnomalyDetectorArn: ARN, AnomalyGroupId: outage, MetricName: 'orders' },
    )
    for await (const { TimeSeriesList, TimestampList } of pages) {
      expect(TimestampList).toHaveLength(676)
      ids.push(...TimeSeriesList!.map((one) => one.TimeSeriesId!))
    }
    expect(new Set(ids).size).toBe(3)
    expect(ids).toHaveLength(3)
  })

  it('has no metric of another measure in a group, and none of a measure that does not exist', async () => {
    const request = { AnomalyDetectorArn: ARN, AnomalyGroupId: outage }
    const other = await client.send(new ListAnomalyGroupTimeSeriesCommand({ ...request, MetricName: 'latency' }))
    expect(other.TimeSeriesList).toEqual([])
    await expect(
      client.send(new ListAnomalyGroupTimeSeriesCommand({ ...request, MetricName: 'clicks' })),
    ).rejects.toThrow(
      expect.objectContaining({
        name: 'ValidationException',
        message: expect.stringContaining('orders, revenue, latency'),
      }),
    )
  })

  it('gives back the feedback that it was given, by metric', async () => {
    const own = await clientOf(await shopState('live'))
    const group = { AnomalyDetectorArn: ARN, AnomalyGroupId: outage, MetricName: 'orders' }
    const { TimeSeriesList } = await own.send(new ListAnomalyGroupTimeSeriesCommand(group))
    const ids = TimeSeriesList!.map((series) => series.TimeSeriesId!)
    const put = (TimeSeriesId: string, IsAnomaly: boolean) =>
      own.send(
        new PutFeedbackCommand({
          AnomalyDetectorArn: ARN,
          AnomalyGroupTimeSeriesFeedback: { AnomalyGroupId: outage, TimeSeriesId, IsAnomaly },
        }),
      )
    await put(ids[2], true)
    await put(ids[0], true)
    await put(ids[0], false)
    const about = { AnomalyDetectorArn: ARN, AnomalyGroupTimeSeriesFeedback: { AnomalyGroupId: outage } }
    const both = [
      { TimeSeriesId: ids[0], IsAnomaly: false },
      { TimeSeriesId: ids[2], IsAnomaly: true },
    ]
    expect((await own.send(new GetFeedbackCommand(about))).AnomalyGroupTimeSeriesFeedback).toEqual(both)
    const paged: unknown[] = []
    for await (const page of paginateGetFeedback({ client: own, pageSize: 1 }, { ...about })) {
      paged.push(...page.AnomalyGroupTimeSeriesFeedback!)
    }
    expect(paged).toEqual(both)
    const ofOne = { AnomalyGroupId: outage, TimeSeriesId: ids[2] }
    const one = await own.send(new GetFeedbackCommand({ ...about, AnomalyGroupTimeSeriesFeedback: ofOne }))
    expect(one.AnomalyGroupTimeSeriesFeedback).toEqual([both[1]])
    await expect(put('f'.repeat(128), true)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'TimeSeries',
      $metadata: { httpStatusCode: 400 },
    })
  })

  it('takes no feedback about a detector that is being deleted', async () => {
    const leaving = await shopState('live')
    const own = await clientOf(leaving)
    await eventLog(leaving, 'shop', 'test').append(() => ({ kind: 'DELETION_REQUESTED' }), END)
    const feedback = { AnomalyGroupId: outage, TimeSeriesId: 'f'.repeat(128), IsAnomaly: true }
    const put = new PutFeedbackCommand({ AnomalyDetectorArn: ARN, AnomalyGroupTimeSeriesFeedback: feedback })
    await expect(own.send(put)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('being deleted'),
    })
  })

  it('lists the intervals with what became of them, the newest first', async () => {
    const request = { AnomalyDetectorArn: ARN }
    const { ExecutionList: runs } = await client.send(new DescribeAnomalyDetectionExecutionsCommand(request))
    expect(runs!.map((run) => run.Timestamp)).toEqual(
      Array.from({ length: 48 }, (_, back) => time(END - (back + 1) * HOUR)),
    )
    expect(runs![0]).toEqual({ Timestamp: time(END - HOUR), Status: 'COMPLETED' })
    expect(runs!.filter((run) => run.Status !== 'COMPLETED')).toEqual([
      { Timestamp: time(MISSING), Status: 'FAILED', FailureReason: expect.stringMatching(/\w/) },
    ])
    const paged: ExecutionStatus[] = []
    for await (const page of paginateDescribeAnomalyDetectionExecutions({ client, pageSize: 16 }, { ...request })) {
      expect(page.ExecutionList!.length).toBe(16)
      paged.push(...page.ExecutionList!)
    }
    expect(paged).toEqual(runs)
  })

  it.each([
    { Timestamp: time(MISSING), found: [{ Timestamp: time(MISSING), Status: 'FAILED' }] },
    { Timestamp: new Date(MISSING).toISOString().replace('.000', ''), found: [{ Status: 'FAILED' }] },
    { Timestamp: time(END - 30 * 60_000), found: [{ Timestamp: time(END - HOUR), Status: 'COMPLETED' }] },
    { Timestamp: time(END + HOUR), found: [] },
    { Timestamp: time(LIVE - HOUR), found: [] },
  ])('finds the run of $Timestamp', async ({ Timestamp, found }) => {
    const answer = await client.send(
      new DescribeAnomalyDetectionExecutionsCommand({ AnomalyDetectorArn: ARN, Timestamp }),
    )
    expect(answer.ExecutionList).toMatchObject(found)
    expect(answer.ExecutionList).toHaveLength(found.length)
    expect(answer.NextToken).toBeUndefined()
  })

  it('tells intervals that are due from those that were executed, also over pages, and why the next one fails', async () => {
    const own = await shopState('live')
    const late = await clientOf(own, END + 5 * HOUR)
    const statuses = async (pageSize: number): Promise<readonly (string | undefined)[]> => {
      const runs: ExecutionStatus[] = []
      const pages = paginateDescribeAnomalyDetectionExecutions({ client: late, pageSize }, { AnomalyDetectorArn: ARN })
      for await (const page of pages) runs.push(...page.ExecutionList!)
      expect(new Set(runs.map((run) => run.Timestamp)).size).toBe(53)
      return runs.slice(0, 6).map((run) => run.Status)
    }
    const waiting = ['PENDING', 'PENDING', 'PENDING', 'PENDING', 'IN_PROGRESS', 'COMPLETED']
    expect(await statuses(100)).toEqual(waiting)
    expect(await statuses(2)).toEqual(waiting)
    const { generation } = await eventLog(own, 'shop', 'test').status()
    await writeExecution(
      own,
      { detector: 'shop', generation: generation! },
      {
        end: END + HOUR,
        status: 'FAILED',
        startedAt: END + HOUR,
        finishedAt: END + HOUR,
        writer: 'test',
        failure: { code: 'PLACE_UNREACHABLE', message: `${'The network is down. '.repeat(20)}` },
        report: null,
        timings: {},
      },
    )
    expect(await statuses(2)).toEqual(waiting.with(4, 'FAILED'))
    const Timestamp = time(END)
    const [run] = (
      await late.send(new DescribeAnomalyDetectionExecutionsCommand({ AnomalyDetectorArn: ARN, Timestamp }))
    ).ExecutionList!
    expect(run.FailureReason).toHaveLength(256)
  })

  it('says how good the data of each interval was', async () => {
    const { AnomalyDetectorDataQualityMetricList: list } = await client.send(
      new GetDataQualityMetricsCommand({ AnomalyDetectorArn: ARN }),
    )
    expect(list![0].StartTimestamp).toEqual(new Date(END - HOUR))
    const [{ MetricSetArn, DataQualityMetricList }] = list![0].MetricSetDataQualityMetricList!
    expect(MetricSetArn).toBe('arn:aws:lookoutmetrics:eu-west-1:111122223333:MetricSet/shop/dataset')
    expect(DataQualityMetricList).toContainEqual({
      MetricType: 'COLUMN_COMPLETENESS',
      MetricDescription: expect.any(String),
      RelatedColumnName: 'orders',
      MetricValue: 1,
    })
    const request = { AnomalyDetectorArn: ARN, MetricSetArn }
    const again = await client.send(new GetDataQualityMetricsCommand(request))
    expect(again.AnomalyDetectorDataQualityMetricList).toEqual(list)
    await expect(
      client.send(new GetDataQualityMetricsCommand({ ...request, MetricSetArn: `${MetricSetArn}s` })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException', ResourceType: 'MetricSet' })
  })

  it('names the dataset as it was created', async () => {
    const own = await shopState('live')
    const metricSet = { ...UNKNOWN_TIMES, name: 'orders', description: null, tags: {}, source: null }
    await changeApiRecord(own, 'shop', (before) => ({ ...before, metricSet }))
    const named = await clientOf(own)
    const MetricSetArn = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:MetricSet/shop/orders'
    const request = { AnomalyDetectorArn: ARN, MetricSetArn }
    const { AnomalyDetectorDataQualityMetricList: list } = await named.send(new GetDataQualityMetricsCommand(request))
    expect(list![0].MetricSetDataQualityMetricList![0].MetricSetArn).toBe(MetricSetArn)
  })

  it('says of a backtest since when it tested, and that it was one run', async () => {
    const state = await shopState('backtest')
    const backtest = await clientOf(state)
    const { generation } = await eventLog(state, 'shop', 'test').status()
    const { start } = (await commitLog(state, { detector: 'shop', generation: generation! }).latest())!
    const { AnomalyGroupStatistics } = await backtest.send(
      new ListAnomalyGroupSummariesCommand({ AnomalyDetectorArn: ARN, SensitivityThreshold: 0 }),
    )
    expect(AnomalyGroupStatistics!.EvaluationStartDate).toBe(time(start))
    const request = { AnomalyDetectorArn: ARN }
    const { ExecutionList } = await backtest.send(new DescribeAnomalyDetectionExecutionsCommand(request))
    expect(ExecutionList).toEqual([{ Timestamp: time(start), Status: 'COMPLETED' }])
  })

  it('is empty for a detector without a past', async () => {
    const fresh = memoryStore()
    await declareSpec(fresh, shopSpec('live'))
    const quiet = await clientOf(fresh)
    const request = { AnomalyDetectorArn: ARN }
    const list = await quiet.send(new ListAnomalyGroupSummariesCommand({ ...request, SensitivityThreshold: 0 }))
    expect(list).toMatchObject({ AnomalyGroupSummaryList: [], AnomalyGroupStatistics: { TotalCount: 0 } })
    expect((await quiet.send(new DescribeAnomalyDetectionExecutionsCommand(request))).ExecutionList).toEqual([])
    const quality = await quiet.send(new GetDataQualityMetricsCommand(request))
    expect(quality.AnomalyDetectorDataQualityMetricList).toEqual([])
  })

  it.each([
    ['another name', 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shoe'],
    ['another region', 'arn:aws:lookoutmetrics:eu-west-2:111122223333:AnomalyDetector:shop'],
    ['another account', 'arn:aws:lookoutmetrics:eu-west-1:111122223334:AnomalyDetector:shop'],
    ['another kind', 'arn:aws:lookoutmetrics:eu-west-1:111122223333:Alert:shop'],
    ['a way out', 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:../shop'],
  ])('knows no detector under %s', async (_, AnomalyDetectorArn) => {
    const error = { name: 'ResourceNotFoundException', ResourceId: AnomalyDetectorArn, ResourceType: 'AnomalyDetector' }
    const about = { AnomalyDetectorArn, AnomalyGroupId: outage }
    for (const command of [
      new ListAnomalyGroupSummariesCommand({ AnomalyDetectorArn, SensitivityThreshold: 0 }),
      new GetAnomalyGroupCommand(about),
      new ListAnomalyGroupTimeSeriesCommand({ ...about, MetricName: 'orders' }),
      new ListAnomalyGroupRelatedMetricsCommand(about),
      new GetFeedbackCommand({ AnomalyDetectorArn, AnomalyGroupTimeSeriesFeedback: about }),
      new DescribeAnomalyDetectionExecutionsCommand({ AnomalyDetectorArn }),
      new GetDataQualityMetricsCommand({ AnomalyDetectorArn }),
    ]) {
      await expect(client.send(command as GetAnomalyGroupCommand)).rejects.toMatchObject(error)
    }
  })

  it('says that a detector cannot be read whose declaration is broken now', async () => {
    const broken = await shopState('live')
    const { etag } = (await broken.get('detectors/shop/dataset.json'))!
    await broken.replace('detectors/shop/dataset.json', Buffer.from('{"measures":[]}'), etag)
    const own = await clientOf(broken)
    await expect(summaries(own)).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationException', message: expect.stringContaining('shop') }),
    )
  })

  it('knows no group that was not found', async () => {
    const about = { AnomalyDetectorArn: ARN, AnomalyGroupId: NO_GROUP }
    for (const command of [
      new GetAnomalyGroupCommand(about),
      new ListAnomalyGroupTimeSeriesCommand({ ...about, MetricName: 'orders' }),
      new ListAnomalyGroupRelatedMetricsCommand(about),
      new GetFeedbackCommand({ AnomalyDetectorArn: ARN, AnomalyGroupTimeSeriesFeedback: about }),
    ]) {
      await expect(client.send(command as GetAnomalyGroupCommand)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        ResourceId: NO_GROUP,
        ResourceType: 'AnomalyGroup',
      })
    }
  })
})

describe('the API about related measures', () => {
  let client: LookoutMetricsClient
  beforeAll(async () => {
    // The engine has found no causal link in the sample, so a commit says that there is one.
    const store = await shopState('live')
    const { generation } = await eventLog(store, 'shop', 'test').status()
    const place = { detector: 'shop', generation: generation! }
    const log = commitLog(store, place)
    const last = (await log.latest())!
    const group: AnomalyGroup = {
      id: REVENUE,
      measure: 'revenue',
      // An hour after the outage of orders, which is as far as its cause may lie back.
      start: LIVE + 19 * HOUR,
      end: LIVE + 19 * HOUR,
      severity: 60,
      metrics: [{ series: ['web', 'us'], contribution: 100, points: [], pointCount: 1 }],
      metricCount: 1,
      contributions: [],
      causes: {
        causes: [
          { measure: 'orders', percent: 70, lagIntervals: 1, anomalous: true },
          { measure: 'latency', percent: 10, lagIntervals: 0, anomalous: false },
        ],
        effects: [{ measure: 'latency', percent: 30, lagIntervals: 2, anomalous: false }],
        movesTogether: [],
        unknownPercent: 20,
      },
    }
    const end = last.end + HOUR
    const groups = [await writeGroup(store, place, end, group)]
    await log.append({ ...last, sequence: last.sequence + 1, start: last.end, end, groups, alerts: [] }, last)
    client = await clientOf(store)
  })

  const CAUSE = 'CAUSE_OF_INPUT_ANOMALY_GROUP'
  const EFFECT = 'EFFECT_OF_INPUT_ANOMALY_GROUP'

  it.each([
    { filter: undefined, measures: ['orders', 'latency', 'latency'], types: [CAUSE, CAUSE, EFFECT] },
    { filter: CAUSE, measures: ['orders', 'latency'], types: [CAUSE, CAUSE] },
    { filter: EFFECT, measures: ['latency'], types: [EFFECT] },
  ] as const)('lists causes before effects; filtered by $filter', async ({ filter, measures, types }) => {
    const { InterMetricImpactList: list } = await client.send(
      new ListAnomalyGroupRelatedMetricsCommand({
        AnomalyDetectorArn: ARN,
        AnomalyGroupId: REVENUE,
        ...(filter && { RelationshipTypeFilter: filter }),
      }),
    )
    expect(list!.map((one) => one.MetricName)).toEqual(measures)
    expect(list!.map((one) => one.RelationshipType)).toEqual(types)
  })

  it('gives the share of a cause, and its group where it was anomalous itself', async () => {
    const request = { AnomalyDetectorArn: ARN, AnomalyGroupId: REVENUE, MaxResults: 1 }
    const first = await client.send(new ListAnomalyGroupRelatedMetricsCommand(request))
    const outage = (await summaries(client)).find(
      (group) => group.PrimaryMetricName === 'orders' && group.AnomalyGroupScore === 100,
    )
    expect(first.InterMetricImpactList).toEqual([
      {
        MetricName: 'orders',
        AnomalyGroupId: outage!.AnomalyGroupId,
        RelationshipType: CAUSE,
        ContributionPercentage: 70,
      },
    ])
    const second = await client.send(
      new ListAnomalyGroupRelatedMetricsCommand({ ...request, NextToken: first.NextToken! }),
    )
    expect(second.InterMetricImpactList).toEqual([
      { MetricName: 'latency', RelationshipType: CAUSE, ContributionPercentage: 10 },
    ])
  })
})
