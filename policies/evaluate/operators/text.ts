import { isPattern, parseTemplate, resolveTemplate } from '../template.ts'
import { textMatcher } from '../text-pattern.ts'
import type { Comparison } from './operator.ts'

/** StringEquals: the same text. */
export const textEquals: Comparison = comparison(false, (text) => text)

/** StringEqualsIgnoreCase. */
export const textEqualsIgnoreCase: Comparison = comparison(false, (text) => text.toLowerCase())

/** StringLike: `*` and `?` are wildcards; case matters. */
export const textLike: Comparison = comparison(true, (text) => text)

function comparison(wildcards: boolean, fold: (text: string) => string): Comparison {
  return {
    compile(value, variables) {
      const parts = parseTemplate(value, { wildcards, variables }).map((part) =>
        part.kind === 'text' ? { ...part, text: fold(part.text) } : part,
      )
      if (isPattern(parts)) {
        const matches = textMatcher(parts)
        return (text) => matches(fold(text))
      }
      return (text, lookup) => {
        const resolved = resolveTemplate(parts, lookup)
        if (resolved === null) return null
        const folded = resolved.map((part) => (part.kind === 'text' ? { ...part, text: fold(part.text) } : part))
        return textMatcher(folded)(fold(text))
      }
    },
  }
}
