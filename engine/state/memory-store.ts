import { createHash } from 'node:crypto'
import { compareBytes } from './byte-order.ts'
import { checkKey } from './keys.ts'
import type { ObjectStore } from './object-store.ts'

/** A store that ends with the process: for tests, and for backtests that keep nothing. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly etag: string }>()

  function put(key: string, bytes: Uint8Array): string {
    const etag = createHash('sha256').update(bytes).digest('hex')
    objects.set(key, { bytes: Uint8Array.from(bytes), etag })
    return etag
  }

  return {
    url: 'memory:',
    async get(key) {
      checkKey(key)
      const object = objects.get(key)
      return object && { bytes: Uint8Array.from(object.bytes), etag: object.etag }
    },
    async create(key, bytes) {
      checkKey(key)
      if (objects.has(key)) return 'exists'
      put(key, bytes)
      return 'created'
    },
    async replace(key, bytes, ifMatch) {
      checkKey(key)
      return (objects.get(key)?.etag ?? null) === ifMatch ? { etag: put(key, bytes) } : 'changed'
    },
    async *list(prefix, startAfter) {
      const keys = [...objects.keys()].filter(
        (key) => key.startsWith(prefix) && (startAfter === undefined || compareBytes(key, startAfter) > 0),
      )
      for (const key of keys.toSorted(compareBytes)) {
        const object = objects.get(key)
        if (object !== undefined) yield { key, size: object.bytes.length }
      }
    },
    async delete(key) {
      checkKey(key)
      objects.delete(key)
    },
  }
}
