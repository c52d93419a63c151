import type { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation/index.js'
import type { ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import { activateEvent, backtestEvent, datasetPart, type BucketAccess, type Watched } from '../../plans/index.ts'
import type { ServicePart } from '../../policies/index.ts'
import type { DatasetSpec } from '../../spec/index.ts'
import type { BucketAccessArgs } from './common-args.ts'
import { invoke } from './declaration.ts'
import { refusing, type Deployment } from './deployment.ts'

/** When a backtest lets a deployment go on. Guide: Backtesting. */
export interface BacktestGateArgs {
  /** Most alerts a week, on average, that the backtest may find: with more the deployment fails before the detector is activated. */
  readonly maxAlertsPerWeek: number
  /**
   * Severity from 0 to 100 from which anomaly groups count, in place of the alerts of the detector.
   *
   * @default the alerts count, each with its own threshold and filters
   */
  readonly threshold?: number
}

/**
 * What a dataset needs a role for.
 *
 * @param path - property of its source
 */
export function datasetPartOf(
  { what, place, surroundings: { late } }: Deployment,
  path: string,
  dataset: DatasetSpec,
  { bucketAccount, bucketKeyArn, bucketKeys, resultsKeyArn }: BucketAccessArgs,
): ServicePart {
  const access: BucketAccess = {
    ...(bucketAccount !== undefined && { account: late.hide({ bucketAccount }).bucketAccount }),
    ...(bucketKeyArn !== undefined && { keyArn: late.hide({ bucketKeyArn }).bucketKeyArn }),
    ...(bucketKeys !== undefined && { bucketKeys }),
    ...(resultsKeyArn !== undefined && { resultsKeyArn: late.hide({ resultsKeyArn }).resultsKeyArn }),
  }
  return refusing(what, path, place, () => datasetPart(dataset, access))
}

/** How a detector is brought to life. */
export interface StartWishes {
  readonly activate: boolean
  readonly backtest: BacktestGateArgs | undefined
  /** What the engine needs to find. */
  readonly dependsOn: readonly ITerraformDependable[]
}

/** Runs the backtest that may stop a deployment, then activates the detector. */
export function startDetector(
  scope: Construct,
  deployment: Deployment,
  watched: Watched,
  { activate, backtest, dependsOn }: StartWishes,
): { readonly steps: readonly LambdaInvocation[]; readonly backtestResult: string | undefined } {
  const { detector } = deployment
  const gate =
    backtest === undefined
      ? undefined
      : invoke(
          scope,
          'backtest',
          backtestEvent(detector, watched, {
            maxAlertsPerWeek: backtest.maxAlertsPerWeek,
            threshold: backtest.threshold ?? null,
          }),
          'CREATE_ONLY',
          deployment,
          dependsOn,
        )
  const gates = gate === undefined ? [] : [gate]
  const activation = activate
    ? invoke(scope, 'activation', activateEvent(detector, watched), 'CRUD', deployment, [...dependsOn, ...gates])
    : undefined
  return { steps: activation === undefined ? gates : [activation], backtestResult: gate?.result }
}
