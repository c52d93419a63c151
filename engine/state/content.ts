import { createHash } from 'node:crypto'
import type { ObjectStore } from './object-store.ts'
import { type Refusal, refusalOf, StateError } from './state-error.ts'

/** An immutable object that a commit names, with what proves its content. */
export interface ContentRef {
  readonly key: string
  /** Of the stored bytes, hexadecimal. */
  readonly sha256: string
  /** Length as stored. */
  readonly bytes: number
}

/**
 * Stores bytes under a key that holds their hash: a repeated write changes nothing, and two runs that computed different
 * things do not disturb each other. The bytes count once a commit names them.
 *
 * @param keyOf - makes the key from the SHA-256
 * @param known - by SHA-256, what is stored already and need not be written
 */
export async function writeContent(
  store: ObjectStore,
  keyOf: (sha256: string) => string,
  bytes: Uint8Array,
  known?: ReadonlyMap<string, ContentRef>,
): Promise<ContentRef> {
  const sha256 = sha256Of(bytes)
  const stored = known?.get(sha256)
  if (stored !== undefined) return stored
  const key = keyOf(sha256)
  await store.create(key, bytes)
  return { key, sha256, bytes: bytes.length }
}

/**
 * Reads what a commit names.
 *
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
 */
export async function readContent(store: ObjectStore, ref: ContentRef): Promise<Uint8Array> {
  const object = await store.get(ref.key)
  if (object === undefined) throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key: ref.key })
  checkContent(object.bytes, ref, refusalOf(store.url, ref.key))
  return object.bytes
}

/** Refuses bytes that are not those of a reference. */
export function checkContent(bytes: Uint8Array, ref: ContentRef, refusal: Refusal): void {
  if (bytes.length !== ref.bytes) refusal.corrupt(`it has ${bytes.length} bytes, not ${ref.bytes}`)
  if (sha256Of(bytes) !== ref.sha256) refusal.corrupt('its checksum does not fit')
}

/** SHA-256, hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
