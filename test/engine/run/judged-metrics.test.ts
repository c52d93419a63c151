import { describe, expect, it } from 'vitest'
import { createScores } from '../../../engine/detection/index.ts'
import { JudgedMetrics } from '../../../engine/run/judged-metrics.ts'
import type { ShardStep } from '../../../engine/run/shard-states.ts'

/** @param scores - NaN where a metric was not judged */
function step(shard: number, scores: readonly number[]): ShardStep {
  return {
    shard,
    values: new Float64Array(scores.length),
    scores: { ...createScores(scores.length), score: Float64Array.from(scores) },
  }
}

describe('JudgedMetrics', () => {
  it('counts each metric once, in whatever intervals it was judged', () => {
    const judged = new JudgedMetrics()
    expect(judged.count).toBe(0)
    judged.add([step(0, [NaN, 0]), step(63, [NaN])])
    judged.add([step(0, [NaN, 2]), step(63, [3])])
    expect(judged.count).toBe(2)
  })

  it('remembers those it knows when metrics are added', () => {
    const judged = new JudgedMetrics()
    judged.add([step(5, [1])])
    judged.add([step(5, [NaN, NaN, 1])])
    expect(judged.count).toBe(2)
  })
})
