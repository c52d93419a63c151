import { closest, distance } from 'fastest-levenshtein'

/**
 * The name that somebody probably meant.
 *
 * @param word - what they wrote
 * @param names - what there is
 * @returns the nearest name, or undefined when none is near: more than a third of the letters (at least 2) differ
 */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const best = closest(word, names)
  return distance(word, best) <= Math.max(2, Math.floor(best.length / 3)) ? best : undefined
}
