import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type { InvocationArgs } from '@pulumi/aws/lambda/index.js'
import type { BucketObjectv2, BucketObjectv2Args } from '@pulumi/aws/s3/index.js'
import * as pulumi from '@pulumi/pulumi'
import {
  activateEvent,
  backtestEvent,
  datasetDeclaration,
  datasetPart,
  type BucketAccess,
  type Watched,
} from '../plans/index.ts'
import type { ServicePart } from '../policies/index.ts'
import type { AlertSpec, DatasetSpec, Interval } from '../spec/index.ts'
import type { Transform } from './child.ts'
import type { Tags } from './common-args.ts'
import { deployDeclaration } from './declaration-child.ts'
import { defined } from './defined.ts'
import { refusing, type Deployment } from './deployment.ts'
import type { BacktestGateArgs } from './detector-args.ts'
import { deployActivation, deployBacktest } from './invocation-child.ts'
import type { BucketAccessArgs } from './service-roles-args.ts'
import type { DatasetSpecArgs } from './spec-args.generated.ts'

/** Hooks of the children of a dataset. */
export interface DatasetHooks {
  readonly declaration?: Transform<BucketObjectv2Args>
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
  readonly activation?: Transform<InvocationArgs>
  readonly backtest?: Transform<InvocationArgs>
}

/** The dataset of some arguments, without what is not there. */
export function datasetOf(args: pulumi.Input<DatasetSpecArgs>): pulumi.Output<DatasetSpec> {
  return pulumi.output(args).apply((all) => defined(all) as unknown as DatasetSpec)
}

/**
 * What the dataset of some arguments needs a role for.
 *
 * @param path - property of its source
 */
export function datasetPartOf(
  { what, detector }: Deployment,
  path: string,
  dataset: pulumi.Output<DatasetSpec>,
  { bucketAccount, bucketKeyArn, bucketKeys, resultsKeyArn }: BucketAccessArgs,
): pulumi.Output<ServicePart> {
  // Known once all of it is checked.
  return pulumi
    .all([dataset, { account: bucketAccount, keyArn: bucketKeyArn, bucketKeys, resultsKeyArn }, detector])
    .apply(([known, access]) => refusing(what, path, () => datasetPart(known, defined(access) as BucketAccess)))
}

/** Declares a dataset, with the role that reads it. */
export function declareDataset(
  parent: pulumi.Resource,
  name: string,
  { place, state, detector, region }: Deployment,
  dataset: pulumi.Output<DatasetSpec>,
  role: pulumi.Input<string>,
  { tags, transform }: { readonly tags: pulumi.Input<Tags> | undefined; readonly transform: DatasetHooks },
): BucketObjectv2 {
  const declaration = pulumi
    .all([place, detector, dataset, role])
    .apply(([at, of, known, arn]) => datasetDeclaration(at, of, { ...known, role: arn }))
  return deployDeclaration(parent, name, declaration, { state, tags, region, transform: transform.declaration })
}

/** What is watched, once all of it is known. */
export function watchedOf(
  dataset: pulumi.Output<DatasetSpec>,
  interval: pulumi.Input<Interval> | undefined,
  alerts: readonly pulumi.Output<AlertSpec>[],
): pulumi.Output<Watched> {
  return pulumi
    .all([dataset, interval, pulumi.all([...alerts])])
    .apply(([known, every, all]) => ({ dataset: known, interval: every ?? null, alerts: all as AlertSpec[] }))
}

/** How a detector is brought to life. */
export interface StartWishes {
  readonly activate: boolean
  readonly backtest: BacktestGateArgs | undefined
  /** What the engine needs to find. */
  readonly dependsOn: readonly pulumi.Resource[]
  readonly transform: DatasetHooks
}

/** What a detector was brought to life with. */
export interface Started {
  /** What the schedule comes after; empty when nothing was asked for. */
  readonly steps: readonly pulumi.Resource[]
  /** JSON of what the backtest found; undefined without one. */
  readonly backtestResult: pulumi.Output<string> | undefined
}

/** Runs the backtest that may stop a deployment, then activates the detector. */
export function startDetector(
  parent: pulumi.Resource,
  name: string,
  { runtime, detector, region }: Deployment,
  watched: pulumi.Output<Watched>,
  { activate, backtest, dependsOn, transform }: StartWishes,
): Started {
  const gate =
    backtest === undefined
      ? undefined
      : deployBacktest(parent, `${name}-backtest`, {
          runtime,
          event: pulumi
            .all([detector, watched, backtest.maxAlertsPerWeek, backtest.threshold])
            .apply(([of, what, maxAlertsPerWeek, threshold = null]) =>
              backtestEvent(of, what as Watched, { maxAlertsPerWeek, threshold }),
            ),
          dependsOn,
          region,
          transform: transform.backtest,
        })
  const gates = gate === undefined ? [] : [gate]
  const activation = activate
    ? deployActivation(parent, `${name}-activation`, {
        runtime,
        event: pulumi.all([detector, watched]).apply(([of, what]) => activateEvent(of, what as Watched)),
        dependsOn: [...dependsOn, ...gates],
        region,
        transform: transform.activation,
      })
    : undefined
  return { steps: activation === undefined ? gates : [activation], backtestResult: gate?.result }
}
