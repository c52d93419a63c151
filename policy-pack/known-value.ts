import { UnknownValueError } from '@pulumi/policy'

/** Stands for a value that a preview does not know yet. */
export const UNKNOWN = Symbol('not known before the deployment')

/** Properties of a resource, plain and with `UNKNOWN` where a preview does not know. */
export interface Properties {
  readonly [name: string]: PropertyValue
}

/** Value of a property. Code and other files are left out, as undefined. */
export type PropertyValue =
  string | number | boolean | null | undefined | typeof UNKNOWN | readonly PropertyValue[] | Properties

/**
 * A value that `@pulumi/policy` gives, which throws where something in it is looked at that is not known yet, as one that does not.
 */
export function knownValue(value: unknown): PropertyValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return value
  if (Array.isArray(value)) return value.map((_, index) => part(value, index))
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return undefined
  return Object.fromEntries(Object.keys(value).map((key) => [key, part(value, key)]))
}

function part(whole: object, key: PropertyKey): PropertyValue {
  try {
    return knownValue(Reflect.get(whole, key))
  } catch (error) {
    if (error instanceof UnknownValueError) return UNKNOWN
    throw error
  }
}
