/** Something that an operation does. */
type Doing = (input: never) => Promise<unknown>

/**
 * Operations of which one begins when the one before it is done, so that what one has looked at is still true when it writes.
 * Other processes are kept apart by the store alone.
 *
 * @param names - which operations; only these are returned
 */
export function inTurn<T extends Readonly<Record<K, Doing>>, K extends string>(
  operations: T,
  names: readonly K[],
): Pick<T, K> {
  let last: Promise<unknown> = Promise.resolve()
  return Object.fromEntries(
    names.map((name) => [
      name,
      (input: never) => {
        const turn = last.then(() => operations[name](input))
        // A failure is told to whoever asked; the next one begins all the same.
        last = turn.catch(() => undefined)
        return turn
      },
    ]),
  ) as Pick<T, K>
}
