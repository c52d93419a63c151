import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { endFirstCycle, noteFirstCycle } from '../../../engine/detection/first-cycle.ts'
import {
  AGITATION,
  ERROR_VARIANCE,
  HIGHEST,
  LAST_RESIDUAL,
  LEAST,
  LEVEL,
  LOWEST,
  MEAN_ABSOLUTE,
  MEAN_NOT_ZERO,
  RESIDUAL_BEFORE,
  RESIDUAL_VARIANCE,
  SEASON_AGE,
  SHORT_RESIDUAL,
  ZERO,
} from '../../../engine/detection/layout.ts'
import { BELOW_ALL } from '../../../engine/detection/scale.ts'
import { beginMetric } from '../../../engine/detection/unit.ts'
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

/**
 * A metric of 24 slots that begins with 1, has had such values by slot, and whose steps from one to the next have a
 * variance; after its first day.
 */
function afterFirstDay(values: Readonly<Record<number, number>>, { variance = 1 } = {}) {
  const { shard } = new Feeder()
  const cycles = cyclesOf('PT1H')
  const { scalars: x, season } = shard
  beginMetric(shard, cycles, 0, 1)
  for (const [slot, value] of Object.entries(values)) noteFirstCycle(shard, cycles, 0, Number(slot), value)
  const all = Object.values(values)
  for (const k of [LAST_RESIDUAL, RESIDUAL_BEFORE, SHORT_RESIDUAL]) x[k] = 5
  x[ERROR_VARIANCE] = variance
  x[HIGHEST] = Math.max(...all)
  x[LOWEST] = x[LEAST] = Math.min(...all)
  x[ZERO] = x[LEAST] < 0 ? BELOW_ALL : 0
  x[MEAN_ABSOLUTE] = all.reduce((sum, value) => sum + Math.abs(value) / all.length, 0)
  x[MEAN_NOT_ZERO] = x[MEAN_ABSOLUTE]
  endFirstCycle(shard, cycles, 0)
  return { x, profile: Array.from(season, (relative) => x[LEVEL] + relative) }
}

/** 24 values from a function of the slot. */
function day(valueOf: (slot: number) => number): Readonly<Record<number, number>> {
  return Object.fromEntries(Array.from({ length: 24 }, (_, slot) => [slot, valueOf(slot)]))
}

const closeTo = (values: readonly number[], digits = 4): readonly number[] =>
  values.map((value) => expect.closeTo(value, digits) as number)

describe('the end of the first day', () => {
  it('makes what was seen the profile, and its mean the level', () => {
    const { x, profile } = afterFirstDay(day((slot) => 10 + slot))
    expect(profile).toEqual(closeTo(Array.from({ length: 24 }, (_, slot) => 10 + slot)))
    expect(x[LEVEL]).toBeCloseTo(21.5, 4)
    expect([x[SEASON_AGE], x[AGITATION]]).toEqual([1, 1])
  })

  it('draws the line between neighbours where nothing was seen, over midnight too', () => {
    const { profile } = afterFirstDay({ 2: 30, 6: 70, 22: 10 })
    expect([3, 4, 5].map((slot) => profile[slot])).toEqual(closeTo([40, 50, 60]))
    expect([23, 0, 1].map((slot) => profile[slot])).toEqual(closeTo([15, 20, 25]))
  })

  it('remembers nothing of the day', () => {
    const { x } = afterFirstDay(day((slot) => 10 + slot))
    expect([LAST_RESIDUAL, RESIDUAL_BEFORE, SHORT_RESIDUAL].map((k) => x[k])).toEqual([0, 0, 0])
  })

  // The variance of 10 +- 3 around its mean is 9.
  it.each([
    { variance: 100, residuals: 100, what: 'no less than that of errors' },
    { variance: 4, residuals: 9, what: 'that of the profile' },
    { variance: 1, residuals: 4, what: 'no more than four times that of errors' },
  ])('takes for the variance of residuals $what', ({ variance, residuals }) => {
    const { x } = afterFirstDay(
      day((slot) => (slot % 2 === 0 ? 7 : 13)),
      { variance },
    )
    expect(x[RESIDUAL_VARIANCE]).toBeCloseTo(residuals, 4)
  })

  it('forgets of an absurd value all that was learned from it', () => {
    const { x, profile } = afterFirstDay(
      day((slot) => (slot === 5 ? -5000 : slot % 2 === 0 ? 7 : 13)),
      {
        variance: 1e6,
      },
    )
    expect(profile[5]).toBeCloseTo(7, 3)
    // Of 12 times 7 and 11 times 13.
    expect(x[MEAN_ABSOLUTE]).toBeCloseTo((12 * 7 + 11 * 13) / 23, 4)
    expect([x[MEAN_NOT_ZERO], x[HIGHEST], x[LOWEST], x[LEAST], x[ZERO]]).toEqual([7, 13, 7, 7, 0])
    expect(x[ERROR_VARIANCE]).toBeLessThan(10)
    const above = afterFirstDay(day((slot) => (slot === 5 ? 5000 : slot % 2 === 0 ? -7 : 13)))
    expect(above.x[HIGHEST]).toBe(13)
    expect([above.x[LEAST], above.x[ZERO]]).toEqual([-7, BELOW_ALL])
  })

  it.each([
    { what: 'a hundred times the usual', of: [10, 10, 10, 1000], absurd: false },
    { what: 'more than that', of: [10, 10, 10, 1010], absurd: true },
    { what: 'more than that beside zeros and others', of: [0, 0, 0, 0, 10, 10, 10, 1010], absurd: true },
    { what: 'more than that among three values', of: [10, 10, 1010], absurd: false },
    { what: 'more than that among zeros and three values', of: [0, 0, 10, 10, 1010], absurd: false },
  ])('takes $what for absurd: $absurd', ({ of, absurd }) => {
    const { x } = afterFirstDay(Object.fromEntries(of.entries()))
    expect(x[HIGHEST]).toBe(absurd ? 10 : Math.max(...of))
  })

  it('loses nothing of other values where the first was far larger', () => {
    const { profile } = afterFirstDay({ ...day((slot) => 1 + slot / 64), 0: 2 ** 30 }, { variance: 1 })
    expect(profile.slice(1)).toEqual(
      closeTo(
        Array.from({ length: 23 }, (_, k) => 1 + (k + 1) / 64),
        5,
      ),
    )
  })
})
