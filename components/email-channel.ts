import { Topic, TopicPolicy } from '@pulumi/aws/sns/index.js'
import * as pulumi from '@pulumi/pulumi'
import { checkEmail, planEmail, type EmailDraft } from '../plans/index.ts'
import type { EmailChannelArgs } from './channel-args.ts'
import { child } from './child.ts'
import { subscribeEmails } from './email-subscriptions.ts'
import { known } from './known.ts'
import { placeOf } from './place.ts'
import { refuse } from './refuse.ts'

/**
 * Where an alert goes that is published to a topic.
 *
 * @like ChannelSpec
 */
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

    const plan = pulumi.all([placeOf(this, region), channelName]).apply(([place, plainName]) => {
      refuse(what, checkEmail({ channelName: plainName, given: new Set() }))
      return planEmail(plainName, place)
    })
    // Not part of the plan: they may be known later.
    const target = pulumi.all([pulumi.all([...addresses]), topicKeyArn]).apply(([all, keyArn]) => {
      const ownKey = keyArn === undefined ? {} : { topicKeyArn: keyArn }
      refuse(what, checkEmail({ addresses: all, ...ownKey, given: new Set() }))
      return { addresses: all, keyArn }
    })
    const ownKey = topicKeyArn === undefined ? undefined : target.apply(({ keyArn }) => keyArn!)
    const key = ownKey ?? (encrypted ? 'alias/aws/sns' : undefined)
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
    const checked = (index: number): pulumi.Output<string> => target.apply((all) => all.addresses[index]!)
    subscribeEmails(topic, name, addresses, { region, transform: transform.subscription, checked })

    this.topicArn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn)
    this.topicKeyArn = pulumi.output(topicKeyArn)
    this.channel = this.topicArn.apply((arn) => ({ sns: { topic: arn, format: 'LONG_TEXT' as const } }))
    this.registerOutputs({ topicArn: this.topicArn, topicKeyArn: this.topicKeyArn, channel: this.channel })
  }
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
