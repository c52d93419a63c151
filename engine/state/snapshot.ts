import { mapLimited } from './concurrency.ts'
import { packParts, unpackChunk } from './chunk.ts'
import { type ContentRef, readContent, writeContent } from './content.ts'
import { newestFirstFlat, type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { refusalOf, StateError } from './state-error.ts'

/** A detector's state after an interval: the chunks that hold its parts, in order. */
export type SnapshotRef = readonly ChunkRef[]

/** A chunk of a snapshot. */
export interface ChunkRef extends ContentRef {
  /** What its parts' names begin with, up to the first `/`; chunks written before this was kept have none. */
  readonly family?: string
  /** Names of its first and last part; chunks written before this was kept have none. */
  readonly range?: readonly [first: string, last: string]
}

/** Chunks on their way at a time; with 8 MB each they bound the memory. */
const CONCURRENCY = 6

/**
 * Stores state as chunks of at most 8 MB. Parts are packed together with neighbours of the same name up to the first `/`
 * (`shard/00`, `shard/01` ...), so that what changes rarely stays apart; longer parts are cut. A chunk that is in
 * `previous` is not written again.
 *
 * @param end - interval end that the state will be committed for; old chunks are collected by it
 * @param parts - raw arrays by name; each is asked for when there is room for it, must not change until the promise is settled
 */
export async function writeSnapshot(
  store: ObjectStore,
  place: StatePlace,
  end: number,
  parts: Iterable<readonly [name: string, bytes: Uint8Array]>,
  previous: SnapshotRef = [],
): Promise<SnapshotRef> {
  const known = new Map(previous.map((ref) => [ref.sha256, ref]))
  const keyOf = (sha256: string): string => `${chunksPrefix(place)}${newestFirstFlat(end)}_${sha256}.bin`
  return mapLimited(packParts(parts), CONCURRENCY, async ({ family, range, encode }) => ({
    ...(await writeContent(store, keyOf, encode(), known)),
    family,
    range,
  }))
}

/**
 * Reads the parts of a snapshot. They are the caller's own, who may change them.
 *
 * @param wanted - reads only parts with these names, or those whose names begin with this and a `/`, and no chunk without any of them; all
 *   by default
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT. A reader that is overtaken by many commits can find a chunk collected: read
 *   the last commit again.
 */
export async function readSnapshot(
  store: ObjectStore,
  snapshot: SnapshotRef,
  wanted?: string | ReadonlySet<string>,
): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, { readonly bytes: Uint8Array; left: number }>()
  const isWanted = (name: string): boolean =>
    wanted === undefined || (typeof wanted === 'string' ? name.startsWith(`${wanted}/`) : wanted.has(name))
  const chunks = wanted === undefined ? snapshot : snapshot.filter((ref) => mayHold(ref, wanted))
  const room = snapshot.reduce((sum, ref) => sum + ref.bytes, 0)
  await mapLimited(chunks, CONCURRENCY, async (ref) => {
    const refusal = refusalOf(store.url, ref.key)
    for (const { name, total, offset, bytes } of unpackChunk(await readContent(store, ref), refusal)) {
      if (!isWanted(name)) continue
      if (bytes.length === total) {
        // Whole: it stays in the chunk's memory.
        parts.set(name, { bytes, left: 0 })
        continue
      }
      // No room is made for what cannot be there.
      if (total > room) throw missingPart(store, snapshot, name)
      const part = parts.get(name) ?? { bytes: new Uint8Array(total), left: total }
      if (part.bytes.length !== total) refusal.corrupt(`it gives ${name} another length than the chunks before it`)
      parts.set(name, part)
      part.bytes.set(bytes, offset)
      part.left -= bytes.length
    }
  })
  for (const [name, { left }] of parts) {
    if (left !== 0) throw missingPart(store, snapshot, name)
  }
  return new Map(
    [...parts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, { bytes }]) => [name, bytes]),
  )
}

function mayHold({ family, range }: ChunkRef, wanted: string | ReadonlySet<string>): boolean {
  if (family === undefined) return true
  if (typeof wanted === 'string') return family === wanted
  return [...wanted].some(
    (name) => name.startsWith(`${family}/`) && (range === undefined || (range[0] <= name && name <= range[1])),
  )
}

function missingPart(store: ObjectStore, [first]: SnapshotRef, name: string): StateError {
  return new StateError({ code: 'OBJECT_MISSING', url: store.url, key: `${first.key} (part ${name})` })
}

/** Prefix of a generation's chunks. */
export function chunksPrefix(place: StatePlace): string {
  return statePrefix(place, 'chunks')
}
