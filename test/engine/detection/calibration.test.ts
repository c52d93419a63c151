import { describe, expect, it } from 'vitest'
import { daily, Feeder, randomNumbers } from './simulate.ts'

const METRICS = 120
const LEARNED = 1000
const JUDGED = 2000
const POINTS = METRICS * JUDGED

/**
 * How many of POINTS normal points get a severity: nominal 10^-(1 + severity / 25) of them. Promised is a factor of two;
 * three standard deviations of a Poisson count come on top, so that a right detector fails one seed in a thousand.
 */
function allowed(severity: number): { readonly least: number; readonly most: number } {
  const nominal = POINTS * 10 ** -(1 + severity / 25)
  return {
    least: nominal / 2 - 3 * Math.sqrt(nominal / 2),
    most: 2 * nominal + 3 * Math.sqrt(2 * nominal),
  }
}

type Draw = (hour: number, random: ReturnType<typeof randomNumbers>) => number

function student(degrees: number, { normal }: ReturnType<typeof randomNumbers>): number {
  let squares = 0
  for (let k = 0; k < degrees; k++) squares += normal() ** 2
  return normal() / Math.sqrt(squares / degrees)
}

describe('severity of clean data', () => {
  it.each<{ data: string; draw: Draw }>([
    { data: 'Gaussian noise', draw: (_, { normal }) => 100 + 10 * normal() },
    { data: 'a day with Gaussian noise', draw: (hour, { normal }) => 100 * daily(hour) + 10 * normal() },
    { data: 'Poisson counts around 20', draw: (hour, { poisson }) => poisson(20 * daily(hour)) },
    { data: 'Poisson counts around 3', draw: (hour, { poisson }) => poisson(3 * daily(hour)) },
    { data: 'lognormal noise of 30 %', draw: (hour, { normal }) => 100 * daily(hour) * Math.exp(0.3 * normal()) },
    { data: 'Student t noise, 3 degrees', draw: (hour, random) => 100 * daily(hour) + 5 * student(3, random) },
    { data: 'Student t noise, 5 degrees', draw: (hour, random) => 100 * daily(hour) + 5 * student(5, random) },
  ])('of $data comes as often as it says', ({ draw }) => {
    const random = randomNumbers(20_261_122)
    const feeder = new Feeder({ metrics: METRICS })
    const thresholds = [50, 70, 90]
    const counts = thresholds.map(() => 0)
    for (let k = 0; k < LEARNED + JUDGED; k++) {
      const { hour } = feeder.clock
      feeder.step(() => draw(hour, random))
      if (k < LEARNED) continue
      for (const severity of feeder.scores.severity) {
        for (let t = 0; t < thresholds.length; t++) if (severity >= thresholds[t]) counts[t]++
      }
    }
    for (const [t, threshold] of thresholds.entries()) {
      const { least, most } = allowed(threshold)
      expect(counts[t], `severity ${threshold}`).toBeLessThanOrEqual(most)
      if (threshold === 50) expect(counts[t], `severity ${threshold}`).toBeGreaterThanOrEqual(least)
    }
  })

  it('does not take the anomalies of a measure for its tail', () => {
    // One point in 200 is 30 sigma off, in every metric: what the tail learns from is the rest.
    const { normal, uniform } = randomNumbers(5)
    const feeder = new Feeder({ metrics: 20 })
    const far: number[] = []
    for (let k = 0; k < 3000; k++) {
      const odd = Array.from({ length: 20 }, () => uniform() < 0.005)
      feeder.step((metric) => 100 + normal() + (odd[metric] ? 30 : 0))
      if (k > 1000) odd.forEach((is, metric) => is && far.push(feeder.scores.severity[metric]))
    }
    expect(far.length).toBeGreaterThan(100)
    expect(Math.min(...far)).toBe(100)
  })
})
