import schema from './detector.schema.json' with { type: 'json' }

/** Part of a JSON Schema as far as it is used here. */
interface SchemaNode {
  readonly [keyword: string]: unknown
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
}

/** A mapping of the spec that knows a key: `dataset.source.s3`, `alerts[]`; empty for the top level. */
interface PlaceOfKey {
  readonly key: string
  readonly place: readonly string[]
}

const DEFINITIONS: Readonly<Record<string, SchemaNode>> = schema.$defs

/**
 * Where else in a spec a key is known, nearest first: at most the three nearest, none when there are more.
 *
 * @param key - as written
 * @param path - of the mapping where it was written
 * @returns places such as `dataset` or `alerts[]`, `the top level` for the root
 */
export function placesOfKey(key: string, path: readonly (string | number)[]): readonly string[] {
  const here = path.map((segment) => (typeof segment === 'number' ? '[]' : segment))
  const found = allPlaces()
    .filter((other) => other.key === key)
    .map(({ place }) => ({ place, steps: stepsBetween(here, place) }))
  const least = Math.min(...found.map(({ steps }) => steps))
  const nearest = found.filter(({ steps }) => steps === least)
  // Quotas have the names of what they limit; somebody who writes a list means the other place.
  const others = nearest.filter(({ place }) => place[0] !== 'quotas')
  const near = others.length > 0 ? others : nearest
  return near.length > 3 ? [] : near.map(({ place }) => placeName(place))
}

let places: readonly PlaceOfKey[] | undefined

function allPlaces(): readonly PlaceOfKey[] {
  places ??= collect(schema as SchemaNode, [])
  return places
}

function collect(node: SchemaNode, place: readonly string[]): readonly PlaceOfKey[] {
  const { properties, items } = node.$ref === undefined ? node : DEFINITIONS[node.$ref.replace('#/$defs/', '')]!
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, child]) => [{ key, place }, ...collect(child, [...place, key])]),
    ...(items === undefined ? [] : collect(items, [...place, '[]'])),
  ]
}

function stepsBetween(from: readonly string[], to: readonly string[]): number {
  let common = 0
  while (common < from.length && common < to.length && from[common] === to[common]) common++
  return from.length + to.length - 2 * common
}

function placeName(place: readonly string[]): string {
  return place.length === 0 ? 'the top level' : place.join('.').replaceAll('.[]', '[]')
}
