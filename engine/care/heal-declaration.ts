import { faultyParts } from '../run/index.ts'
import { datasetKey, decodeJson, detectorKey, readDeclared, type DeclaredDetector } from '../state/index.ts'
import type { Inspection } from './inspection.ts'

/**
 * What is declared. A part that is JSON but cannot be used, as after an edit by hand, is put back first if it can be.
 *
 * @throws {StateError} OBJECT_CORRUPT for what is no JSON
 */
export async function readHealed({ store, detector, heal }: Inspection): Promise<DeclaredDetector | undefined> {
  let declared = await readDeclared(store, detector)
  if (heal === undefined) return declared
  const parts = [
    { part: 'detector', key: detectorKey(detector) },
    { part: 'dataset', key: datasetKey(detector) },
  ] as const
  // What is wrong with a dataset shows only beside a detector that is right.
  for (const { part, key } of parts) {
    if (declared?.dataset === undefined || !faultyParts(detector, declared).has(part)) continue
    const beside = declared
    const present = await store.get(key)
    const isRight = (bytes: Uint8Array): boolean =>
      !faultyParts(detector, { ...beside, [part]: decodeJson(store, key, bytes) }).has(part)
    if (await heal(key, present, unlessThrown(isRight))) declared = await readDeclared(store, detector)
  }
  return declared
}

function unlessThrown(test: (bytes: Uint8Array) => boolean): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    try {
      return test(bytes)
    } catch {
      return false
    }
  }
}
