import { detectorObjects, mapLimited, type ObjectStore } from '../state/index.ts'

const DELETES_AT_ONCE = 16

/**
 * Removes a detector with all that it declared, found and did. Can be called again after a crash: each step leaves what tells that there is more
 * to do, and what says that the API made the detector goes last, so that its name is not free before.
 *
 * @returns how many objects were removed
 */
export async function deleteDetector(store: ObjectStore, name: string): Promise<number> {
  let removed = 0
  for (const { prefix, but } of detectorObjects(name)) {
    // Others may still write: until nothing is left.
    for (let left = 1; left > 0; removed += left) {
      const keys = await Array.fromAsync(store.list(prefix), ({ key }) => key)
      const now = keys.filter((key) => !but.some((kept) => key.startsWith(kept)))
      await mapLimited(now, DELETES_AT_ONCE, (key) => store.delete(key))
      left = now.length
    }
  }
  return removed
}
