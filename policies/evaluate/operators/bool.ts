import { isPattern, parseTemplate, resolveTemplate } from '../template.ts'
import { OperandError, type Comparison } from './operator.ts'

/**
 * Bool: both are `true` or both are `false`; case plays no part. Variables are possible.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
 */
export const bool: Comparison = {
  compile(value, variables) {
    const parts = parseTemplate(value, { wildcards: false, variables })
    if (isPattern(parts)) {
      const policy = read(value, 'CONDITION_VALUE_INVALID')
      return (text) => read(text, 'CONTEXT_VALUE_INVALID') === policy
    }
    return (text, lookup) => {
      const resolved = resolveTemplate(parts, lookup)
      if (resolved === null) return null
      const policy = resolved.map((part) => (part.kind === 'text' ? part.text : '')).join('')
      return read(text, 'CONTEXT_VALUE_INVALID') === read(policy, 'CONTEXT_VALUE_INVALID')
    }
  },
}

function read(text: string, code: OperandError['code']): boolean {
  const folded = text.toLowerCase()
  if (folded !== 'true' && folded !== 'false') throw new OperandError(code, `"${text}" is neither true nor false`)
  return folded === 'true'
}
