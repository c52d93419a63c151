import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lengthText, periodText, timeText, timeTicks, valueTicks } from '../../engine/console/ticks.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import type { Interval } from '../../spec/interval.ts'

const number = fc.double({ min: -1e12, max: 1e12, noNaN: true })

describe('valueTicks', () => {
  it.each([
    { range: [0, 834], texts: ['0', '500', '1K'] },
    { range: [0, 29_000], texts: ['0', '10K', '20K', '30K'] },
    { range: [-0.3, 0.2], texts: ['-0.4', '-0.2', '0', '0.2'] },
    { range: [7, 7], texts: ['5', '10'] },
  ])('covers $range with round numbers', ({ range: [least, greatest], texts }) => {
    expect(valueTicks(least!, greatest!, 3).map(({ text }) => text)).toEqual(texts)
  })

  it('covers any range with few ticks', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [least, greatest] = [Math.min(a, b), Math.max(a, b)]
        const ticks = valueTicks(least, greatest, 4)
        const slack = (Math.abs(least) + Math.abs(greatest)) * 1e-9 + 1e-300
        expect(ticks[0]!.at).toBeLessThanOrEqual(least + slack)
        expect(ticks.at(-1)!.at).toBeGreaterThanOrEqual(greatest - slack)
        expect(ticks.length).toBeLessThanOrEqual(6)
      }),
    )
  })
})

describe('lengthText', () => {
  it.each<[Interval, string, string, string]>([
    // New York's clocks went back on 2 November 2025, and forward on 8 March 2026: these days have 25 and 23 hours.
    ['P1D', '2025-11-02T00:00-04:00', '2025-11-02T00:00-04:00', '1 day'],
    ['P1D', '2026-03-07T00:00-05:00', '2026-03-09T00:00-04:00', '3 days'],
    ['PT1H', '2025-11-02T00:00-04:00', '2025-11-02T03:00-05:00', '5 h'],
    ['PT5M', '2025-11-02T00:00-04:00', '2025-11-02T00:10-04:00', '15 min'],
  ])('counts %s intervals from %s to %s as %s', (interval, start, end, text) => {
    expect(lengthText(Date.parse(start), Date.parse(end), intervalGrid(interval, 'America/New_York'))).toBe(text)
  })
})

describe('timeTicks', () => {
  it.each<[Interval, string, string, number, number, string[]]>([
    ['PT1H', 'UTC', '2026-05-13T20:00Z', 100, 5, ['Thu 14 May', 'Fri 15 May', 'Sat 16 May', 'Sun 17 May']],
    [
      'PT5M',
      'UTC',
      '2026-05-13T22:30Z',
      96,
      9,
      ['23:00', 'Thu 14 May', '01:00', '02:00', '03:00', '04:00', '05:00', '06:00'],
    ],
    ['PT1H', 'Asia/Kolkata', '2026-05-13T20:00Z', 20, 5, ['06:00', '12:00', '18:00']],
    ['P1D', 'Europe/Berlin', '2026-03-10T00:00Z', 30, 5, ['Mon 16 Mar', 'Mon 23 Mar', 'Mon 30 Mar', 'Mon 6 Apr']],
    ['P1D', 'UTC', '2026-03-10T00:00Z', 120, 5, ['Apr 2026', 'May 2026', 'Jun 2026', 'Jul 2026']],
  ])('marks %s in %s from %s', (interval, zone, from, intervals, most, expected) => {
    expect(marks(interval, zone, from, intervals, most)).toEqual(expected)
  })
})

describe('timeText and periodText', () => {
  it('speak local time and do not repeat themselves', () => {
    const berlin = intervalGrid('PT1H', 'Europe/Berlin')
    expect(timeText(Date.parse('2026-05-13T22:00Z'), berlin)).toBe('Thu 14 May 2026 00:00')
    expect(periodText(Date.parse('2026-05-14T10:00Z'), Date.parse('2026-05-14T12:00Z'), berlin)).toBe(
      'Thu 14 May 2026 12:00 to 14:00',
    )
    expect(periodText(Date.parse('2026-05-14T10:00Z'), Date.parse('2026-05-15T12:00Z'), berlin)).toBe(
      'Thu 14 May 2026 12:00 to Fri 15 May 14:00',
    )
    expect(timeText(Date.parse('2026-05-13T22:00Z'), intervalGrid('P1D', 'Europe/Berlin'))).toBe('Thu 14 May 2026')
  })
})

function marks(interval: Interval, zone: string, from: string, intervals: number, most: number): readonly string[] {
  const grid = intervalGrid(interval, zone)
  const starts = [grid.start(Date.parse(from))]
  while (starts.length < intervals) starts.push(grid.next(starts.at(-1)!))
  return timeTicks(starts, grid, most).map(({ text }) => text)
}
