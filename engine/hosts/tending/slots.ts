/** Lets so many pieces of work go on at a time, in the order in which they were asked for. */
export type Slots = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Slots for work.
 *
 * @param count - at least 1
 */
export function slotsFor(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
