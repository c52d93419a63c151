import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs'
import type * as args from '@pulumi/aws/sqs/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, type Plain } from '../handler.ts'
import { json, type Values } from '../values.ts'

const sqs = ({ clients }: Context): SQSClient => clients(SQSClient)

/** What SQS calls our properties, and what it takes where a program says nothing. */
const ATTRIBUTES: Readonly<Record<string, { readonly name: QueueAttributeName; readonly first: string }>> = {
  contentBasedDeduplication: { name: 'ContentBasedDeduplication', first: 'false' },
  delaySeconds: { name: 'DelaySeconds', first: '0' },
  kmsDataKeyReusePeriodSeconds: { name: 'KmsDataKeyReusePeriodSeconds', first: '300' },
  kmsMasterKeyId: { name: 'KmsMasterKeyId', first: '' },
  maxMessageSize: { name: 'MaximumMessageSize', first: '262144' },
  messageRetentionSeconds: { name: 'MessageRetentionPeriod', first: '345600' },
  policy: { name: 'Policy', first: '' },
  receiveWaitTimeSeconds: { name: 'ReceiveMessageWaitTimeSeconds', first: '0' },
  redriveAllowPolicy: { name: 'RedriveAllowPolicy', first: '' },
  redrivePolicy: { name: 'RedrivePolicy', first: '' },
  sqsManagedSseEnabled: { name: 'SqsManagedSseEnabled', first: 'true' },
  visibilityTimeoutSeconds: { name: 'VisibilityTimeout', first: '30' },
}

const NO_QUEUE = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']

const queue = handler<args.QueueArgs>({
  name: { property: 'name', maxLength: 80 },
  async create(inputs, context) {
    const { QueueUrl } = await sqs(context).send(
      new CreateQueueCommand({
        QueueName: inputs.name,
        Attributes: { ...attributesOf(inputs), ...(inputs.fifoQueue && { FifoQueue: 'true' }) },
        tags: context.tags,
      }),
    )
    return { id: QueueUrl! }
  },
  async read(id, _, context) {
    const attributes = await attributesAt(id, context)
    if (attributes === undefined) return undefined
    const { Tags: tags } = await sqs(context).send(new ListQueueTagsCommand({ QueueUrl: id }))
    const state = Object.entries(ATTRIBUTES).map(([property, { name }]) => [property, valueOf(attributes[name])])
    return {
      ...Object.fromEntries(state),
      name: id.split('/').at(-1),
      arn: attributes.QueueArn,
      url: id,
      tags: tags ?? {},
    }
  },
  async update(id, news, olds, context) {
    const taken = Object.keys(olds).filter((name) => !Object.hasOwn(news, name) && Object.hasOwn(ATTRIBUTES, name))
    const Attributes = {
      ...Object.fromEntries(taken.map((property) => [ATTRIBUTES[property]!.name, ATTRIBUTES[property]!.first])),
      ...attributesOf(news),
    }
    if (Object.keys(Attributes).length > 0) {
      await sqs(context).send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes }))
    }
    const { Tags: now = {} } = await sqs(context).send(new ListQueueTagsCommand({ QueueUrl: id }))
    const TagKeys = goneTags(now, context.tags)
    if (TagKeys.length > 0) await sqs(context).send(new UntagQueueCommand({ QueueUrl: id, TagKeys }))
    await sqs(context).send(new TagQueueCommand({ QueueUrl: id, Tags: context.tags }))
  },
  async delete(id, _, context) {
    await orMissing(sqs(context).send(new DeleteQueueCommand({ QueueUrl: id })), ...NO_QUEUE)
  },
})

function attributesOf(inputs: Plain<args.QueueArgs>): Partial<Record<QueueAttributeName, string>> {
  return Object.fromEntries(
    Object.entries(inputs as Values).flatMap(([property, value]) => {
      const attribute = ATTRIBUTES[property]
      return attribute === undefined || value === undefined ? [] : [[attribute.name, String(value)]]
    }),
  )
}

async function attributesAt(QueueUrl: string, context: Context) {
  const found = await orMissing(
    sqs(context).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })),
    ...NO_QUEUE,
  )
  return found && (found.Attributes ?? {})
}

/** SQS has text alone. */
function valueOf(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  if (/^(true|false)$/.test(text)) return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}

const policy = handler<args.QueuePolicyArgs>({
  async create({ queueUrl, policy: document }, context) {
    await sqs(context).send(
      new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: json(document) } }),
    )
    return { id: queueUrl }
  },
  async read(id, _, context) {
    const attributes = await attributesAt(id, context)
    return attributes?.Policy ? { queueUrl: id, policy: attributes.Policy } : undefined
  },
  async update(id, { policy: document }, _olds, context) {
    await sqs(context).send(new SetQueueAttributesCommand({ QueueUrl: id, Attributes: { Policy: json(document) } }))
  },
  async delete(id, _, context) {
    const empty = new SetQueueAttributesCommand({ QueueUrl: id, Attributes: { Policy: '' } })
    await orMissing(sqs(context).send(empty), ...NO_QUEUE)
  },
})

/** Handlers of SQS's resources. */
export const SQS: Readonly<Record<string, Handler>> = {
  'aws:sqs/queue:Queue': queue,
  'aws:sqs/queuePolicy:QueuePolicy': policy,
}
