import type { BucketObjectv2, BucketObjectv2Args } from '@pulumi/aws/s3/index.js'
import * as pulumi from '@pulumi/pulumi'
import { alertDeclaration, alertPart } from '../plans/index.ts'
import type { ServicePart } from '../policies/index.ts'
import type { AlertSpec } from '../spec/index.ts'
import type { Transform } from './child.ts'
import type { Tags } from './common-args.ts'
import { deployDeclaration } from './declaration-child.ts'
import { defined } from './defined.ts'
import type { Deployment } from './deployment.ts'
import { isLate } from './known.ts'
import { refuse } from './refuse.ts'
import type { ChannelSpecArgs } from './spec-args.generated.ts'

/** The alert of some arguments, without what is not there. */
export function alertOf(args: object): pulumi.Output<AlertSpec> {
  return pulumi.output(args as pulumi.Input<object>).apply((all) => defined(all) as AlertSpec)
}

/** Whether a channel is sent to with a role. One that is an output is taken for one: those that need none have nothing to wait for. */
export function needsRole(channel: pulumi.Input<ChannelSpecArgs>): boolean {
  if (isLate(channel)) return true
  return typeof channel === 'object' && channel !== null && ('sns' in channel || 'lambda' in channel)
}

/**
 * What an alert needs a role for.
 *
 * @param path - property of its channel
 */
export function alertPartOf(
  what: string,
  path: string,
  alert: pulumi.Output<AlertSpec>,
  topicKeyArn: pulumi.Input<string | undefined> | undefined,
): pulumi.Output<ServicePart> {
  return pulumi.all([alert, topicKeyArn]).apply(([known, key]): ServicePart => {
    const part = alertPart(known as AlertSpec, key)
    if (part !== null) return part
    const reason =
      'It is an output, so that a role was planned for it before it was known, and it needs none. Give a log or a webhook as a plain object.'
    refuse(what, [{ path, reason }])
    throw new Error('a problem was not refused: a bug')
  })
}

/** Declares an alert, with the role that sends it. */
export function declareAlert(
  parent: pulumi.Resource,
  name: string,
  { place, state, detector, region }: Deployment,
  alert: pulumi.Output<AlertSpec>,
  role: pulumi.Input<string> | undefined,
  wishes: {
    readonly tags: pulumi.Input<Tags> | undefined
    readonly transform: Transform<BucketObjectv2Args> | undefined
  },
): BucketObjectv2 {
  const declaration = pulumi
    .all([place, detector, alert, role])
    .apply(([at, of, known, arn]) =>
      alertDeclaration(at, of, { ...(known as AlertSpec), ...(arn !== undefined && { role: arn }) }),
    )
  return deployDeclaration(parent, name, declaration, { state, region, ...wishes })
}
