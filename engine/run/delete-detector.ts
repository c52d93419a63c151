import { apiRecordKey, detectorObjects, mapLimited, type ObjectStore } from '../state/index.ts'

const DELETES_AT_ONCE = 16

/**
 * Removes a detector with all that it declared, found and did. Can be called again after a crash: what says that the API made the detector goes
 * last, so that whoever finds that alone knows that a deletion was not finished.
 *
 * @returns how many objects were removed
 */
export async function deleteDetector(store: ObjectStore, name: string): Promise<number> {
  let removed = 0
  const last = apiRecordKey(name)
  for (const prefix of detectorObjects(name)) {
    const keys = await Array.fromAsync(store.list(prefix), ({ key }) => key)
    const now = keys.filter((key) => key !== last)
    await mapLimited(now, DELETES_AT_ONCE, (key) => store.delete(key))
    removed += now.length
  }
  await store.delete(last)
  return removed + 1
}
