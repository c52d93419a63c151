import { readSeries } from '../run/index.ts'
import type { CommitRecord, ObjectStore } from '../state/index.ts'

/** Where the series of a generation stand in its points: the newest commit knows it of older intervals, too. */
export interface SeriesPlaces {
  /** Series that the detector has. */
  readonly count: number
  /** One after the other; none where the series never had a value, or left its place so long ago that it is not known any more. */
  placesOf(series: readonly string[]): readonly SeriesPlace[]
}

/** Shard of a series, and its number there, for the intervals that start from `since` on and before `until`, epoch milliseconds. */
export interface SeriesPlace {
  readonly shard: number
  readonly place: number
  readonly since: number
  readonly until: number
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
  const shards = await readSeries(store, commit)
  const former = shards.flatMap(({ lives }, shard) =>
    lives.former.map(({ values, place, since, until }) => ({ values, shard, place, since: since ?? -Infinity, until })),
  )
  const present = shards.flatMap(({ names, lives }, shard) =>
    names.flatMap((values, place) =>
      lives.isVacant(place) ? [] : [{ values, shard, place, since: lives.since(place) ?? -Infinity, until: Infinity }],
    ),
  )
  const places = Map.groupBy([...former, ...present], ({ values }) => JSON.stringify(values))
  return { count: present.length, placesOf: (series) => places.get(JSON.stringify(series)) ?? [] }
}
