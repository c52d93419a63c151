import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { addSeries, createShard, shardToBytes, type Shard } from '../../../engine/detection/index.ts'
import { shardLearner } from '../../../engine/run/learn-shards.ts'
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
    const chunk = { steps: steps(), values: [] }
    await expect(learner.learn(chunk)).rejects.toThrow(/subarray|undefined/u)
    // A thread that is gone answers no more: whoever asks it is told at once.
    await expect(learner.learn(chunk)).rejects.toThrow(/subarray|undefined/u)
    await learner.close()
  })

  it.each([1, 3])(
    'ends with the reason of an abort, and leaves shards in ordinary memory (workers: %i)',
    async (workers) => {
      const abort = new AbortController()
      const all = shards()
      const learner = shardLearner(all, { workers, signal: abort.signal })
      const values = all.map(({ series }) => learner.allocate(INTERVALS * series * 2))
      // Longer than a thread is kept between two looks at the signal.
      await setTimeout(60)
      const learning = learner.learn({ steps: steps(), values })
      abort.abort(new Error('enough'))
      await expect(learning).rejects.toThrow('enough')
      await learner.close()
      for (const { scalars } of all) expect(scalars.buffer).toBeInstanceOf(ArrayBuffer)
    },
  )

  it('starts threads whatever options the process was started with', async () => {
    const code = `
      import { addSeries, createShard } from './engine/detection/index.ts'
      import { shardLearner } from './engine/run/learn-shards.ts'
      const shards = [1, 2].map(() => createShard({ interval: 'PT1H', measures: 1 }))
      shards.forEach((shard) => addSeries(shard, 1))
      const learner = shardLearner(shards, { workers: 2 })
      const step = { slot: { ofDay: 0, dayOfWeek: 0, dayOfYear: 0 }, gap: 0 }
      await learner.learn({ steps: [step], values: shards.map(() => learner.allocate(1)) })
      await learner.close()
      console.log(learner.workers)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code])
    expect(stdout).toBe('2\n')
  })
})
