import {
  accessLevel,
  engineBoundary,
  peoplePolicies,
  policiesFor,
  policySize,
  toIamPolicy,
  type DeputyProtection,
  type EnginePlace,
  type IamPolicy,
  type PolicyDocument,
  type PolicyOptions,
  type Role,
  type RoleKind,
} from '../policies/index.ts'
import type { ResolvedDetector } from '../spec/index.ts'

/** What `crowsnest policy --json` prints; spec/output/policy.schema.json describes it. */
export interface PolicyReport {
  readonly version: 1
  readonly detector: string
  readonly place: EnginePlace
  readonly roles: readonly RoleReport[]
  readonly resourcePolicies: readonly ResourceReport[]
  /** The boundary and the policies of people; empty unless asked for. */
  readonly people: readonly PeopleReport[]
}

/** A role with its policies. */
export interface RoleReport {
  readonly name: string
  readonly path: string
  readonly arn: string
  readonly kind: RoleKind
  readonly detector: string | null
  readonly alert: string | null
  readonly reason: string
  readonly boundary: string | null
  readonly attachment: 'inline' | 'managed'
  readonly trust: PolicyText & { readonly protection: DeputyProtection }
  readonly policies: readonly PolicyText[]
}

/** A policy of a resource. */
export interface ResourceReport extends PolicyText {
  readonly kind: string
  readonly resource: string
  readonly reason: string
}

/** The policies of one kind of people. */
export interface PeopleReport {
  readonly audience: string
  readonly reason: string
  readonly replaces: readonly string[]
  readonly policies: readonly PolicyText[]
}

/** A policy, and beside each statement why it is there. */
export interface PolicyText {
  readonly name: string
  /** Characters without whitespace. */
  readonly size: number
  readonly policy: IamPolicy
  /** Parallel to the statements of `policy`. */
  readonly statements: readonly StatementReason[]
}

/** Why a statement is there. */
export interface StatementReason {
  readonly sid: string
  readonly reason: string
  readonly operations: readonly string[]
  /** How AWS classes the actions, each class once. */
  readonly levels: readonly string[]
  readonly source: string
}

/**
 * Everything of IAM that a detector needs in a place, with reasons.
 *
 * @throws {PolicyError} where no policy can be written; see POLICY_ERRORS
 */
export function policyReport(
  spec: ResolvedDetector,
  place: EnginePlace,
  options: PolicyOptions,
  withPeople: boolean,
): PolicyReport {
  const { roles, resourcePolicies } = policiesFor(spec, place, options)
  return {
    version: 1,
    detector: spec.name,
    place,
    roles: roles.map(roleReport),
    resourcePolicies: resourcePolicies.map(({ document, ...rest }) => ({ ...rest, ...policyText(document) })),
    people: withPeople ? peopleReports(place, options) : [],
  }
}

/** A role with the text and the reasons of its policies. */
export function roleReport({ trust, protection, documents, ...role }: Role): RoleReport {
  return { ...role, trust: { ...policyText(trust), protection }, policies: documents.map(policyText) }
}

function peopleReports(place: EnginePlace, { rolePath, boundary, deadLetter }: PolicyOptions): readonly PeopleReport[] {
  const people = peoplePolicies(place, {
    ...(rolePath !== undefined && { rolePath }),
    ...(boundary !== undefined && { boundary }),
    ...(deadLetter !== undefined && { deadLetter }),
  })
  return [
    ...people.map(({ documents, ...rest }) => ({ ...rest, policies: documents.map(policyText) })),
    {
      audience: 'boundary',
      reason:
        'Not for people: the permissions boundary that the deployer has to put on every role. Make it before the first deployment, with rights that the deployer does not have.',
      replaces: [],
      policies: [policyText(engineBoundary(place, rolePath))],
    },
  ]
}

function policyText(document: PolicyDocument): PolicyText {
  return {
    name: document.name,
    size: policySize(document),
    policy: toIamPolicy(document),
    statements: document.statements.map(({ sid, reason, operations, actions, source }) => ({
      sid,
      reason,
      operations,
      levels: [...new Set(actions.flatMap((action) => accessLevel(action)?.split(', ') ?? []))].toSorted(),
      source,
    })),
  }
}
