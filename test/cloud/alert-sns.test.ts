import { randomUUID } from 'node:crypto'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { deliver } from '../../engine/alerts/deliver.ts'
import { fireAlerts, type AlertEvent } from '../../engine/alerts/index.ts'
import type { ResolvedChannel } from '../../spec/resolve.ts'
import { alert, context, group, metric } from '../engine/alerts/fixture.ts'
import { credentialsOf, recordCalls } from '../recording/record.ts'
import { awsOptions } from './aws.ts'

recordCalls(import.meta.filename)

type Format = Extract<ResolvedChannel, { kind: 'sns' }>['format']

describe('the SNS channel', () => {
  it.each<{ readonly format: Format }>([{ format: 'JSON' }, { format: 'LONG_TEXT' }, { format: 'SHORT_TEXT' }])(
    'publishes a $format message that arrives byte for byte',
    async ({ format }) => {
      const { topic, receive } = await topicWithQueue()
      const event = eventFor({ kind: 'sns', topic, format })
      const result = await deliver(event, delivery(event))
      expect(result).toMatchObject({ status: 'delivered', attempts: 1, error: null })
      const { Message, MessageId, Subject } = await receive()
      expect(Buffer.from(Message)).toEqual(Buffer.from(event.message))
      expect(result.response).toBe(MessageId)
      expect(Subject).toBe(event.subject)
    },
  )

  it('publishes the longest message that an alert can be', async () => {
    const { topic, receive } = await topicWithQueue()
    const metrics = Array.from({ length: 1000 }, (_, index) =>
      metric([`p${index}`, 'ü'.repeat(200)], 0.1, [1, 2, 1, 3]),
    )
    const event = eventFor({ kind: 'sns', topic, format: 'JSON' }, { ...group, metrics, metricCount: 1000 })
    expect(Buffer.byteLength(event.message)).toBeGreaterThan(260_000)
    expect(await deliver(event, delivery(event))).toMatchObject({ status: 'delivered' })
    expect((await receive()).Message).toBe(event.message)
  })

  it('does not repeat for a topic that is not there', async () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:missing'
    const missing = eventFor({ kind: 'sns', topic, format: 'JSON' })
    expect(await deliver(missing, delivery(missing))).toMatchObject({
      status: 'refused',
      attempts: 1,
      error: { code: 'AWS_REFUSED' },
    })
  })

  it('lets a FIFO topic drop a repetition of the same event', async () => {
    const { topic, receive } = await topicWithQueue('.fifo')
    const event = eventFor({ kind: 'sns', topic, format: 'JSON' })
    const results = [await deliver(event, delivery(event)), await deliver(event, delivery(event))]
    expect(results).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }])
    expect((await receive()).Message).toBe(event.message)
    await expect(receive()).rejects.toThrow('no message')
  })
})

function eventFor(channel: ResolvedChannel, of = group) {
  const named = { ...alert, description: 'Grüße aus 東京 😀', channel }
  return fireAlerts({}, [named], { changed: [of], closed: [] }, context).events[0]
}

function delivery({ channel }: AlertEvent) {
  const [name = '', fifo] = channel.kind === 'sns' ? channel.topic.split(':').at(-1)!.split('.') : []
  const role = fifo === undefined ? 'SNS alert' : 'FIFO alert'
  const { endpoint, credentials } = awsOptions(credentialsOf({ role, names: { oncall: name } }))
  return { writeLine: () => {}, aws: () => ({ endpoint, credentials }), sleep: async () => {} }
}

/** A topic, and the notifications that a queue gets from it. */
async function topicWithQueue(suffix: '' | '.fifo' = '') {
  const sns = new SNSClient(awsOptions())
  const sqs = new SQSClient(awsOptions())
  const name = `alerts-${randomUUID()}${suffix}`
  const fifo = suffix === '' ? {} : { Attributes: { FifoTopic: 'true' } }
  const fifoQueue = suffix === '' ? {} : { Attributes: { FifoQueue: 'true' } }
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, ...fifo }))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, ...fifoQueue }))
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes!.QueueArn }))
  return {
    topic: TopicArn!,
    async receive() {
      const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }))
      if (!Messages?.[0]) throw new Error('no message')
      return JSON.parse(Messages[0].Body!) as { Message: string; MessageId: string; Subject?: string }
    },
  }
}
