import type { PatternPart } from './text-pattern.ts'

/** A part of a policy value that may have variables. */
export type TemplatePart = PatternPart | TemplateVariable

/** `${key}` or `${key, 'default'}`. */
export interface TemplateVariable {
  readonly kind: 'variable'
  /** In lower case. */
  readonly key: string
  readonly fallback: string | null
}

/** Looks up a condition key that has exactly one value; null when it has none or several. */
export type VariableLookup = (key: string) => string | null

/** A malformed variable; the caller knows where it stands. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

const VARIABLE = /^([^\s,'{}$]+)(?:, ?'([^']*)')?$/

/**
 * Takes a value of a policy apart.
 *
 * @param options - `wildcards`: whether `*` and `?` are wildcards; `variables`: false before version 2012-10-17, where
 *   `${` is plain text
 * @throws {TemplateError} when a variable is malformed
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function parseTemplate(
  text: string,
  options: { readonly wildcards: boolean; readonly variables: boolean },
): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') parts.push({ kind: 'text', text: plain })
    plain = ''
  }
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (options.variables && character === '$' && text[i + 1] === '{') {
      const end = text.indexOf('}', i)
      if (end < 0) throw new TemplateError(text.slice(i, i + 60))
      const inside = text.slice(i + 2, end)
      if (inside === '*' || inside === '?' || inside === '$') plain += inside
      else {
        flush()
        parts.push(variable(inside))
      }
      i = end
    } else if (options.wildcards && (character === '*' || character === '?')) {
      flush()
      parts.push({ kind: character === '*' ? 'star' : 'any' })
    } else plain += character
  }
  flush()
  return parts
}

function variable(inside: string): TemplateVariable {
  const match = VARIABLE.exec(inside)
  if (match === null) throw new TemplateError(`\${${inside}}`)
  return { kind: 'variable', key: match[1]!.toLowerCase(), fallback: match[2] ?? null }
}

/** A template without variables is a pattern already. */
export function isPattern(parts: readonly TemplatePart[]): parts is readonly PatternPart[] {
  return parts.every(({ kind }) => kind !== 'variable')
}

/**
 * Puts the values of a request into a template. They are plain text: a `*` in a value is no wildcard.
 *
 * @returns null when a variable has neither value nor default
 */
export function resolveTemplate(parts: readonly TemplatePart[], lookup: VariableLookup): readonly PatternPart[] | null {
  const resolved: PatternPart[] = []
  for (const part of parts) {
    if (part.kind !== 'variable') {
      resolved.push(part)
      continue
    }
    const value = lookup(part.key) ?? part.fallback
    if (value === null) return null
    if (value !== '') resolved.push({ kind: 'text', text: value })
  }
  return resolved
}

/** Splits a template at its first `limit` colons. */
export function splitFields(parts: readonly TemplatePart[], limit: number): readonly (readonly TemplatePart[])[] {
  const fields: TemplatePart[][] = [[]]
  for (const part of parts) {
    if (part.kind !== 'text') {
      fields.at(-1)!.push(part)
      continue
    }
    let rest = part.text
    while (fields.length <= limit && rest.includes(':')) {
      const at = rest.indexOf(':')
      if (at > 0) fields.at(-1)!.push({ kind: 'text', text: rest.slice(0, at) })
      fields.push([])
      rest = rest.slice(at + 1)
    }
    if (rest !== '') fields.at(-1)!.push({ kind: 'text', text: rest })
  }
  return fields
}
