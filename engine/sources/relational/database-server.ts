import type { ResolvedDatabase } from '../../../spec/index.ts'
import type { SourcePlace } from '../source-context.ts'

/** The server of a source with all that is needed to reach it. */
export interface DatabaseServer {
  readonly source: ResolvedDatabase
  readonly context: SourcePlace
  /** For messages. */
  readonly place: string
}

/** Milliseconds to wait for a connection. */
export const CONNECT_TIMEOUT_MS = 10_000

/** How much longer than the server the driver waits for a query that the server should have ended. */
export const GRACE_MS = 5_000
