/** A role as it is deployed, with every policy of it. */
export interface DeployedRole {
  readonly name: string
  readonly path: string
  readonly arn: string
  /** Trust policy as parsed JSON. */
  readonly trust: unknown
  readonly policies: readonly DeployedPolicy[]
  /** ARN of the permissions boundary; null for none. */
  readonly boundary: string | null
  /** When it was last used; null when it was not in the 400 days that IAM looks back, undefined when that is not known. */
  readonly lastUsed: { readonly at: string; readonly region: string } | null | undefined
}

/** A policy of a role. */
export interface DeployedPolicy {
  readonly name: string
  /** ARN of a managed policy; null for an inline one. */
  readonly managed: string | null
  /** As parsed JSON; undefined when it could not be read. */
  readonly document: unknown
}
