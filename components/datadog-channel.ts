import * as pulumi from '@pulumi/pulumi'
import type { DatadogChannelArgs } from './channel-args.ts'
import { secretly } from './secretly.ts'
import { deployServiceChannel, type FunctionChannel } from './service-channel.ts'

/**
 * Alerts to Datadog: a function that posts each as an event, with tags to find it by (Events API v1).
 */
export class DatadogChannel extends pulumi.ComponentResource {
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

  constructor(name: string, args: DatadogChannelArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('crowsnest:index:DatadogChannel', name, secretly(args, 'apiKey'), options)
    const made = deployServiceChannel(this, name, args, {
      service: 'datadog',
      what: `DatadogChannel "${name}"`,
      value: args.apiKey,
      options: {
        site: args.site,
        tags: args.eventTags as pulumi.Input<Record<string, string>> | undefined,
        endpoint: args.endpoint,
      },
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
