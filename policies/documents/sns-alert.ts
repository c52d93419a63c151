import type { AwsPlace } from '../../spec/index.ts'
import { keyStatement } from './kms-statement.ts'
import { checkedArn } from './place.ts'
import type { Statement } from './policy-document.ts'

/** A topic that an alert is published to. */
export interface SnsChannel {
  /** ARN of the topic. */
  readonly topic: string
  /** ARN of the topic's own key in KMS; default none. */
  readonly key?: string
}

/**
 * What an alert's role needs to publish to its topic.
 *
 * @throws {PolicyError} ARN_INVALID, ARN_PARTITION and those of keys
 */
export function snsAlertStatements({ partition }: AwsPlace, { topic, key }: SnsChannel): readonly Statement[] {
  checkTopic({ partition }, topic)
  return [
    {
      sid: 'PublishAlert',
      effect: 'Allow',
      actions: ['sns:Publish'],
      resources: [topic],
      conditions: {},
      reason: 'Sends the alert to its topic, and to no other.',
      operations: ['SNS.Publish'],
      source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html',
    },
    ...(key === undefined
      ? []
      : [
          keyStatement(partition, {
            sid: 'EncryptAlert',
            key,
            service: 'sns',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            context: { key: 'aws:sns:topicArn', values: [topic], pattern: false },
            reason:
              "The topic is encrypted with this key: SNS asks for a data key, and decrypts it, with the publisher's rights. For this topic only.",
            operations: ['SNS.Publish'],
            source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
          }),
        ]),
  ]
}

/** @throws {PolicyError} ARN_INVALID or ARN_PARTITION */
export function checkTopic(place: Pick<AwsPlace, 'partition'>, topic: string): void {
  checkedArn(place, topic, 'an SNS topic', 'sns:<region>:<account>:<topic>', /^[\w-]{1,256}(\.fifo)?$/)
}
