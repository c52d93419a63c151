import type { Construct } from 'constructs'
import { iamReport, planRole } from '../../plans/index.ts'
import { foreignPolicies, type Role, type ServicePart } from '../../policies/index.ts'
import type { Deployment } from './deployment.ts'
import { attachPolicies, makeRole, type MadeRole } from './iam-role.ts'
import { refuse } from './refuse.ts'
import { writeReport } from './report-file.ts'

/**
 * Makes a planned service role, or leaves it to those who have made it.
 *
 * @param documents - ids of its policies
 */
export function makeServiceRole(
  scope: Construct,
  id: string,
  role: Role,
  { what, createsRoles, surroundings }: Deployment,
  documents: readonly string[] = ['policy'],
): MadeRole {
  if (!createsRoles) return { arn: role.arn, ready: [] }
  if (role.attachment !== 'inline') {
    const reason =
      'One role for all would need more policies than fit into it. Use separate roles, or name fewer alerts here and add the others with `Alert`.'
    refuse(what, [{ path: 'roles', reason }])
  }
  const plan = planRole(role)
  return attachPolicies(scope, id, makeRole(scope, id, plan, surroundings), plan, documents, surroundings)
}

/** The report of service roles, written where it was asked for: its JSON. */
export function reportRoles(
  { what, engine, createsRoles, surroundings, place }: Deployment,
  parts: readonly ServicePart[],
  roles: readonly Role[],
  path: string | undefined,
): string {
  const report = iamReport(what, engine.place, !createsRoles, roles, foreignPolicies(engine.place, parts, roles))
  writeReport(what, report, path, place)
  return surroundings.late.restore(JSON.stringify(report))
}
