import { engineRoleArn, serviceRoles, type Role, type ServicePart } from '../policies/index.ts'
import type { ResolvedEngine } from './engine-reference.ts'

/** How service roles are made, beyond what the engine says. */
export interface ServiceRoleSettings {
  /** One role for all parts; default one for each. */
  readonly combined?: boolean
  /** Path of the roles; default `services/` below that of the engine. */
  readonly rolePath?: string
  /** ARN of their permissions boundary; default that of the engine's roles. */
  readonly permissionsBoundary?: string
  /** Name of the role, where there is one; default one that follows from detector and purpose. */
  readonly name?: string
}

/**
 * The service roles of a detector for an engine.
 *
 * @param parts - at most one for the dataset and one for each alert
 * @returns one role for each part in their order, or one for all
 * @throws {PolicyError} for parts, names and paths that no role can be made for
 */
export function planServiceRoles(
  { place, policyOptions }: ResolvedEngine,
  detector: string,
  parts: readonly ServicePart[],
  { combined = false, rolePath, permissionsBoundary, name }: ServiceRoleSettings = {},
): readonly Role[] {
  const roles = serviceRoles(place, detector, parts, {
    ...policyOptions,
    roles: combined ? 'combined' : 'separate',
    ...(rolePath !== undefined && { serviceRolePath: rolePath }),
    ...(permissionsBoundary !== undefined && { boundary: permissionsBoundary }),
  })
  if (name === undefined) return roles
  return roles.map((role) => ({ ...role, name, arn: role.arn.replace(/[^/]*$/, name) }))
}

/**
 * Path of the roles that an engine may assume.
 *
 * @returns undefined for an engine that runs with a role of its owner, who decides that
 */
export function assumablePath({ place, policyOptions, roleArn, serviceRolePath }: ResolvedEngine): string | undefined {
  return roleArn === engineRoleArn(place, policyOptions.rolePath) ? serviceRolePath : undefined
}
