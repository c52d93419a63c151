import { changeObject } from './change-object.ts'
import { decodeJson, encodeJson } from './json.ts'
import { alertKey, datasetKey, detectorKey } from './keys.ts'
import type { ObjectStore } from './object-store.ts'

/** One declared object of a detector. */
export type DeclaredPart =
  | { readonly kind: 'detector' | 'dataset'; readonly detector: string }
  | { readonly kind: 'alert'; readonly detector: string; readonly alert: string }

/** What is declared: JSON from outside; undefined when there is nothing. */
export async function readPart(store: ObjectStore, part: DeclaredPart): Promise<unknown> {
  const key = keyOf(part)
  const object = await store.get(key)
  return object && decodeJson(store, key, object.bytes)
}

/**
 * Declares something that is not there yet.
 *
 * @returns false when it is there
 */
export async function createPart(store: ObjectStore, part: DeclaredPart, value: unknown): Promise<boolean> {
  return (await store.replace(keyOf(part), encodeJson(value), null)) !== 'changed'
}

/**
 * Changes what is declared, on top of what others have changed meanwhile.
 *
 * @param change - gives the new value for the one in force; called again when somebody else was faster
 * @returns false when there is nothing to change
 * @throws {StateError} STORE_BUSY
 */
export function changePart(
  store: ObjectStore,
  part: DeclaredPart,
  change: (before: unknown) => unknown,
): Promise<boolean> {
  const key = keyOf(part)
  return changeObject(store, key, (present) => present && encodeJson(change(decodeJson(store, key, present.bytes))))
}

/** Takes back what is declared; nothing happens when it is not there. */
export async function removePart(store: ObjectStore, part: DeclaredPart): Promise<void> {
  await store.delete(keyOf(part))
}

function keyOf(part: DeclaredPart): string {
  switch (part.kind) {
    case 'detector':
      return detectorKey(part.detector)
    case 'dataset':
      return datasetKey(part.detector)
    case 'alert':
      return alertKey(part.detector, part.alert)
  }
}
