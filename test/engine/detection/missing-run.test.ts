import { describe, expect, it } from 'vitest'
import { Feeder, randomNumbers } from './simulate.ts'

const { NaN: NOTHING } = Number

function dense(options: { readonly missing: boolean; readonly share?: number }): Feeder {
  const { normal, uniform } = randomNumbers(7)
  const feeder = new Feeder({ metrics: 2, missing: options.missing })
  // The second metric always reports, so that there is data.
  for (let k = 0; k < 1000; k++) {
    const silent = uniform() < (options.share ?? 0)
    feeder.step((metric) => (metric === 0 && silent ? NOTHING : 100 + normal()))
  }
  return feeder
}

function silence(feeder: Feeder, length: number): number[] {
  return Array.from({ length }, () => {
    feeder.step((metric) => (metric === 0 ? NOTHING : 100))
    return feeder.scores.severity[0]
  })
}

describe('a missing value', () => {
  it('is no evidence where it is not asked for', () => {
    expect(silence(dense({ missing: false }), 5)).toEqual(Array.from({ length: 5 }, () => NOTHING))
  })

  it('of a dense metric is the more severe the longer the silence lasts', () => {
    const severities = silence(dense({ missing: true }), 6)
    expect(severities[0]).toBe(0)
    expect(severities).toEqual(severities.toSorted((a, b) => a - b))
    expect(severities[2]).toBeGreaterThanOrEqual(50)
    expect(severities[5]).toBe(100)
  })

  it('is normal in a metric that often has none', () => {
    expect(Math.max(...silence(dense({ missing: true, share: 0.2 }), 6))).toBeLessThan(50)
  })

  it('is judged by silences that there have been', () => {
    const feeder = dense({ missing: true })
    for (let k = 0; k < 4; k++) {
      silence(feeder, 8)
      for (let j = 0; j < 200; j++) feeder.step(() => 100)
    }
    expect(Math.max(...silence(feeder, 8))).toBeLessThan(50)
  })

  it('says nothing any more when a metric has been silent for a week', () => {
    const severities = silence(dense({ missing: true }), 24 * 7 + 3)
    expect(severities.at(-4)).toBe(100)
    expect(severities.at(-1)).toBe(0)
  })

  it('leaves the verdict on what comes back to the value', () => {
    const feeder = dense({ missing: true })
    silence(feeder, 4)
    expect(feeder.step(() => 100).severity).toBeLessThan(50)
    expect(feeder.step(() => 200).severity).toBe(100)
  })
})
