/** What can be wrong with the reading of deployed roles: code by code, what happened and what to do. */
const TEXTS = {
  DUMP_NOT_JSON: 'is not JSON. Write it with `aws iam get-account-authorization-details`.',
  DUMP_INVALID: 'is not what `aws iam get-account-authorization-details` writes',
  IAM_FAILED: 'IAM did not answer. Sign in to the account (AWS_PROFILE says as whom), or review a dump of it',
} as const

/** Deployed roles could not be read. */
export class DeployedError extends Error {
  override readonly name = 'DeployedError'
  readonly code: keyof typeof TEXTS

  constructor(code: keyof typeof TEXTS, place: string, detail: string, options?: { readonly cause?: unknown }) {
    super(`${place}: ${TEXTS[code]}${detail === '' ? '' : `: ${detail}`} [${code}]`, options)
    this.code = code
  }
}
