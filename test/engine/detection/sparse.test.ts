import { describe, expect, it } from 'vitest'
import { IDLE_SHARE, LEAST_STEP, MEAN_NOT_ZERO, NOT_ZERO_SHARE, SCALARS } from '../../../engine/detection/layout.ts'
import { hasZeros, learnIdle, nearZero } from '../../../engine/detection/sparse.ts'
import { Feeder, randomNumbers } from './simulate.ts'

/** A metric whose other values than 0 are usually 10, of counts. */
function metric(known: Readonly<Record<number, number>> = {}): Float32Array {
  return Object.assign(new Float32Array(SCALARS), { [MEAN_NOT_ZERO]: 10, [LEAST_STEP]: 1, [IDLE_SHARE]: 0.6 }, known)
}

describe('what of a metric that is mostly 0 means that 0 is expected', () => {
  it.each([
    { what: 'less than 0.8 of a usual value, of one that is idle where some is', known: {}, value: 8 },
    { what: 'less than 0.2 of one that is not', known: { [IDLE_SHARE]: 0.49 }, value: 2 },
    { what: 'less than 0.7 of the least step', known: { [IDLE_SHARE]: 0.2, [LEAST_STEP]: 4 }, value: 2.8 },
    { what: 'never more than of one that is idle', known: { [IDLE_SHARE]: 0.2, [LEAST_STEP]: 20 }, value: 8 },
  ])('is $what', ({ known, value }) => {
    expect(nearZero(metric(known), 0)).toBeCloseTo(value, 5)
  })

  it('can matter only where a tenth of values and more are 0', () => {
    expect(hasZeros(metric({ [NOT_ZERO_SHARE]: 0.89 }), 0)).toBe(true)
    expect(hasZeros(metric({ [NOT_ZERO_SHARE]: 0.91 }), 0)).toBe(false)
  })
})

describe('whether a metric is idle', () => {
  it.each([
    { what: 'next to nothing where some is expected: it is', value: 1.9, base: 5, share: 0.6 + 0.4 / 500 },
    { what: 'about as much as expected: it is not', value: 2.1, base: 5, share: 0.6 - 0.6 / 500 },
    { what: 'nothing where nothing is expected', value: 0, base: 1.9, share: 0.6 },
    { what: 'nothing where as much as usual is expected', value: 0, base: 8.1, share: 0.6 },
  ])('is learned from $what', ({ value, base, share }) => {
    const x = metric()
    learnIdle(x, 0, value, base)
    expect(x[IDLE_SHARE]).toBeCloseTo(share, 6)
  })
})

describe('a shop that is closed at night', () => {
  const RATES = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.8, 3, 6, 5, 3, 3, 4, 5, 4, 3, 1, 0.5, 0, 0]

  // What comes at noon now and then is far too much for the last hour, where one order is usual: 10 ** -8 by the law of Poisson.
  it('is judged in its last hour by what is usual then, though most of its hours have no orders', () => {
    const { poisson } = randomNumbers(1)
    const feeder = new Feeder({ metrics: 10 })
    const orders = (): number => poisson(RATES[feeder.clock.hour])
    for (let k = 0; k < 60 * 24; k++) feeder.step(orders)
    while (feeder.clock.hour !== 20) feeder.step(orders)
    expect(feeder.step(() => 11).severity).toBeGreaterThanOrEqual(50)
  })
})
