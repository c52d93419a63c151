/** A call of an AWS SDK: what the code asked for, before any retry or page is sent. */
export interface SdkCall {
  /** As the SDK's client is called, without "Client": `S3`, `SecretsManager`. */
  readonly service: string
  /** As the SDK's command is called, without "Command": `GetObject`. */
  readonly operation: string
  /** The command's input. */
  readonly input: Readonly<Record<string, unknown>>
}

/** The part of an AWS SDK v3 client's middleware stack that a recorder needs; every client's stack has it. */
export interface MiddlewareStack<Args extends { readonly input: unknown }, Result> {
  add(
    middleware: (
      next: (args: Args) => Promise<Result>,
      context: { readonly clientName?: string; readonly commandName?: string },
    ) => (args: Args) => Promise<Result>,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void
}

/**
 * A plugin for the middleware stack of any AWS SDK v3 client that hands on every call before it is sent: also those that
 * fail, once each however often the SDK repeats them, and once for each page.
 *
 * @param onCall - what it throws or rejects with, the call rejects with: nothing that it refuses reaches AWS
 * @returns use as `client.middlewareStack.use(callRecorder(...))`
 */
export function callRecorder(onCall: (call: SdkCall) => void | Promise<void>): {
  applyToStack<Args extends { readonly input: unknown }, Result>(stack: MiddlewareStack<Args, Result>): void
} {
  return {
    applyToStack: (stack) =>
      stack.add(
        (next, context) => async (args) => {
          await onCall({
            service: (context.clientName ?? '').replace(/Client$/, ''),
            operation: (context.commandName ?? '').replace(/Command$/, ''),
            input: args.input as SdkCall['input'],
          })
          return next(args)
        },
        { step: 'initialize', name: 'crowsnestCallRecorder' },
      ),
  }
}
