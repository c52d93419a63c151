import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { discoveryScore, simesScore } from '../../../engine/layers/index.ts'

const scores = fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { minLength: 1, maxLength: 40 }).map(falling)

describe('simesScore', () => {
  // Simes: min over k of N p_(k) / k, by hand
  it.each([
    { scores: [3], scored: 1, p: 1e-3 },
    { scores: [3], scored: 10, p: 1e-2 },
    { scores: [3, 3], scored: 10, p: 5e-3 }, // 10 * 0.001 / 2
    { scores: [6, 2.5, 2.5], scored: 1000, p: 1e-3 }, // the second and third add nothing
    { scores: [4, 4, 4, 4, 4], scored: 50, p: 1e-3 }, // 50 * 0.0001 / 5
    { scores: [], scored: 0, p: 1 },
    { scores: [2.5], scored: 50_000, p: 1 },
  ])('gives $scores of $scored metrics the p-value $p', ({ scores: some, scored, p }) => {
    expect(simesScore(some, scored)).toBeCloseTo(-Math.log10(p), 10)
  })

  it('lies between Bonferroni and the highest score', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 40, max: 50_000 }), (some, scored) => {
        const score = simesScore(some, scored)
        expect(score).toBeLessThanOrEqual(some[0]!)
        expect(score).toBeGreaterThanOrEqual(Math.max(0, some[0]! - Math.log10(scored) - 1e-9))
      }),
      { seed: 11 },
    )
  })
})

describe('discoveryScore', () => {
  it('has a discovery exactly when the score of all reaches what is needed', () => {
    fc.assert(
      fc.property(
        scores,
        fc.integer({ min: 40, max: 50_000 }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (some, n, need) => {
          expect(discoveryScore(some, n, need) < Infinity).toBe(simesScore(some, n) >= need)
        },
      ),
      { seed: 12 },
    )
  })

  // Benjamini and Hochberg at 10 %: the largest k with p_(k) <= 0.1 k / N
  it('takes all up to the last that Benjamini and Hochberg take, even if one before fails alone', () => {
    // N = 20: limits are 10^-2.301, 10^-2, 10^-1.824; the second fails its own, the third does not.
    expect(discoveryScore([2.4, 1.9, 1.85, 0.2], 20, 1)).toBe(1.85)
    expect(discoveryScore([2.2, 1.9, 1.7], 20, 1)).toBe(Infinity)
  })
})

function falling(some: readonly number[]): number[] {
  return some.toSorted((a, b) => b - a)
}
