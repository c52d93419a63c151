import { SHARDS } from '../detection/index.ts'
import { readSnapshot, type CommitRecord, type ObjectStore } from '../state/index.ts'

/**
 * Dimension values of a detector's series, by shard and place in it: number = place * SHARDS + shard. In the points of an
 * interval a shard's value of a series stands at place * measures + measure; intervals before the series came have fewer places.
 */
export type SeriesNames = readonly (readonly (readonly string[])[])[]

/**
 * The series of a commit, without reading the state that was learned.
 *
 * @returns one entry a shard, empty where it has no series
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
 */
export async function readSeriesNames(
  store: ObjectStore,
  { snapshot }: Pick<CommitRecord, 'snapshot'>,
): Promise<SeriesNames> {
  const parts = await readSnapshot(store, snapshot, FAMILY)
  return Array.from({ length: SHARDS }, (_, shard) => namesOfShard(parts, shard) ?? [])
}

/** The names of series as parts of a snapshot: one a shard that has any. */
export function nameParts(series: readonly (SeriesNames[number] | undefined)[]): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>()
  series.forEach((names, shard) => {
    if (names !== undefined) parts.set(seriesPart(shard), new TextEncoder().encode(JSON.stringify(names)))
  })
  return parts
}

/** The names of a shard's series; undefined where it has none. */
export function namesOfShard(parts: ReadonlyMap<string, Uint8Array>, shard: number): (readonly string[])[] | undefined {
  const names = parts.get(seriesPart(shard))
  // The checksum of the commit proves that these are what nameParts wrote.
  return names && (JSON.parse(new TextDecoder().decode(names)) as (readonly string[])[])
}

const FAMILY = 'series'

/** Name of the part of a snapshot with the names of a shard's series. */
export function seriesPart(shard: number): string {
  return `${FAMILY}/${String(shard).padStart(2, '0')}`
}
