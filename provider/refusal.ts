import * as pulumi from '@pulumi/pulumi'

/** What is wrong with an argument. */
export interface InputProblem {
  /** `alerts[0].threshold` */
  readonly propertyPath: string
  /** What is wrong and what to do. */
  readonly reason: string
}

/** Refuses the arguments of a component. Pulumi shows the problems below the message, each with the path and the value. */
export function refusal(what: string, problems: readonly InputProblem[]): pulumi.InputPropertiesError {
  return new pulumi.InputPropertiesError({
    message: `${what} cannot be made from these arguments:`,
    errors: [...problems],
  })
}

const answered = new WeakSet<object>()

/**
 * What a component refused, at once or when values were known, as the answer to the program: with a message that does not repeat the
 * problems, nor says which properties of children they were noticed at, which the SDK adds.
 */
export function asAnswer(what: string, error: unknown): unknown {
  if (!pulumi.InputPropertiesError.isInstance(error)) return error
  answered.add(error)
  return refusal(what, error.errors ?? [])
}

/**
 * Lets refusals that were answered be answers only. They also reject every output that was to come from them, which nobody waits for;
 * the SDK would take that for a crash, and fail all other components that are being made.
 */
export function keepAnsweredRefusalsApart(): void {
  const listeners = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason, promise) => {
    if (typeof reason === 'object' && reason !== null && answered.has(reason)) return
    for (const listener of listeners) listener(reason, promise)
  })
}
