import type { AlertSpec, DatasetSpec, DetectorSpec } from '../../spec/index.ts'
import type { BucketAccessArgs, CommonArgs, ServiceRolesArgs } from './common-args.ts'
import type { BacktestGateArgs } from './dataset-parts.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'

/** Arguments of `Detector`: the spec of a detector, and how it is deployed. Texts in it may be values that Terraform finds. */
export interface DetectorArgs
  extends
    Omit<DetectorSpec, 'detector' | 'dataset' | 'alerts' | 'tags' | '$schema' | 'managedBy'>,
    BucketAccessArgs,
    ServiceRolesArgs,
    CommonArgs {
  /** The engine that runs it: an `Engine`, its `reference`, or of another configuration `{ name }` with the engine's name. */
  readonly engine: EngineReferenceArgs
  /**
   * Name of the detector in AWS. 1 to 63 letters, digits, hyphens and underscores. Changing it makes a new detector.
   *
   * @default the id of the construct
   */
  readonly detectorName?: string
  /**
   * The data that the detector watches.
   *
   * @default none yet: a `Dataset` declares it, which then also activates the detector
   */
  readonly dataset?: DatasetSpec
  /**
   * Whom to tell about which anomalies; an `Alert` can add more.
   *
   * @default none
   */
  readonly alerts?: readonly AlertSpec[]
  /**
   * `separate`: a role for the dataset and one for each alert, which is the least privilege. `combined`: one for all of them.
   *
   * @default separate
   */
  readonly roles?: 'separate' | 'combined'
  /**
   * ARN of an existing role for the dataset and all alerts, in place of roles of their own.
   *
   * @default roles of their own
   */
  readonly roleArn?: string
  /**
   * ARNs of the KMS keys of encrypted topics, by the name of the alert.
   *
   * @default none
   */
  readonly topicKeyArns?: Readonly<Record<string, string>>
  /**
   * Whether to activate the detector. It is deactivated when it is destroyed.
   *
   * @default true
   */
  readonly activate?: boolean
  /**
   * Runs a backtest before the activation; the deployment fails when it finds too many alerts.
   *
   * @default no backtest
   */
  readonly backtest?: BacktestGateArgs
  /**
   * Whether the schedule wakes the engine.
   *
   * @default true
   */
  readonly scheduleEnabled?: boolean
}
