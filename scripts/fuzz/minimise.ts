import type { FuzzTarget } from './target.ts'
import { tryInput } from './try-input.ts'

/** Milliseconds that go into making an input smaller. */
const BUDGET_MS = 5000

/**
 * A smaller input with the same trouble: pieces are left out, large ones first.
 *
 * @see Zeller and Hildebrandt 2002, https://doi.org/10.1109/32.988498
 */
export async function minimised(target: FuzzTarget, input: Uint8Array, signature: string): Promise<Uint8Array> {
  const until = performance.now() + BUDGET_MS
  let best = input
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && performance.now() < until;) {
      const smaller = Buffer.concat([best.subarray(0, at), best.subarray(at + size)])
      if ((await tryInput(target, smaller))?.signature === signature) best = smaller
      else at += size
    }
    if (size === 1) break
  }
  return best
}
