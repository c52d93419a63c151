import type { IamPolicy } from '../iam-json.ts'

/** What may be known beyond the document; rules that need what is not given find nothing. */
export interface LintContext {
  /** ARNs (or patterns) of roles that code assumes other roles with: those others must ask for an external id. */
  readonly engineRoles: readonly string[]
  /** Keys by the ARN of what they encrypt. */
  readonly encryptedWith: Readonly<Record<string, string>>
  /** Every call that a run made. */
  readonly calls: readonly RecordedCall[] | null
  /** Why statements exist, by Sid. */
  readonly reasons: Readonly<Record<string, string>> | null
  /** What is deployed now. */
  readonly deployed: IamPolicy | null
}

/** A call that was made. */
export interface RecordedCall {
  /** `s3:GetObject`. */
  readonly action: string
  /** ARN, or `*`. */
  readonly resource: string
}

/** Nothing beyond the document. */
export const NO_CONTEXT: LintContext = {
  engineRoles: [],
  encryptedWith: {},
  calls: null,
  reasons: null,
  deployed: null,
}
