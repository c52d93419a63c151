import { mapLimited } from './concurrency.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { eventKey, eventsPrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { StateError } from './state-error.ts'
import { type DetectorEvent, type DetectorHappening, INITIAL_STATUS, statusAfter, type StatusReport } from './status.ts'

/** What happened to one detector, in order. */
export interface EventLog {
  /**
   * All events, the first first.
   *
   * @throws {StateError} OBJECT_MISSING when there is one with a higher number, OBJECT_CORRUPT
   */
  read(): Promise<readonly DetectorEvent[]>
  /** The status that they lead to. */
  status(): Promise<StatusReport>
  /**
   * Records that something happened, unless it is not possible any more.
   *
   * @param next - says what happens, given the status before it; undefined for nothing (somebody else was faster and it is done).
   *   Called again when another process recorded something meanwhile.
   * @param at - now, epoch milliseconds
   * @returns the status after it
   * @throws {StateError} TRANSITION_FORBIDDEN
   */
  append(next: (before: StatusReport) => DetectorHappening | undefined, at: number): Promise<StatusReport>
}

/**
 * Opens the events of a detector; reads nothing yet.
 *
 * @param writer - id of this process
 */
export function eventLog(store: ObjectStore, detector: string, writer: string): EventLog {
  async function read(): Promise<readonly DetectorEvent[]> {
    let last: string | undefined
    for await (const { key } of store.list(eventsPrefix(detector))) last = key
    if (last === undefined) return []
    const keys: string[] = []
    // A listing may have passed the place of an event that was written a moment before the one it shows now.
    for (let key = eventKey(detector, 0); key <= last; key = eventKey(detector, keys.length)) {
      keys.push(key)
    }
    return mapLimited(keys, READS_AT_ONCE, async (key) => {
      const object = await store.get(key)
      if (object === undefined) throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key })
      return openRecord<DetectorEvent>(store, key, object.bytes, FORMATS.event)
    })
  }

  return {
    read,
    async status() {
      return (await read()).reduce(statusAfter, INITIAL_STATUS)
    },
    async append(next, at) {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const events = await read()
        const before = events.reduce(statusAfter, INITIAL_STATUS)
        const happening = next(before)
        if (happening === undefined) return before
        const event: DetectorEvent = { ...happening, at, writer }
        const after = statusAfter(before, event)
        const key = eventKey(detector, events.length)
        if ((await store.create(key, sealRecord(event, FORMATS.event))) === 'created') return after
      }
      throw new StateError({ code: 'STORE_BUSY', url: store.url, key: eventsPrefix(detector) })
    },
  }
}

/** Whether anything ever happened to a detector that was not removed: one listing. */
export async function hasEvents(store: ObjectStore, detector: string): Promise<boolean> {
  for await (const _ of store.list(eventsPrefix(detector))) return true
  return false
}

const READS_AT_ONCE = 8

/** Every failed attempt means that another process recorded an event, of which there are few in a detector's life. */
const MAX_ATTEMPTS = 20
