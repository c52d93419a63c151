import { describe, expect, it } from 'vitest'
import { createScores } from '../../../engine/detection/index.ts'
import { countMild, mildShares } from '../../../engine/layers/breadth.ts'

describe('mildShares', () => {
  it('gives the shares of metrics that are a little off above and below, by measure', () => {
    // 40 series of two measures; of the first 10 are a little above and 2 below, of the second one has no score.
    const scores = createScores(80)
    const values = new Float64Array(80)
    for (let series = 0; series < 40; series++) {
      const off = series < 12
      scores.score[2 * series] = off ? 0.7 : 0.69
      scores.expected[2 * series] = 5
      values[2 * series] = series < 10 ? 6 : 4
      if (series > 0) scores.score[2 * series + 1] = 0
    }
    const counts = [0, 1].map(() => ({ scored: 0, above: 0, below: 0 }))
    countMild(counts, values, scores)
    expect([...mildShares(counts)]).toEqual([10 / 40, 0, 2 / 40, 0])
  })

  it('counts no metric whose value is missing, though that has a score', () => {
    const scores = createScores(2)
    scores.score.fill(3)
    scores.expected.fill(5)
    const count = { scored: 0, above: 0, below: 0 }
    countMild([count], Float64Array.of(Number.NaN, 4), scores)
    expect(count).toEqual({ scored: 1, above: 0, below: 1 })
  })

  it('has no share where fewer than 30 metrics have a score', () => {
    expect([...mildShares([{ scored: 29, above: 4, below: 1 }])]).toEqual([Number.NaN, Number.NaN])
  })
})
