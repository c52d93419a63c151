import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type { InvocationArgs } from '@pulumi/aws/lambda/index.js'
import type { BucketObjectv2Args } from '@pulumi/aws/s3/index.js'
import type { ScheduleArgs } from '@pulumi/aws/scheduler/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import type { BucketAccessArgs, ServiceRolesArgs } from './service-roles-args.ts'
import type { AlertSpecArgs, DatasetSpecArgs, DetectorSpecArgs } from './spec-args.generated.ts'

/** When a backtest lets a deployment go on. Guide: Backtesting. */
export interface BacktestGateArgs {
  /**
   * Most alerts a week, on average, that the backtest may find: with more the deployment fails before the detector is activated.
   *
   * @fraction
   */
  readonly maxAlertsPerWeek: pulumi.Input<number>
  /**
   * Severity from 0 to 100 from which anomaly groups count, in place of the alerts of the detector.
   *
   * @default the alerts count, each with its own threshold and filters
   */
  readonly threshold?: pulumi.Input<number>
}

/** What a detector is made of, each to be changed before it is made. TypeScript only. */
export interface DetectorTransforms {
  readonly declaration?: Transform<BucketObjectv2Args>
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
  readonly schedule?: Transform<ScheduleArgs>
  readonly activation?: Transform<InvocationArgs>
  readonly backtest?: Transform<InvocationArgs>
}

/** Arguments of `Detector`: the spec of a detector, with values that may still be to come, and how it is deployed. */
export interface DetectorArgs extends DetectorSpecArgs, BucketAccessArgs, ServiceRolesArgs, CommonArgs {
  /** The engine that runs it: an `Engine`, its output `reference`, or in another stack `{ name }` with the engine's name. */
  readonly engine: pulumi.Input<EngineReferenceArgs>
  /**
   * Name of the detector in AWS. 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit. Changing it makes a new
   * detector. Guide: Setting up a detector; API reference: AnomalyDetectorName.
   *
   * @default the name of the component
   */
  readonly detectorName?: pulumi.Input<string>
  /**
   * The data that the detector watches. Guide: Dataset.
   *
   * @default none yet: a `Dataset` declares it, which then also activates the detector
   */
  readonly dataset?: DatasetSpecArgs
  /**
   * Whom to tell about which anomalies; an `Alert` of this or another stack can add more. Up to 10 (quota `alerts`). Guide: Working with alerts.
   *
   * @default none
   */
  readonly alerts?: readonly AlertSpecArgs[]
  /**
   * `separate`: a role for the dataset and one for each alert, which is the least privilege. `combined`: one for all of them, where the
   * number of roles in an account matters more.
   *
   * @default separate
   */
  readonly roles?: 'separate' | 'combined'
  /**
   * ARN of an existing role for the dataset and all alerts, in place of roles of their own; it has to lie below the path of the engine's
   * service roles and trust the engine for all of these purposes.
   *
   * @default roles of their own
   */
  readonly roleArn?: pulumi.Input<string>
  /**
   * ARNs of the KMS keys of encrypted topics, by the name of the alert.
   *
   * @default none
   */
  readonly topicKeyArns?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>
  /**
   * Whether to activate the detector: it then learns its history and watches. It is deactivated when it is destroyed. A dataset without
   * continuous data cannot be activated. Guide: Managing detectors.
   *
   * @default true
   */
  readonly activate?: boolean
  /**
   * Runs a backtest before the activation, and again when what the detector watches has changed; the deployment fails when it finds too
   * many alerts. Guide: Backtesting.
   *
   * @default no backtest
   */
  readonly backtest?: BacktestGateArgs
  /**
   * Whether the schedule wakes the engine. A detector that nothing wakes misses nothing: it catches up when it is woken again.
   *
   * @default true
   */
  readonly scheduleEnabled?: pulumi.Input<boolean>
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: DetectorTransforms
}
