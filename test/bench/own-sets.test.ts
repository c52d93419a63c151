import { describe, expect, it } from 'vitest'
import { OWN_SETS, ownSet } from '../../bench/accuracy/own-sets/index.ts'
import { randomNumbers, type RandomNumbers } from '../../bench/accuracy/random-numbers.ts'

describe.each(OWN_SETS.map((name) => ({ name, set: ownSet(name) })))('our set $name', ({ name, set }) => {
  it('is the same each time, and another with another seed', () => {
    expect(ownSet(name).series[3]).toEqual(set.series[3])
    expect(ownSet(name, 1).series[3].values).not.toEqual(set.series[3].values)
  })

  it('has at least 20 series of at least ten domains', () => {
    expect(set.series.length).toBeGreaterThanOrEqual(20)
    expect(new Set(set.series.map((series) => series.name.replace(/-\d+$/u, ''))).size).toBeGreaterThanOrEqual(10)
  })

  it('has ten things happening in each series, of every kind over all, with labels where they are', () => {
    const kinds = new Set<string>()
    for (const { happenings = [], labels } of set.series) {
      expect(happenings).toHaveLength(10)
      for (const { kind, start, end } of happenings) {
        kinds.add(kind)
        expect(labels.subarray(start, end + 1)).toContain(1)
      }
    }
    expect([...kinds].toSorted()).toEqual([
      'burst',
      'dip',
      'flat',
      'missing',
      'outage',
      'pattern',
      'ramp',
      'shift',
      'spike',
    ])
  })

  it('is mostly normal, and missing values are few or labelled', () => {
    for (const { labels, values, name: series } of set.series) {
      expect(labels.filter((label) => label === 1).length / labels.length, series).toBeLessThan(0.15)
      const lost = values.filter((value, row) => Number.isNaN(value) && labels[row] === 0).length
      expect(lost / values.length, series).toBeLessThan(0.15)
    }
  })
})

describe('randomNumbers', () => {
  // Mean and variance as the distributions have them; 40,000 draws, so that four standard errors are a few per cent.
  it.each<{ what: string; mean: number; variance: number; draw: (random: RandomNumbers) => number }>([
    { what: 'a Gaussian', mean: 0, variance: 1, draw: ({ normal }) => normal() },
    { what: 'a gamma of shape 0.5', mean: 0.5, variance: 0.5, draw: ({ gamma }) => gamma(0.5) },
    { what: 'a gamma of shape 7', mean: 7, variance: 7, draw: ({ gamma }) => gamma(7) },
    { what: 'a Poisson of 3', mean: 3, variance: 3, draw: ({ poisson }) => poisson(3) },
    { what: 'a Poisson of 500', mean: 500, variance: 500, draw: ({ poisson }) => poisson(500) },
    { what: 'a negative binomial', mean: 20, variance: 100, draw: ({ negativeBinomial }) => negativeBinomial(20, 5) },
    { what: 'a Student t of 10 degrees', mean: 0, variance: 1.25, draw: ({ student }) => student(10) },
  ])('draw $what', ({ mean, variance, draw }) => {
    const random = randomNumbers(5)
    const values = Array.from({ length: 40_000 }, () => draw(random))
    const average = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length
    expect(Math.abs(average - mean)).toBeLessThan((4 * Math.sqrt(variance)) / 200)
    expect(spread / variance).toBeGreaterThan(0.93)
    expect(spread / variance).toBeLessThan(1.07)
  })
})
