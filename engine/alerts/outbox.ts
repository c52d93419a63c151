import { openRecord, sealRecord, statePrefix, type ObjectStore, type StatePlace } from '../state/index.ts'
import type { AlertEvent } from './event.ts'

/** An alert whose channel could not be reached when it was due. */
export interface WaitingAlert {
  readonly event: AlertEvent
  /** End of the interval whose commit has it, epoch milliseconds. */
  readonly end: number
  /** When it was first tried, epoch milliseconds. */
  readonly since: number
}

/** Keeps an alert for the next intervals; what is there already stays. */
export async function putOff(store: ObjectStore, place: StatePlace, alert: WaitingAlert): Promise<void> {
  await store.create(keyOf(place, alert.event), sealRecord(alert, WAITING_VERSION))
}

/** Forgets an alert that has a receipt. */
export async function takeOut(store: ObjectStore, place: StatePlace, event: AlertEvent): Promise<void> {
  await store.delete(keyOf(place, event))
}

/**
 * The alerts that wait, the oldest first.
 *
 * @throws {StateError} OBJECT_CORRUPT
 */
export async function readOutbox(store: ObjectStore, place: StatePlace): Promise<readonly WaitingAlert[]> {
  const waiting: WaitingAlert[] = []
  for await (const { key } of store.list(statePrefix(place, 'outbox'))) {
    const object = await store.get(key)
    if (object) waiting.push(openRecord<WaitingAlert>(store, key, object.bytes, WAITING_VERSION))
  }
  return waiting.toSorted((a, b) => a.since - b.since)
}

const WAITING_VERSION = 1

function keyOf(place: StatePlace, { alert, id }: AlertEvent): string {
  return `${statePrefix(place, 'outbox')}${alert}_${id}.json`
}
