import type { Draft, Path } from './check-draft.ts'

/** What stands at a place of a document; undefined where nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Readonly<Record<string | number, unknown>>)[part]
  }
  return at
}

/** Keys of a mapping that have a value; none of what is no mapping. */
export function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [key]))
}

/** Whether all of a place is yet to become known. */
export function isUnknown({ unknown }: Draft, path: Path): boolean {
  return unknown.some((hole) => startsWith(path, hole))
}

/** Whether nothing of a place is yet to become known. */
export function isWhole(draft: Draft, path: Path): boolean {
  return !isUnknown(draft, path) && !draft.unknown.some((hole) => startsWith(hole, path))
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((part, i) => part === path[i])
}
