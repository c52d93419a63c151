import type { VariableLookup } from '../template.ts'

/** Compares one value of a request with one value of a policy; null when a variable of the policy's has no value. */
export type ValueTest = (value: string, lookup: VariableLookup) => boolean | null

/** A comparison of condition values; its negation, set operators and IfExists are added around it. */
export interface Comparison {
  /**
   * Compiles a value of a policy.
   *
   * @param variables - whether the version of the policy has variables
   * @throws {OperandError} when the value does not fit
   */
  compile(value: string, variables: boolean): ValueTest
}

/** A value that an operator cannot compare. */
export class OperandError extends Error {
  override readonly name = 'OperandError'
  readonly code: 'CONDITION_VALUE_INVALID' | 'CONTEXT_VALUE_INVALID'

  constructor(code: OperandError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Reads a value of the policy and, later, of the request with the same function.
 *
 * @param read - undefined when the text is not such a value
 * @param what - what it should be, such as `a number`
 */
export function typedComparison<T>(
  read: (text: string) => T | undefined,
  what: string,
  compare: (request: T, policy: T) => boolean,
): Comparison {
  return {
    compile(text) {
      const policy = read(text)
      if (policy === undefined) throw new OperandError('CONDITION_VALUE_INVALID', `"${text}" is not ${what}`)
      return (value) => {
        const request = read(value)
        if (request === undefined) throw new OperandError('CONTEXT_VALUE_INVALID', `"${value}" is not ${what}`)
        return compare(request, policy)
      }
    },
  }
}
