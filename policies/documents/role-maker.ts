import { iamArn } from '../../spec/index.ts'
import { MANAGED_POLICIES, POLICY_LIMITS, policySize, splitDocument } from './document-size.ts'
import { checkedArn, checkPlace, checkRolePath, engineNames, type EngineNames, type EnginePlace } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { PolicyOptions } from './policy-options.ts'
import { roleName } from './role-name.ts'
import type { Role, RoleKind } from './role.ts'
import type { Trust } from './trust.ts'

/** What distinguishes a role from the others of its engine. */
export interface RoleDraft {
  readonly kind: RoleKind
  readonly detector?: string
  readonly alert?: string | null
  readonly nameParts: readonly string[]
  readonly trust: Trust
  readonly documents: readonly PolicyDocument[]
  readonly reason: string
}

/**
 * Makes the roles of a place below a path.
 *
 * @throws {PolicyError} TRUST_TOO_LARGE, POLICIES_TOO_MANY, STATEMENT_TOO_LARGE
 */
export function roleMaker(place: EnginePlace, options: PolicyOptions, path: string): (draft: RoleDraft) => Role {
  const { boundary = null, trustLimit = POLICY_LIMITS.trust } = options
  return ({ kind, detector = null, alert = null, nameParts, trust, documents, reason }) => {
    const name = roleName(place, nameParts)
    const size = policySize(trust.document)
    const limit = Math.min(trustLimit, POLICY_LIMITS.trustRaised)
    if (size > limit) throw new PolicyError('TRUST_TOO_LARGE', { role: name, size, limit })
    return {
      name,
      path,
      arn: iamArn(place, `role${path}${name}`),
      kind,
      detector,
      alert,
      trust: trust.document,
      protection: trust.protection,
      ...attached(name, documents),
      boundary,
      reason,
    }
  }
}

/** Inline while all fits together; else as managed policies, divided where one outgrows its limit. */
function attached(role: string, documents: readonly PolicyDocument[]): Pick<Role, 'documents' | 'attachment'> {
  const total = documents.reduce((sum, document) => sum + policySize(document), 0)
  if (total <= POLICY_LIMITS.inline) return { documents, attachment: 'inline' }
  const divided = documents.flatMap((document) => splitDocument(document, POLICY_LIMITS.managed))
  if (divided.length > MANAGED_POLICIES) {
    throw new PolicyError('POLICIES_TOO_MANY', { role, count: divided.length, limit: MANAGED_POLICIES })
  }
  return { documents: divided, attachment: 'managed' }
}

/**
 * Names of an engine that policies can be written for.
 *
 * @throws {PolicyError} those of the place, ROLE_PATH_INVALID, ROLE_PATH_OUTSIDE, and those of the boundary's ARN
 */
export function checkedNames(place: EnginePlace, options: PolicyOptions): EngineNames {
  const { rolePath, serviceRolePath, boundary } = options
  checkPlace(place)
  if (rolePath !== undefined) checkRolePath(rolePath)
  if (boundary !== undefined) {
    checkedArn(place, boundary, 'a managed policy', 'iam::<account>:policy/<name>', /^policy\/[\w+=,.@/-]{1,512}$/)
  }
  const names = engineNames(place, rolePath)
  if (serviceRolePath === undefined) return names
  checkRolePath(serviceRolePath)
  if (!serviceRolePath.startsWith(names.serviceRolePath)) {
    throw new PolicyError('ROLE_PATH_OUTSIDE', { got: serviceRolePath, within: names.serviceRolePath })
  }
  return names
}
