import type { TypeRules } from '../type-rules.ts'
import { ARN, ROLE_ARN } from './patterns.ts'

const TOPIC_ARN = /arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+(\.fifo)?/
const sqs = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/sqs/${file}; https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_${api}.html`
const sns = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/sns/${file}; https://docs.aws.amazon.com/sns/latest/api/API_${api}.html`

/** Rules of the resources of SQS and SNS. */
export const MESSAGING: Readonly<Record<string, TypeRules>> = {
  'aws:sqs/queue:Queue': {
    source: sqs('queue.go', 'CreateQueue'),
    replaceOn: ['name', 'namePrefix', 'fifoQueue', 'region'],
    conflicts: [
      ['name', 'namePrefix'],
      ['kmsMasterKeyId', 'sqsManagedSseEnabled'],
    ],
    values: [
      { path: 'name', pattern: /[\w-]{1,80}|[\w-]{1,75}\.fifo/ },
      { path: 'delaySeconds', min: 0, max: 900 },
      { path: 'kmsDataKeyReusePeriodSeconds', min: 60, max: 86_400 },
      { path: 'maxMessageSize', min: 1024, max: 1_048_576 },
      { path: 'messageRetentionSeconds', min: 60, max: 1_209_600 },
      { path: 'receiveWaitTimeSeconds', min: 0, max: 20 },
      { path: 'visibilityTimeoutSeconds', min: 0, max: 43_200 },
      { path: 'policy', json: true },
      { path: 'redrivePolicy', json: true },
      { path: 'redriveAllowPolicy', json: true },
    ],
  },
  'aws:sqs/queuePolicy:QueuePolicy': {
    source: sqs('queue_policy.go', 'SetQueueAttributes'),
    replaceOn: ['queueUrl', 'region'],
    values: [
      { path: 'queueUrl', pattern: /https?:\/\/.+\/\d{12}\/[\w-]{1,80}(\.fifo)?/ },
      { path: 'policy', json: true },
    ],
  },
  'aws:sns/topic:Topic': {
    source: sns('topic.go', 'CreateTopic'),
    replaceOn: ['name', 'namePrefix', 'fifoTopic', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w-]{1,256}|[\w-]{1,251}\.fifo/ },
      { path: 'displayName', maxLength: 100 },
      { path: 'policy', json: true },
      { path: 'deliveryPolicy', json: true },
      { path: 'signatureVersion', oneOf: [1, 2] },
      { path: 'tracingConfig', oneOf: ['Active', 'PassThrough'] },
    ],
  },
  'aws:sns/topicSubscription:TopicSubscription': {
    source: sns('topic_subscription.go', 'Subscribe'),
    replaceOn: ['endpoint', 'protocol', 'topic', 'region'],
    values: [
      { path: 'topic', pattern: TOPIC_ARN },
      {
        path: 'protocol',
        oneOf: ['application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'],
      },
      { path: 'filterPolicy', json: true },
      { path: 'filterPolicyScope', oneOf: ['MessageAttributes', 'MessageBody'] },
      { path: 'redrivePolicy', json: true },
      { path: 'subscriptionRoleArn', pattern: ROLE_ARN },
    ],
  },
  'aws:sns/topicPolicy:TopicPolicy': {
    source: sns('topic_policy.go', 'SetTopicAttributes'),
    replaceOn: ['arn', 'region'],
    values: [
      { path: 'arn', pattern: ARN },
      { path: 'policy', json: true },
    ],
  },
}
