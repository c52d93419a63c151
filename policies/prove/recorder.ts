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
export interface MiddlewareStack {
  add(middleware: InitializeMiddleware, options: { readonly step: 'initialize'; readonly name: string }): void
}

/** A middleware of the first step, which sees the input as the caller wrote it. */
export type InitializeMiddleware = (
  next: (args: { readonly input: unknown }) => Promise<unknown>,
  context: { readonly clientName?: string; readonly commandName?: string },
) => (args: { readonly input: unknown }) => Promise<unknown>

/**
 * A plugin for the middleware stack of any AWS SDK v3 client that hands on every call before it is sent: also those that
 * fail, once each however often the SDK repeats them, and once for each page.
 *
 * @param onCall - what it throws or rejects with, the call rejects with: nothing that it refuses reaches AWS
 * @returns use as `client.middlewareStack.use(callRecorder(...))`
 */
export function callRecorder(onCall: (call: SdkCall) => void | Promise<void>): {
  applyToStack(stack: MiddlewareStack): void
} {
  const middleware: InitializeMiddleware = (next, context) => async (args) => {
    await onCall({
      service: (context.clientName ?? '').replace(/Client$/, ''),
      operation: (context.commandName ?? '').replace(/Command$/, ''),
      input: args.input as SdkCall['input'],
    })
    return next(args)
  }
  return { applyToStack: (stack) => stack.add(middleware, { step: 'initialize', name: 'crowsnestCallRecorder' }) }
}
