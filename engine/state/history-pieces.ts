import { decodeColumns, encodeColumns, type Columns } from './columns.ts'
import { statePrefix, type StatePlace } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { refusalOf, StateError } from './state-error.ts'

/**
 * Keeps a piece of a history while the rest of it is still being read, so that a run that is ended goes on there. It is no part of the
 * history of the detector: it goes once that is committed.
 *
 * @param name - of the piece; what is kept under it already stays
 */
export async function keepPiece(store: ObjectStore, place: StatePlace, name: string, columns: Columns): Promise<void> {
  await store.create(pieceKey(place, name), encodeColumns(columns))
}

/**
 * A piece that was kept; undefined when there is none, or it is damaged: it is then read again.
 *
 * @throws {StateError} OBJECT_VERSION_UNKNOWN
 */
export async function keptPiece(store: ObjectStore, place: StatePlace, name: string): Promise<Columns | undefined> {
  const key = pieceKey(place, name)
  const object = await store.get(key)
  if (object === undefined) return undefined
  try {
    return decodeColumns(object.bytes, refusalOf(store.url, key))
  } catch (error) {
    if (!(error instanceof StateError) || error.code !== 'OBJECT_CORRUPT') throw error
    await store.delete(key)
    return undefined
  }
}

/** Removes all pieces of a generation. */
export async function dropPieces(store: ObjectStore, place: StatePlace): Promise<void> {
  for await (const { key } of store.list(statePrefix(place, 'history'))) await store.delete(key)
}

function pieceKey(place: StatePlace, name: string): string {
  return `${statePrefix(place, 'history')}${name}.bin`
}
