import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns'
import type * as args from '@pulumi/aws/sns/index.js'
import { type Context, goneTags, type Handler, handler, orMissing, type Plain, tagList, tagMap } from '../handler.ts'
import { json, type Tags, type Values } from '../values.ts'

const sns = ({ clients }: Context): SNSClient => clients(SNSClient)

/** What SNS calls our properties. */
const TOPIC_ATTRIBUTES = {
  contentBasedDeduplication: 'ContentBasedDeduplication',
  deliveryPolicy: 'DeliveryPolicy',
  displayName: 'DisplayName',
  kmsMasterKeyId: 'KmsMasterKeyId',
  policy: 'Policy',
  signatureVersion: 'SignatureVersion',
  tracingConfig: 'TracingConfig',
} as const

const SUBSCRIPTION_ATTRIBUTES = {
  deliveryPolicy: 'DeliveryPolicy',
  filterPolicy: 'FilterPolicy',
  filterPolicyScope: 'FilterPolicyScope',
  rawMessageDelivery: 'RawMessageDelivery',
  redrivePolicy: 'RedrivePolicy',
  subscriptionRoleArn: 'SubscriptionRoleArn',
} as const

const topic = handler<args.TopicArgs>({
  name: { property: 'name', maxLength: 256 },
  async create(inputs, context) {
    const { TopicArn } = await sns(context).send(
      new CreateTopicCommand({
        Name: inputs.name,
        Attributes: {
          ...attributesOf(inputs as Values, TOPIC_ATTRIBUTES),
          ...(inputs.fifoTopic && { FifoTopic: 'true' }),
        },
        Tags: tagList(context.tags),
      }),
    )
    return { id: TopicArn! }
  },
  async read(id, _, context) {
    const found = await orMissing(
      sns(context).send(new GetTopicAttributesCommand({ TopicArn: id })),
      'NotFoundException',
    )
    if (found === undefined) return undefined
    const { Tags: tags } = await sns(context).send(new ListTagsForResourceCommand({ ResourceArn: id }))
    const { Owner: owner, ...attributes } = found.Attributes ?? {}
    return {
      ...stateOf(attributes, TOPIC_ATTRIBUTES),
      signatureVersion: attributes['SignatureVersion'] ? Number(attributes['SignatureVersion']) : undefined,
      name: id.split(':').at(-1),
      arn: id,
      owner,
      tags: tagMap(tags),
    }
  },
  async update(id, news, olds, context) {
    for (const [AttributeName, AttributeValue] of changed(news as Values, olds as Values, TOPIC_ATTRIBUTES)) {
      await sns(context).send(new SetTopicAttributesCommand({ TopicArn: id, AttributeName, AttributeValue }))
    }
    const { Tags: now } = await sns(context).send(new ListTagsForResourceCommand({ ResourceArn: id }))
    const TagKeys = goneTags(tagMap(now), context.tags)
    if (TagKeys.length > 0) await sns(context).send(new UntagResourceCommand({ ResourceArn: id, TagKeys }))
    await sns(context).send(new TagResourceCommand({ ResourceArn: id, Tags: tagList(context.tags) }))
  },
  async delete(id, _, context) {
    await orMissing(sns(context).send(new DeleteTopicCommand({ TopicArn: id })), 'NotFoundException')
  },
})

function attributesOf(inputs: Values, names: Tags): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([property, name]) => {
      const value = inputs[property]
      return value === undefined ? [] : [[name, typeof value === 'object' ? json(value) : String(value)]]
    }),
  )
}

function stateOf(attributes: Tags, names: Tags): Values {
  return Object.fromEntries(
    Object.entries(names).map(([property, name]) => {
      const text = attributes[name]
      return [property, /^(true|false)$/.test(text ?? '') ? text === 'true' : text || undefined]
    }),
  )
}

/** What to set so that attributes are as they are wanted; those that nobody wants any more are emptied. */
function changed(news: Values, olds: Values, names: Tags): [name: string, value: string][] {
  const [wanted, now] = [attributesOf(news, names), attributesOf(olds, names)]
  return [...new Set([...Object.keys(wanted), ...Object.keys(now)])]
    .filter((name) => wanted[name] !== now[name])
    .map((name) => [name, wanted[name] ?? ''])
}

const subscription = handler<args.TopicSubscriptionArgs>({
  async create(inputs, context) {
    const { SubscriptionArn } = await sns(context).send(
      new SubscribeCommand({
        TopicArn: inputs.topic,
        Protocol: inputs.protocol,
        Endpoint: inputs.endpoint,
        Attributes: attributesOf(inputs as Values, SUBSCRIPTION_ATTRIBUTES),
        ReturnSubscriptionArn: true,
      }),
    )
    return { id: SubscriptionArn! }
  },
  async read(id, _, context) {
    const found = await orMissing(
      sns(context).send(new GetSubscriptionAttributesCommand({ SubscriptionArn: id })),
      'NotFoundException',
    )
    const attributes = found?.Attributes
    return (
      attributes && {
        ...stateOf(attributes, SUBSCRIPTION_ATTRIBUTES),
        arn: id,
        topic: attributes['TopicArn'],
        protocol: attributes['Protocol'],
        endpoint: attributes['Endpoint'],
        ownerId: attributes['Owner'],
        pendingConfirmation: attributes['PendingConfirmation'] === 'true',
        confirmationWasAuthenticated: attributes['ConfirmationWasAuthenticated'] === 'true',
      }
    )
  },
  async update(id, news, olds, context) {
    for (const [AttributeName, AttributeValue] of changed(news as Values, olds as Values, SUBSCRIPTION_ATTRIBUTES)) {
      await sns(context).send(
        new SetSubscriptionAttributesCommand({ SubscriptionArn: id, AttributeName, AttributeValue }),
      )
    }
  },
  async delete(id, _, context) {
    await orMissing(sns(context).send(new UnsubscribeCommand({ SubscriptionArn: id })), 'NotFoundException')
  },
})

const policy = handler<args.TopicPolicyArgs>({
  async create(inputs, context) {
    await putPolicy(inputs, context)
    return { id: inputs.arn }
  },
  async read(id, _, context) {
    const found = await orMissing(
      sns(context).send(new GetTopicAttributesCommand({ TopicArn: id })),
      'NotFoundException',
    )
    const { Policy, Owner } = found?.Attributes ?? {}
    return Policy ? { arn: id, policy: Policy, owner: Owner } : undefined
  },
  async update(_id, news, _olds, context) {
    await putPolicy(news, context)
  },
  async delete(id, _, context) {
    await orMissing(putPolicy({ arn: id, policy: policyOfOwner(id, context) }, context), 'NotFoundException')
  },
})

async function putPolicy(inputs: Plain<args.TopicPolicyArgs>, context: Context): Promise<void> {
  await sns(context).send(
    new SetTopicAttributesCommand({
      TopicArn: inputs.arn,
      AttributeName: 'Policy',
      AttributeValue: json(inputs.policy),
    }),
  )
}

/** A topic always has a policy; a new one has this. */
function policyOfOwner(arn: string, { account }: Context): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['sns:Publish', 'sns:Subscribe', 'sns:GetTopicAttributes', 'sns:SetTopicAttributes', 'sns:DeleteTopic'],
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    ],
  })
}

/** Handlers of SNS's resources. */
export const SNS: Readonly<Record<string, Handler>> = {
  'aws:sns/topic:Topic': topic,
  'aws:sns/topicPolicy:TopicPolicy': policy,
  'aws:sns/topicSubscription:TopicSubscription': subscription,
}
