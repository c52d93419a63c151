import { setTimeout as sleep } from 'node:timers/promises'
import { SourceError, type SourceErrorCode } from './source-error.ts'
import type { ReadOptions } from './source.ts'

/** Troubles of the way to a source that may be over in a moment. */
const PASSING: ReadonlySet<SourceErrorCode> = new Set(['CONNECTION_LOST', 'UNREACHABLE', 'THROTTLED'])

const ATTEMPTS = 3
const FIRST_PAUSE_MS = 500

/**
 * Reads a part of a history, again after a trouble that may be over: so that an hour of reading is not lost for a moment.
 *
 * @param read - must give nothing to the sink that it would give again
 * @param progress - how much is read; attempts count from anew when there is more than at the last one
 * @throws what `read` throws the third time, or at once when it is no such trouble
 */
export async function retryReading<T>(
  { signal }: ReadOptions,
  read: () => Promise<T>,
  progress: () => number = () => 0,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const before = progress()
    try {
      return await read()
    } catch (error) {
      signal?.throwIfAborted()
      if (progress() > before) attempt = 1
      const passing = error instanceof SourceError && PASSING.has(error.code)
      if (!passing || attempt === ATTEMPTS) throw error
      await sleep(FIRST_PAUSE_MS * 4 ** (attempt - 1), undefined, signal === undefined ? {} : { signal })
    }
  }
}
