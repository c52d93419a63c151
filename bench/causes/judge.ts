import type { System } from './system.ts'

/** A link that some method found. */
export interface FoundLink {
  readonly kind: 'may-cause' | 'moves-together'
  readonly from: number
  readonly to: number
  readonly lagIntervals: number
}

/** Counts over systems; shares are made of them in the end. */
export interface Tally {
  systems: number
  /** Links with a direction, and how many of them lead from a true ancestor, or from a true descendant. */
  directed: number
  ancestors: number
  reversed: number
  /** True pairs with a lag of 1 or more, how many were found, and found with a true lag. */
  pairs: number
  found: number
  rightLag: number
  /** Links without a direction, and how many have a common root in the same interval, or at any lag. */
  together: number
  sameInterval: number
  related: number
}

/** Nothing counted yet. */
export function emptyTally(): Tally {
  return {
    systems: 0,
    directed: 0,
    ancestors: 0,
    reversed: 0,
    pairs: 0,
    found: 0,
    rightLag: 0,
    together: 0,
    sameInterval: 0,
    related: 0,
  }
}

/** Counts what a method found in one system. */
export function judge(tally: Tally, system: System, links: readonly FoundLink[]): void {
  const { ancestors, edges, values } = system
  const lags = Map.groupBy(
    edges.filter(({ lag }) => lag > 0),
    ({ from, to }) => `${from} ${to}`,
  )
  tally.systems++
  tally.pairs += lags.size
  for (const { kind, from, to, lagIntervals } of links) {
    if (kind === 'moves-together') {
      const pair = Math.min(from, to) * values.length + Math.max(from, to)
      tally.together++
      if (system.together.has(pair)) tally.sameInterval++
      if (system.related.has(pair)) tally.related++
      continue
    }
    tally.directed++
    if (ancestors[to].has(from)) tally.ancestors++
    else if (ancestors[from].has(to)) tally.reversed++
    const pair = lags.get(`${from} ${to}`)
    if (pair === undefined) continue
    tally.found++
    if (pair.some(({ lag }) => lag === lagIntervals)) tally.rightLag++
  }
}
