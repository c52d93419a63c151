import {
  Policy,
  Role,
  RolePolicy,
  RolePolicyAttachment,
  type RoleArgs,
  type RolePolicyArgs,
} from '@pulumi/aws/iam/index.js'
import * as pulumi from '@pulumi/pulumi'
import type { RolePlan } from '../plans/index.ts'
import { child, type Transform } from './child.ts'
import type { Tags } from './common-args.ts'
import { optional } from './optional.ts'

/** How a role is made. */
export interface RoleWishes {
  readonly tags?: pulumi.Input<Tags> | undefined
  readonly transform?: Transform<RoleArgs> | undefined
}

/** How policies are attached: what has to be known before the values in them. */
export interface PolicyWishes {
  readonly attachment: RolePlan['attachment']
  /** Names of the policies, in the order of the plan. */
  readonly documents: readonly string[]
  readonly tags?: pulumi.Input<Tags> | undefined
  readonly transform?: Transform<RolePolicyArgs> | undefined
}

/** Makes a planned role, without its policies. */
export function makeRole(
  parent: pulumi.Resource,
  name: string,
  plan: pulumi.Output<RolePlan>,
  { tags, transform }: RoleWishes,
): Role {
  const args = {
    name: plan.name,
    path: plan.path,
    description: plan.description,
    assumeRolePolicy: plan.trustPolicy,
    permissionsBoundary: optional(plan.permissionsBoundary),
    ...(tags !== undefined && { tags }),
  }
  return child(Role, name, args, { parent }, transform)
}

/**
 * Attaches the policies of a plan to its role.
 *
 * @returns the ARN of the role, known once all of them are there
 */
export function attachPolicies(
  role: Role,
  name: string,
  plan: pulumi.Output<RolePlan>,
  { attachment, documents, tags, transform }: PolicyWishes,
): pulumi.Output<string> {
  const options = { parent: role }
  const attached = documents.map((document, index): pulumi.CustomResource => {
    const policyName = plan.policies.apply((all) => all[index]!.name)
    const policy = plan.policies.apply((all) => all[index]!.json)
    const policyChild = `${name}-${document}`
    if (attachment === 'inline') {
      return child(RolePolicy, policyChild, { role: role.id, name: policyName, policy }, options, transform)
    }
    const managed = child(
      Policy,
      policyChild,
      {
        name: pulumi.interpolate`${plan.name}-${policyName}`,
        path: plan.path,
        policy,
        ...(tags !== undefined && { tags }),
      },
      options,
    )
    return child(RolePolicyAttachment, policyChild, { role: role.name, policyArn: managed.arn }, options)
  })
  return pulumi.all([role.arn, ...attached.map(({ id }) => id)]).apply(([arn]) => arn)
}
