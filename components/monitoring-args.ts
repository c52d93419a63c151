import type { DashboardArgs, MetricAlarmArgs } from '@pulumi/aws/cloudwatch/index.js'
import type { TopicArgs, TopicSubscriptionArgs } from '@pulumi/aws/sns/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'

/** A detector with alarms of its own. */
export interface MonitoredDetectorArgs {
  /** Name of the detector. */
  readonly name: pulumi.Input<string>
  /**
   * Its interval: `PT5M`, `PT10M`, `PT1H` or `P1D`. With it, an alarm tells when the detector has looked at no interval for three of them
   * (of days two), and two hours at least.
   *
   * @default no alarm about silence
   */
  readonly interval?: pulumi.Input<string>
}

/** What a monitoring is made of, each to be changed before it is made. TypeScript only. */
export interface MonitoringTransforms {
  readonly alarm?: Transform<MetricAlarmArgs>
  readonly topic?: Transform<TopicArgs>
  readonly subscription?: Transform<TopicSubscriptionArgs>
  readonly dashboard?: Transform<DashboardArgs>
}

/** Arguments of `Monitoring`. */
export interface MonitoringArgs extends CommonArgs {
  /** The engine: an `Engine`, its output `reference`, or in another stack `{ name }` with the engine's name. */
  readonly engine: pulumi.Input<EngineReferenceArgs>
  /**
   * Detectors with alarms of their own, up to 40. The alarms of the engine and the dashboard are about all detectors, also those of other
   * stacks.
   *
   * @default none
   */
  readonly detectors?: readonly MonitoredDetectorArgs[]
  /**
   * Functions of channels (their output `functionName`) to tell about when they could not deliver an alert, up to 10.
   *
   * @default none
   */
  readonly channelFunctions?: readonly pulumi.Input<string>[]
  /**
   * Whether the engine has a state machine (`map`), about whose executions alarms then tell, too.
   *
   * @default what the engine says where it is a TypeScript object of the same program; else false
   */
  readonly map?: boolean
  /**
   * Failed executions within an hour that are no alarm yet. Guide: Monitoring Lookout for Metrics with Amazon CloudWatch.
   *
   * @default 1
   */
  readonly executionsFailedThreshold?: pulumi.Input<number>
  /**
   * Alerts within an hour that could not be delivered and are no alarm yet.
   *
   * @default 0
   */
  readonly undeliveredThreshold?: pulumi.Input<number>
  /**
   * Percent of the records of an interval that may be rejected, a whole number from 0 to 99.
   *
   * @default 10
   */
  readonly recordsRejectedThreshold?: pulumi.Input<number>
  /**
   * ARN of an existing topic that alarms tell, and are over. Its policy has to let CloudWatch of this account publish.
   *
   * @default a topic `crowsnest-<engine>-alarms` that these alarms may publish to
   */
  readonly topicArn?: pulumi.Input<string>
  /**
   * Addresses of e-mail that are subscribed to the topic of its own; SNS asks each of them to confirm.
   *
   * @default none
   */
  readonly emails?: readonly pulumi.Input<string>[]
  /**
   * ARN of a KMS key to encrypt the topic of its own with. Its policy has to let `cloudwatch.amazonaws.com` use it; the key of SNS cannot.
   *
   * @default not encrypted; alarms hold no data
   */
  readonly topicKeyArn?: pulumi.Input<string>
  /**
   * Whether to make a dashboard `crowsnest-<engine>-<region>`.
   *
   * @default true
   */
  readonly dashboard?: boolean
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: MonitoringTransforms
}
