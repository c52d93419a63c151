import * as pulumi from '@pulumi/pulumi'

/** A value that came out of an output, with the way back to it: parts of it keep its dependencies and its secrecy. */
export interface Held {
  /** What the output holds. Parts may be unknown (`pulumi.isUnknown`) while the whole is not. */
  readonly value: unknown
  readonly known: boolean
  /** Whether nothing is lost when the value is used without its output: it is no secret and depends on nothing. */
  readonly free: boolean
  /** The output of this value. */
  output(): pulumi.Output<unknown>
}

/** The parts of an output that the SDK has without saying so in its types. */
interface OutputParts {
  readonly isKnown: Promise<boolean>
  readonly isSecret: Promise<boolean>
  promise(withUnknowns: true): Promise<unknown>
  allResources(): Promise<ReadonlySet<pulumi.Resource>>
}

/** What an output holds, as soon as it is there; in a preview that may be a mark for what is not known. */
export async function heldBy(output: pulumi.Output<unknown>): Promise<Held> {
  const parts = output as unknown as OutputParts
  const [value, isKnown, secret, resources] = await Promise.all([
    parts.promise(true),
    parts.isKnown,
    parts.isSecret,
    parts.allResources(),
  ])
  // An output is not known as soon as a part of it is not; one without any value is not known at all.
  const known = isKnown || (value !== undefined && !pulumi.isUnknown(value))
  return { value, known, free: !secret && resources.size === 0, output: () => output }
}

/** A part of a held object or list that is known. */
export function partOf({ value, free, output }: Held, key: string | number): Held {
  const part = (value as Readonly<Record<string | number, unknown>>)[key]
  return {
    value: part,
    known: !pulumi.isUnknown(part),
    free,
    output: () => outputPart(output(), key),
  }
}

/** A part of an output, at once: one that is not known yet has parts that are not. */
export function outputPart(whole: pulumi.Output<unknown>, key: string | number): pulumi.Output<unknown> {
  return whole.apply((value) => (value as Readonly<Record<string | number, unknown>>)[key])
}

/** A value that no output holds. */
export function heldByNothing(value: unknown): Held {
  return { value, known: true, free: true, output: () => pulumi.output(value) }
}
