/** A part of a pattern. `field` wildcards stay within one field of an ARN, between two colons. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'field-star' }
  | { readonly kind: 'field-any' }

/** Whether a text matches a pattern. */
export type TextMatcher = (text: string) => boolean

const STAR = -1
const ANY = -2
const FIELD_STAR = -3
const FIELD_ANY = -4
const COLON = 58

/**
 * Compiles a pattern. The common forms (a plain text, a prefix, everything) are compared directly; all others in at most
 * length x length steps, whatever the pattern.
 */
export function textMatcher(parts: readonly PatternPart[]): TextMatcher {
  const [first, second] = parts
  if (first === undefined) return (text) => text === ''
  if (parts.every(({ kind }) => kind === 'star')) return () => true
  if (first.kind === 'text') {
    const prefix = first.text
    if (second === undefined) return (text) => text === prefix
    if (parts.length === 2 && second.kind === 'star') return (text) => text.startsWith(prefix)
  }
  const symbols = parts.flatMap(symbolsOf)
  const fields = symbols.some((symbol) => symbol === FIELD_STAR)
  return fields ? (text) => matchesByStates(symbols, text) : (text) => matchesByBacktracking(symbols, text)
}

/** Splits a text with `*` and `?` into parts. */
export function wildcardParts(text: string): readonly PatternPart[] {
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' ? { kind: 'star' } : part === '?' ? { kind: 'any' } : { kind: 'text', text: part }))
}

function symbolsOf(part: PatternPart): readonly number[] {
  switch (part.kind) {
    case 'text':
      return Array.from({ length: part.text.length }, (_, i) => part.text.charCodeAt(i))
    case 'star':
      return [STAR]
    case 'any':
      return [ANY]
    case 'field-star':
      return [FIELD_STAR]
    case 'field-any':
      return [FIELD_ANY]
  }
}

function fits(symbol: number, code: number): boolean {
  return symbol === code || symbol === ANY || (symbol === FIELD_ANY && code !== COLON)
}

/** With one sort of star only the latest needs to be tried again. */
function matchesByBacktracking(symbols: readonly number[], text: string): boolean {
  let at = 0
  let star = -1
  let retry = 0
  let i = 0
  while (i < text.length) {
    if (at < symbols.length && symbols[at] === STAR) {
      star = at++
      retry = i
    } else if (at < symbols.length && fits(symbols[at]!, text.charCodeAt(i))) {
      at++
      i++
    } else if (star >= 0) {
      at = star + 1
      i = ++retry
    } else return false
  }
  while (symbols[at] === STAR) at++
  return at === symbols.length
}

function matchesByStates(symbols: readonly number[], text: string): boolean {
  let states = new Uint8Array(symbols.length + 1)
  states[0] = 1
  skipStars(symbols, states)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const next = new Uint8Array(symbols.length + 1)
    for (let at = 0; at < symbols.length; at++) {
      if (states[at] === 0) continue
      const symbol = symbols[at]!
      if (symbol === STAR || (symbol === FIELD_STAR && code !== COLON)) next[at] = 1
      else if (symbol !== FIELD_STAR && fits(symbol, code)) next[at + 1] = 1
    }
    skipStars(symbols, next)
    states = next
  }
  return states[symbols.length] === 1
}

function skipStars(symbols: readonly number[], states: Uint8Array): void {
  for (let at = 0; at < symbols.length; at++) {
    if (states[at] === 1 && (symbols[at] === STAR || symbols[at] === FIELD_STAR)) states[at + 1] = 1
  }
}
