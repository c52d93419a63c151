/** Pulumi's marks on the wire: a value that is not known yet, and one that is secret. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'
const RESOURCE = '5cf8f73096256a8f31e491e813e4eb8e'
const ASSET = 'c44067f5952c0a294b673a41bacd8c17'
const ARCHIVE = '0def7320c3a5731c473e5ecbe6d01bc7'

/** Stands in a recorded input for a value that was not known when the resource was registered. */
export const unknown = Symbol('unknown')

/** A value from the wire as a test reads it: unknown as `unknown`, secrets as `{ secret }`, assets as `{ archive }` or `{ asset }`. */
export function readable(value: unknown): unknown {
  if (value === UNKNOWN) return unknown
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  const record = value as Readonly<Record<string, unknown>>
  switch (record[SIGNATURE]) {
    case SECRET:
      return { secret: readable(record['value']) }
    case RESOURCE:
      return { resource: record['urn'] }
    case ASSET:
      return { asset: record['path'] ?? record['text'] ?? record['uri'] }
    case ARCHIVE:
      return { archive: record['path'] ?? record['uri'] ?? readable(record['assets']) }
    default:
      return Object.fromEntries(Object.entries(record).map(([key, part]) => [key, readable(part)]))
  }
}

/** The other way round: a value that a test read, as the engine hands it to policy packs, which get resources as their URNs. */
export function onTheWire(value: unknown): unknown {
  if (value === unknown) return UNKNOWN
  if (Array.isArray(value)) return value.map(onTheWire)
  if (typeof value !== 'object' || value === null) return value
  const record = value as Readonly<Record<string, unknown>>
  const [[mark, marked] = ['', null]] = Object.entries(record)
  if (Object.keys(record).length === 1) {
    if (mark === 'secret') return { [SIGNATURE]: SECRET, value: onTheWire(marked) }
    if (mark === 'resource') return marked
    if (mark === 'asset') return { [SIGNATURE]: ASSET, text: marked }
    if (mark === 'archive') return { [SIGNATURE]: ARCHIVE, path: marked }
  }
  return Object.fromEntries(Object.entries(record).map(([key, part]) => [key, onTheWire(part)]))
}

/** Whether anything in a value was not known. */
export function hasUnknown(value: unknown): boolean {
  if (value === unknown) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnknown)
}
