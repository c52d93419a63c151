import { distance } from 'fastest-levenshtein'

/**
 * The name that was probably meant by one that does not exist. Stricter than a suggestion: at most two letters of ten or
 * more are wrong, one of four or more, so that a name which our facts do not know yet is not taken for a slip.
 *
 * @returns null when no name is as near
 */
export function slipOf(word: string, names: Iterable<string>): string | null {
  const wanted = word.toLowerCase()
  const most = wanted.length >= 10 ? 2 : wanted.length >= 4 ? 1 : 0
  if (most === 0 || wanted.length > 100) return null
  let best: string | null = null
  let least = most + 1
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue
    const far = distance(wanted, name.toLowerCase())
    if (far < least) {
      best = name
      least = far
    }
  }
  return best
}
