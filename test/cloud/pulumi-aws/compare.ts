import type { PropertyType, ResourceSchema } from '../../aws-schema/index.ts'
import { readPulumiValue } from '../../aws-schema/pulumi-value.ts'
import { isValues, type Values } from './values.ts'

/**
 * Whether two values mean the same: documents of JSON are compared by what they say, lists of texts as sets, as AWS has them, and
 * archives and assets by their content.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a === 'string' && typeof b === 'string') return sameDocument(a, b)
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false
    const [x, y] = a.every(isText) && b.every(isText) ? [a.toSorted(), b.toSorted()] : [a, b]
    return x.every((item, i) => same(item, y[i]))
  }
  if (!isValues(a) || !isValues(b)) return false
  if (isAsset(a) && isAsset(b)) return a['hash'] === b['hash']
  const keys = new Set([...Object.keys(a), ...Object.keys(b)].filter((key) => !key.startsWith('__')))
  return [...keys].every((key) => same(a[key], b[key]))
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isAsset(value: Values): boolean {
  return ['asset', 'archive'].includes(readPulumiValue(value).kind)
}

function sameDocument(a: string, b: string): boolean {
  if (!/^\s*[[{]/.test(a) || !/^\s*[[{]/.test(b)) return false
  try {
    return same(JSON.parse(a), JSON.parse(b))
  } catch {
    return false
  }
}

/** How a property differs: by path, as Pulumi shows it. */
export interface Difference {
  /** For example `target.retryPolicy.maximumRetryAttempts` or `tags.team`. */
  readonly path: string
  readonly kind: 'add' | 'delete' | 'update'
}

/** What differs between old and new inputs, at any depth. */
export function differences(old: unknown, now: unknown, path = ''): Difference[] {
  if (same(old, now)) return []
  if (path !== '' && old === undefined) return [{ path, kind: 'add' }]
  if (path !== '' && now === undefined) return [{ path, kind: 'delete' }]
  if (isValues(old) && isValues(now) && !isAsset(old) && !isAsset(now)) {
    return [...new Set([...Object.keys(old), ...Object.keys(now)])]
      .filter((key) => !key.startsWith('__'))
      .flatMap((key) => differences(old[key], now[key], path === '' ? key : inside(path, key)))
  }
  if (Array.isArray(old) && Array.isArray(now)) {
    return Array.from({ length: Math.max(old.length, now.length) }).flatMap((_, i) =>
      differences(old[i], now[i], `${path}[${i}]`),
    )
  }
  return [{ path, kind: 'update' }]
}

function inside(path: string, key: string): string {
  return /^\w+$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`
}

/**
 * The inputs that a program would have to give for what a resource is now: old inputs, changed where AWS tells otherwise.
 *
 * @param state - what was read; a property that is named and undefined is gone
 */
export function refreshedInputs(inputs: Values, state: Values, { inputs: properties, types }: ResourceSchema): Values {
  const refreshed = (given: unknown, found: unknown, type: PropertyType): unknown => {
    if (same(given, found)) return given
    if (type.kind === 'object' && isValues(given) && isValues(found)) {
      return Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) => {
          const property = types[type.name]?.[name]
          const inner = property === undefined ? value : refreshed(value, found[name], property.type)
          return inner === undefined ? [] : [[name, inner]]
        }),
      )
    }
    if (type.kind === 'list' && Array.isArray(given) && Array.isArray(found) && given.length === found.length) {
      return given.map((item, i) => refreshed(item, found[i], type.items))
    }
    return found
  }
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, given]) => {
      const property = properties[name]
      if (property === undefined || !Object.hasOwn(state, name)) return [[name, given]]
      const value = refreshed(given, state[name], property.type)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
