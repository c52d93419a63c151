import { Dashboard, MetricAlarm } from '@pulumi/aws/cloudwatch/index.js'
import { Topic, TopicPolicy } from '@pulumi/aws/sns/index.js'
import * as pulumi from '@pulumi/pulumi'
import {
  alarmKeys,
  checkMonitoring,
  planMonitoring,
  type AlarmPlan,
  type MonitoringDraft,
  type MonitoringPlan,
  type MonitoringSettings,
} from '../plans/index.ts'
import { child } from './child.ts'
import { defined } from './defined.ts'
import { subscribeEmails } from './email-subscriptions.ts'
import { referenceOf } from './engine-reference.ts'
import { hasMap } from './engine-view.ts'
import { known } from './known.ts'
import type { MonitoringArgs } from './monitoring-args.ts'
import { optional } from './optional.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'

/**
 * Alarms about the health of an engine and its detectors, a topic that they tell, and a dashboard: failed executions, data that is missing or
 * rejected, detectors that stand still or fall behind, alerts that did not arrive, wake-ups that failed to come or were lost, errors of the
 * function. About anomalies themselves alerts tell.
 */
export class Monitoring extends pulumi.ComponentResource {
  /** ARN of the topic, its own or the existing one. */
  readonly topicArn: pulumi.Output<string>
  /** Names of all alarms. */
  readonly alarmNames: pulumi.Output<string[]>
  /** Name of the dashboard; undefined when there is none. */
  readonly dashboardName: pulumi.Output<string | undefined>

  constructor(name: string, args: MonitoringArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:Monitoring', name, args, options)
    const what = `Monitoring "${name}"`
    const { detectors = [], channelFunctions = [], tags, region, transform = {} } = args
    const map = args.map ?? hasMap(args.engine)
    const here = region === undefined ? {} : { region }
    const regional = { ...here, ...(tags !== undefined && { tags }) }
    refuse(what, checkMonitoring(draftOf(args)))

    const plan = planOf(what, { ...args, map }, placeOf(this, region))
    const target = targetOf(what, args)
    const topicArn =
      args.topicArn === undefined ? deployTopic(this, name, args, plan, target) : target.apply((all) => all.topicArn!)
    const alarms = alarmKeys(detectors, channelFunctions, map).map((key, index) => {
      const alarm = plan.alarms.apply((all) => all[index]!)
      return child(
        MetricAlarm,
        `${name}-${stableKey(key, args)}`,
        { ...alarmArgs(alarm), alarmActions: [topicArn], okActions: [topicArn], ...regional },
        { parent: this },
        transform.alarm,
      ).name
    })
    const dashboard =
      args.dashboard === false
        ? undefined
        : child(
            Dashboard,
            `${name}-dashboard`,
            { dashboardName: plan.dashboardName, dashboardBody: plan.dashboardBody, ...here },
            { parent: this },
            transform.dashboard,
          )

    this.topicArn = topicArn
    this.alarmNames = pulumi.all(alarms)
    this.dashboardName = pulumi.output(dashboard?.dashboardName)
    this.registerOutputs({ topicArn, alarmNames: this.alarmNames, dashboardName: this.dashboardName })
  }
}

function alarmArgs(alarm: pulumi.Output<AlarmPlan>): ConstructorParameters<typeof MetricAlarm>[1] {
  return {
    name: alarm.name,
    alarmDescription: alarm.description,
    namespace: alarm.namespace,
    metricName: alarm.metricName,
    dimensions: alarm.apply(({ dimensions }) => ({ ...dimensions })),
    statistic: alarm.statistic,
    comparisonOperator: alarm.comparisonOperator,
    threshold: alarm.threshold,
    period: alarm.period,
    evaluationPeriods: alarm.evaluationPeriods,
    treatMissingData: alarm.treatMissingData,
    warmUpConfiguration: optional(
      alarm.apply(({ warmUpMinutes }) =>
        warmUpMinutes === null ? undefined : { warmUpPeriodDurationInMinutes: warmUpMinutes },
      ),
    ),
  }
}

/** By the name of the detector or function where the program knows it, so that alarms of others stay when one is taken out. */
function stableKey(key: string, { detectors = [], channelFunctions = [] }: MonitoringArgs): string {
  const [, kind, index = ''] = /^(detector|channel)-(\d+)/.exec(key) ?? []
  if (kind === undefined) return key
  const of = kind === 'detector' ? detectors[Number(index)]?.name : channelFunctions[Number(index)]
  const plain = known(of)
  return plain === undefined ? key : key.replace(index, plain)
}

/** Makes the topic that alarms tell, and lets these alarms publish to it. */
function deployTopic(
  parent: pulumi.Resource,
  name: string,
  { tags, region, topicKeyArn, emails = [], transform = {} }: MonitoringArgs,
  plan: pulumi.Output<MonitoringPlan>,
  target: pulumi.Output<AlarmTarget>,
): pulumi.Output<string> {
  const here = region === undefined ? {} : { region }
  const topic = child(
    Topic,
    `${name}-alarms`,
    {
      name: plan.topicName,
      displayName: 'Crowsnest',
      ...(topicKeyArn !== undefined && { kmsMasterKeyId: target.apply((all) => all.topicKeyArn!) }),
      ...here,
      ...(tags !== undefined && { tags }),
    },
    { parent },
    transform.topic,
  )
  const policy = child(
    TopicPolicy,
    `${name}-alarms`,
    { arn: topic.arn, policy: plan.topicPolicy, ...here },
    { parent: topic },
  )
  const checked = (index: number): pulumi.Output<string> => target.apply((all) => all.emails![index]!)
  subscribeEmails(topic, `${name}-alarms`, emails, { region, transform: transform.subscription, checked })
  return pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn)
}

/** What alarms tell, or what it is made of. */
interface AlarmTarget {
  readonly topicArn?: string
  readonly topicKeyArn?: string
  readonly emails?: readonly string[]
}

/** Checked once it is known, which may be later than what plans are made of. */
function targetOf(what: string, { topicArn, topicKeyArn, emails }: MonitoringArgs): pulumi.Output<AlarmTarget> {
  return pulumi.all({ topicArn, topicKeyArn, emails }).apply((all) => {
    const target = defined(all) as AlarmTarget
    refuse(what, checkMonitoring({ ...target, given: new Set() }))
    return target
  })
}

function planOf(what: string, args: MonitoringArgs, place: ReturnType<typeof placeOf>): pulumi.Output<MonitoringPlan> {
  const { engine, detectors = [], channelFunctions = [], map } = args
  const { executionsFailedThreshold, undeliveredThreshold, recordsRejectedThreshold } = args
  const settings = pulumi.all({
    engine: referenceOf(engine),
    detectors: pulumi.all(detectors.map(({ name, interval }) => pulumi.all({ name, interval }).apply(defined))),
    channelFunctions,
    map,
    executionsFailedThreshold,
    undeliveredThreshold,
    recordsRejectedThreshold,
  })
  return pulumi.all([settings, place]).apply(([all, at]) => {
    const plain = defined(all) as unknown as MonitoringSettings
    refuse(what, checkMonitoring({ ...(plain as unknown as MonitoringDraft), given: new Set() }, at))
    return planMonitoring(plain, at)
  })
}

/** The settings that are known while the program runs. */
function draftOf(args: MonitoringArgs): MonitoringDraft {
  const { transform: _, tags: __, engine, ...rest } = args
  const plainEngine = known(engine)
  return {
    ...(known(rest) as Omit<MonitoringDraft, 'given'>),
    ...(plainEngine !== undefined && { engine: plainEngine as NonNullable<MonitoringDraft['engine']> }),
    given: new Set(Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [key]))),
  }
}
