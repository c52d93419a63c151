import type { Inputs, Outputs } from './wire.generated.ts'

/** Names of the operations. */
export type OperationName = keyof Inputs

/** What each operation does with a request whose members fit; errors are thrown as `ApiError`. */
export type Handlers = { readonly [O in OperationName]: (input: Inputs[O]) => Promise<Outputs[O]> }
