import { describe, expect, it } from 'vitest'
import { cachedReads } from '../../../engine/history/cached-reads.ts'

describe('cachedReads', () => {
  it('keeps what was used last, up to its weight', async () => {
    const cache = cachedReads<string, number>(10, (weight) => weight)
    for (const [key, weight] of [
      ['a', 4],
      ['b', 4],
    ] as const)
      await cache.get(key, async () => weight)
    await cache.get('a', async () => 0)
    await cache.get('c', async () => 4)
    expect(['a', 'b', 'c'].map((key) => cache.has(key))).toEqual([true, false, true])
    await cache.get('d', async () => 11)
    expect(['a', 'c', 'd'].map((key) => cache.has(key))).toEqual([true, true, false])
  })

  it('reads once for all that ask meanwhile, and again after a failure or where there was nothing', async () => {
    const cache = cachedReads<string, number>(10, () => 1)
    let reads = 0
    const read = async (): Promise<number> => {
      reads++
      await new Promise(setImmediate)
      if (reads === 1) throw new Error('the network is down')
      return reads
    }
    const outcomes = await Promise.allSettled([cache.get('a', read), cache.get('a', read)])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(reads).toBe(1)
    expect(await Promise.all([cache.get('a', read), cache.get('a', read)])).toEqual([2, 2])
    expect(await cache.get('b', async () => undefined)).toBeUndefined()
    expect(await cache.get('b', async () => 7)).toBe(7)
  })
})
