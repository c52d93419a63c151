import { describe, expect, it } from 'vitest'
import { CausalMemory } from '../../../engine/run/causal-memory.ts'
import { randomNumbers } from '../detection/simulate.ts'

describe('CausalMemory', () => {
  // The first interval is one that no later day has, so that none comes a whole number of days after it.
  it('looks for links although the data has gaps whenever a day has passed', () => {
    const { normal } = randomNumbers(4)
    const memory = CausalMemory.create('PT1H', 2)
    const cause: number[] = []
    let last = -1
    for (let hour = 0; hour < 90 * 24; hour++) {
      cause.push(normal())
      if (hour > 0 && hour % 24 < 4) continue
      memory.learn([cause[hour], 0.9 * (cause[hour - 1] ?? 0) + 0.3 * normal()], hour - last - 1)
      last = hour
    }
    expect(memory.links.map(({ from, to, lagIntervals }) => [from, to, lagIntervals])).toEqual([[0, 1, 1]])
  })
})
