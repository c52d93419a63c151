import type { AwsPlace } from '../../spec/index.ts'
import { keyStatement } from './kms-statement.ts'
import { checkedArn, type EngineNames } from './place.ts'
import type { Statement } from './policy-document.ts'

/** Where wake-ups go that could not be delivered. */
export interface DeadLetterQueue {
  /** ARN of the queue in SQS. */
  readonly queue: string
  /** ARN of its own key in KMS; default none. */
  readonly key?: string
}

/**
 * What EventBridge Scheduler needs to wake the engine.
 *
 * @throws {PolicyError} ARN_INVALID, ARN_PARTITION and those of keys
 */
export function schedulerStatements(
  place: AwsPlace,
  { functionArn }: EngineNames,
  deadLetter: DeadLetterQueue | null,
): readonly Statement[] {
  return [
    {
      sid: 'WakeEngine',
      effect: 'Allow',
      actions: ['lambda:InvokeFunction'],
      resources: [functionArn],
      conditions: {},
      reason: 'A schedule wakes the engine at the end of each interval. It can call nothing else.',
      operations: [],
      source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html',
    },
    ...(deadLetter === null ? [] : deadLetterStatements(place, deadLetter)),
  ]
}

function deadLetterStatements({ partition }: AwsPlace, { queue, key }: DeadLetterQueue): readonly Statement[] {
  checkQueue({ partition }, queue)
  const source = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html'
  return [
    {
      sid: 'KeepFailedWakeUps',
      effect: 'Allow',
      actions: ['sqs:SendMessage'],
      resources: [queue],
      conditions: {},
      reason: 'A wake-up that could not be delivered is kept in this queue, so that somebody sees it.',
      operations: [],
      source,
    },
    ...(key === undefined
      ? []
      : [
          keyStatement(partition, {
            sid: 'EncryptFailedWakeUps',
            key,
            service: 'sqs',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            context: { key: 'aws:sqs:arn', values: [queue], pattern: false },
            reason: "The queue is encrypted with this key; SQS uses it with the sender's rights.",
            operations: [],
            source:
              'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html',
          }),
        ]),
  ]
}

/** @throws {PolicyError} ARN_INVALID or ARN_PARTITION */
export function checkQueue(place: Pick<AwsPlace, 'partition'>, queue: string): void {
  checkedArn(place, queue, 'a queue in SQS', 'sqs:<region>:<account>:<queue>', /^[\w-]{1,80}(\.fifo)?$/)
}
