import { describe, expect, it } from 'vitest'
import { count, dataSize, duration, expectedText, figure, normalText, valueText } from '../../engine/console/figures.ts'

describe('figure', () => {
  it.each([
    [1_234_567.89, '1,234,568'],
    [-1234.4, '-1,234'],
    [523.44, '523.4'],
    [12.345, '12.3'],
    [0.012345, '0.0123'],
    [0, '0'],
    [null, '-'],
    [NaN, '-'],
  ])('writes %s as %s', (value, text) => {
    expect(figure(value)).toBe(text)
  })
})

describe('valueText', () => {
  it('is the figure of a value, and says that a missing one is no data', () => {
    expect([valueText(12.345), valueText(null)]).toEqual(['12.3', 'no data'])
  })
})

describe('expectedText and normalText', () => {
  it('say nothing of what was expected of a metric that is new, or is not listed', () => {
    const point = { expected: 2010, lower: 1800, upper: 2300 }
    const learning = { expected: 0, lower: 0, upper: 0, learning: true } as const
    expect([point, learning, undefined].map(expectedText)).toEqual(['2,010', 'new', '-'])
    expect([point, learning, undefined].map(normalText)).toEqual(['1,800 to 2,300', '-', '-'])
  })
})

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [3240, '3.2 s'],
    [59_990, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [3_605_000, '1 h'],
    [97_200_000, '1 day 3 h'],
    [4 * 86_400_000, '4 days'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text)
  })
})

describe('count and dataSize', () => {
  it.each([
    [count(1, 'group'), '1 group'],
    [count(1204, 'group'), '1,204 groups'],
    [count(2, 'series', 'series'), '2 series'],
    [dataSize(0), '0 B'],
    [dataSize(999), '999 B'],
    [dataSize(4_250_609), '4.3 MB'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected)
  })
})
