import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import type { BucketObjectv2Args } from '@pulumi/aws/s3/index.js'
import type * as pulumi from '@pulumi/pulumi'
import type { Transform } from './child.ts'
import type { CommonArgs } from './common-args.ts'
import type { EngineReferenceArgs } from './engine-reference.ts'
import type { ServiceRolesArgs } from './service-roles-args.ts'
import type { AlertRuleArgs } from './spec-args.generated.ts'

/** What an alert is made of, each to be changed before it is made. TypeScript only. */
export interface AlertTransforms {
  readonly declaration?: Transform<BucketObjectv2Args>
  readonly role?: Transform<RoleArgs>
  readonly rolePolicy?: Transform<RolePolicyArgs>
}

/** Arguments of `Alert`: an alert of a spec, and whose it is. */
export interface AlertArgs extends AlertRuleArgs, ServiceRolesArgs, CommonArgs {
  /** The engine of the detector: an `Engine`, its output `reference`, or in another stack `{ name }` with the engine's name. */
  readonly engine: pulumi.Input<EngineReferenceArgs>
  /** Name of the detector that it is added to; it may be deployed by another stack. */
  readonly detector: pulumi.Input<string>
  /**
   * Name of the alert, unique in an account and region. 1 to 63 letters, digits, hyphens and underscores, the first a letter or digit.
   * Changing it makes a new alert. Guide: Creating alerts; API reference: AlertName.
   *
   * @default the name of the component
   */
  readonly alertName?: pulumi.Input<string>
  /**
   * ARN of the KMS key of an encrypted topic.
   *
   * @default none
   */
  readonly topicKeyArn?: pulumi.Input<string>
  /** Changes children before they are made. TypeScript only; other languages use the resource option `transforms`. */
  readonly transform?: AlertTransforms
}
