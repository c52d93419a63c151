import type { Draft, Path } from './check-draft.ts'

/** Whether a value becomes known only later, as the tool that deploys has it. */
export type IsLate = (value: unknown) => boolean

/** An argument as a draft: what is known of it, and where the rest is. */
export function lateDraft(value: unknown, isLate: IsLate): Draft {
  return { value: knownPart(value, isLate), unknown: latePaths(value, isLate, []) }
}

/** The part of an argument that is known, at any depth; in lists the rest leaves undefined, so that indexes stay. */
export function knownPart(value: unknown, isLate: IsLate): unknown {
  if (isLate(value)) return undefined
  if (Array.isArray(value)) return value.map((item) => knownPart(item, isLate))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const here = knownPart(part, isLate)
      return here === undefined ? [] : [[key, here]]
    }),
  )
}

/** Whether a value is a mapping, and no instance of something. */
export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function latePaths(value: unknown, isLate: IsLate, path: Path): readonly Path[] {
  if (isLate(value)) return [path]
  if (Array.isArray(value)) return value.flatMap((item, index) => latePaths(item, isLate, [...path, index]))
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, part]) => latePaths(part, isLate, [...path, key]))
}
