import { createHash } from 'node:crypto'
import type { AlertEvent } from '../event.ts'
import { awsError, clientOptions, type AwsOptions } from './aws.ts'

/**
 * Publishes an alert to an SNS topic, the message byte for byte. A FIFO topic drops repetitions of an event itself.
 *
 * @returns the message's id
 * @throws {DeliveryError} AWS_REFUSED or AWS_UNAVAILABLE
 */
export async function publishToSns(
  event: AlertEvent,
  topic: string,
  options: AwsOptions,
  timeoutMs: number,
): Promise<string | null> {
  const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(clientOptions(topic, options))
  try {
    const answer = await client.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: event.subject,
        Message: event.message,
        ...(topic.endsWith('.fifo') && {
          MessageGroupId: event.alert,
          MessageDeduplicationId: createHash('sha256').update(event.arn).digest('hex'),
        }),
      }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    )
    return answer.MessageId ?? null
  } catch (error) {
    throw awsError(topic, error)
  } finally {
    client.destroy()
  }
}
