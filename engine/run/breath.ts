import { setImmediate } from 'node:timers/promises'

/** How long the thread is kept before progress is told and others get their turn. */
const BREATH_MS = 50

/**
 * Makes a function to be awaited in long loops: now and then it tells the progress, lets others run and notices a
 * cancellation.
 */
export function breather(signal: AbortSignal | undefined): (tell: () => void) => Promise<void> | undefined {
  let last = performance.now()
  return (tell) => {
    if (performance.now() - last < BREATH_MS) return undefined
    tell()
    return setImmediate().then(() => {
      signal?.throwIfAborted()
      last = performance.now()
    })
  }
}
