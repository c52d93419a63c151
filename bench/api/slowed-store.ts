import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectStore } from '../../engine/state/index.ts'

/** Keys of one request of a listing of S3. */
const PAGE = 1_000

/** A store whose requests take longer, as over a network. */
export function slowedStore(store: ObjectStore, milliseconds: number): ObjectStore {
  return {
    ...store,
    async get(key) {
      await sleep(milliseconds)
      return store.get(key)
    },
    async *list(prefix, startAfter) {
      let count = 0
      for await (const object of store.list(prefix, startAfter)) {
        if (count++ % PAGE === 0) await sleep(milliseconds)
        yield object
      }
    },
  }
}
