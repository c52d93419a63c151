/** A piece of a timestamp format or path template: text as it stands, or a key such as `yyyy`. */
export type PatternPiece = { readonly kind: 'text' | 'key'; readonly text: string }

/**
 * Splits a pattern into keys (runs of one letter) and text. Other characters, T, and whatever stands in single quotes are
 * text; two single quotes are one. The engine reads patterns in the same way (a test compares the two).
 *
 * @returns null when a single quote is not closed
 */
export function patternPieces(pattern: string): readonly PatternPiece[] | null {
  const pieces: PatternPiece[] = []
  for (const [piece] of pattern.matchAll(/''|'(?:[^']|'')*'|'|([a-zA-Z])\1*|[^a-zA-Z']+/g)) {
    if (piece === "'") return null
    pieces.push({ kind: /^[a-zA-SU-Z]/.test(piece) ? 'key' : 'text', text: piece })
  }
  return pieces
}
