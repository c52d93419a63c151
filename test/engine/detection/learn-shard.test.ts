import { describe, expect, it } from 'vitest'
import {
  addSeries,
  createScores,
  createShard,
  learnShard,
  shardToBytes,
  stepShard,
} from '../../../engine/detection/index.ts'
import { mergeSummaries, summarise } from '../../../engine/detection/index.ts'
import { daily, randomNumbers } from './simulate.ts'

describe('learnShard', () => {
  it.each(['PT1H', 'PT5M', 'P1D'] as const)('leaves at %s what stepping through the history leaves', (interval) => {
    const series = 150
    const intervals = 700
    const { normal, uniform } = randomNumbers(11)
    const perDay = { PT1H: 24, PT5M: 288, P1D: 1 }[interval]
    const steps = Array.from({ length: intervals }, (_, k) => ({
      slot: { ofDay: k % perDay, dayOfWeek: Math.floor(k / perDay) % 7, dayOfYear: Math.floor(k / perDay) % 365 },
      gap: k % 97 === 96 ? 3 : 0,
    }))
    const history = Array.from({ length: intervals }, (_, k) =>
      Float64Array.from({ length: series }, (__, metric) =>
        uniform() < 0.05 ? Number.NaN : (1 + metric) * daily((24 * k) / perDay) + (metric % 7) * normal(),
      ),
    )
    const [stepped, learned] = [0, 1].map(() => {
      const shard = createShard({ interval, measures: 1 })
      addSeries(shard, series)
      return shard
    })
    const scores = createScores(series)
    let summary = mergeSummaries([], 1)
    for (const [k, step] of steps.entries()) {
      stepShard(stepped, summary, { ...step, threshold: 50 }, history[k], scores)
      summary = mergeSummaries([summarise(stepped)], 1)
    }
    learnShard(learned, steps, (index, from, to, values) => values.set(history[index].subarray(from, to), from))
    expect(shardToBytes(learned)).toEqual(shardToBytes(stepped))
  })
})
