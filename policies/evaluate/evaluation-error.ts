import { ERROR_TEXTS, type EvaluationErrorCode } from './error-texts.ts'

/** A policy or a request that cannot be decided about: malformed, or with something that AWS does not define. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError'
  readonly code: EvaluationErrorCode
  /** The policy's name, or `request`. */
  readonly document: string
  /** Where in that document, from its root. */
  readonly path: readonly (string | number)[]

  constructor(code: EvaluationErrorCode, document: string, path: readonly (string | number)[], detail: string) {
    const { message, help } = ERROR_TEXTS[code]
    const place = path.length === 0 ? document : `${document}: ${path.join('.')}`
    super(`${place}: ${message(detail)} ${help}`)
    this.code = code
    this.document = document
    this.path = path
  }
}
