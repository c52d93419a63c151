import { describeFinding, type FindingArgs, type FindingCode } from './finding-texts.ts'

/** A spec, or a part of one, that cannot be used was handed to a function that needs a good one. */
export class SpecError extends Error {
  override readonly name = 'SpecError'
  readonly code: FindingCode
  /** Where in the spec. */
  readonly path: readonly (string | number)[]

  constructor(code: FindingCode, path: readonly (string | number)[], message: string) {
    super(`${path.length > 0 ? `${path.join('.')}: ` : ''}${message} [${code}]`)
    this.code = code
    this.path = path
  }

  /** The error of one rule, with its text. */
  static of<Code extends FindingCode>(
    code: Code,
    path: readonly (string | number)[],
    args: FindingArgs<Code>,
  ): SpecError {
    const { message, help } = describeFinding(code, args)
    return new SpecError(code, path, `${message} ${help}`)
  }
}
