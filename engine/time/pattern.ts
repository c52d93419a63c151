import { TimeError } from './time-error.ts'

/** A piece of a timestamp format or path template: text as it stands, or a key such as `yyyy`. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'key'; readonly letter: string; readonly width: number; readonly key: string }

/** English month names, as the keys MMM (first three letters) and MMMM write them. */
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/**
 * Splits a pattern into keys (runs of one letter) and text. Other characters, T, and whatever stands in single quotes
 * are text; two single quotes are one.
 *
 * @throws {TimeError} QUOTE_NOT_CLOSED_IN_PATTERN
 */
export function splitPattern(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = []
  for (const [piece] of pattern.matchAll(/''|'(?:[^']|'')*'|'|([a-zA-Z])\1*|[^a-zA-Z']+/g)) {
    if (piece === "'") throw new TimeError({ code: 'QUOTE_NOT_CLOSED_IN_PATTERN', format: pattern })
    if (piece === "''") parts.push({ kind: 'text', text: "'" })
    else if (piece.startsWith("'")) parts.push({ kind: 'text', text: piece.slice(1, -1).replaceAll("''", "'") })
    else if (/^[a-zA-Z]/.test(piece) && !piece.startsWith('T')) {
      parts.push({ kind: 'key', letter: piece[0], width: piece.length, key: piece })
    } else parts.push({ kind: 'text', text: piece })
  }
  return parts
}
