import { planMonitoring, type AlarmPlan, type EngineReference } from '../../plans/index.ts'
import { topicPolicy } from '../../policies/index.ts'
import type { AwsPlace } from '../../spec/index.ts'
import { when } from './parameters.ts'
import { decidePolicy } from './statements.ts'
import { substitute, type Stand } from './symbols.ts'
import type { Resource } from './template.ts'

/** Conditions that the watching of an engine depends on. */
export const ALARM_CONDITIONS = {
  has: 'HasAlarms',
  makesTopic: 'MakesTopic',
  tellsSomebody: 'HasAlarmEmail',
  hasMap: 'HasMap',
} as const

/** Alarms of an engine, the topic that they tell, and the dashboard. */
export function alarmResources(
  engine: EngineReference,
  place: AwsPlace,
  symbols: readonly Stand[],
): Readonly<Record<string, Resource>> {
  const plan = planMonitoring({ engine, detectors: [], channelFunctions: [] }, place)
  const { has, makesTopic, tellsSomebody } = ALARM_CONDITIONS
  const target = [when('GivesTopic', { Ref: 'AlarmTopicArn' }, { Ref: 'AlarmTopic' })]
  // Those of the state machine are in a template of their own, and tell the same topic.
  const told = (map: boolean): readonly string[] =>
    planMonitoring({ engine, detectors: [], channelFunctions: [], map }, place).alarms.map(({ name }) => name)
  const policy = decidePolicy(
    [ALARM_CONDITIONS.hasMap],
    (holds) => topicPolicy(place, plan.topicArn, { alarms: told(holds(ALARM_CONDITIONS.hasMap)) }),
    symbols,
  )
  return {
    AlarmTopic: {
      Type: 'AWS::SNS::Topic',
      Condition: makesTopic,
      Properties: { TopicName: substitute(plan.topicName, symbols), DisplayName: 'Crowsnest' },
    },
    AlarmTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Condition: makesTopic,
      Metadata: { Crowsnest: { Policies: policy.reasons } },
      Properties: { Topics: [{ Ref: 'AlarmTopic' }], PolicyDocument: policy.document },
    },
    AlarmEmailSubscription: {
      Type: 'AWS::SNS::Subscription',
      Condition: tellsSomebody,
      Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: { Ref: 'AlarmEmail' } },
    },
    ...Object.fromEntries(
      plan.alarms.map((alarm) => [
        `Alarm${pascal(alarm.key)}`,
        { Type: 'AWS::CloudWatch::Alarm', Condition: has, Properties: alarmProperties(alarm, target, symbols) },
      ]),
    ),
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Condition: has,
      Properties: {
        DashboardName: substitute(plan.dashboardName, symbols),
        DashboardBody: substitute(plan.dashboardBody, symbols),
      },
    },
  }
}

/**
 * An alarm as CloudFormation has it, which knows no warm-up: an alarm of silence sounds once when an engine is new and sleeps for its first
 * hours.
 */
export function alarmProperties(
  alarm: AlarmPlan,
  target: readonly unknown[],
  symbols: readonly Stand[],
): Resource['Properties'] {
  return {
    AlarmName: substitute(alarm.name, symbols),
    AlarmDescription: substitute(alarm.description, symbols),
    Namespace: alarm.namespace,
    MetricName: alarm.metricName,
    Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value: substitute(Value, symbols) })),
    Statistic: alarm.statistic,
    ComparisonOperator: alarm.comparisonOperator,
    Threshold: alarm.threshold,
    Period: alarm.period,
    EvaluationPeriods: alarm.evaluationPeriods,
    TreatMissingData: alarm.treatMissingData,
    AlarmActions: target,
    OKActions: target,
  }
}

/** `executions-failed` as part of a logical id: `ExecutionsFailed`. */
export function pascal(name: string): string {
  return name
    .split(/[^a-zA-Z0-9]+/)
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join('')
}
