import { createHash } from 'node:crypto'
import { TopicSubscription, type Topic, type TopicSubscriptionArgs } from '@pulumi/aws/sns/index.js'
import type * as pulumi from '@pulumi/pulumi'
import { child, type Transform } from './child.ts'
import { known } from './known.ts'

/** How addresses are subscribed. */
export interface SubscriptionWishes {
  readonly region: pulumi.Input<string> | undefined
  readonly transform: Transform<TopicSubscriptionArgs> | undefined
  /** An address by its index, once it is known and checked. */
  readonly checked: (index: number) => pulumi.Output<string>
}

/** Subscribes addresses to a topic; SNS asks each of them to confirm. */
export function subscribeEmails(
  topic: Topic,
  name: string,
  addresses: readonly pulumi.Input<string>[],
  { region, transform, checked }: SubscriptionWishes,
): void {
  for (const [index, address] of addresses.entries()) {
    child(
      TopicSubscription,
      subscriptionName(name, address, index),
      { topic: topic.arn, protocol: 'email', endpoint: checked(index), ...(region !== undefined && { region }) },
      { parent: topic },
      transform,
    )
  }
}

/** By the address, so that the others stay when one is taken out; URNs are no place for addresses themselves. */
function subscriptionName(name: string, address: pulumi.Input<string>, index: number): string {
  const plain = known(address)
  if (plain === undefined) return `${name}-${index}`
  return `${name}-${createHash('sha256').update(plain.toLowerCase()).digest('hex').slice(0, 8)}`
}
