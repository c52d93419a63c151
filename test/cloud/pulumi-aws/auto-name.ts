import { createHash, randomBytes } from 'node:crypto'
import type { Handler } from './handler.ts'
import type { Values } from './values.ts'

/** What Pulumi says of the name of a resource that has none. */
export interface Naming {
  /** The logical name. */
  readonly name: string
  readonly seed: Uint8Array
  /** A name that the project's settings ask for. */
  readonly proposed?: string
}

/** What the engine marks in inputs: which of them the provider chose. */
const DEFAULTS = '__defaults'

/** Whether the provider chose the name of a resource, not the program. */
export function isAutoNamed(inputs: Values, property: string): boolean {
  const defaults = inputs[DEFAULTS]
  return Array.isArray(defaults) && defaults.includes(property)
}

/**
 * Inputs with a name: the one that the program gives, else the one that the resource has, else a new one, the logical name with a
 * random end.
 */
export function named(news: Values, olds: Values, name: Handler['name'], naming: Naming): Values {
  const own = { ...news, [DEFAULTS]: [] }
  if (name === undefined || news[name.property] !== undefined) return own
  const { property } = name
  const kept = isAutoNamed(olds, property) ? olds[property] : undefined
  return { ...own, [property]: kept ?? newName(news, name, naming), [DEFAULTS]: [property] }
}

function newName(news: Values, name: NonNullable<Handler['name']>, { name: logical, seed, proposed }: Naming): string {
  if (proposed !== undefined) return proposed
  const { maxLength, prefix = '', lowerCase } = name
  const random = createHash('sha256')
    .update(seed.length > 0 ? seed : randomBytes(16))
    .digest('hex')
    .slice(0, 7)
  const suffix = `-${random}${news['fifoQueue'] === true || news['fifoTopic'] === true ? '.fifo' : ''}`
  const base = lowerCase ? logical.toLowerCase() : logical
  return `${prefix}${base.slice(0, maxLength - prefix.length - suffix.length)}${suffix}`
}
