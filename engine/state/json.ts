import { createHash } from 'node:crypto'
import { type RecordFormat, versionOf } from './formats.ts'
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
  return createHash('sha256').update(canonicalJson(value, '')).digest('hex')
}

/**
 * What JSON.stringify would write, with the fields of each object in order. Written out here because readers of a long history check
 * thousands of records, and a replacer for JSON.stringify takes more than twice as long (`npm run bench:api`).
 */
function canonicalJson(value: unknown, key: string): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${key}: JSON cannot keep ${value}`)
    return String(value)
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (hasOwnJson(value)) return canonicalJson(value.toJSON(key), key)
  let text = ''
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (index > 0) text += ','
      const item: unknown = value[index]
      // Nearly all of a record are numbers.
      text += Number.isFinite(item) ? String(item) : canonicalJson(item, String(index))
    }
    return `[${text}]`
  }
  const fields = value as Readonly<Record<string, unknown>>
  for (const name of sortedNames(fields)) {
    const part = fields[name]
    // As JSON.stringify: what JSON has no word for is no field.
    if (part === undefined || typeof part === 'function' || typeof part === 'symbol') continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(part, name)}`
  }
  return `{${text}}`
}

/** In the order of an object that was made of sorted fields: JavaScript puts names that are array indices first, by number. */
function sortedNames(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(fields).toSorted()
  const mayBeIndices = names.some((name) => name >= '0' && name < ':')
  return mayBeIndices ? Object.keys(Object.fromEntries(names.map((name) => [name, 0]))) : names
}

function hasOwnJson(value: object): value is { toJSON(key: string): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/**
 * Adds version and checksum to a record of ours.
 *
 * @see openRecord
 */
export function sealRecord(record: object, format: RecordFormat): Uint8Array {
  const sealed = { version: versionOf(format), ...record }
  return encodeJson({ ...sealed, checksum: hashJson(sealed) })
}

/**
 * Reads what `sealRecord` wrote, in this version or an earlier one. A record that passes is one that we wrote, so its shape needs no further
 * check.
 *
 * @throws {StateError} OBJECT_CORRUPT, OBJECT_VERSION_UNKNOWN
 */
export function openRecord<T>(store: ObjectStore, key: string, bytes: Uint8Array, format: RecordFormat): T {
  const value = decodeJson(store, key, bytes)
  if (typeof value !== 'object' || value === null || !('version' in value) || !('checksum' in value)) {
    throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason: 'it has no version or checksum' })
  }
  const { checksum, ...sealed } = value
  const { version, ...record } = sealed
  // Before the checksum, because nobody knows how later versions are sealed.
  if (typeof version === 'number' && version > versionOf(format)) {
    throw new StateError({ code: 'OBJECT_VERSION_UNKNOWN', url: store.url, key, version, reads: versionOf(format) })
  }
  if (checksum !== hashUnlessTooDeep(sealed)) {
    throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason: 'its checksum does not fit' })
  }
  const earlier = typeof version === 'number' ? format.slice(version - 1) : []
  return earlier.reduce<Readonly<Record<string, unknown>>>((before, upgrade) => upgrade(before), record) as T
}

/** Undefined for what is nested so deeply that nobody can have sealed it: people may write some objects by hand. */
function hashUnlessTooDeep(value: unknown): string | undefined {
  try {
    return hashJson(value)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
