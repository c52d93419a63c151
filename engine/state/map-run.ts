import { decodeColumns, encodeColumns, type Columns } from './columns.ts'
import { readContent, writeContent, type ContentRef } from './content.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { momentOf, newestFirstFlat, type StatePlace, statePrefix } from './keys.ts'
import { mapLimited } from './concurrency.ts'
import type { ObjectStore } from './object-store.ts'
import { refusalOf, StateError } from './state-error.ts'

/**
 * What the steps of one distributed run hand to each other for one interval. Nothing of it counts once the interval is committed, and
 * none of it is shared with another run.
 */
export interface MapRun {
  /** Id of the run. */
  readonly id: string
  /** End of the interval, epoch milliseconds. */
  readonly end: number
  /** Writes a record, if it is not there: a step that is repeated writes what it wrote. */
  write(name: string, record: object): Promise<void>
  /** @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT */
  read<T>(name: string): Promise<T>
  writeColumns(columns: Columns): Promise<ContentRef>
  /** @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT */
  readColumns(ref: ContentRef): Promise<Columns>
}

/** Opens the objects of a run; reads nothing yet. */
export function mapRun(store: ObjectStore, place: StatePlace, id: string, end: number): MapRun {
  const prefix = `${runPrefix(place, id)}${newestFirstFlat(end)}/`
  const keyOf = (name: string): string => `${prefix}${name}.json`
  return {
    id,
    end,
    async write(name, record) {
      await store.create(keyOf(name), sealRecord(record, FORMATS.mapRun))
    },
    async read<T>(name: string) {
      const key = keyOf(name)
      const object = await store.get(key)
      if (object === undefined) throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key })
      return openRecord<T>(store, key, object.bytes, FORMATS.mapRun)
    },
    writeColumns: (columns) => writeContent(store, (sha) => `${prefix}${sha}.bin`, encodeColumns(columns)),
    readColumns: async (ref) => decodeColumns(await readContent(store, ref), refusalOf(store.url, ref.key)),
  }
}

/** The interval that a run works on: the last one that it has begun. Undefined when it has begun none, or has removed it. */
export async function newestRun(store: ObjectStore, place: StatePlace, id: string): Promise<MapRun | undefined> {
  for await (const { key } of store.list(runPrefix(place, id))) {
    const end = momentOf(key)
    if (!Number.isNaN(end)) return mapRun(store, place, id, end)
  }
  return undefined
}

/**
 * Whether some run works on an interval: it has begun with it not long ago.
 *
 * @param since - epoch milliseconds; what was planned before has failed
 */
export async function isPlanned(store: ObjectStore, place: StatePlace, end: number, since: number): Promise<boolean> {
  for await (const { key } of store.list(statePrefix(place, 'map'))) {
    if (momentOf(key) !== end || !key.endsWith('/plan.json')) continue
    const object = await store.get(key)
    if (object === undefined) continue
    const { startedAt } = openRecord<{ readonly startedAt: number }>(store, key, object.bytes, FORMATS.mapRun)
    if (startedAt > since) return true
  }
  return false
}

/** Removes what all runs have left of intervals up to one that is committed, those that failed too. */
export async function removeRuns(store: ObjectStore, place: StatePlace, until: number): Promise<void> {
  const keys: string[] = []
  for await (const { key } of store.list(statePrefix(place, 'map'))) if (momentOf(key) <= until) keys.push(key)
  await mapLimited(keys, DELETIONS, (key) => store.delete(key))
}

const DELETIONS = 16

function runPrefix(place: StatePlace, id: string): string {
  // Nobody can take the name of a run for a moment.
  return `${statePrefix(place, 'map')}run-${id}/`
}
