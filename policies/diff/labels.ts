/** An entry of a policy with the representatives that it matches. */
export interface Entry {
  readonly text: string
  readonly matched: ReadonlySet<string>
}

/** How to name a set of representatives by entries of policies. */
export interface Labels {
  readonly entries: readonly string[]
  /** Entries that the named ones contain, but that are not meant. */
  readonly except: readonly string[]
}

/**
 * Names what is meant by the entries of a statement: an entry as a whole, the narrower entries of both policies that say
 * exactly what is meant, or an entry with exceptions.
 *
 * @param own - entries of the statement
 * @param all - entries of both policies
 * @param meant - representatives
 */
export function labels(own: readonly Entry[], all: readonly Entry[], meant: ReadonlySet<string>): Labels {
  const entries = new Set<string>()
  const except = new Set<string>()
  for (const { text, matched } of own) {
    const here = matched.intersection(meant)
    if (here.size === 0) continue
    if (here.size === matched.size) {
      entries.add(text)
      continue
    }
    const inside = all.filter(
      (each) => each.matched.size > 0 && each.matched.size < matched.size && each.matched.isSubsetOf(matched),
    )
    const exact = widest(inside.filter((each) => each.matched.isSubsetOf(here)))
    const rest = here.difference(new Set(exact.flatMap((each) => [...each.matched])))
    if (rest.size === 0) for (const each of exact) entries.add(each.text)
    else {
      entries.add(text)
      for (const each of widest(inside.filter((other) => other.matched.isDisjointFrom(meant)))) except.add(each.text)
    }
  }
  return { entries: [...entries], except: [...except] }
}

/** Without the entries that others contain. */
function widest(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(
    (each, i) =>
      !entries.some(
        (other, j) =>
          i !== j && each.matched.isSubsetOf(other.matched) && (each.matched.size < other.matched.size || j < i),
      ),
  )
}
