import { distance } from 'fastest-levenshtein'

/** Beyond these nobody made a slip of the pen, and comparing would take long. */
const LONGEST_WORD = 100
const MOST_NAMES = 1000

/**
 * The name that somebody probably meant.
 *
 * @param word - what they wrote
 * @param names - what there is
 * @returns the nearest name; null when none is near: more than a third of its letters (at least 1) differ after case and
 *   punctuation are set aside
 */
export function nearest(word: string, names: readonly string[]): string | null {
  const wanted = letters(word.slice(0, LONGEST_WORD))
  if (wanted === '' || word.length > LONGEST_WORD || names.length > MOST_NAMES) return null
  let best: string | null = null
  let least = Infinity
  for (const name of names) {
    const far = distance(wanted, letters(name))
    if (far < least && far <= Math.max(1, Math.floor(letters(name).length / 3))) {
      best = name
      least = far
    }
  }
  return best
}

function letters(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}
