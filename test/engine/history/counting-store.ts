import type { ObjectStore } from '../../../engine/state/index.ts'

/** A store that tells which objects were read, and how often keys were listed. */
export interface CountingStore extends ObjectStore {
  readonly reads: string[]
  readonly lists: string[]
}

/** Counts what is asked of a store. */
export function countingStore(store: ObjectStore): CountingStore {
  const reads: string[] = []
  const lists: string[] = []
  return {
    ...store,
    reads,
    lists,
    get(key) {
      reads.push(key)
      return store.get(key)
    },
    list(prefix, startAfter) {
      lists.push(prefix)
      return store.list(prefix, startAfter)
    },
  }
}
