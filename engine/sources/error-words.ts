/** Characters of what a service says of a failure that are looked at and shown. */
export const LONGEST_REASON = 2000

/** Names in a sentence, the first twenty: "a, b and c". */
export function listOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES)
  const rest = names.length - shown.length
  return LIST.format(rest === 0 ? shown : [...shown, `${rest} more`])
}

/** " Did you mean ...?", or nothing. */
export function didYouMean(suggestion: string | null): string {
  return suggestion === null ? '' : ` Did you mean "${suggestion}"?`
}

const MOST_NAMES = 20

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' })
