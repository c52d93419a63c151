import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../bench/root-cause/random.ts'
import { changeNoise, robustSpread } from '../../../engine/anomalies/leaf-noise.ts'

/** Normal numbers of spread 1. */
function normals(count: number, seed: number): number[] {
  const { normal } = randomNumbers(seed)
  return Array.from({ length: count }, normal)
}

describe('robustSpread', () => {
  // The standard deviation of what is normal is 1; 4,000 numbers know it to about 3 %.
  it.each([
    { what: 'normal numbers', numbers: normals(4000, 1) },
    { what: 'two in three drops', numbers: [...normals(4000, 2), ...Array.from({ length: 8000 }, () => -9)] },
    { what: 'drops of all', numbers: normals(4000, 3).map((one) => one - 20) },
    { what: 'a few wild ones on both sides', numbers: [...normals(4000, 4), 1e9, 1e9, -1e9] },
  ])('is that of the normal ones among $what', ({ numbers }) => {
    expect(robustSpread(Float64Array.from(numbers))).toBeGreaterThan(0.93)
    expect(robustSpread(Float64Array.from(numbers))).toBeLessThan(1.07)
  })

  it('is 0 of equal numbers and of none', () => {
    expect(robustSpread(new Float64Array(20))).toBe(0)
    expect(robustSpread(new Float64Array(0))).toBe(0)
  })
})

describe('changeNoise', () => {
  it('is greater for small leaves that are noisier', () => {
    const size = Float64Array.from({ length: 2000 }, (_, k) => (k < 1000 ? 1 : 100))
    const change = Float64Array.from(normals(2000, 5), (one, k) => one * (k < 1000 ? 0.3 : 0.03))
    const noise = changeNoise(change, size)
    // 1,000 leaves in two bins know their noise to about 5 %.
    expect(Math.abs(noise[0] / 0.3 - 1)).toBeLessThan(0.15)
    expect(Math.abs(noise[1999] / 0.03 - 1)).toBeLessThan(0.15)
  })

  it('is half a percent at least, and a whole where there are too few leaves to tell', () => {
    expect(new Set(changeNoise(new Float64Array(500), new Float64Array(500).fill(7)))).toEqual(new Set([0.005]))
    expect([...changeNoise(Float64Array.of(-0.9, 0.1), Float64Array.of(1, 2))]).toEqual([1, 1])
  })

  it('does not depend on the unit of the sizes', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(0.01, 7, 1e6), (seed, unit) => {
        const { uniform } = randomNumbers(seed)
        const size = Float64Array.from({ length: 900 }, () => 1 + uniform())
        const change = Float64Array.from(normals(900, seed + 1))
        expect(
          changeNoise(
            change,
            size.map((one) => one * unit),
          ),
        ).toEqual(changeNoise(change, size))
      }),
      { numRuns: 30 },
    )
  })
})
