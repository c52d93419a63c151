import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js'
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js'
import type { ITerraformDependable } from 'cdktf'
import type { Construct } from 'constructs'
import type { RolePlan } from '../../plans/index.ts'
import { child, type Surroundings } from './child.ts'

/** A role that can be used, or one that somebody else makes. */
export interface MadeRole {
  /** Text that is the ARN or stands for it in plans. */
  readonly arn: string
  /** What has to be there before it is used. */
  readonly ready: readonly ITerraformDependable[]
}

/** Makes a planned role, without its policies. */
export function makeRole(scope: Construct, id: string, plan: RolePlan, surroundings: Surroundings): IamRole {
  const { name, path, description, trustPolicy, permissionsBoundary } = plan
  return child(
    IamRole,
    scope,
    id,
    {
      name,
      path,
      description,
      assumeRolePolicy: trustPolicy,
      ...(permissionsBoundary !== null && { permissionsBoundary }),
      ...(surroundings.tags !== undefined && { tags: surroundings.tags }),
    },
    surroundings,
  )
}

/**
 * Attaches the policies of a plan to its role, inline.
 *
 * @param documents - ids of the policies, in the order of the plan
 */
export function attachPolicies(
  scope: Construct,
  id: string,
  role: IamRole,
  plan: RolePlan,
  documents: readonly string[],
  surroundings: Surroundings,
): MadeRole {
  const policies = documents.map((document, index) => {
    const { name, json } = plan.policies[index]!
    return child(IamRolePolicy, scope, `${id}-${document}`, { role: role.id, name, policy: json }, surroundings)
  })
  return { arn: surroundings.late.standIn(role.arn, 'roleArn'), ready: [role, ...policies] }
}
