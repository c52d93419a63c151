import type { FindingLevel } from '../../spec/index.ts'

/** How findings of one code read. */
export interface ReviewText<Args> {
  readonly level: FindingLevel
  /** One line for the reference: when this is found. */
  readonly summary: string
  readonly message: (args: Args) => string
  readonly help: (args: Args) => string
}

interface Subject {
  readonly role: string
}

interface Change extends Subject {
  /** The change of access in words. */
  readonly change: string
}

interface PolicyOf extends Subject {
  readonly policy: string
}

/** Every finding of a review, by code. Codes are stable: a released one keeps its meaning. */
export const REVIEW_TEXTS = {
  ROLE_MISSING: text<Subject & { readonly reason: string }>({
    level: 'error',
    summary: 'A role that the spec needs is not deployed.',
    message: ({ role, reason }) => `${role} is not deployed. ${reason}`,
    help: () => 'Deploy the stack, or create the role as `crowsnest policy` writes it.',
  }),
  ROLE_ELSEWHERE: text<Subject & { readonly path: string; readonly found: string }>({
    level: 'error',
    summary: 'A role has the right name and another path.',
    message: ({ role, path, found }) => `${role} lies at the path ${found}, not at ${path}.`,
    help: () => 'Say with --role-path where the roles are, or deploy the stack again: a role cannot be moved.',
  }),
  ROLE_NOT_NEEDED: text<Subject>({
    level: 'warning',
    summary: 'A role below the path of the engine is needed by none of the specs.',
    message: ({ role }) =>
      `${role} lies below the path of the engine, whose function may assume it; none of the specs needs it.`,
    help: () => 'Review all specs of the engine together. If none needs the role, remove it.',
  }),
  ROLE_UNUSED: text<Subject & { readonly days: number | null }>({
    level: 'suggestion',
    summary: 'A role has not been used for 90 days.',
    message: ({ role, days }) =>
      days === null
        ? `${role} has not been used in the time that IAM looks back, 400 days at most.`
        : `${role} was last used ${days} days ago.`,
    help: () => 'Find out whether the detector still runs. A role that nobody uses is better removed.',
  }),
  ACCESS_EXTRA: text<Change>({
    level: 'security-warning',
    summary: 'A role may do more than the spec needs.',
    message: ({ role, change }) => `${role} may do more than is needed. ${change}`,
    help: () => 'Take it away, or say in the spec what it is for.',
  }),
  ACCESS_MISSING: text<Change>({
    level: 'error',
    summary: 'A role may not do something that the spec needs.',
    message: ({ role, change }) => `${role} lacks something that is needed. ${change}`,
    help: () => 'Deploy the stack again, so that the role gets the policies that the spec needs.',
  }),
  TRUST_WIDER: text<Change>({
    level: 'security-warning',
    summary: 'More may assume a role than the spec needs.',
    message: ({ role, change }) => `${role} trusts more than is needed. ${change}`,
    help: () => 'Restore the trust policy. Without its external id, another detector can borrow the role.',
  }),
  TRUST_NARROWER: text<Change>({
    level: 'error',
    summary: 'Whoever has to assume a role may not.',
    message: ({ role, change }) => `${role} does not trust who has to assume it. ${change}`,
    help: () => 'Restore the trust policy.',
  }),
  BOUNDARY_MISSING: text<Subject & { readonly needed: string }>({
    level: 'security-warning',
    summary: 'A role has no permissions boundary, and one is asked for.',
    message: ({ role, needed }) => `${role} has no permissions boundary; ${needed} is asked for.`,
    help: () => 'Attach the boundary: without it, nothing limits what a later policy gives the role.',
  }),
  BOUNDARY_OTHER: text<Subject & { readonly needed: string; readonly found: string }>({
    level: 'security-warning',
    summary: 'A role has another permissions boundary than is asked for.',
    message: ({ role, needed, found }) => `${role} has the permissions boundary ${found}; ${needed} is asked for.`,
    help: () => 'Attach the boundary that is asked for, or name this one with --boundary.',
  }),
  MANAGED_POLICY_EXTRA: text<PolicyOf>({
    level: 'security-warning',
    summary: 'A managed policy is attached to a role and gives it more than the spec needs.',
    message: ({ role, policy }) => `${policy} is attached to ${role} and gives it what is not needed.`,
    help: () => 'Detach it.',
  }),
  POLICY_UNREADABLE: text<PolicyOf & { readonly why: string }>({
    level: 'error',
    summary: 'A deployed policy cannot be read or compared, so that nothing can be said about it.',
    message: ({ role, policy, why }) => `${policy} of ${role} cannot be compared: ${why}`,
    help: () => 'Read it yourself; `crowsnest lint` says what is wrong with a policy.',
  }),
} as const

/** Stable name of a finding of a review. */
export type ReviewCode = keyof typeof REVIEW_TEXTS

/** What the text of a finding is made from. */
export type ReviewArgs<Code extends ReviewCode> =
  (typeof REVIEW_TEXTS)[Code] extends ReviewText<infer Args> ? Args : never

function text<Args>(row: ReviewText<Args>): ReviewText<Args> {
  return row
}
