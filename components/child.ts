import * as pulumi from '@pulumi/pulumi'

/** A child as it is about to be made. */
export interface Child<Args> {
  /** Its logical name; changing it would replace the child. */
  readonly name: string
  readonly args: Args
  readonly options: pulumi.CustomResourceOptions
}

/**
 * Changes a child before it is made: gets name, arguments and options, returns the arguments and options to use instead of
 * them. What it leaves out stays. For TypeScript; programs in other languages use the resource option `transforms`.
 */
export type Transform<Args> = (
  child: Child<Args>,
) => { readonly args?: Args; readonly options?: pulumi.CustomResourceOptions } | undefined

/** Makes a child of a component, as its owner's hook wants it. */
export function child<Args, R extends pulumi.CustomResource>(
  Type: new (name: string, args: Args, options?: pulumi.CustomResourceOptions) => R,
  name: string,
  args: Args,
  options: pulumi.CustomResourceOptions & { readonly parent: pulumi.Resource },
  transform?: Transform<Args>,
): R {
  const changed = transform?.({ name, args, options })
  return withoutTraces(() => new Type(name, changed?.args ?? args, { ...options, ...changed?.options }))
}

/**
 * Makes a resource without the stack traces that the SDK takes four times for each property, to name promises that never end: half
 * of the time of a program with many resources (bench/preview). An error still says where it comes from.
 */
function withoutTraces<R>(make: () => R): R {
  const { stackTraceLimit } = Error
  try {
    Error.stackTraceLimit = 0
    return make()
  } catch (error) {
    Error.stackTraceLimit = stackTraceLimit
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
