import {
  accessLevel,
  policySize,
  toIamPolicy,
  type DeputyProtection,
  type IamPolicy,
  type PolicyDocument,
  type ResourcePolicy,
  type Role,
  type RoleKind,
} from '../policies/index.ts'

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

/** A role with the text and the reasons of its policies. */
export function roleReport({ trust, protection, documents, ...role }: Role): RoleReport {
  return { ...role, trust: { ...policyText(trust), protection }, policies: documents.map(policyText) }
}

/** The policy of a resource with its text and reasons. */
export function resourceReport({ document, ...rest }: ResourcePolicy): ResourceReport {
  return { ...rest, ...policyText(document) }
}

/** A policy with its text and reasons. */
export function policyText(document: PolicyDocument): PolicyText {
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
