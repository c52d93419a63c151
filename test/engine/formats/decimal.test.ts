import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNotFiniteWord, readDecimal } from '../../../engine/formats/decimal.ts'

function parse(text: string): number {
  const bytes = Buffer.from(`#${text}9`)
  const target = new Float64Array(3)
  readDecimal(bytes, 1, bytes.length - 1, target, 1)
  return target[1]
}

describe('readDecimal', () => {
  it('reads every double as Number does, bit for bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parse(Object.is(value, -0) ? '-0' : String(value))).toBe(value)
      }),
      { numRuns: 3000 },
    )
  })

  it('reads any decimal text as Number does', () => {
    const digits = fc.stringMatching(/^\d{1,25}$/)
    const text = fc
      .tuple(fc.constantFrom('', '-', '+'), digits, fc.option(digits), fc.option(fc.integer({ min: -330, max: 330 })))
      .map(([sign, whole, fraction, exponent]) => {
        return `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `e${exponent}`}`
      })
    fc.assert(
      fc.property(text, (decimal) => {
        expect(parse(decimal)).toBe(Number(decimal))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    '.5',
    '5.',
    '+7',
    '-.25',
    '0005',
    '1e3',
    '1E+03',
    ' 12.5 ',
    '\t-1',
    '9007199254740993',
    '0.00000000000000000000123',
  ])('reads "%s" as Number does', (text) => expect(parse(text)).toBe(Number(text)))

  it('keeps the sign of zero', () => expect(parse('-0')).toBe(-0))

  // What DuckDB's CSV reader takes for numbers, or lets through as others, and what people type instead of one.
  it.each([
    '', ' ', '-', '+', '.', '-.', 'e5', '1e', '1e+', '--1', '+-1', '1.2.3', '1_000', '1,000', '1 000', '0x10', '0b1', '1n',
    'NaN', 'inf', 'Infinity', '-Infinity', 'null', 'N/A', 'true', '$5', '5%', '٣', '１', '1\u00a0', '1\u0000', '−1',
  ])('does not take "%s" for a number', (text) => expect(parse(text)).toBeNaN()) // prettier-ignore
})

describe('isNotFiniteWord', () => {
  it.each(['NaN', 'nan', 'inf', '-INF', 'Infinity', '+infinity', ' NaN '])('knows "%s"', (text) => {
    expect(isNotFiniteWord(text)).toBe(true)
  })
  it.each(['', 'info', 'banana', 'null', '-'])('does not take "%s" for one', (text) => {
    expect(isNotFiniteWord(text)).toBe(false)
  })
})
