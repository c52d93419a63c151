import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../engine/dataset/index.ts'
import { addSeries, createShard, shardToBytes, type Shard } from '../../../engine/detection/index.ts'
import { shardLearner } from '../../../engine/run/learn-shards.ts'
import { MetricModel } from '../../../engine/run/metric-model.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { daily, randomNumbers } from '../detection/simulate.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 0, 5)
const INTERVALS = 400

function shards(): Shard[] {
  return [3, 1, 200, 7].map((series) => {
    const shard = createShard({ interval: 'PT1H', measures: 2 })
    addSeries(shard, series)
    return shard
  })
}

function steps() {
  const grid = intervalGrid('PT1H', 'UTC')
  return Array.from({ length: INTERVALS }, (_, k) => ({ slot: grid.slot(START + k * HOUR), gap: k === 50 ? 4 : 0 }))
}

async function learned(workers: number): Promise<{ readonly bytes: Uint8Array[]; readonly threads: number }> {
  const { normal } = randomNumbers(3)
  const all = shards()
  const learner = shardLearner(all, { workers })
  for (const stretch of [steps().slice(0, 250), steps().slice(250)]) {
    const values = all.map(({ series }) => learner.allocate(stretch.length * series * 2))
    for (const array of values) array.forEach((_, k) => (array[k] = 100 * daily(k % 24) + 5 * normal()))
    await learner.learn({ steps: stretch, values })
  }
  await learner.close()
  return { bytes: all.map(shardToBytes), threads: learner.workers }
}

describe('shardLearner', () => {
  it('teaches the same on this thread and on any number of others', async () => {
    const here = await learned(1)
    expect(here.threads).toBe(0)
    for (const workers of [2, 3]) {
      const there = await learned(workers)
      expect(there.threads).toBe(workers)
      expect(there.bytes).toEqual(here.bytes)
    }
  })

  it('fails with what a thread failed with', async () => {
    const learner = shardLearner(shards(), { workers: 2 })
    // No values for the shards: the thread cannot read them.
    await expect(learner.learn({ steps: steps(), values: [] })).rejects.toThrow(/subarray|undefined/u)
    await learner.close()
  })
})

describe('a history that is learned without verdicts', () => {
  it('leaves every metric what stepping through it leaves', async () => {
    const { normal, uniform } = randomNumbers(4)
    const names = Array.from({ length: 90 }, (_, k) => [`c${k % 9}`, `p${k % 10}`])
    const rows = new Map<number, Float64Array>()
    for (let k = 0; k < INTERVALS; k++) {
      if (k > 100 && k < 105) continue
      const row = names.flatMap((__, s) => {
        // Some series begin late, some values are missing.
        const none = (s % 7 === 3 && k < 60) || uniform() < 0.02
        return none ? [Number.NaN, Number.NaN] : [50 * (s + 1) * daily(k % 24) + 3 * normal(), 10 + normal()]
      })
      rows.set(START + k * HOUR, Float64Array.from(row))
    }
    const data = {
      measures: ['orders', 'latency'],
      dimensions: ['country', 'platform'],
      series: names,
      intervals: [...rows.keys()],
      values: (start: number) => rows.get(start),
      counts: () => new Uint32Array(names.length * 2).fill(3),
    } as unknown as Aggregate
    const config = { interval: 'PT1H', measures: data.measures, averaged: [false, true], dimensions: 2 } as const
    const grid = intervalGrid('PT1H', 'UTC')
    const history = data.intervals.map((start, k) => ({
      start,
      slot: grid.slot(start),
      gap: k === 0 ? 0 : (start - data.intervals[k - 1]) / HOUR - 1,
    }))

    const stepped = MetricModel.create(config)
    const places = stepped.placesOf(data)
    for (const { start, ...step } of history) stepped.step(data, places, start, { ...step, threshold: 50 })
    const model = MetricModel.create(config)
    let called = 0
    await model.learn(data, model.placesOf(data), history, {
      beforeEach: () => {
        called++
        return undefined
      },
    })

    expect(called).toBe(history.length)
    expect(model.series).toEqual(stepped.series)
    expect(model.summary.tails).toEqual(stepped.summary.tails)
    const [one, other] = [stepped, model].map((each) => each.snapshot())
    const leafParts = [...one.keys()].filter((name) => /^(series|state)\//u.test(name))
    expect(leafParts.length).toBeGreaterThan(40)
    for (const name of leafParts) expect(other.get(name), name).toEqual(one.get(name))
  })
})
