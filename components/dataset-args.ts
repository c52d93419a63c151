import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type { InvocationArgs } from '@pulumi/aws/lambda/index.js'
import type { BucketObjectv2Args } from '@pulumi/aws/s3/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Interval } from '../spec/index.ts'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'
import type { BacktestGateArgs } from './detector-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import type { BucketAccessArgs, ServiceRolesArgs } from './service-roles-args.ts'
import type { DatasetSpecArgs, QuotasSpecArgs } from './spec-args.generated.ts'

/** What a dataset is made of, each to be changed before it is made. TypeScript only. */
export interface DatasetTransforms {
  readonly declaration?: Transform<BucketObjectv2Args>
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
  readonly activation?: Transform<InvocationArgs>
  readonly backtest?: Transform<InvocationArgs>
}

/** Arguments of `Dataset`: the dataset of a spec, and whose it is. */
export interface DatasetArgs extends DatasetSpecArgs, BucketAccessArgs, ServiceRolesArgs, CommonArgs {
  /** The engine of the detector: an `Engine`, its output `reference`, or in another stack `{ name }` with the engine's name. */
  readonly engine: pulumi.Input<EngineReferenceArgs>
  /** Name of the detector, which has no dataset of its own. */
  readonly detector: pulumi.Input<string>
  /**
   * Interval of the detector, as far as it is known here: path templates and timestamps are then checked against it.
   *
   * @default the engine checks it when it runs
   */
  readonly interval?: pulumi.Input<Interval>
  /**
   * Quotas of the detector that are raised, as far as they matter here.
   *
   * @default those of the original service
   */
  readonly quotas?: pulumi.Input<QuotasSpecArgs>
  /**
   * Whether to activate the detector once its dataset is there. It is deactivated before the dataset is destroyed. A dataset without
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
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: DatasetTransforms
}
