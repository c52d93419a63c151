import { textMatcher, type PatternPart } from './text-pattern.ts'
import {
  isPattern,
  parseTemplate,
  resolveTemplate,
  splitFields,
  type TemplatePart,
  type VariableLookup,
} from './template.ts'

/** Whether a resource matches an entry of Resource; null when a variable of the entry has no value. */
export type ResourceTest = (resource: string, lookup: VariableLookup) => boolean | null

const COLONS_BEFORE_RESOURCE = 5

/**
 * Compiles an entry of Resource or NotResource. A `*` that ends a field of the ARN also matches what lies beyond the next
 * colon; other wildcards stay within their field. In the resource part they match everything, colons and slashes too.
 *
 * @throws {TemplateError} when a variable is malformed
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceTest(text: string, variables: boolean): ResourceTest {
  const parts = resourceParts(text, variables)
  if (isPattern(parts)) return textMatcher(parts)
  return (resource, lookup) => {
    const resolved = resolveTemplate(parts, lookup)
    return resolved === null ? null : textMatcher(resolved)(resource)
  }
}

/** The parts of an entry, with wildcards that stay within their field marked. */
export function resourceParts(text: string, variables: boolean): readonly TemplatePart[] {
  const fields = splitFields(parseTemplate(text, { wildcards: true, variables }), COLONS_BEFORE_RESOURCE)
  const colon: PatternPart = { kind: 'text', text: ':' }
  return merged(
    fields.flatMap((field, i) => {
      const bound =
        i < COLONS_BEFORE_RESOURCE ? field.map((part, at) => withinField(part, at === field.length - 1)) : field
      return i === 0 ? bound : [colon, ...bound]
    }),
  )
}

function withinField(part: TemplatePart, last: boolean): TemplatePart {
  if (part.kind === 'star' && !last) return { kind: 'field-star' }
  return part.kind === 'any' ? { kind: 'field-any' } : part
}

/** Neighbouring texts as one, so that plain texts and prefixes are recognised. */
function merged(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const result: TemplatePart[] = []
  for (const part of parts) {
    const before = result.at(-1)
    if (part.kind === 'text' && before?.kind === 'text') {
      result[result.length - 1] = { kind: 'text', text: before.text + part.text }
    } else result.push(part)
  }
  return result
}
