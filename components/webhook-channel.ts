import * as pulumi from '@pulumi/pulumi'
import { secretHeaderProblems } from '../plans/index.ts'
import type { WebhookChannelArgs } from './channel-args.ts'
import { known } from './known.ts'
import { refuse } from './refuse.ts'
import { secretly } from './secretly.ts'
import { deployServiceChannel, type FunctionChannel } from './service-channel.ts'

/**
 * Alerts to any address: a function that posts the JSON of each, signed where there is a key (Standard Webhooks), with headers to drop
 * repetitions by.
 */
export class WebhookChannel extends pulumi.ComponentResource {
  /** ARN of the function that tells the service. */
  readonly functionArn: pulumi.Output<string>
  /** Name of the function, as `Monitoring` takes it. */
  readonly functionName: pulumi.Output<string>
  /** ARN of the role of the function. */
  readonly roleArn: pulumi.Output<string>
  /** ARN of the secret, its own or the existing one. */
  readonly secretArn: pulumi.Output<string>
  /** Name of the log group. */
  readonly logGroup: pulumi.Output<string>
  /** JSON of the report of the role: trust, policies and boundary with the reason of every statement. */
  readonly iamReport: pulumi.Output<string>
  /** Ready to be the `channel` of an alert. */
  readonly channel: pulumi.Output<FunctionChannel>

  constructor(name: string, args: WebhookChannelArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:WebhookChannel', name, secretly(args, 'url', 'signingKey', 'secretHeaders'), options)
    const what = `WebhookChannel "${name}"`
    const secretHeaders = known(args.secretHeaders)
    if (secretHeaders !== undefined) refuse(what, secretHeaderProblems(plainTexts(secretHeaders)))
    const made = deployServiceChannel(this, name, args, {
      service: 'webhook',
      what,
      value: args.url,
      secretText: (url) => secretOf(what, url, args),
      options: { headers: args.headers as pulumi.Input<Record<string, string>> | undefined },
    })
    this.functionArn = made.functionArn
    this.functionName = made.functionName
    this.roleArn = made.roleArn
    this.secretArn = made.secretArn
    this.logGroup = made.logGroup
    this.channel = made.channel
    this.iamReport = made.iamReport
    this.registerOutputs({ ...made })
  }
}

/** The text of the secret, as the function reads it. */
function secretOf(
  what: string,
  url: pulumi.Output<string>,
  { signingKey, secretHeaders }: WebhookChannelArgs,
): pulumi.Output<string> {
  return pulumi.all([url, signingKey, secretHeaders]).apply(([address, key, headers]) => {
    if (headers !== undefined) refuse(what, secretHeaderProblems(headers))
    return JSON.stringify({ url: address, signingKey: key, headers })
  })
}

function plainTexts(record: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
