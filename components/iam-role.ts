import { Role, RolePolicy, type RoleArgs, type RolePolicyArgs } from '@pulumi/aws/iam/index.js'
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
  /** Names of the policies, in the order of the plan. */
  readonly documents: readonly string[]
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
 * Attaches the policies of a plan to its role, inline.
 *
 * @returns the ARN of the role, known once all of them are there
 */
export function attachPolicies(
  role: Role,
  name: string,
  plan: pulumi.Output<RolePlan>,
  { documents, transform }: PolicyWishes,
): pulumi.Output<string> {
  const attached = documents.map((document, index) => {
    const args = {
      role: role.id,
      name: plan.policies.apply((all) => all[index]!.name),
      policy: plan.policies.apply((all) => all[index]!.json),
    }
    return child(RolePolicy, `${name}-${document}`, args, { parent: role }, transform)
  })
  return pulumi.all([role.arn, ...attached.map(({ id }) => id)]).apply(([arn]) => arn)
}
