import { readContent, writeContent, type ContentRef } from './content.ts'
import { newestFirst, type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { decodeColumns, encodeColumns, type Columns } from './columns.ts'
import { refusalOf } from './state-error.ts'

/**
 * Stores what an interval's metrics were and should have been, as columns. They count once the interval's commit names them.
 *
 * @param end - end of the interval
 */
export async function writePoints(
  store: ObjectStore,
  place: StatePlace,
  end: number,
  columns: Columns,
): Promise<ContentRef> {
  const prefix = `${statePrefix(place, 'points')}${newestFirst(end)}_`
  return writeContent(store, (sha) => `${prefix}${sha}.bin`, encodeColumns(columns))
}

/**
 * Reads the points that a commit names.
 *
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
 */
export async function readPoints(store: ObjectStore, ref: ContentRef): Promise<Columns> {
  return decodeColumns(await readContent(store, ref), refusalOf(store.url, ref.key))
}
