import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../../../bench/causes/random.ts'
import { sharedMovements } from '../../../../engine/anomalies/causes/same-interval.ts'

const sum = (...all: readonly Float64Array[]) =>
  Float64Array.from(all[0], (_, t) => all.reduce((total, values) => total + values[t], 0))

const product = (u: Float64Array, v: Float64Array) => u.reduce((total, value, t) => total + value * v[t], 0)

const rAt = (x: Float64Array, y: Float64Array) => {
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}

describe('sharedMovements', () => {
  const numbers = randomNumbers(22)
  const noise = () => Float64Array.from({ length: 2000 }, () => numbers.normal())
  const [a, b] = [noise(), noise()]

  it('have the partial correlation', () => {
    const [shared, c] = [noise(), noise()]
    const three = [sum(a, shared, c), sum(b, shared, c), c]
    const [r01, r02, r12] = [rAt(three[0], three[1]), rAt(three[0], three[2]), rAt(three[1], three[2])]
    const partial = (r01 - r02 * r12) / Math.sqrt((1 - r02 ** 2) * (1 - r12 ** 2))
    expect(sharedMovements(three)[0].correlation).toBeCloseTo(partial, 4)
  })

  it('are none of two effects of a third', () => {
    const cause = noise()
    const effects = [a, b, noise(), noise()].map((own) => sum(own, cause))
    for (const pair of sharedMovements([...effects, cause])) {
      if (pair.b < effects.length) expect(Math.abs(pair.t)).toBeLessThan(4)
      else expect(pair.t).toBeGreaterThan(10)
    }
  })

  it('are none of two causes of a third, though they seem to move against each other while it is held', () => {
    const [causes] = sharedMovements([a, b, sum(a, b, noise())])
    expect(Math.abs(causes.t)).toBeLessThan(4)
    expect(Math.max(causes.tOlder, causes.tNewer)).toBeLessThan(-8)
    // Where they move with each other a little, the two say the opposite.
    const common = noise().map((value) => 0.5 * value)
    const [x, y] = [sum(a, common), sum(b, common)]
    const [both] = sharedMovements([x, y, sum(x, y, noise())])
    expect(both.t).toBe(0)
    expect(both.tOlder).toBeLessThan(-4)
  })

  it('are none with a series of zeros', () => {
    const [pair] = sharedMovements([a, new Float64Array(2000)])
    expect(pair).toMatchObject({ t: 0, tOlder: 0, tNewer: 0 })
    expect(pair.correlation).toBeCloseTo(0, 12)
  })
})
