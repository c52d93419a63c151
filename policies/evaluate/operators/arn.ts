import { isPattern, parseTemplate, resolveTemplate, splitFields, type TemplatePart } from '../template.ts'
import { textMatcher } from '../text-pattern.ts'
import type { Comparison, ValueTest } from './operator.ts'

const COLONS = 5

/**
 * ArnEquals and ArnLike, which are the same: each of the six fields is compared for itself, with wildcards. A value with
 * fewer fields is no ARN and matches nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const arnLike: Comparison = {
  compile(value, variables) {
    const fields = splitFields(parseTemplate(value, { wildcards: true, variables }), COLONS)
    if (fields.length <= COLONS) return () => false
    const tests = fields.map(fieldTest)
    return (text, lookup) => {
      const parts = arnFields(text)
      if (parts === null) return false
      let unresolved = false
      for (const [i, test] of tests.entries()) {
        const result = test(parts[i]!, lookup)
        if (result === false) return false
        if (result === null) unresolved = true
      }
      return unresolved ? null : true
    }
  },
}

/** The six fields of an ARN, the last with all its colons; null when there are fewer. */
export function arnFields(text: string): readonly string[] | null {
  const fields: string[] = []
  let from = 0
  for (let i = 0; i < COLONS; i++) {
    const colon = text.indexOf(':', from)
    if (colon < 0) return null
    fields.push(text.slice(from, colon))
    from = colon + 1
  }
  return [...fields, text.slice(from)]
}

function fieldTest(parts: readonly TemplatePart[]): ValueTest {
  if (isPattern(parts)) return textMatcher(parts)
  return (text, lookup) => {
    const resolved = resolveTemplate(parts, lookup)
    return resolved === null ? null : textMatcher(resolved)(text)
  }
}
