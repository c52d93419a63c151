/** Reads of objects that never change, the latest used of which are kept. */
export interface CachedReads<K, V> {
  /**
   * What is kept; otherwise it is read, once for all that ask meanwhile. A read that fails or finds nothing is not kept.
   *
   * @param read - undefined: there is nothing yet
   */
  get(key: K, read: () => Promise<V | undefined>): Promise<V | undefined>
  /** Whether it is there without reading. */
  has(key: K): boolean
  /** Keeps what was read in another way. */
  put(key: K, value: V): void
}

/**
 * Keeps what was read lately.
 *
 * @param limit - sum of the weights of what is kept
 * @param weigh - weight of a value, in the unit of `limit`
 */
export function cachedReads<K, V>(limit: number, weigh: (value: V) => number): CachedReads<K, V> {
  // A map keeps the order of insertion: what was used last is inserted again, and the first goes.
  const kept = new Map<K, { readonly value: V; readonly weight: number }>()
  const underway = new Map<K, Promise<V | undefined>>()
  let weight = 0

  function keep(key: K, value: V): void {
    const own = weigh(value)
    if (own > limit) return
    kept.set(key, { value, weight: own })
    weight += own
    for (const [oldest, { weight: freed }] of kept) {
      if (weight <= limit) return
      kept.delete(oldest)
      weight -= freed
    }
  }

  async function load(key: K, read: () => Promise<V | undefined>): Promise<V | undefined> {
    try {
      const value = await read()
      if (value !== undefined) keep(key, value)
      return value
    } finally {
      underway.delete(key)
    }
  }

  return {
    has: (key) => kept.has(key),
    put(key, value) {
      if (!kept.has(key)) keep(key, value)
    },
    get(key, read) {
      const known = kept.get(key)
      if (known !== undefined) {
        kept.delete(key)
        kept.set(key, known)
        return Promise.resolve(known.value)
      }
      const begun = underway.get(key) ?? load(key, read)
      underway.set(key, begun)
      return begun
    },
  }
}
