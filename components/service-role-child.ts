import type { RoleArgs, RolePolicyArgs } from '@pulumi/aws/iam/index.js'
import * as pulumi from '@pulumi/pulumi'
import { planRole } from '../plans/index.ts'
import type { Role } from '../policies/index.ts'
import type { Transform } from './child.ts'
import type { Tags } from './common-args.ts'
import { attachPolicies, makeRole } from './iam-role.ts'
import { refuse } from './refuse.ts'

/** How a service role is made. */
export interface ServiceRoleWishes {
  /** Type and name of the component, for errors. */
  readonly what: string
  /** Whether to make it, or to take it for there under its name. */
  readonly create: boolean
  /** Names of its policies for children. */
  readonly documents: readonly string[]
  readonly tags: pulumi.Input<Tags> | undefined
  readonly transform: Transform<RoleArgs> | undefined
  readonly transformPolicy: Transform<RolePolicyArgs> | undefined
}

/**
 * Makes a planned service role, or leaves it to those who have made it.
 *
 * @returns its ARN, known once its policies are attached
 */
export function deployServiceRole(
  parent: pulumi.Resource,
  name: string,
  role: pulumi.Output<Role>,
  { what, create, documents, tags, transform, transformPolicy }: ServiceRoleWishes,
): pulumi.Output<string> {
  if (!create) return role.apply(({ arn }) => arn)
  const plan = role.apply((planned) => {
    if (planned.attachment !== 'inline') {
      const reason =
        'One role for all would need more policies than fit into it. Use separate roles, or name fewer alerts here and add the others with `Alert`.'
      refuse(what, [{ path: 'roles', reason }])
    }
    return planRole(planned)
  })
  const made = makeRole(parent, name, plan, { tags, transform })
  return attachPolicies(made, name, plan, { documents, transform: transformPolicy })
}

/** How the role of a component is made, by the component's arguments. */
export function roleWishes(
  { what, createsRoles }: { readonly what: string; readonly createsRoles: boolean },
  args: {
    readonly tags?: pulumi.Input<Tags>
    readonly transform?: { readonly role?: Transform<RoleArgs>; readonly rolePolicy?: Transform<RolePolicyArgs> }
  },
  documents: readonly string[] = ['policy'],
): ServiceRoleWishes {
  const { tags, transform } = args
  return {
    what,
    create: createsRoles,
    documents,
    tags,
    transform: transform?.role,
    transformPolicy: transform?.rolePolicy,
  }
}
