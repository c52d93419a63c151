import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../bench/root-cause/random.ts'
import { fitTails, leafSurprise, normalLoss } from '../../../engine/anomalies/leaf-tail.ts'

/** 20,000 numbers of a law, seeded. */
function draw(law: (random: ReturnType<typeof randomNumbers>) => number, seed = 1): Float64Array {
  const random = randomNumbers(seed)
  return Float64Array.from({ length: 20_000 }, () => law(random))
}

const gaussian = draw(({ normal }) => normal())
// Laplace with a standard deviation of 1.
const laplace = draw(({ uniform }) => {
  const u = uniform() - 0.5
  return (-Math.sign(u) * Math.log(1 - 2 * Math.abs(u))) / Math.SQRT2
})

describe('leafSurprise', () => {
  // -log of the two-sided tail: 2 (1 - Phi(4)) = 6.334e-5, and exp(-6 sqrt 2) for Laplace at 6 (tables of the normal distribution).
  it.each([
    { law: 'Gaussian', numbers: gaussian, at: 4, surprise: 9.67 },
    { law: 'Laplace', numbers: laplace, at: 6, surprise: 8.49 },
  ])('is about the true one of a $law tail', ({ numbers, at, surprise }) => {
    const tails = fitTails(numbers)
    expect(Math.abs(leafSurprise(at, tails) - surprise)).toBeLessThan(1.5)
    expect(Math.abs(leafSurprise(-at, tails) - surprise)).toBeLessThan(1.5)
  })

  it('does not hide a few anomalies behind themselves', () => {
    const some = Float64Array.of(...gaussian, 9, 9.5, 8, 8.5)
    expect(leafSurprise(8, fitTails(some))).toBeGreaterThan(leafSurprise(8, fitTails(gaussian)) - 2)
  })

  it('is 25 at most', () => {
    expect(leafSurprise(1e9, fitTails(gaussian))).toBe(25)
  })
})

describe('normalLoss', () => {
  it('is half the square near the centre, grows with the distance, and ends at 25', () => {
    const tails = fitTails(gaussian)
    expect(normalLoss(0, tails)).toBe(0)
    expect(normalLoss(-1, tails)).toBeCloseTo(0.5, 10)
    const losses = Array.from({ length: 200 }, (_, k) => normalLoss(k / 10, tails))
    expect(losses).toEqual(losses.toSorted((a, b) => a - b))
    expect(normalLoss(1e300, tails)).toBe(25)
  })

  it('is smaller in a heavy tail than in a light one', () => {
    expect(normalLoss(6, fitTails(laplace))).toBeLessThan(normalLoss(6, fitTails(gaussian)))
  })

  it('does not see what one direction is full of', () => {
    const drops = Float64Array.of(...gaussian, ...Array.from({ length: 3000 }, (_, k) => -5 - k / 1000))
    expect(normalLoss(-6, fitTails(drops))).toBeGreaterThan(normalLoss(-6, fitTails(gaussian)) - 3)
  })

  it('judges a handful of leaves by a cautious law', () => {
    const few = fitTails(Float64Array.of(1, -1, 0.5, 2))
    expect(normalLoss(3, few)).toBeLessThan(4.5)
    expect(normalLoss(3, few)).toBeGreaterThan(2)
  })
})
