/**
 * Does asynchronous work on items a few at a time and gives the results in the order of the items. An error is thrown
 * when its item's turn comes; what was begun after it is awaited and forgotten.
 *
 * @param ahead - >= 1, how many items are worked on at once
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  ahead: number,
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  const begun: Promise<Result>[] = []
  try {
    for (const item of items) {
      const result = work(item)
      // Its turn may come late; until then a failure must not end the process.
      result.catch(() => undefined)
      begun.push(result)
      if (begun.length >= ahead) yield await begun.shift()!
    }
    while (begun.length > 0) yield await begun.shift()!
  } finally {
    await Promise.allSettled(begun)
  }
}
