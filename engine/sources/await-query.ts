import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError } from './source-error.ts'
import type { ReadOptions } from './source.ts'

/** A query that a service runs by itself, and that is asked for now and then. */
export interface RemoteQuery<T> {
  /** Asks how it ended; undefined while it runs. What this throws ends the waiting, and the query is stopped. */
  look(signal: AbortSignal): Promise<T | undefined>
  /** Asks the service to end it. */
  stop(): Promise<unknown>
}

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 3_000
const GROWTH = 1.7

/**
 * Waits for the end of a query with pauses that grow. A query that nobody waits for any longer is stopped: after the timeout, after
 * an abort, and when it cannot be followed.
 *
 * @throws {SourceError} QUERY_TIMEOUT
 * @throws the reason of an abort, and what `look` throws
 */
export async function awaitQuery<T>(
  query: RemoteQuery<T>,
  { place, timeoutSeconds }: { readonly place: string; readonly timeoutSeconds: number },
  { signal }: ReadOptions,
): Promise<T> {
  const late = AbortSignal.timeout(timeoutSeconds * 1000)
  const ended = signal === undefined ? late : AbortSignal.any([late, signal])
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * GROWTH)) {
      await sleep(pause, undefined, { signal: ended })
      const result = await query.look(ended)
      if (result !== undefined) return result
    }
  } catch (error) {
    // Whether it could be stopped matters less than why.
    await query.stop().catch(() => undefined)
    signal?.throwIfAborted()
    if (late.aborted) throw new SourceError('QUERY_TIMEOUT', place, { seconds: timeoutSeconds }, { cause: error })
    throw error
  }
}
