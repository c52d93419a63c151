import { changeObject } from './change-object.ts'
import { mapLimited } from './concurrency.ts'
import { decodeJson, encodeJson } from './json.ts'
import { alertKey, alertsPrefix, apiRecordKey, datasetKey, detectorKey, detectorPrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'

/** A detector as declared: JSON from outside, to be checked against the spec before use. */
export interface DeclaredDetector {
  readonly detector: unknown
  /** Undefined while there is no dataset. */
  readonly dataset: unknown
  readonly alerts: readonly { readonly name: string; readonly alert: unknown }[]
}

/** What is declared under a detector's name; undefined when there is no such detector. */
export async function readDeclared(store: ObjectStore, name: string): Promise<DeclaredDetector | undefined> {
  const [detector, dataset, alerts] = await Promise.all([
    readJson(store, detectorKey(name)),
    readJson(store, datasetKey(name)),
    readAlerts(store, alertsPrefix(name)),
  ])
  return detector === undefined ? undefined : { detector, dataset, alerts }
}

/**
 * Declares a detector with its dataset and alerts: writes what differs, removes alerts that are not among them.
 *
 * @returns the keys that were written or removed
 * @throws {StateError} STORE_BUSY when others change the same objects all the time
 */
export async function declareDetector(
  store: ObjectStore,
  name: string,
  declared: DeclaredDetector,
): Promise<readonly string[]> {
  const wanted = new Map<string, unknown>([
    [detectorKey(name), declared.detector],
    ...(declared.dataset === undefined ? [] : [[datasetKey(name), declared.dataset] as const]),
    ...declared.alerts.map(({ name: alert, alert: value }) => [alertKey(name, alert), value] as const),
  ])
  const changed: string[] = []
  for (const [key, value] of wanted) if (await writeDeclared(store, key, encodeJson(value))) changed.push(key)
  for await (const { key } of store.list(alertsPrefix(name))) {
    if (wanted.has(key)) continue
    await store.delete(key)
    changed.push(key)
  }
  return changed
}

/** Names of all declared detectors, in the order of their keys: one listing each. */
export async function* listDetectors(store: ObjectStore): AsyncGenerator<string> {
  let startAfter: string | undefined
  for (;;) {
    const name = await firstDetectorAfter(store, startAfter)
    if (name === undefined) return
    yield name
    startAfter = `detectors/${name}/\u{10ffff}`
  }
}

/**
 * The first key of what is there of a detector, beyond what the API knows of it; undefined for none. Where nothing is declared, it remains of a
 * detector that was, or was written for one that is not yet.
 */
export async function firstRemains(store: ObjectStore, name: string): Promise<string | undefined> {
  for await (const { key } of store.list(detectorPrefix(name))) if (key !== apiRecordKey(name)) return key
  return undefined
}

async function firstDetectorAfter(store: ObjectStore, startAfter: string | undefined): Promise<string | undefined> {
  for await (const { key } of store.list('detectors/', startAfter)) return key.split('/')[1]
  return undefined
}

async function readAlerts(store: ObjectStore, prefix: string): Promise<DeclaredDetector['alerts']> {
  const keys = await Array.fromAsync(store.list(prefix), ({ key }) => key)
  const alerts = await mapLimited(keys, READS_AT_ONCE, async (key) => ({
    name: key.slice(prefix.length).replace(/\.json$/, ''),
    alert: await readJson(store, key),
  }))
  return alerts.filter(({ alert }) => alert !== undefined)
}

const READS_AT_ONCE = 8

async function readJson(store: ObjectStore, key: string): Promise<unknown> {
  const object = await store.get(key)
  return object && decodeJson(store, key, object.bytes)
}

function writeDeclared(store: ObjectStore, key: string, bytes: Uint8Array): Promise<boolean> {
  return changeObject(store, key, (present) =>
    present !== undefined && Buffer.compare(present.bytes, bytes) === 0 ? undefined : bytes,
  )
}
