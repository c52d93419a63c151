/** A true link: the later measure takes up so much of the earlier one. */
export interface Edge {
  readonly from: number
  readonly to: number
  /** Intervals, 0 = within the same one. */
  readonly lag: number
  /** Standard deviations of the innovation of `to` for one of `from`. */
  readonly weight: number
}

/** Something unmeasured that moves measures. */
export interface Driver {
  /** Correlation from one interval to the next, 0 .. 1. */
  readonly memory: number
  readonly targets: readonly { readonly to: number; readonly lag: number; readonly weight: number }[]
}

/** Every measure from which links lead to a measure, index = that measure. */
export function ancestorsOf(measures: number, edges: readonly Edge[]): Set<number>[] {
  const ancestors = Array.from({ length: measures }, () => new Set<number>())
  for (let round = 0; round < measures; round++) {
    for (const { from, to } of edges) {
      ancestors[to].add(from)
      for (const further of ancestors[from]) ancestors[to].add(further)
    }
  }
  return ancestors
}

/**
 * Pairs whose movements have a common root, a measure's own noise or a hidden driver: at the same total lag, so that it
 * shows within the interval, or at any.
 */
export function commonRoots(
  measures: number,
  edges: readonly Edge[],
  drivers: readonly Driver[],
  rootOf: (source: string, lag: number) => string,
): Set<number> {
  const arrivals = Array.from({ length: measures }, (_, k) => new Map([[`${k}, 0`, { source: `${k}`, lag: 0 }]]))
  drivers.forEach(({ targets }, h) =>
    targets.forEach(({ to, lag }) => arrivals[to].set(`hidden ${h}, ${lag}`, { source: `hidden ${h}`, lag })),
  )
  for (let round = 0; round < measures; round++) {
    for (const { from, to, lag } of edges) {
      for (const arrival of arrivals[from].values()) {
        const later = { source: arrival.source, lag: arrival.lag + lag }
        arrivals[to].set(`${later.source}, ${later.lag}`, later)
      }
    }
  }
  const roots = arrivals.map((some) => new Set(some.values().map(({ source, lag }) => rootOf(source, lag))))
  const pairs = new Set<number>()
  for (let a = 0; a < measures; a++) {
    for (let b = a + 1; b < measures; b++) {
      if (roots[a].intersection(roots[b]).size > 0) pairs.add(a * measures + b)
    }
  }
  return pairs
}
