import { describe, expect, it } from 'vitest'
import { discoveries, leadsOf, type Lead } from '../../../../engine/anomalies/causes/lead.ts'

const cells = (values: readonly number[]) => Float64Array.from([0, 0, 0, ...values, 0, 0, 0, 0, 0, 0])

/** Of one measure for another, with such test values at lags of 1 to 3. */
function lead(t: readonly number[], older: readonly number[] = t, newer: readonly number[] = t): Lead {
  const numbers = {
    lags: 3,
    inverse: new Float64Array(36),
    freedom: 50,
    innovations: [0, 1].map(() => new Float64Array(60)),
  }
  const leads = leadsOf({
    ...numbers,
    coefficients: cells(t),
    t: cells(t),
    tOlder: cells(older),
    tNewer: cells(newer),
  })
  return leads.find(({ from, to }) => from === 1 && to === 0)!
}

describe('leadsOf', () => {
  it('takes the p-values of all lags together', () => {
    // 2.008559 of 50 degrees is 5 % on both sides (R 4.3). Simes: two of three lags, 0.05 * 3 / 2.
    expect(lead([2.008559, 0, -2.008559]).p).toBeCloseTo(0.075, 4)
    expect(lead([0, 0, 2.008559]).p).toBeCloseTo(0.15, 4)
    expect(lead([1, -4, 2])).toMatchObject({ lag: 2, strength: -4 })
  })

  it.each([
    { older: 1.7, newer: 1.7, steady: true },
    { older: 1.6, newer: 3, steady: false },
    { older: 3, newer: 1.6, steady: false },
    { older: -3, newer: 9, steady: false },
    { older: 9, newer: -3, steady: false },
  ])('is steady with $older in the older half and $newer in the newer: $steady', ({ older, newer, steady }) => {
    expect(lead([0, 5, 0], [0, older, 0], [0, newer, 0]).steady).toBe(steady)
    expect(lead([0, -5, 0], [0, -older, 0], [0, -newer, 0]).steady).toBe(steady)
  })
})

const leadOf = (p: number, strength = 0.5): Lead => ({ from: 0, to: 1, lag: 1, strength, p, steady: true })

describe('discoveries', () => {
  // By hand: the greatest p of rank k of 4 that is at most 0.05 k / 4, and all before it.
  it.each([
    { p: [0.9, 0.035, 0.001, 0.03], found: [0.001, 0.03, 0.035] },
    { p: [0.9, 0.04, 0.001, 0.03], found: [0.001] },
    { p: [0.02, 0.9, 0.9, 0.9], found: [] },
  ])('of $p at 5 % are $found', ({ p, found }) => {
    const leads = p.map((each) => leadOf(each))
    expect(discoveries(leads, 0.05).map(({ p: each }) => each)).toEqual(found)
  })

  it('are in the order of their strength where they are equally sure', () => {
    const leads = [0.3, -0.7, 0.5].map((strength) => leadOf(1e-300, strength))
    expect(discoveries(leads, 0.05).map(({ strength }) => strength)).toEqual([-0.7, 0.5, 0.3])
  })
})
