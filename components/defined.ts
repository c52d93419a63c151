/** A value without what is undefined in it, at any depth: as its type says, and as JSON would have it. */
export function defined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(defined) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, defined(part) as unknown]])),
  ) as T
}
