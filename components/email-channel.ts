import { createHash } from 'node:crypto'
import { Topic, TopicPolicy, TopicSubscription } from '@pulumi/aws/sns/index.js'
import * as pulumi from '@pulumi/pulumi'
import { checkEmail, planEmail, type EmailDraft } from '../plans/index.ts'
import type { EmailChannelArgs } from './channel-args.ts'
import { child } from './child.ts'
import { known } from './known.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'

/** Where an alert goes that is published to a topic. */
export interface TopicChannel {
  readonly sns: TopicTarget
}

/** A topic that an alert is published to. */
export interface TopicTarget {
  /** ARN of the topic. */
  readonly topic: string
  /** What the message looks like: always `LONG_TEXT`. */
  readonly format: 'LONG_TEXT'
}

/** Alerts by e-mail: a topic with a subscription for each address, which SNS asks to confirm. Messages are texts for people. */
export class EmailChannel extends pulumi.ComponentResource {
  /** ARN of the topic. */
  readonly topicArn: pulumi.Output<string>
  /** ARN of the KMS key of the topic; undefined when it has none of its own. */
  readonly topicKeyArn: pulumi.Output<string | undefined>
  /** Ready to be the `channel` of an alert. */
  readonly channel: pulumi.Output<TopicChannel>

  constructor(name: string, args: EmailChannelArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:EmailChannel', name, args, options)
    const what = `EmailChannel "${name}"`
    const { channelName = name, addresses, topicKeyArn, encrypted = true, tags, region, transform = {} } = args
    const here = region === undefined ? {} : { region }
    refuse(what, checkEmail(draftOf(name, args)))

    const plan = pulumi
      .all([placeOf(this, region), channelName, topicKeyArn, addresses])
      .apply(([place, plainName, key, all]) => {
        const draft = { channelName: plainName, addresses: all, ...(key !== undefined && { topicKeyArn: key }) }
        refuse(what, checkEmail({ ...draft, given: new Set() }))
        return planEmail(plainName, place)
      })
    const key = topicKeyArn ?? (encrypted ? 'alias/aws/sns' : undefined)
    const topic = child(
      Topic,
      name,
      {
        name: plan.topicName,
        displayName: 'Crowsnest',
        ...(key !== undefined && { kmsMasterKeyId: key }),
        ...here,
        ...(tags !== undefined && { tags }),
      },
      { parent: this },
      transform.topic,
    )
    const policy = child(TopicPolicy, name, { arn: topic.arn, policy: plan.topicPolicy, ...here }, { parent: topic })
    for (const [index, address] of addresses.entries()) {
      child(
        TopicSubscription,
        subscriptionName(name, address, index),
        { topic: topic.arn, protocol: 'email', endpoint: address, ...here },
        { parent: topic },
        transform.subscription,
      )
    }

    this.topicArn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn)
    this.topicKeyArn = pulumi.output(topicKeyArn)
    this.channel = this.topicArn.apply((arn) => ({ sns: { topic: arn, format: 'LONG_TEXT' as const } }))
    this.registerOutputs({ topicArn: this.topicArn, topicKeyArn: this.topicKeyArn, channel: this.channel })
  }
}

/** By the address, so that the others stay when one is taken out; URNs are no place for addresses themselves. */
function subscriptionName(name: string, address: pulumi.Input<string>, index: number): string {
  const plain = known(address)
  const part =
    plain === undefined ? String(index) : createHash('sha256').update(plain.toLowerCase()).digest('hex').slice(0, 8)
  return `${name}-${part}`
}

function draftOf(name: string, args: EmailChannelArgs): EmailDraft {
  const { channelName = name, addresses, topicKeyArn } = args
  const plainName = known(channelName)
  const plainAddresses = known(addresses)
  const plainKey = known(topicKeyArn)
  return {
    ...(plainName !== undefined && { channelName: plainName }),
    ...(plainAddresses !== undefined && { addresses: plainAddresses }),
    ...(plainKey !== undefined && { topicKeyArn: plainKey }),
    given: new Set(Object.entries(args).flatMap(([key, value]) => (value === undefined ? [] : [key]))),
  }
}
