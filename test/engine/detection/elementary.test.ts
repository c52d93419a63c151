import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp, ln } from '../../../engine/detection/elementary.ts'
import { IDENTITY, LOGARITHM, SQUARE_ROOT, inverseTransform, transform } from '../../../engine/detection/transform.ts'

// Math.log and Math.exp of V8 (fdlibm) are right within one unit in the last place.
const ULPS = 4 * Number.EPSILON

describe('ln', () => {
  it('is the natural logarithm', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(ULPS * Math.max(1, Math.abs(Math.log(x))))
      }),
    )
    expect(ln(1)).toBe(0)
  })
})

describe('exp', () => {
  it('is the exponential function', () => {
    fc.assert(
      fc.property(fc.double({ min: -690, max: 690, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(ULPS)
      }),
    )
    expect(exp(0)).toBe(1)
  })

  it('stays finite and positive', () => {
    expect(exp(1e6)).toBe(exp(700))
    expect(exp(-1e6)).toBe(exp(-700))
  })
})

describe('a transform', () => {
  const kinds = fc.constantFrom(IDENTITY, SQUARE_ROOT, LOGARITHM)
  const numbers = fc.double({ min: -1000, max: 1e9, noNaN: true })

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(kinds, fc.double({ min: 0.01, max: 100, noNaN: true }), numbers, (kind, offset, x) => {
        const back = inverseTransform(kind, offset, transform(kind, offset, x))
        expect(Math.abs(back - x)).toBeLessThanOrEqual(1e-9 * (Math.abs(x) + offset))
      }),
    )
  })

  it('keeps the order of values, below zero too', () => {
    fc.assert(
      fc.property(kinds, numbers, numbers, (kind, a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6 * (1 + Math.abs(a)))
        expect(transform(kind, 1, a) < transform(kind, 1, b)).toBe(a < b)
      }),
    )
  })
})
