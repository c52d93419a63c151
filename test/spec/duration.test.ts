import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationSeconds, formatDuration } from '../../spec/index.ts'

describe('durationSeconds', () => {
  it.each([
    ['PT0S', 0],
    ['PT10M', 600],
    ['P1DT2H', 93_600],
    ['P2DT9H', 205_200],
    ['P5D', 432_000],
    ['PT432000S', 432_000],
    ['P1DT1H1M1S', 90_061],
  ])('%s is %d s', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds)
  })

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '10M',
    'PT10',
    'P1W',
    'P1M',
    'P1Y',
    'PT1.5H',
    '-PT1H',
    'pt1h',
    'PT1M1H',
    ' PT1H',
    'PT1H\n',
  ])('%j is none', (text) => {
    expect(durationSeconds(text)).toBeNull()
  })
})

describe('formatDuration', () => {
  it.each([
    [0, 'PT0S'],
    [600, 'PT10M'],
    [93_600, 'P1DT2H'],
    [432_000, 'P5D'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('is read back as the same number of seconds', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        expect(durationSeconds(formatDuration(seconds))).toBe(seconds)
      }),
    )
  })
})
