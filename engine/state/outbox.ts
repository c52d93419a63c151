import type { CommittedAlert } from './commit-log.ts'
import { mapLimited } from './concurrency.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'

/** An alert whose channel could not be reached when it was due. */
export interface WaitingAlert {
  /** As it was committed. */
  readonly event: CommittedAlert
  /** End of the interval whose commit has it, epoch milliseconds. */
  readonly end: number
  /** When it was first tried, epoch milliseconds. */
  readonly since: number
  /** Why the last attempt failed; null where there was no time to try. */
  readonly failure: { readonly code: string; readonly message: string } | null
}

/** Keeps an alert for the next intervals; what is there already stays. */
export async function putOff(store: ObjectStore, place: StatePlace, alert: WaitingAlert): Promise<void> {
  await store.create(keyOf(place, alert.event), sealRecord(alert, FORMATS.waiting))
}

/** Says why an alert that waits could not be delivered this time; one that somebody has taken out meanwhile stays out. */
export async function noteFailure(store: ObjectStore, place: StatePlace, alert: WaitingAlert): Promise<void> {
  const key = keyOf(place, alert.event)
  const object = await store.get(key)
  if (object !== undefined) await store.replace(key, sealRecord(alert, FORMATS.waiting), object.etag)
}

/** Forgets an alert that has a receipt. */
export async function takeOut(store: ObjectStore, place: StatePlace, event: CommittedAlert): Promise<void> {
  await store.delete(keyOf(place, event))
}

/**
 * The alerts that wait, the oldest first.
 *
 * @throws {StateError} OBJECT_CORRUPT
 */
export async function readOutbox(store: ObjectStore, place: StatePlace): Promise<readonly WaitingAlert[]> {
  return (await lookIntoOutbox(store, place, Infinity)).alerts
}

/**
 * The alerts that wait, without reading more of them than are wanted: a channel that is dead for a day leaves thousands.
 *
 * @param most - alerts that are read
 * @returns how many there are, and those that were read, the oldest first
 * @throws {StateError} OBJECT_CORRUPT
 */
export async function lookIntoOutbox(
  store: ObjectStore,
  place: StatePlace,
  most: number,
): Promise<{ readonly count: number; readonly alerts: readonly WaitingAlert[] }> {
  const keys: string[] = []
  for await (const { key } of store.list(statePrefix(place, 'outbox'))) keys.push(key)
  const read = await mapLimited(keys.slice(0, most), READS_AT_ONCE, async (key) => {
    const object = await store.get(key)
    if (object === undefined) return []
    // Those of earlier versions do not say why they wait.
    const { failure = null, ...alert } = openRecord<Omit<WaitingAlert, 'failure'> & Partial<WaitingAlert>>(
      store,
      key,
      object.bytes,
      FORMATS.waiting,
    )
    return [{ ...alert, failure }]
  })
  return { count: keys.length, alerts: read.flat().toSorted((a, b) => a.since - b.since) }
}

const READS_AT_ONCE = 16

function keyOf(place: StatePlace, { alert, id }: CommittedAlert): string {
  return `${statePrefix(place, 'outbox')}${alert}_${id}.json`
}
