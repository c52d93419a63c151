import type { ObjectStore, ObjectVersions } from '../state/index.ts'

/** Where objects can be had again. */
export interface Supply {
  readonly url: string
  /** Keys below a prefix, ascending, with or without what was deleted. */
  list(prefix: string, startAfter?: string): AsyncIterable<{ readonly key: string }>
  /** What was kept under a key, the newest first. */
  candidates(key: string): AsyncIterable<Uint8Array>
}

/**
 * Another state: a copy.
 *
 * @param url - what it is called; default its own
 */
export function copySupply(store: ObjectStore, url = store.url): Supply {
  return {
    url,
    list: (prefix, startAfter) => store.list(prefix, startAfter),
    async *candidates(key) {
      const object = await store.get(key)
      if (object !== undefined) yield object.bytes
    },
  }
}

/** The earlier versions of a bucket's objects. */
export function versionsSupply({ url, list, versionsOf }: ObjectVersions): Supply {
  return { url: `the versions of ${url}`, list, candidates: versionsOf }
}
