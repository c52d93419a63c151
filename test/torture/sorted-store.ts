import { compareBytes } from '../../engine/state/byte-order.ts'
import type { ObjectStore } from '../../engine/state/index.ts'
import type { StoredObject } from '../../engine/state/object-store.ts'

/** A store in memory that lists quickly however many objects it has: `memoryStore` sorts all of its keys for each listing. */
export function sortedStore(): ObjectStore {
  const objects = new Map<string, StoredObject>()
  const keys: string[] = []
  let writes = 0

  /** Place of the first key that is not before `key`. */
  function placeOf(key: string): number {
    let low = 0
    let high = keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareBytes(keys[middle], key) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function put(key: string, bytes: Uint8Array): string {
    if (!objects.has(key)) keys.splice(placeOf(key), 0, key)
    const etag = String(++writes)
    // Outside of the heap, as a store is.
    objects.set(key, { bytes: Uint8Array.from(bytes), etag })
    return etag
  }

  return {
    url: 'memory:',
    async get(key) {
      return objects.get(key)
    },
    async create(key, bytes) {
      if (objects.has(key)) return 'exists'
      put(key, bytes)
      return 'created'
    },
    async replace(key, bytes, ifMatch) {
      return (objects.get(key)?.etag ?? null) === ifMatch ? { etag: put(key, bytes) } : 'changed'
    },
    async *list(prefix, startAfter) {
      const from = startAfter !== undefined && compareBytes(startAfter, prefix) >= 0 ? startAfter : prefix
      for (let at = placeOf(from); at < keys.length && keys[at].startsWith(prefix); at++) {
        const key = keys[at]
        const object = objects.get(key)
        if (key !== startAfter && object !== undefined) yield { key, size: object.bytes.length }
      }
    },
    async delete(key) {
      if (objects.delete(key)) keys.splice(placeOf(key), 1)
    },
  }
}
