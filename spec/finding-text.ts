import type { FindingLevel } from './finding.ts'

/** How findings of one code read. */
export interface FindingText<Args> {
  readonly level: FindingLevel
  /** Section of the original developer guide (or API model) that the rule comes from; null where the rule is ours. */
  readonly guide: string | null
  /** One line for the reference: when this is found. */
  readonly summary: string
  /** What is wrong here. */
  readonly message: (args: Args) => string
  /** What to do about it. */
  readonly help: (args: Args) => string
}

/** A row of a table of finding texts; keeps the type of its arguments. */
export function text<Args>(row: FindingText<Args>): FindingText<Args> {
  return row
}

/** A value as people write it in a spec, shortened to 60 characters. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const shown = typeof value === 'bigint' ? String(value) : jsonText(value)
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown
}

/** Names in backticks: "`a`, `b` or `c`"; "the top level" is not a name. Of many names the first ones. */
export function either(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => (name === 'the top level' ? name : `\`${name}\``))
  return DISJUNCTION.format(names.length > MOST_NAMES ? [...shown, `${names.length - MOST_NAMES} others`] : shown)
}

/** " Did you mean `x`?", or nothing. */
export function didYouMean(suggestion: string | null): string {
  return suggestion === null ? '' : ` Did you mean \`${suggestion}\`?`
}

/** A number with separators: 2,500. */
export function count(number: number): string {
  return number.toLocaleString('en')
}

const MOST_NAMES = 20

const DISJUNCTION = new Intl.ListFormat('en-GB', { type: 'disjunction' })

function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value
  } catch {
    return typeof value
  }
}
