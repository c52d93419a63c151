import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dimensionContributions,
  MAX_LISTED_VALUES,
  metricContributions,
} from '../../../engine/anomalies/contribution.ts'

describe('dimensionContributions', () => {
  // Largest remainder by hand: exact shares, cut, the missing points to the greatest remainders.
  it.each([
    { deviations: { a: 68, b: 32 }, percents: { a: 68, b: 32 } },
    { deviations: { a: 1, b: 1, c: 1 }, percents: { a: 34, b: 33, c: 33 } }, // equal remainders: by name
    { deviations: { a: 1, b: 2 }, percents: { b: 67, a: 33 } }, // 33.3, 66.7
    { deviations: { a: 995, b: 3, c: 2 }, percents: { a: 100, b: 0, c: 0 } }, // 99.5, 0.3, 0.2
    { deviations: { a: 5 }, percents: { a: 100 } },
    { deviations: { a: 0, b: 0 }, percents: { a: 50, b: 50 } }, // nothing deviates: each counts the same
    { deviations: { a: 0, b: 7 }, percents: { b: 100, a: 0 } },
    { deviations: { a: 1e15, b: 1e-9 }, percents: { a: 100, b: 0 } },
  ])('shares $deviations out as $percents', ({ deviations, percents }) => {
    const metrics = Object.entries(deviations).map(([value, deviation]) => ({ series: [value], deviation }))
    const [{ values }] = dimensionContributions(['d'], metrics)
    expect(values.map(({ value, percent }) => [value, percent])).toEqual(Object.entries(percents))
  })

  it('adds the metrics of a value up', () => {
    const metrics = [
      { series: ['uk', 'pc'], deviation: 30 },
      { series: ['us', 'pc'], deviation: 50 },
      { series: ['uk', 'mobile'], deviation: 20 },
    ]
    expect(dimensionContributions(['marketplace', 'platform'], metrics)).toEqual([
      {
        dimension: 'marketplace',
        values: [
          { value: 'uk', percent: 50 },
          { value: 'us', percent: 50 },
        ],
        valueCount: 2,
      },
      {
        dimension: 'platform',
        values: [
          { value: 'pc', percent: 80 },
          { value: 'mobile', percent: 20 },
        ],
        valueCount: 2,
      },
    ])
  })

  it('lists at most 100 values, which still add up to 100, and counts all', () => {
    const metrics = Array.from({ length: 250 }, (_, index) => ({ series: [`v${index}`], deviation: 1 }))
    const [{ values, valueCount }] = dimensionContributions(['d'], metrics)
    expect([values.length, valueCount]).toEqual([MAX_LISTED_VALUES, 250])
    expect(values.every(({ percent }) => percent === 1)).toBe(true)
  })

  it('adds up to 100 in falling order, each share within one of the exact one', () => {
    const metric = fc.record({
      series: fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.string({ maxLength: 3 })),
      deviation: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e15, noNaN: true })),
    })
    fc.assert(
      fc.property(fc.array(metric, { minLength: 1, maxLength: 150 }), (metrics) => {
        for (const [index, { values }] of dimensionContributions(['x', 'y'], metrics).entries()) {
          const percents = values.map(({ percent }) => percent)
          expect(percents.reduce((sum, percent) => sum + percent, 0)).toBe(100)
          expect(percents).toEqual(percents.toSorted((a, b) => b - a))
          const total = metrics.reduce((sum, { deviation }) => sum + deviation, 0)
          for (const { value, percent } of total > 0 ? values : []) {
            const mine = metrics.filter(({ series }) => series[index] === value)
            const exact = (100 * mine.reduce((sum, { deviation }) => sum + deviation, 0)) / total
            expect(Math.abs(percent - exact)).toBeLessThan(1 + 1e-9)
          }
        }
      }),
      { seed: 5 },
    )
  })
})

describe('metricContributions', () => {
  it.each([
    { deviations: [1, 2], percents: [33.33, 66.67] },
    { deviations: [0, 0, 0, 0], percents: [25, 25, 25, 25] },
    { deviations: [7], percents: [100] },
  ])('shares $deviations out as $percents', ({ deviations, percents }) => {
    expect(metricContributions(deviations.map((deviation) => ({ series: [], deviation })))).toEqual(percents)
  })
})
