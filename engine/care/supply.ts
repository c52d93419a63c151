import type { ObjectStore } from '../state/index.ts'

/** Where objects can be had again. */
export interface Supply {
  /** For people. */
  readonly name: string
  /** Keys below a prefix, ascending. */
  list(prefix: string): AsyncIterable<string>
  /** What was kept under a key, the newest first. */
  candidates(key: string): AsyncIterable<Uint8Array>
}

/** Another state: a copy. */
export function copySupply(store: ObjectStore): Supply {
  return {
    name: store.url,
    async *list(prefix) {
      for await (const { key } of store.list(prefix)) yield key
    },
    async *candidates(key) {
      const object = await store.get(key)
      if (object !== undefined) yield object.bytes
    },
  }
}
