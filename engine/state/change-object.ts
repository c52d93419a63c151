import type { ObjectStore, StoredObject } from './object-store.ts'
import { StateError } from './state-error.ts'

/** Every failed attempt means that somebody else has changed the object, which happens rarely. */
const MAX_ATTEMPTS = 20

/**
 * Changes a declared object on top of what others have changed meanwhile.
 *
 * @param change - gives the new bytes for the object as it is (undefined: it is not there), or undefined to leave it; called again when somebody
 *   else was faster
 * @returns false when it was left as it is
 * @throws {StateError} STORE_BUSY when others change it all the time
 */
export async function changeObject(
  store: ObjectStore,
  key: string,
  change: (present: StoredObject | undefined) => Uint8Array | undefined,
): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const present = await store.get(key)
    const bytes = change(present)
    if (bytes === undefined) return false
    if ((await store.replace(key, bytes, present?.etag ?? null)) !== 'changed') return true
  }
  throw new StateError({ code: 'STORE_BUSY', url: store.url, key })
}
