import {
  resourceParts,
  resolveTemplate,
  splitFields,
  wildcardParts,
  parseTemplate,
  type PatternPart,
  type VariableLookup,
} from '../evaluate/index.ts'
import { ANY, FIELD_ANY, FIELD_STAR, STAR, type Symbols } from './representatives.ts'

/** The symbols of a pattern. */
export function symbolsOf(parts: readonly PatternPart[]): Symbols {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'text':
        return part.text.split('').map((character) => character.charCodeAt(0))
      case 'star':
        return [STAR]
      case 'any':
        return [ANY]
      case 'field-star':
        return [FIELD_STAR]
      case 'field-any':
        return [FIELD_ANY]
    }
  })
}

/** An action of a policy, in lower case. */
export function actionSymbols(text: string): Symbols {
  return symbolsOf(wildcardParts(text.toLowerCase()))
}

/** An entry of Resource; null when a variable has no value. */
export function resourceSymbols(text: string, variables: boolean, lookup: VariableLookup): Symbols | null {
  const resolved = resolveTemplate(resourceParts(text, variables), lookup)
  return resolved === null ? null : symbolsOf(resolved)
}

/** A value of a condition of texts; null when a variable has no value. */
export function textSymbols(
  text: string,
  wildcards: boolean,
  variables: boolean,
  lookup: VariableLookup,
): Symbols | null {
  const resolved = resolveTemplate(parseTemplate(text, { wildcards, variables }), lookup)
  return resolved === null ? null : symbolsOf(resolved)
}

/** A value of a condition of ARNs, whose wildcards stay within their field; null when it is no ARN or a variable has no value. */
export function arnSymbols(text: string, variables: boolean, lookup: VariableLookup): Symbols | null {
  const fields = splitFields(parseTemplate(text, { wildcards: true, variables }), 5)
  if (fields.length < 6) return null
  const symbols: number[] = []
  for (const [i, field] of fields.entries()) {
    const resolved = resolveTemplate(field, lookup)
    if (resolved === null) return null
    if (i > 0) symbols.push(':'.charCodeAt(0))
    const row = symbolsOf(resolved)
    symbols.push(
      ...(i < 5 ? row.map((symbol) => (symbol === STAR ? FIELD_STAR : symbol === ANY ? FIELD_ANY : symbol)) : row),
    )
  }
  return symbols
}

/** A readable text that a pattern matches: wildcards become `example`. */
export function exampleOf(text: string): string {
  return text.replaceAll('*', 'example').replaceAll('?', 'x')
}
