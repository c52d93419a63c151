/** Two policies cannot be compared. */
export class DiffError extends Error {
  override readonly name = 'DiffError'
  readonly code: 'DIFF_KINDS_DIFFER' | 'DIFF_TOO_LARGE'

  constructor(code: DiffError['code'], message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
