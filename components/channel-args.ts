import type { LogGroupArgs } from '@pulumi/aws/cloudwatch/index.js'
import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type { FunctionArgs } from '@pulumi/aws/lambda/index.js'
import type { SecretArgs } from '@pulumi/aws/secretsmanager/index.js'
import type { TopicArgs, TopicSubscriptionArgs } from '@pulumi/aws/sns/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'

/** What a channel to a service is made of, each to be changed before it is made. TypeScript only. */
export interface ChannelTransforms {
  readonly function?: Transform<FunctionArgs>
  readonly logGroup?: Transform<LogGroupArgs>
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
  readonly secret?: Transform<SecretArgs>
}

/** What every channel to a service takes. */
export interface ServiceChannelArgs extends CommonArgs {
  /**
   * Name of the channel in AWS, part of the names of its function, role and secret: 1 to 32 letters, digits, hyphens and underscores.
   * Changing it makes a new channel.
   *
   * @default the name of the component
   */
  readonly channelName?: pulumi.Input<string>
  /**
   * ARN of an existing secret, instead of one of its own. Its text, or a field of its JSON object (`secretField`), is what the channel would
   * be given. A new value is used within five minutes, or as soon as the service refuses the old one.
   *
   * @default a secret `crowsnest/<service>-<channel>` with the given value
   */
  readonly secretArn?: pulumi.Input<string>
  /**
   * Field of the JSON object in the existing secret that holds the value.
   *
   * @default the whole text of the secret
   */
  readonly secretField?: pulumi.Input<string>
  /**
   * ARN of the KMS key of the secret, its own or the existing one's; an alias does not do.
   *
   * @default the key of Secrets Manager
   */
  readonly secretKeyArn?: pulumi.Input<string>
  /**
   * Memory of the function in MB, 128 to 10,240.
   *
   * @default 256
   */
  readonly memorySize?: pulumi.Input<number>
  /**
   * Longest run of the function in seconds, 10 to 900. Within it the service is tried again, after the wait that it asks for.
   *
   * @default 60
   */
  readonly timeout?: pulumi.Input<number>
  /**
   * Runs of the function after one that failed, one and two minutes later: 0 to 2. Services drop what they know already.
   *
   * @default 2
   */
  readonly retries?: pulumi.Input<number>
  /**
   * ARN of the SQS queue or SNS topic, without a key of its own, for alerts that could not be delivered in the end.
   *
   * @default they are counted and logged only
   */
  readonly onFailureArn?: pulumi.Input<string>
  /**
   * Most runs at a time; takes them from the account's quota.
   *
   * @default no limit of its own
   */
  readonly reservedConcurrency?: pulumi.Input<number>
  /**
   * Processor of the function: `arm64` or `x86_64`.
   *
   * @default arm64
   */
  readonly architecture?: pulumi.Input<string>
  /**
   * Name of an existing log group, instead of one of its own.
   *
   * @default `/aws/lambda/crowsnest-<service>-<channel>`
   */
  readonly logGroup?: pulumi.Input<string>
  /**
   * Days that the channel's own log group keeps; 0 for ever, else one of the numbers that CloudWatch Logs knows.
   *
   * @default 90
   */
  readonly logRetentionDays?: pulumi.Input<number>
  /**
   * ARN of the KMS key of the channel's own log group.
   *
   * @default none
   */
  readonly logKeyArn?: pulumi.Input<string>
  /**
   * ARN of an existing role for the function, instead of one of its own.
   *
   * @default a role that reads this secret and writes this log
   */
  readonly roleArn?: pulumi.Input<string>
  /**
   * Whether to make the role. With false it is expected under the name that the report tells (output `iamReport`), for a security team that
   * makes it itself.
   *
   * @default true
   */
  readonly createRole?: boolean
  /**
   * Where to write the report of the role, at each preview and update: a file that ends in `.md` or `.json`, or else a folder, which then gets
   * both. A relative path begins at the program's directory.
   *
   * @default nowhere
   */
  readonly iamReportPath?: string
  /**
   * Path of the role: begins and ends with a slash, up to 400 characters.
   *
   * @default `/crowsnest/<region>/channels/`
   */
  readonly rolePath?: pulumi.Input<string>
  /**
   * ARN of the managed policy that bounds the role.
   *
   * @default no boundary
   */
  readonly permissionsBoundary?: pulumi.Input<string>
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: ChannelTransforms
}

/** Arguments of `SlackChannel`. */
export interface SlackChannelArgs extends ServiceChannelArgs {
  /**
   * URL of an incoming webhook of Slack, which is a password: give it as a secret of the stack's configuration. This or `secretArn`.
   *
   * @default that in `secretArn`
   */
  readonly webhookUrl?: pulumi.Input<string>
  /**
   * Whom a message names: `here`, `channel`, or the id of a user (`U...`) or user group (`S...`).
   *
   * @default nobody
   */
  readonly mention?: pulumi.Input<string>
}

/** Arguments of `PagerDutyChannel`. */
export interface PagerDutyChannelArgs extends ServiceChannelArgs {
  /**
   * Integration key of a service of PagerDuty (Events API v2), 32 characters: give it as a secret of the stack's configuration. This or
   * `secretArn`.
   *
   * @default that in `secretArn`
   */
  readonly routingKey?: pulumi.Input<string>
  /**
   * Where the account of PagerDuty lives: `us` or `eu`.
   *
   * @default us
   */
  readonly serviceRegion?: pulumi.Input<string>
  /**
   * Address in place of PagerDuty's own, such as that of a gateway; https.
   *
   * @default that of the Events API
   */
  readonly endpoint?: pulumi.Input<string>
}

/** Arguments of `DatadogChannel`. */
export interface DatadogChannelArgs extends ServiceChannelArgs {
  /**
   * API key of Datadog: give it as a secret of the stack's configuration. This or `secretArn`.
   *
   * @default that in `secretArn`
   */
  readonly apiKey?: pulumi.Input<string>
  /**
   * Site of the account: `datadoghq.com`, `us3.datadoghq.com`, `us5.datadoghq.com`, `datadoghq.eu`, `ap1.datadoghq.com`,
   * `ap2.datadoghq.com`, `ddog-gov.com` or `us2.ddog-gov.com`.
   *
   * @default datadoghq.com
   */
  readonly site?: pulumi.Input<string>
  /**
   * Tags of every event in Datadog, beside detector, alert, measure and severity. Each at most 200 characters.
   *
   * @default none
   */
  readonly eventTags?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>
  /**
   * Address in place of Datadog's own, such as that of a gateway; https.
   *
   * @default that of the Events API of the site
   */
  readonly endpoint?: pulumi.Input<string>
}

/** Arguments of `WebhookChannel`. */
export interface WebhookChannelArgs extends ServiceChannelArgs {
  /**
   * URL that the JSON of an alert is posted to; https. It goes into a secret, because it is often a password. This or `secretArn`, whose text
   * is the URL or a JSON object of `url`, `signingKey` and `headers`.
   *
   * @default that in `secretArn`
   */
  readonly url?: pulumi.Input<string>
  /**
   * Key that requests are signed with (HMAC-SHA256, Standard Webhooks): any text, or `whsec_` and the key in base64. Give it as a secret of
   * the stack's configuration.
   *
   * @default requests are not signed
   */
  readonly signingKey?: pulumi.Input<string>
  /**
   * Headers of every request that are secret, such as `authorization`.
   *
   * @default none
   */
  readonly secretHeaders?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>
  /**
   * Headers of every request that anybody may see.
   *
   * @default none
   */
  readonly headers?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>
}

/** What a channel of e-mail is made of, each to be changed before it is made. TypeScript only. */
export interface EmailChannelTransforms {
  readonly topic?: Transform<TopicArgs>
  readonly subscription?: Transform<TopicSubscriptionArgs>
}

/** Arguments of `EmailChannel`. */
export interface EmailChannelArgs extends CommonArgs {
  /** Addresses that get the alerts, up to 100; SNS asks each of them to confirm. */
  readonly addresses: readonly pulumi.Input<string>[]
  /**
   * Name of the channel in AWS, part of the name of its topic: 1 to 32 letters, digits, hyphens and underscores. Changing it makes a new
   * channel.
   *
   * @default the name of the component
   */
  readonly channelName?: pulumi.Input<string>
  /**
   * Whether the topic is encrypted with the key of SNS. Roles of other accounts cannot publish to it then.
   *
   * @default true
   */
  readonly encrypted?: boolean
  /**
   * ARN of a KMS key to encrypt the topic with; give it to the alert too (`topicKeyArn`), whose role then may use it.
   *
   * @default the key of SNS
   */
  readonly topicKeyArn?: pulumi.Input<string>
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: EmailChannelTransforms
}
