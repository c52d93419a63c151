/** A policy as IAM stores it. What comes from outside is `unknown` until a reader has checked it. */
export interface IamPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly IamStatement[]
}

/** One statement of a policy, in the form that we write: lists where IAM allows a lone value too. */
export interface IamStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: IamPrincipal
  readonly NotPrincipal?: IamPrincipal
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource?: readonly string[]
  readonly NotResource?: readonly string[]
  /** Operator, then key, then values: OR within a key, AND across. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** Who a statement is about; only in trust and resource policies. */
export type IamPrincipal =
  '*' | Readonly<Partial<Record<'AWS' | 'Service' | 'Federated' | 'CanonicalUser', readonly string[]>>>
