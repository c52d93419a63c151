import * as pulumi from '@pulumi/pulumi'

/** A value of which parts may be missing at any depth, because they are not known yet. */
export type Known<T> = T extends string | number | boolean | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Known<Item> | undefined)[]
    : { readonly [Key in keyof T]?: Known<T[Key]> }

/**
 * The part of an argument that is known while the program runs: outputs, promises and resources are left out, at any depth; in
 * lists they leave undefined, so that indexes stay.
 */
export function known<T>(value: T): Known<pulumi.Unwrap<T>> | undefined {
  return knownPart(value) as Known<pulumi.Unwrap<T>> | undefined
}

function knownPart(value: unknown): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise || pulumi.Resource.isInstance(value)) return undefined
  if (Array.isArray(value)) return value.map(knownPart)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const here = knownPart(part)
      return here === undefined ? [] : [[key, here]]
    }),
  )
}
