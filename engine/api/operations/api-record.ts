import type { MetricSource } from '../../../spec/lookout-metrics/index.ts'
import { apiRecordKey, changeObject, FORMATS, openRecord, sealRecord, type ObjectStore } from '../../state/index.ts'

/** When a resource was made and changed by this API, epoch milliseconds; null: it was not, so that its events have to tell. */
export interface RecordedTimes {
  readonly created: number | null
  readonly changed: number | null
}

/** What the API knows of a detector beyond what is declared: names, times and tags that a spec does not have. */
export interface ApiRecord extends RecordedTimes {
  /** As it was given; what it encrypted in the original service, the place of the state encrypts now. */
  readonly kmsKey: string | null
  /** Null when nothing is known of a dataset. */
  readonly metricSet: MetricSetRecord | null
  /** By name. */
  readonly alerts: Readonly<Record<string, AlertRecord>>
}

/** What the API knows of a dataset. */
export interface MetricSetRecord extends RecordedTimes {
  readonly name: string
  readonly description: string | null
  readonly tags: Tags
  /** The source as it was given, with the hash of that in the spec that it became: when the declared one is another, it is out of date. */
  readonly source: { readonly given: MetricSource; readonly hash: string } | null
}

/** What the API knows of an alert. */
export interface AlertRecord extends RecordedTimes {
  readonly tags: Tags
}

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>

/**
 * Reads the record of a detector; null when it was declared otherwise.
 *
 * @throws {StateError} OBJECT_CORRUPT, OBJECT_VERSION_UNKNOWN
 */
export async function readApiRecord(store: ObjectStore, detector: string): Promise<ApiRecord | null> {
  const key = apiRecordKey(detector)
  const object = await store.get(key)
  return object === undefined ? null : openRecord<ApiRecord>(store, key, object.bytes, FORMATS.apiRecord)
}

/**
 * Changes the record of a detector on top of what others have changed meanwhile.
 *
 * @param change - called again when somebody else was faster; begins with EMPTY_RECORD
 * @throws {StateError} STORE_BUSY, OBJECT_CORRUPT, OBJECT_VERSION_UNKNOWN
 */
export async function changeApiRecord(
  store: ObjectStore,
  detector: string,
  change: (before: ApiRecord) => ApiRecord,
): Promise<void> {
  const key = apiRecordKey(detector)
  await changeObject(store, key, (present) => {
    const before =
      present === undefined ? EMPTY_RECORD : openRecord<ApiRecord>(store, key, present.bytes, FORMATS.apiRecord)
    return sealRecord(change(before), FORMATS.apiRecord)
  })
}

/**
 * Looks at what there is of the record of a detector that is to be made, before it is known that its name is free.
 *
 * @returns begins the record anew, whatever an earlier detector has left; gives false when somebody else has changed it since, whose it is then
 */
export async function newApiRecord(store: ObjectStore, detector: string): Promise<() => Promise<boolean>> {
  const key = apiRecordKey(detector)
  const etag = (await store.get(key))?.etag ?? null
  // Empty, so that no record that is in use has the same bytes, and with them perhaps the same etag.
  return async () => (await store.replace(key, sealRecord(EMPTY_RECORD, FORMATS.apiRecord), etag)) !== 'changed'
}

/** What is known of a resource that was declared otherwise. */
export const UNKNOWN_TIMES: RecordedTimes = { created: null, changed: null }

/** What is known of an alert. A name may be one that every object knows, such as `constructor`. */
export function alertRecord(record: ApiRecord | null, name: string): AlertRecord {
  const known = record !== null && Object.hasOwn(record.alerts, name) ? record.alerts[name] : undefined
  return known ?? { ...UNKNOWN_TIMES, tags: {} }
}

/** The record of a detector of which nothing is known yet. */
export const EMPTY_RECORD: ApiRecord = { ...UNKNOWN_TIMES, kmsKey: null, metricSet: null, alerts: {} }

/**
 * Takes a detector over that was declared otherwise and that nobody else manages: only those with a record are looked after.
 *
 * @throws {StateError} STORE_BUSY
 */
export async function takeOver(store: ObjectStore, detector: string): Promise<void> {
  await store.create(apiRecordKey(detector), sealRecord(EMPTY_RECORD, FORMATS.apiRecord))
}
