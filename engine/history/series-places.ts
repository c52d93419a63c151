import { readSeriesNames } from '../run/index.ts'
import type { CommitRecord, ObjectStore } from '../state/index.ts'

/** Where the series of a generation stand in its points. A series keeps its place, so the newest places serve older intervals too. */
export interface SeriesPlaces {
  /** Series that have had a value. */
  readonly count: number
  /** Undefined where the series never had a value. */
  placeOf(series: readonly string[]): SeriesPlace | undefined
}

/** Shard of a series, and its number there. */
export interface SeriesPlace {
  readonly shard: number
  readonly place: number
}

/** Reads the places of commits' series; those of the last commit are kept, because the names seldom change. */
export function seriesPlaces(store: ObjectStore): (commit: CommitRecord) => Promise<SeriesPlaces> {
  let known: { readonly of: string; readonly places: Promise<SeriesPlaces> } | undefined
  return (commit) => {
    const named = commit.snapshot.filter(({ family }) => family === undefined || family === 'series')
    const of = named.map(({ sha256 }) => sha256).join(' ')
    if (known?.of === of) return known.places
    const places = readPlaces(store, commit)
    const own = { of, places }
    known = own
    places.catch(() => {
      if (known === own) known = undefined
    })
    return places
  }
}

async function readPlaces(store: ObjectStore, commit: CommitRecord): Promise<SeriesPlaces> {
  const names = await readSeriesNames(store, commit)
  const places = new Map(
    names.flatMap((shard, number) =>
      shard.map((series, place): [string, SeriesPlace] => [JSON.stringify(series), { shard: number, place }]),
    ),
  )
  return { count: places.size, placeOf: (series) => places.get(JSON.stringify(series)) }
}
