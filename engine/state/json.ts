import { createHash } from 'node:crypto'
import type { ObjectStore } from './object-store.ts'
import { StateError } from './state-error.ts'

/** JSON as bytes, with a line end, so that people can read an object too. */
export function encodeJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`)
}

/**
 * The JSON value of an object.
 *
 * @throws {StateError} OBJECT_CORRUPT when it is no JSON
 */
export function decodeJson(store: ObjectStore, key: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason: 'it is not JSON' }, { cause: error })
  }
}

/**
 * SHA-256 of a JSON value, whatever the order of its fields: equal values have equal hashes.
 *
 * @param value - as for JSON.stringify
 * @returns 64 hexadecimal digits
 * @throws {TypeError} on a number that is not finite, which JSON would turn into null
 */
export function hashJson(value: unknown): string {
  const text = JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) throw new TypeError(`${key}: JSON cannot keep ${part}`)
    return typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part
  })
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Adds version and checksum to a record of ours.
 *
 * @see openRecord
 */
export function sealRecord(record: object, version: number): Uint8Array {
  const sealed = { version, ...record }
  return encodeJson({ ...sealed, checksum: hashJson(sealed) })
}

/**
 * Reads what `sealRecord` wrote. A record that passes is one that we wrote, so its shape needs no further check.
 *
 * @throws {StateError} OBJECT_CORRUPT, OBJECT_VERSION_UNKNOWN
 */
export function openRecord<T>(store: ObjectStore, key: string, bytes: Uint8Array, version: number): T {
  const value = decodeJson(store, key, bytes)
  if (typeof value !== 'object' || value === null || !('version' in value) || !('checksum' in value)) {
    throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason: 'it has no version or checksum' })
  }
  const { checksum, ...sealed } = value
  if (checksum !== hashJson(sealed)) {
    throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason: 'its checksum does not fit' })
  }
  const { version: found, ...record } = sealed
  if (found !== version) throw new StateError({ code: 'OBJECT_VERSION_UNKNOWN', url: store.url, key, version: found })
  return record as T
}
