import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Feeder, randomNumbers } from './simulate.ts'

const CYCLE = { PT5M: 288, PT10M: 144, PT1H: 24, P1D: 7 } as const
type Interval = keyof typeof CYCLE

/** A metric around 100 with a daily (weekly) swing of 30 and noise of 3, after so many values, one of which may be another. */
function learned(interval: Interval, values: number, odd?: { readonly at: number; readonly value: number }): Feeder {
  const feeder = new Feeder({ interval })
  const { normal } = randomNumbers(11)
  for (let k = 0; k < values; k++) {
    const usual = 100 + 30 * Math.sin((2 * Math.PI * k) / CYCLE[interval]) + 3 * normal()
    feeder.step(() => (k === odd?.at ? odd.value : usual))
  }
  return feeder
}

/** Severity of nothing at all, and how wide the bounds are. */
function outage(feeder: Feeder): { readonly severity: number; readonly width: number } {
  const { severity, upper, lower } = feeder.step(() => 0)
  return { severity, width: upper - lower }
}

describe('an absurd value among the first', () => {
  const places = {
    PT5M: [0, 1, 16, 100, 287, 288],
    PT10M: [0, 5, 143],
    PT1H: [0, 1, 5, 16, 20, 23, 24],
    P1D: [0, 1, 3, 6, 7, 10],
  }
  const cases = Object.entries(places).flatMap(([interval, ats]) =>
    ats.flatMap((at) =>
      [1e3, 1e6, -1e9, 1e15, 1e38, 1e300].map((times) => [interval as Interval, at, 100 * times] as const),
    ),
  )

  it.each(cases)('is forgotten at %s, at place %d, of %d', (interval, at, value) => {
    const usual = outage(learned(interval, 600))
    const after = outage(learned(interval, 600, { at, value }))
    expect(usual.severity).toBe(100)
    expect(after.severity).toBeGreaterThanOrEqual(90)
    expect(after.width).toBeLessThan(2 * usual.width)
    expect(after.width).toBeGreaterThan(usual.width / 2)
  })

  it('does not make negative values of a count what is expected', () => {
    const { lower } = learned('PT1H', 600, { at: 3, value: -1e6 }).step(() => 70)
    expect(lower).toBeGreaterThanOrEqual(0)
  })

  it('is none where it comes each day: a job that works once a day is expected in its hour', () => {
    const feeder = new Feeder({ interval: 'PT1H' })
    const { normal } = randomNumbers(12)
    for (let k = 0; k < 24 * 21; k++) feeder.step(() => (k % 24 === 3 ? 50_000 + 500 * normal() : 20 + normal()))
    for (let hour = 0; hour < 3; hour++) expect(feeder.step(() => 20).severity).toBeLessThan(50)
    const { severity, expected } = feeder.step(() => 50_000)
    expect(severity).toBeLessThan(50)
    expect(expected / 50_000).toBeCloseTo(1, 1)
  })

  it('begins a metric anew where its unit is so large that nothing is left of other values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 31, max: 300 }), fc.integer({ min: 0, max: 23 }), (exponent, at) => {
        const verdict = learned('PT1H', 400, { at, value: 10 ** exponent }).step(() => 100)
        expect(Math.abs(verdict.expected - 100)).toBeLessThan(60)
      }),
      { numRuns: 30 },
    )
  })
})
