import { describe, expect, it } from 'vitest'
import { cyclesOf } from '../../../engine/detection/cycles.ts'
import { BURST, RARITY, SCALARS } from '../../../engine/detection/layout.ts'
import { baseOf, measureTails } from '../../../engine/detection/own-tail.ts'
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
