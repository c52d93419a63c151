import { decodeJson, encodeJson } from './json.ts'
import { alertKey, datasetKey, detectorKey } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { StateError } from './state-error.ts'

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
export async function changePart(
  store: ObjectStore,
  part: DeclaredPart,
  change: (before: unknown) => unknown,
): Promise<boolean> {
  const key = keyOf(part)
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const object = await store.get(key)
    if (object === undefined) return false
    const value = change(decodeJson(store, key, object.bytes))
    if ((await store.replace(key, encodeJson(value), object.etag)) !== 'changed') return true
  }
  throw new StateError({ code: 'STORE_BUSY', url: store.url, key })
}

/** Takes back what is declared; nothing happens when it is not there. */
export async function removePart(store: ObjectStore, part: DeclaredPart): Promise<void> {
  await store.delete(keyOf(part))
}

const MAX_ATTEMPTS = 20

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
