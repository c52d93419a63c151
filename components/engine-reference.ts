import * as pulumi from '@pulumi/pulumi'
import type { EngineReference, RoleMode } from '../plans/index.ts'
import { defined } from './defined.ts'

/**
 * An engine to add detectors or alerts to: an `Engine` of this program, the output `reference` of one, or in another stack its name
 * alone. What is left out follows from the name.
 */
export interface EngineReferenceArgs {
  /** Name of the engine: 1 to 32 letters, digits, hyphens and underscores. */
  readonly name: pulumi.Input<string>
  /**
   * Its account.
   *
   * @default that of the provider
   */
  readonly account?: pulumi.Input<string> | undefined
  /**
   * Its region.
   *
   * @default that of the provider
   */
  readonly region?: pulumi.Input<string> | undefined
  /**
   * Its partition: `aws`, `aws-cn` ...
   *
   * @default that of the provider
   */
  readonly partition?: pulumi.Input<string> | undefined
  /**
   * Name of the bucket of its state.
   *
   * @default `crowsnest-<name>-<account>-<region>`
   */
  readonly stateBucket?: pulumi.Input<string> | undefined
  /**
   * What all keys in the state bucket begin with.
   *
   * @default nothing
   */
  readonly statePrefix?: pulumi.Input<string | undefined> | undefined
  /**
   * ARN of the KMS key of the state.
   *
   * @default none
   */
  readonly stateKeyArn?: pulumi.Input<string | undefined> | undefined
  /**
   * ARN of the function.
   *
   * @default that of the function `crowsnest-<name>`
   */
  readonly functionArn?: pulumi.Input<string> | undefined
  /**
   * ARN of the role that the engine runs with.
   *
   * @default the role that the engine makes for itself
   */
  readonly roleArn?: pulumi.Input<string> | undefined
  /**
   * ARN of the role of its schedules.
   *
   * @default the role that the engine makes for them
   */
  readonly schedulerRoleArn?: pulumi.Input<string> | undefined
  /**
   * Name of the group of its schedules.
   *
   * @default `crowsnest-<name>`
   */
  readonly scheduleGroup?: pulumi.Input<string> | undefined
  /**
   * ARN of the queue of wake-ups that could not be delivered.
   *
   * @default the queue `crowsnest-<name>-lost`
   */
  readonly deadLetterQueueArn?: pulumi.Input<string> | undefined
  /**
   * Path of its roles.
   *
   * @default `/crowsnest/<region>/<name>/`
   */
  readonly rolePath?: pulumi.Input<string | undefined> | undefined
  /**
   * ARN of the permissions boundary of its roles.
   *
   * @default none
   */
  readonly permissionsBoundary?: pulumi.Input<string | undefined> | undefined
  /**
   * Who makes the roles of its detectors: `create` or `precreated`.
   *
   * @default create
   */
  readonly roles?: pulumi.Input<RoleMode> | undefined
}

/** The reference of an engine, known once all of the engine is there. */
export function referenceOf(engine: pulumi.Input<EngineReferenceArgs>): pulumi.Output<EngineReference> {
  return pulumi.output(engine).apply((known) => pulumi.output(fields(known as EngineReferenceArgs)))
}

/** The fields alone: an engine of this program is a resource with more to it. */
function fields(engine: EngineReferenceArgs): pulumi.Output<EngineReference> {
  return pulumi
    .all({
      name: engine.name,
      account: engine.account,
      region: engine.region,
      partition: engine.partition,
      stateBucket: engine.stateBucket,
      statePrefix: engine.statePrefix,
      stateKeyArn: engine.stateKeyArn,
      functionArn: engine.functionArn,
      roleArn: engine.roleArn,
      schedulerRoleArn: engine.schedulerRoleArn,
      scheduleGroup: engine.scheduleGroup,
      deadLetterQueueArn: engine.deadLetterQueueArn,
      rolePath: engine.rolePath,
      permissionsBoundary: engine.permissionsBoundary,
      roles: engine.roles,
    })
    .apply((all) => defined(all) as unknown as EngineReference)
}
