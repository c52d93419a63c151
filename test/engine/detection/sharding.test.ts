import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHARDS, shardOf } from '../../../engine/detection/index.ts'

describe('shardOf', () => {
  // Written down when the function was made: a change would tear every stored detector apart.
  it.each([
    [[], 14],
    [['us'], 18],
    [['pc_web', 'de'], 16],
    [['Zürich', '東京', ''], 36],
  ])('gives %j its place for ever', (series, shard) => {
    expect(shardOf(series)).toBe(shard)
  })

  it('is a whole number below SHARDS for any texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (series) => {
        const shard = shardOf(series)
        expect(Number.isInteger(shard) && shard >= 0 && shard < SHARDS).toBe(true)
      }),
    )
  })

  it('spreads similar series evenly', () => {
    const counts = new Uint32Array(SHARDS)
    for (let k = 0; k < 6400; k++) counts[shardOf([`country-${k % 80}`, `product-${Math.floor(k / 80)}`])]++
    // 100 a shard; five standard deviations of a binomial count are 50.
    expect(Math.max(...counts)).toBeLessThan(150)
    expect(Math.min(...counts)).toBeGreaterThan(50)
  })

  it('tells values from their concatenation', () => {
    const together = Array.from({ length: 64 }, (_, k) => shardOf([`a${k}b`]))
    const apart = Array.from({ length: 64 }, (_, k) => shardOf([`a${k}`, 'b']))
    expect(together).not.toEqual(apart)
  })
})
