import type { IamPolicy } from '../iam-json.ts'
import type { CompiledPolicy } from './compile-policy.ts'

/** A policy with a name for the explanation, an unnamed document, or one that was compiled before. */
export type PolicySource = CompiledPolicy | { readonly name: string; readonly policy: unknown } | IamPolicy

/** A level of the organisation (root, unit or account) with the policies attached to it. */
export interface OrganizationLevel {
  readonly orgIdentifier?: string
  readonly policies: readonly PolicySource[]
}

/** Every policy that applies to a request. What is left out does not exist. */
export interface ApplicablePolicies {
  /** Of the user (with its groups) or role. */
  readonly identityPolicies?: readonly PolicySource[]
  /** Of the resource: bucket policy, key policy, role trust policy and so on. */
  readonly resourcePolicy?: PolicySource
  /** The permissions boundary of the user or role. */
  readonly permissionBoundaryPolicies?: readonly PolicySource[]
  /** Passed when the session was made; together they are one limit. */
  readonly sessionPolicies?: readonly PolicySource[]
  /** Of the VPC endpoint that the request goes through. */
  readonly vpcEndpointPolicies?: readonly PolicySource[]
  /** Service control policies from the root of the caller's organisation down to its account: each level must allow. */
  readonly serviceControlPolicies?: readonly OrganizationLevel[]
  /** Resource control policies of the resource's account; they only ever deny, because AWS attaches an allowing one. */
  readonly resourceControlPolicies?: readonly OrganizationLevel[]
}
