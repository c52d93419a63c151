import type { HistoryStep, Shard } from '../detection/index.ts'
import { shardLearner, type ShardLearnerOptions } from './learn-shards.ts'

/** How a history is learned. */
export interface HistoryOptions extends ShardLearnerOptions {
  /** Called before each interval; may wait, and throw. */
  readonly beforeEach?: () => Promise<void> | undefined
}

/** Values that are learned at a time, while as many are filled in for the next time: 64 MiB in all. */
const CHUNK_VALUES = 4 * 2 ** 20

/**
 * Teaches shards a history chunk by chunk: threads learn one while the next is filled.
 *
 * @param shards - changed in place; of no use when this throws
 * @param intervals - ascending
 * @param fill - writes the values of an interval into row `row` of each shard's array, index = row * metrics + metric,
 *   NaN = none; called for one interval after the other
 * @throws the reason of an abort, and what `beforeEach`, `fill` or a thread threw
 */
export async function learnInChunks<Step extends HistoryStep>(
  shards: readonly Shard[],
  intervals: readonly Step[],
  fill: (interval: Step, values: readonly Float64Array[], row: number) => void,
  { beforeEach, ...options }: HistoryOptions,
): Promise<void> {
  const metrics = shards.reduce((sum, { series, measures }) => sum + series * measures, 0)
  const most = Math.min(intervals.length, Math.max(1, Math.floor(CHUNK_VALUES / Math.max(1, metrics))))
  const learner = shardLearner(shards, options)
  try {
    // Threads learn from one while the other is filled.
    const [one, other] = [0, 1].map(() =>
      shards.map(({ series, measures }) => learner.allocate(most * series * measures)),
    )
    let learning = Promise.resolve()
    for (let first = 0, values = one; first < intervals.length; first += most) {
      const chunk = intervals.slice(first, first + most)
      for (const [row, interval] of chunk.entries()) {
        await beforeEach?.()
        fill(interval, values, row)
      }
      await learning
      learning = learner.learn({ steps: chunk.map(({ slot, gap }) => ({ slot, gap })), values })
      // Whoever waits for it is told, below or above.
      learning.catch(() => {})
      values = values === one ? other : one
    }
    await learning
  } finally {
    await learner.close()
  }
}
