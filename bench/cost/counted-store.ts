import type { ObjectStore } from '../../engine/state/index.ts'

/** Requests that a store was sent, as S3 bills them. */
export interface Requests {
  gets: number
  /** Writes that came too late count, too: S3 bills them. */
  puts: number
  lists: number
  deletes: number
}

/** A store that counts what S3 would bill. */
export interface CountedStore extends ObjectStore {
  /** Since the last look at it. */
  take(): Requests
}

/** Keys of one request of a listing of S3. */
const PAGE = 1_000

/** Counts the requests of a store; a listing is a request for each page that was read. */
export function countedStore(store: ObjectStore): CountedStore {
  let requests: Requests = { gets: 0, puts: 0, lists: 0, deletes: 0 }
  return {
    ...store,
    take() {
      const taken = requests
      requests = { gets: 0, puts: 0, lists: 0, deletes: 0 }
      return taken
    },
    get(key) {
      requests.gets++
      return store.get(key)
    },
    create(key, bytes) {
      requests.puts++
      return store.create(key, bytes)
    },
    replace(key, bytes, ifMatch) {
      requests.puts++
      return store.replace(key, bytes, ifMatch)
    },
    async *list(prefix, startAfter) {
      let count = 0
      for await (const object of store.list(prefix, startAfter)) {
        if (count++ % PAGE === 0) requests.lists++
        yield object
      }
      if (count === 0) requests.lists++
    },
    delete(key) {
      requests.deletes++
      return store.delete(key)
    },
  }
}
