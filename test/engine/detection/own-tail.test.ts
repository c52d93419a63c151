import { describe, expect, it } from 'vitest'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { learnGreatExcess, usualSize } from '../../../engine/detection/great-excess.ts'
import { BURST, EXCESS_PEAK, JUDGED, RARITY, SCALARS, TAILS } from '../../../engine/detection/layout.ts'
import { baseOf, measureTails, scoreBeyond } from '../../../engine/detection/own-tail.ts'
import { LIMIT, type Tail } from '../../../engine/detection/tail.ts'
import { mergeSummaries } from '../../../engine/detection/index.ts'

describe('the score of a deviation of the threshold', () => {
  const [[tail]] = measureTails(mergeSummaries([], 1), cyclesOf('PT1H'))

  /** Of a metric that has no past, so that its measure's tail counts alone, in a burst. */
  function baseIn(burst: number): number {
    const x = new Float32Array(SCALARS)
    x[RARITY] = 3
    x[BURST] = burst
    return baseOf(tail, x, 0, 0)
  }

  it('is that of the measure, 1 % to either side, while there are no more than half as many again as usual', () => {
    expect(baseIn(0)).toBeCloseTo(-Math.log10(0.02), 6)
    expect(baseIn(1.5)).toBe(baseIn(0))
  })

  it('is less by the logarithm of how many times more than that there are', () => {
    expect(baseIn(6)).toBeCloseTo(baseIn(0) - Math.log10(4), 6)
  })

  it('stays above 0.5, however many there are', () => {
    expect(baseIn(1e6)).toBe(0.5)
  })
})

/** A metric that made four jumps of twenty thresholds among so many values. */
function jumping(values: number): Float32Array {
  const x = new Float32Array(SCALARS)
  x[EXCESS_PEAK] = 20
  for (let k = 0; k < 4; k++) learnGreatExcess(x, 0, 0, 100)
  x[TAILS] = 4
  x[JUDGED] = values
  return x
}

describe('the score of a great excess, where those are usual', () => {
  const cycles = cyclesOf('PT1H')
  const [[tail]] = measureTails(mergeSummaries([], 1), cycles)

  /** Of so many thresholds; one alone has the score 1. */
  function scoreAfter(values: number, thresholds: number): number {
    return scoreBeyond(tail, jumping(values), 0, 0, false, 1, thresholds)
  }

  it('is that of how many there were, up to the size that is known', () => {
    for (const thresholds of [5, 20]) expect(scoreAfter(1000, thresholds)).toBeCloseTo(Math.log10(1001 / 4), 5)
  })

  it('is no less than that of two thresholds, however many there were', () => {
    expect(Math.log10(101 / 4)).toBeLessThan(scoreAfter(100, 2))
    expect(scoreAfter(100, 10)).toBeCloseTo(scoreAfter(100, 2), 5)
  })

  it('grows beyond the known size as it does beyond the threshold', () => {
    const known = usualSize(jumping(1000), 0, 0, cycles)
    expect(scoreAfter(1000, 3 * known) - scoreAfter(1000, known)).toBeCloseTo(scoreAfter(22_000, 3) - 1, 5)
  })
})

/** A measure of so many excesses to either side, exactly as the law of a lambda has them, with the mean 0.2. */
function tailAfter(excesses: number, lambda: number): Tail {
  const limit = (LIMIT ** lambda - 1) / lambda
  const parts = 5000
  const sums = [0, 0, 0]
  for (let k = 0; k < parts; k++) {
    const u = ((k + 0.5) / parts) * (1 - Math.exp(-limit / 0.2))
    const t = (1 - lambda * 0.2 * Math.log(1 - u)) ** (1 / lambda)
    ;[Math.log(t), t - 1, (t * t - 1) / 2].forEach((term, which) => (sums[which] += (term * excesses) / parts))
  }
  const side = [excesses, excesses, ...sums]
  return mergeSummaries([{ sums: [[100 * excesses, ...side, ...side, 0, 0, 0]] }], 1).tails[0][0]
}

describe('the tail of a measure', () => {
  it.each([0.5, 1, 1.5])('is not quite as light as a million excesses of lambda %d are', (lambda) => {
    // A margin of 0.2 is kept.
    expect(tailAfter(1e6, lambda).lambda).toBeCloseTo(lambda - 0.2, 1)
  })

  it('is a power law until some thousand excesses prove that it is lighter', () => {
    expect(tailAfter(500, 1).lambda).toBe(0)
    expect(tailAfter(10_000, 1).lambda).toBeGreaterThan(0.5)
  })
})
