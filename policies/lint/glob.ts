/** Stands in a text for a part that is not known, such as an intrinsic function of a template; matches anything. */
export const UNKNOWN = '\uE000'

/** Whether a pattern of `*` and `?` matches all of a text; the text's own wildcards count as letters. Case matters. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === '*') return true
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    const letter = pattern[p]
    if (letter === '*' || letter === UNKNOWN) {
      star = p++
      mark = t
    } else if (p < pattern.length && (letter === '?' || letter === text[t])) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === '*' || pattern[p] === UNKNOWN) p++
  return p === pattern.length
}

/** Steps of a comparison at most; two ARNs of the greatest length that AWS allows take as many. */
const MOST_STEPS = 2048 * 2048

/** Whether some text matches both patterns. Patterns far beyond what AWS allows only overlap when they are the same. */
export function overlaps(one: string, other: string): boolean {
  for (let at = 0; at < one.length && at < other.length && isLetter(one[at]) && isLetter(other[at]); at++) {
    if (one[at] !== other[at]) return false
  }
  if (one.length * other.length > MOST_STEPS) return one === other
  // reachable[j]: the first i letters of `one` and the first j of `other` can match the same text.
  let reachable = new Uint8Array(other.length + 1)
  reachable[0] = 1
  for (let j = 0; j < other.length && wild(other[j]); j++) reachable[j + 1] = 1
  for (let i = 0; i < one.length; i++) {
    const next = new Uint8Array(other.length + 1)
    const many = wild(one[i])
    if (many && reachable[0] === 1) next[0] = 1
    for (let j = 0; j < other.length; j++) {
      const otherMany = wild(other[j])
      const same = one[i] === other[j] || one[i] === '?' || other[j] === '?'
      const met =
        (many && (reachable[j + 1] === 1 || next[j] === 1)) ||
        (otherMany && (next[j] === 1 || reachable[j + 1] === 1)) ||
        (!many && !otherMany && same && reachable[j] === 1)
      if (met) next[j + 1] = 1
    }
    reachable = next
  }
  return reachable[other.length] === 1
}

/** Whether a text has a wildcard, or a part that is not known. */
export function isPattern(text: string): boolean {
  return /[*?\uE000]/.test(text)
}

function wild(letter: string | undefined): boolean {
  return letter === '*' || letter === UNKNOWN
}

function isLetter(letter: string | undefined): boolean {
  return letter !== '?' && !wild(letter)
}
