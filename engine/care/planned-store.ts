import { compareBytes, type ListedObject, type ObjectStore, sha256Of } from '../state/index.ts'

/**
 * A state as it would be: what is written or deleted here is remembered, and not done. Of an object that can be fetched again its hash alone is
 * kept.
 *
 * @param fetch - gives the bytes with a hash that were written under a key; undefined when it cannot
 */
export function plannedStore(
  store: ObjectStore,
  fetch: (key: string, sha256: string) => Promise<Uint8Array | undefined>,
): ObjectStore {
  const written = new Map<string, { readonly sha256: string; readonly size: number; readonly bytes?: Uint8Array }>()
  const deleted = new Set<string>()

  async function write(key: string, bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes)
    const isKept = (await fetch(key, sha256)) === undefined
    written.set(key, { sha256, size: bytes.length, ...(isKept && { bytes }) })
    deleted.delete(key)
    return sha256
  }

  return {
    url: store.url,
    async get(key) {
      const planned = written.get(key)
      if (planned !== undefined) {
        const bytes = planned.bytes ?? (await fetch(key, planned.sha256))
        return bytes && { bytes, etag: planned.sha256 }
      }
      return deleted.has(key) ? undefined : store.get(key)
    },
    async create(key, bytes) {
      if (written.has(key) || (!deleted.has(key) && (await store.get(key)) !== undefined)) return 'exists'
      await write(key, bytes)
      return 'created'
    },
    async replace(key, bytes, ifMatch) {
      const present = written.get(key)?.sha256 ?? (deleted.has(key) ? undefined : (await store.get(key))?.etag)
      return (present ?? null) === ifMatch ? { etag: await write(key, bytes) } : 'changed'
    },
    async *list(prefix, startAfter) {
      const added = [...written]
        .filter(([key]) => key.startsWith(prefix) && (startAfter === undefined || compareBytes(key, startAfter) > 0))
        .map(([key, { size }]): ListedObject => ({ key, size }))
        .toSorted((a, b) => compareBytes(a.key, b.key))
      for await (const object of store.list(prefix, startAfter)) {
        while (added.length > 0 && compareBytes(added[0].key, object.key) < 0) yield added.shift()!
        if (added[0]?.key === object.key) yield added.shift()!
        else if (!deleted.has(object.key)) yield object
      }
      yield* added
    },
    async delete(key) {
      written.delete(key)
      deleted.add(key)
    },
  }
}
