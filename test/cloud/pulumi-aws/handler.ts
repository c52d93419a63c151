import type * as pulumi from '@pulumi/pulumi'
import type { Clients } from './clients.ts'
import type { Tags, Values } from './values.ts'

/** Where a resource lives, and what its handler works with. */
export interface Context {
  readonly partition: string
  readonly account: string
  readonly region: string
  /** All tags that the resource is to have: its own and those of the provider. */
  readonly tags: Tags
  readonly clients: Clients
}

/** A resource that was just made. */
export interface Made {
  readonly id: string
  /** What only its making told. */
  readonly outputs?: Values
}

/** Makes, reads, changes and removes resources of one type. Inputs have been checked before. */
export interface Handler<Inputs = Values> {
  /** The property that gets a name where the program gives none. */
  readonly name?: {
    readonly property: string
    readonly maxLength: number
    readonly lowerCase?: true
    readonly prefix?: string
  }
  /** Outputs that any update may change. */
  readonly volatile?: readonly string[]
  create(inputs: Inputs, context: Context): Promise<Made>
  /**
   * What the resource is now: all that AWS tells, `tags` with all tags. A property that is named and undefined is gone; one that is
   * not named cannot be read. Undefined when there is no such resource.
   *
   * @param inputs - those of the program; when a resource is imported, none
   */
  read(id: string, inputs: Partial<Inputs>, context: Context): Promise<Values | undefined>
  /** @returns what only the update told */
  update?(id: string, news: Inputs, olds: Inputs, context: Context): Promise<Values | void>
  /** Removes it; nothing happens when it is gone already. */
  delete(id: string, inputs: Inputs, context: Context): Promise<void>
}

/** The plain arguments of a resource of `@pulumi/aws`. */
export type Plain<Args> = WithoutResources<pulumi.Unwrap<Args>>

/** A resource stands for its name or ARN, and as that it comes. */
type WithoutResources<T> = { [K in keyof T]: Exclude<T[K], pulumi.Resource> }

/** A handler whose inputs have the types of `@pulumi/aws`, for the table of handlers. */
export function handler<Args>(definition: Handler<Plain<Args>>): Handler {
  return definition as unknown as Handler
}

/** The answer, or undefined when AWS says that there is no such thing. */
export async function orMissing<T>(answer: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } }
    if ($metadata?.httpStatusCode === 404 || names.includes(name ?? '')) return undefined
    throw error
  }
}

/**
 * Waits until something is so.
 *
 * @throws when it takes longer than half a minute
 */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what}: still not so after 30 seconds`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Tags as most services want them. */
export function tagList(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** Tags as most services tell them. */
export function tagMap(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  return Object.fromEntries((list ?? []).map(({ Key, Value }) => [Key!, Value ?? '']))
}

/** Keys of tags that are not wanted any more. */
export function goneTags(now: Tags, wanted: Tags): string[] {
  return Object.keys(now).filter((key) => !Object.hasOwn(wanted, key))
}
