/** How a request ends. */
export type Decision = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied'

/** What part a policy plays. */
export type PolicyRole =
  | 'identity policy'
  | 'resource policy'
  | 'permissions boundary'
  | 'session policy'
  | 'endpoint policy'
  | 'service control policy'
  | 'resource control policy'

/** A statement among all policies of a request. */
export interface StatementReference {
  /** Name of its policy. */
  readonly policy: string
  readonly kind: PolicyRole
  /** Position in the policy, from 0. */
  readonly index: number
  readonly sid: string | null
  readonly effect: 'Allow' | 'Deny'
}

/** The answer to a request. */
export interface Evaluation {
  readonly decision: Decision
  /** The statement that decided; null when the request is denied because none allows it. */
  readonly statement: StatementReference | null
  /** Why, in words. */
  readonly reason: string
}

/** A statement and whether it is about the request. */
export interface StatementExplanation extends StatementReference {
  readonly matches: boolean
  /** Why it does not match, or how it does. */
  readonly why: string
}

/** The answer with every statement that was looked at. */
export interface Explanation extends Evaluation {
  readonly statements: readonly StatementExplanation[]
}
