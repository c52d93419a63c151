import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand as ListLogTagsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand as TagLogCommand,
  UntagResourceCommand as UntagLogCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type * as args from '@pulumi/aws/cloudwatch/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, type Plain, tagList, tagMap } from '../handler.ts'
import { defined, type Tags } from '../values.ts'

const logs = ({ clients }: Context): CloudWatchLogsClient => clients(CloudWatchLogsClient)
const metrics = ({ clients }: Context): CloudWatchClient => clients(CloudWatchClient)

const logGroup = handler<args.LogGroupArgs>({
  name: { property: 'name', maxLength: 512 },
  async create(inputs, context) {
    await logs(context).send(
      new CreateLogGroupCommand({
        logGroupName: inputs.name,
        kmsKeyId: inputs.kmsKeyId,
        logGroupClass: inputs.logGroupClass as 'STANDARD' | undefined,
        tags: context.tags,
      }),
    )
    await retain(inputs, context)
    return { id: inputs.name! }
  },
  async read(id, _, context) {
    const { logGroups = [] } = await logs(context).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }))
    const made = logGroups.find(({ logGroupName }) => logGroupName === id)
    if (made === undefined) return undefined
    const arn = made.arn!.replace(/:\*$/, '')
    const { tags } = await logs(context).send(new ListLogTagsCommand({ resourceArn: arn }))
    return {
      name: id,
      arn,
      retentionInDays: made.retentionInDays,
      kmsKeyId: made.kmsKeyId,
      logGroupClass: made.logGroupClass ?? 'STANDARD',
      tags: tags ?? {},
    }
  },
  async update(id, news, olds, context) {
    await retain(news, context)
    const { kmsKeyId } = news
    if (kmsKeyId !== olds.kmsKeyId) {
      await (kmsKeyId === undefined
        ? logs(context).send(new DisassociateKmsKeyCommand({ logGroupName: id }))
        : logs(context).send(new AssociateKmsKeyCommand({ logGroupName: id, kmsKeyId })))
    }
    const resourceArn = `arn:${context.partition}:logs:${context.region}:${context.account}:log-group:${id}`
    const { tags = {} } = await logs(context).send(new ListLogTagsCommand({ resourceArn }))
    const tagKeys = goneTags(tags, context.tags)
    if (tagKeys.length > 0) await logs(context).send(new UntagLogCommand({ resourceArn, tagKeys }))
    await logs(context).send(new TagLogCommand({ resourceArn, tags: context.tags }))
  },
  async delete(id, { skipDestroy }, context) {
    if (!skipDestroy)
      await orMissing(logs(context).send(new DeleteLogGroupCommand({ logGroupName: id })), 'ResourceNotFoundException')
  },
})

async function retain({ name, retentionInDays = 0 }: Plain<args.LogGroupArgs>, context: Context): Promise<void> {
  await (retentionInDays === 0
    ? logs(context).send(new DeleteRetentionPolicyCommand({ logGroupName: name }))
    : logs(context).send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays })))
}

const alarm = handler<args.MetricAlarmArgs>({
  name: { property: 'name', maxLength: 255 },
  async create(inputs, context) {
    await putAlarm(inputs, context)
    return { id: inputs.name! }
  },
  async read(id, inputs, context) {
    const { MetricAlarms = [] } = await metrics(context).send(new DescribeAlarmsCommand({ AlarmNames: [id] }))
    const [made] = MetricAlarms
    if (made === undefined) return undefined
    const { Tags: tags } = await metrics(context).send(new ListTagsForResourceCommand({ ResourceARN: made.AlarmArn }))
    return { ...alarmState(made, inputs), tags: tagMap(tags) }
  },
  async update(id, news, _olds, context) {
    await putAlarm(news, context)
    const { MetricAlarms = [] } = await metrics(context).send(new DescribeAlarmsCommand({ AlarmNames: [id] }))
    const ResourceARN = MetricAlarms[0]!.AlarmArn
    const { Tags: now } = await metrics(context).send(new ListTagsForResourceCommand({ ResourceARN }))
    const TagKeys = goneTags(tagMap(now), context.tags)
    if (TagKeys.length > 0) await metrics(context).send(new UntagResourceCommand({ ResourceARN, TagKeys }))
    await metrics(context).send(new TagResourceCommand({ ResourceARN, Tags: tagList(context.tags) }))
  },
  async delete(id, _, context) {
    await orMissing(metrics(context).send(new DeleteAlarmsCommand({ AlarmNames: [id] })), 'ResourceNotFound')
  },
})

async function putAlarm(inputs: Plain<args.MetricAlarmArgs>, context: Context): Promise<void> {
  await metrics(context).send(
    new PutMetricAlarmCommand({
      AlarmName: inputs.name,
      AlarmDescription: inputs.alarmDescription,
      ActionsEnabled: inputs.actionsEnabled ?? true,
      AlarmActions: inputs.alarmActions as string[] | undefined,
      OKActions: inputs.okActions as string[] | undefined,
      InsufficientDataActions: inputs.insufficientDataActions as string[] | undefined,
      ComparisonOperator: inputs.comparisonOperator as 'GreaterThanThreshold',
      EvaluationPeriods: inputs.evaluationPeriods,
      DatapointsToAlarm: inputs.datapointsToAlarm,
      Threshold: inputs.threshold,
      ThresholdMetricId: inputs.thresholdMetricId,
      Namespace: inputs.namespace,
      MetricName: inputs.metricName,
      Dimensions: inputs.dimensions && dimensionList(inputs.dimensions as Tags),
      Period: inputs.period,
      Statistic: inputs.statistic as 'Sum' | undefined,
      ExtendedStatistic: inputs.extendedStatistic,
      Unit: inputs.unit as 'Count' | undefined,
      TreatMissingData: inputs.treatMissingData ?? 'missing',
      Metrics: inputs.metricQueries?.map((query) => ({
        Id: query.id,
        Expression: query.expression,
        Label: query.label,
        ReturnData: query.returnData ?? false,
        Period: query.period,
        AccountId: query.accountId,
        MetricStat: query.metric && {
          Metric: {
            MetricName: query.metric.metricName,
            Namespace: query.metric.namespace,
            Dimensions: dimensionList((query.metric.dimensions ?? {}) as Tags),
          },
          Period: query.metric.period,
          Stat: query.metric.stat,
          Unit: query.metric.unit as 'Count' | undefined,
        },
      })),
      Tags: tagList(context.tags),
    }),
  )
}

function dimensionList(dimensions: Tags): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
}

function alarmState(made: MetricAlarm, inputs: Partial<Plain<args.MetricAlarmArgs>>) {
  return {
    name: made.AlarmName,
    arn: made.AlarmArn,
    alarmDescription: made.AlarmDescription || undefined,
    actionsEnabled: made.ActionsEnabled,
    alarmActions: listOrNone(made.AlarmActions),
    okActions: listOrNone(made.OKActions),
    insufficientDataActions: listOrNone(made.InsufficientDataActions),
    comparisonOperator: made.ComparisonOperator,
    evaluationPeriods: made.EvaluationPeriods,
    datapointsToAlarm: made.DatapointsToAlarm,
    threshold: made.Threshold,
    thresholdMetricId: made.ThresholdMetricId,
    namespace: made.Namespace,
    metricName: made.MetricName,
    dimensions:
      listOrNone(made.Dimensions) && Object.fromEntries(made.Dimensions!.map(({ Name, Value }) => [Name!, Value!])),
    period: made.Period,
    statistic: made.Statistic,
    extendedStatistic: made.ExtendedStatistic,
    unit: made.Unit,
    treatMissingData: made.TreatMissingData ?? 'missing',
    evaluateLowSampleCountPercentiles: made.EvaluateLowSampleCountPercentile ?? '',
    // AWS tells them in another form; whether they are there at all is what counts.
    ...(listOrNone(made.Metrics) === undefined
      ? { metricQueries: undefined }
      : defined({ metricQueries: inputs.metricQueries })),
  }
}

function listOrNone<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list !== undefined && list.length > 0 ? list : undefined
}

const dashboard = handler<args.DashboardArgs>({
  async create(inputs, context) {
    await putDashboard(inputs, context)
    return { id: inputs.dashboardName }
  },
  async read(id, _, context) {
    const found = await orMissing(
      metrics(context).send(new GetDashboardCommand({ DashboardName: id })),
      'ResourceNotFound',
      'DashboardNotFoundError',
    )
    return found && { dashboardName: id, dashboardArn: found.DashboardArn, dashboardBody: found.DashboardBody }
  },
  async update(_id, news, _olds, context) {
    await putDashboard(news, context)
  },
  async delete(id, _, context) {
    await orMissing(
      metrics(context).send(new DeleteDashboardsCommand({ DashboardNames: [id] })),
      'ResourceNotFound',
      'DashboardNotFoundError',
    )
  },
})

async function putDashboard({ dashboardName, dashboardBody }: Plain<args.DashboardArgs>, context: Context) {
  const { DashboardValidationMessages = [] } = await metrics(context).send(
    new PutDashboardCommand({ DashboardName: dashboardName, DashboardBody: dashboardBody }),
  )
  if (DashboardValidationMessages.length > 0) throw new Error(JSON.stringify(DashboardValidationMessages))
}

/** Handlers of CloudWatch's resources. */
export const CLOUDWATCH: Readonly<Record<string, Handler>> = {
  'aws:cloudwatch/dashboard:Dashboard': dashboard,
  'aws:cloudwatch/logGroup:LogGroup': logGroup,
  'aws:cloudwatch/metricAlarm:MetricAlarm': alarm,
}
