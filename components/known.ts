import * as pulumi from '@pulumi/pulumi'
import { isPlainObject, knownPart, lateDraft, type Draft } from '../plans/index.ts'

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
  return knownPart(value, isLate) as Known<pulumi.Unwrap<T>> | undefined
}

/** An argument as a draft: what is known of it, and where the rest is. */
export function draftOf(value: unknown): Draft {
  return lateDraft(value, isLate)
}

/** An argument with a symbol for each part that is not known yet, for checks that only ask what is there. */
export function withMarks(value: unknown): unknown {
  if (isLate(value)) return LATE
  if (Array.isArray(value)) return value.map(withMarks)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withMarks(part) as unknown]))
}

const LATE = Symbol('not known yet')

/** Whether a value is known only later, if at all in this run. */
export function isLate(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise || pulumi.Resource.isInstance(value)
}
