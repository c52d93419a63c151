import { localArn, type AwsPlace } from '../../spec/index.ts'
import { checkQueue } from './scheduler-role.ts'
import { checkTopic } from './sns-alert.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import { tlsOnly } from './state-bucket-policy.ts'

/** Who publishes to a topic of ours. */
export interface TopicPublishers {
  /** ARNs of alert roles. */
  readonly roles?: readonly string[]
  /** Names of CloudWatch alarms of the account, in the place of the topic. */
  readonly alarms?: readonly string[]
}

/**
 * The policy of a topic that a stack makes, or what to add to one in another account: TLS only, published to by the named
 * roles and alarms.
 *
 * @throws {PolicyError} ARN_INVALID or ARN_PARTITION
 */
export function topicPolicy(
  place: AwsPlace,
  topic: string,
  { roles = [], alarms = [] }: TopicPublishers,
): PolicyDocument {
  checkTopic(place, topic)
  return {
    name: 'topic',
    kind: 'resource',
    statements: [
      ...(roles.length === 0 ? [] : [rolesPublish(topic, roles)]),
      ...(alarms.length === 0 ? [] : [alarmsPublish(place, topic, alarms)]),
      {
        ...tlsOnly('sns:Publish', [topic]),
        source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html',
      },
    ],
  }
}

/**
 * The policy of the dead-letter queue: TLS only, written by the scheduler's role. What reads it, the account's policies say.
 *
 * @throws {PolicyError} ARN_INVALID or ARN_PARTITION
 */
export function queuePolicy(place: AwsPlace, queue: string, schedulerRole: string): PolicyDocument {
  checkQueue(place, queue)
  return {
    name: 'dead-letter-queue',
    kind: 'resource',
    statements: [
      {
        sid: 'SchedulerKeeps',
        effect: 'Allow',
        principal: { AWS: [schedulerRole] },
        actions: ['sqs:SendMessage'],
        resources: [queue],
        conditions: {},
        reason: 'Scheduler keeps wake-ups here that it could not deliver, with its role.',
        operations: [],
        source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
      },
      {
        sid: 'NobodyElseSends',
        effect: 'Deny',
        principal: '*',
        actions: ['sqs:SendMessage'],
        resources: [queue],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': [schedulerRole] } },
        reason: 'A message in this queue means a wake-up that was lost; nobody else can make one up.',
        operations: [],
        source:
          'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
      },
      {
        ...tlsOnly('sqs:*', [queue]),
        source:
          'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
      },
    ],
  }
}

function rolesPublish(topic: string, roles: readonly string[]): Statement {
  return {
    sid: 'AlertsPublish',
    effect: 'Allow',
    principal: { AWS: roles },
    actions: ['sns:Publish'],
    resources: [topic],
    conditions: {},
    reason:
      'The roles of these alerts publish here. Across accounts the topic has to agree, beside the policy of the role.',
    operations: ['SNS.Publish'],
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html',
  }
}

function alarmsPublish(place: AwsPlace, topic: string, alarms: readonly string[]): Statement {
  // A policy takes no other characters in an ARN; the account alone protects then.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html
  // oxlint-disable-next-line no-control-regex
  const isPlain = alarms.every((alarm) => /^[\x20-\x7e]+$/.test(alarm))
  const arns = alarms.map((alarm) => localArn(place, 'cloudwatch', `alarm:${alarm}`))
  return {
    sid: 'AlarmsPublish',
    effect: 'Allow',
    principal: { Service: ['cloudwatch.amazonaws.com'] },
    actions: ['sns:Publish'],
    resources: [topic],
    conditions: {
      ...(isPlain && { ArnEquals: { 'aws:SourceArn': arns } }),
      StringEquals: { 'aws:SourceAccount': [place.account] },
    },
    reason: `These alarms of this account tell about the engine's health${isPlain ? '' : '; a name among them has characters that policies do not take, so that the account alone is checked'}.`,
    operations: [],
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html',
  }
}
