import { SHARDS } from '../detection/index.ts'
import { readSnapshot, type CommitRecord, type ObjectStore } from '../state/index.ts'
import { SeriesLives } from './series-lives.ts'

/**
 * A shard's series, by their places: number = place * SHARDS + shard. In the points of an interval a shard's value of a series stands at
 * place * measures + measure; intervals before the series came have fewer places, or another series had the place, as the lives say.
 */
export interface ShardSeries {
  /** Dimension values; of no meaning where a place is vacant. */
  readonly names: readonly (readonly string[])[]
  readonly lives: SeriesLives
}

/**
 * The series of a commit, without reading the state that was learned.
 *
 * @returns one entry a shard
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
 */
export async function readSeries(
  store: ObjectStore,
  { snapshot }: Pick<CommitRecord, 'snapshot'>,
): Promise<readonly ShardSeries[]> {
  const parts = await readSnapshot(store, snapshot, FAMILY)
  return Array.from({ length: SHARDS }, (_, shard) => seriesOfShard(parts, shard))
}

/** Series as parts of a snapshot: for each shard that has any their names, and their lives where there is something to say of them. */
export function seriesParts(series: readonly ShardSeries[]): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>()
  series.forEach(({ names, lives }, shard) => {
    if (names.length === 0) return
    const [namesPart, livesPart] = seriesPartNames(shard)
    parts.set(namesPart, new TextEncoder().encode(JSON.stringify(names)))
    const bytes = lives.toBytes()
    if (bytes !== undefined) parts.set(livesPart, bytes)
  })
  return parts
}

/** The series of a shard; none where the parts have none of it. */
export function seriesOfShard(parts: ReadonlyMap<string, Uint8Array>, shard: number): ShardSeries {
  const [namesPart, livesPart] = seriesPartNames(shard)
  const names = parts.get(namesPart)
  const lives = parts.get(livesPart)
  return {
    // The checksum of the commit proves that these are what seriesParts wrote.
    names: names === undefined ? [] : (JSON.parse(new TextDecoder().decode(names)) as (readonly string[])[]),
    lives: lives === undefined ? SeriesLives.create() : SeriesLives.restore(lives),
  }
}

const FAMILY = 'series'

/** The parts of a snapshot with the names and the lives of a shard's series. */
export function seriesPartNames(shard: number): readonly [names: string, lives: string] {
  const names = `${FAMILY}/${String(shard).padStart(2, '0')}`
  return [names, `${names}-lives`]
}
