import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainingParts } from '../../../engine/anomalies/explaining-parts.ts'

const NOBODY = { taken: new Set<number>(), culprits: new Set<number>() }

describe('explainingParts', () => {
  it('takes the greatest parts until they explain four fifths', () => {
    expect(explainingParts(partsOf([10, 50, 5, 30, 5]), off(100), NOBODY)).toEqual([1, 3])
  })

  it('leaves out what is small beside the greatest', () => {
    expect(explainingParts(partsOf([60, 2.9, 2.9, 3.1]), off(100), NOBODY)).toEqual([0, 3])
  })

  it('blames nobody when the metrics come to less than half: others had no value', () => {
    expect(explainingParts(partsOf([20, 20]), off(100), NOBODY)).toEqual([])
    expect(explainingParts({ ...partsOf([60, 60]), net: 30 }, off(100), NOBODY)).toEqual([])
  })

  it('gives what explains another roll-up already where it explains three tenths of this one', () => {
    expect(explainingParts(partsOf([10, 50, 5, 30, 5]), off(100), { ...NOBODY, taken: new Set([0, 3]) })).toEqual([
      0, 3,
    ])
    expect(explainingParts(partsOf([10, 50, 5, 30, 5]), off(100), { ...NOBODY, taken: new Set([0, 2]) })).toEqual([
      1, 3,
    ])
  })

  it('gives the culprits of open groups alone where they leave no more than chance does', () => {
    const culprits = { ...NOBODY, culprits: new Set([1]) }
    expect(explainingParts(partsOf([10, 50, 15, 25]), off(100, 20), culprits)).toEqual([1])
    expect(explainingParts(partsOf([10, 50, 15, 25]), off(100, 19), culprits)).toEqual([1, 3, 2])
  })

  it('gives metrics that are new where those that are judged are not to blame', () => {
    expect(explainingParts(partsOf([10, 10], [20, 70]), off(100), NOBODY)).toEqual([11, 10])
    expect(explainingParts(partsOf([45, 5], [40]), off(100), NOBODY)).toEqual([0, 1])
    expect(explainingParts(partsOf([], [49]), off(100), NOBODY)).toEqual([])
  })

  it('blames nobody where what still learns comes to far more: it is older than what was expected of the roll-up', () => {
    expect(explainingParts(partsOf([10], [90, 49]), off(100), NOBODY)).toEqual([10])
    expect(explainingParts(partsOf([10], [90, 51]), off(100), NOBODY)).toEqual([])
  })

  it('names metrics that still learn where hardly any are judged, by what they are off as their roll-ups are', () => {
    const untold = [partOf(-5, 20), { ...partOf(70, 21), rank: 200 }, { ...partOf(30, 22), rank: 300 }]
    expect(explainingParts({ ...partsOf([5]), untold, judgedShare: 0.49 }, off(100), NOBODY)).toEqual([21, 22])
    expect(explainingParts({ ...partsOf([5]), untold, judgedShare: 0.51 }, off(100), NOBODY)).toEqual([])
    expect(explainingParts({ ...partsOf([60]), untold, judgedShare: 0.49 }, off(100), NOBODY)).toEqual([0])
  })

  it('names the largest of them where they are not off themselves: others are not there', () => {
    const untold = [partOf(-5, 20), { ...partOf(20, 21), rank: 200 }, { ...partOf(9, 22), rank: 900 }]
    expect(explainingParts({ ...partsOf([]), untold, judgedShare: 0 }, off(100), NOBODY)).toEqual([22])
  })

  it('names all of them alike where none has anything', () => {
    const untold = [20, 21, 22].map((series) => partOf(0, series))
    const whole = { ...partsOf([]), untold, judgedShare: 0 }
    expect(explainingParts(whole, off(100), NOBODY)).toEqual([20, 21, 22])
    expect(explainingParts(whole, off(100), { ...NOBODY, taken: new Set([21]) })).toEqual([21])
  })

  it('names a thousand at most', () => {
    expect(explainingParts(partsOf(Array.from({ length: 5000 }, () => 1)), off(5000), NOBODY)).toHaveLength(1000)
  })

  it('names metrics of the roll-up once each, the greatest first', () => {
    const deviations = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { maxLength: 30 })
    fc.assert(
      fc.property(deviations, fc.uniqueArray(fc.nat(29)), (some, taken) => {
        const chosen = explainingParts(partsOf(some), off(50), { ...NOBODY, taken: new Set(taken) })
        expect(new Set(chosen).size).toBe(chosen.length)
        expect(chosen.every((series) => series < some.length)).toBe(true)
        if (chosen.some((series) => !taken.includes(series))) {
          const sizes = chosen.map((series) => some[series]!)
          expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
        }
      }),
      { seed: 61 },
    )
  })
})

const partOf = (deviation: number, series: number) => ({ series, deviation, rank: deviation, usual: 100 })

/** Judged metrics from series 0 on, and metrics that still learn from 10 on. */
function partsOf(deviations: readonly number[], learning: readonly number[] = []) {
  return {
    parts: deviations.map(partOf),
    learning: learning.map((deviation, k) => partOf(deviation, 10 + k)),
    untold: [],
    judgedShare: 1,
    net: deviations.reduce((sum, deviation) => sum + deviation, 0),
    weight: 1,
  }
}

/** A roll-up that is off by so much. */
function off(deviation: number, sigma = 1) {
  return { deviation, sigma }
}
