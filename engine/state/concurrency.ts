/**
 * Maps with at most `limit` calls at a time, results in order. After the first failure nothing new is begun; the failure is thrown
 * when all that runs has ended, so that nothing goes on behind the caller's back.
 */
export async function mapLimited<T, R>(items: Iterable<T>, limit: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  // Asked for the next item only when there is room for it: what it holds in memory is made then.
  const rest = Iterator.from(items)
  let count = 0
  const worker = async (): Promise<void> => {
    while (failures.length === 0) {
      const index = count
      try {
        const next = rest.next()
        if (next.done === true) return
        count++
        results[index] = await run(next.value)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}

/**
 * Maps what is still being listed, results in order, with up to `ahead` calls begun before their turn. Whoever stops early leaves
 * the calls that were begun to end on their own.
 */
export async function* mapAhead<T, R>(
  items: AsyncIterable<T>,
  ahead: number,
  run: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = []
  for await (const item of items) {
    const result = run(item)
    // It is awaited in its turn; a failure before that is not forgotten by anybody.
    result.catch(() => undefined)
    begun.push(result)
    if (begun.length >= ahead) yield await begun.shift()!
  }
  for (const result of begun) yield await result
}

/** Lets at most `limit` calls run at a time; the others wait in order. */
export function limiter(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (run) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
