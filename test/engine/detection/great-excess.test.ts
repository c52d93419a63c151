import { describe, expect, it } from 'vitest'
import { Feeder, randomNumbers } from './simulate.ts'

/** Memory in use: it grows until the process is restarted, in each hundredth hour or when there is no more. */
function memory(
  seed: number,
  interval: 'PT5M' | 'PT10M' | 'PT1H',
): { readonly feeder: Feeder; readonly restarts: readonly number[] } {
  const hours = { PT5M: 1 / 12, PT10M: 1 / 6, PT1H: 1 }[interval]
  const { normal, uniform } = randomNumbers(seed)
  const feeder = new Feeder({ interval })
  const restarts: number[] = []
  let used = 500
  for (let k = 0; k < 5000; k++) {
    used += 6 * hours + 0.5 * normal()
    const isRestart = used > 850 || uniform() < hours / 100
    if (isRestart) used = 500
    const { severity } = feeder.step(() => used)
    if (isRestart && !Number.isNaN(severity)) restarts.push(severity)
  }
  return { feeder, restarts }
}

describe('memory that falls at each restart', () => {
  it.each(['PT5M', 'PT10M', 'PT1H'] as const)('is alerted on in the first restarts at %s, then no more', (interval) => {
    const severities = [1, 2, 3].map((seed) => memory(seed, interval).restarts)
    for (const restarts of severities) expect(restarts[0]).toBeGreaterThanOrEqual(90)
    const later = severities.flatMap((restarts) => restarts.slice(6))
    expect(later.length).toBeGreaterThanOrEqual(7)
    // Once in 700 values at PT5M: that is severity 46.
    expect(later.filter((severity) => severity >= 60).length).toBeLessThanOrEqual(later.length / 10)
  })

  it('is alerted on when it falls further than ever', () => {
    const { feeder } = memory(1, 'PT1H')
    expect(feeder.step(() => 20).severity).toBeGreaterThanOrEqual(50)
  })
})

/** Severities of the peaks among 5,000 hours. */
function peaks(share: number): number[] {
  const { normal, uniform } = randomNumbers(11)
  const feeder = new Feeder()
  const severities: number[] = []
  for (let k = 0; k < 5000; k++) {
    const isPeak = uniform() < share
    const { severity } = feeder.step(() => 500 + 10 * normal() + (isPeak ? 150 + 250 * uniform() : 0))
    if (isPeak && k >= 1500) severities.push(severity)
  }
  return severities
}

describe('peaks that come and pass', () => {
  it('are alerted on each time where they are less than one value in a hundred', () => {
    const severities = peaks(0.006)
    expect(severities.length).toBeGreaterThan(10)
    expect(Math.min(...severities)).toBeGreaterThanOrEqual(90)
  })

  it('are usual where they are one in fifty', () => {
    const severities = peaks(0.02)
    expect(severities.length).toBeGreaterThan(50)
    expect(severities.filter((severity) => severity >= 50).length).toBeLessThanOrEqual(severities.length / 10)
  })
})

describe('a site that is down now and then', () => {
  // After six hours at PT10M the level is followed.
  it.each([2, 24])('is alerted on each time: it comes back after %s hours', (hours) => {
    const { normal, uniform } = randomNumbers(12)
    const feeder = new Feeder({ interval: 'PT10M' })
    const severities: number[] = []
    const length = 6 * hours
    let down = 1000
    for (let k = 0; k < 16 * 1008; k++) {
      if (k === down + length) down += 900 + Math.floor(200 * uniform())
      const isDown = k >= down && k < down + length
      const { severity } = feeder.step(() => (isDown ? 0 : 500 + 20 * normal()))
      if (k === down) severities.push(severity)
    }
    expect(severities.length).toBeGreaterThanOrEqual(12)
    expect(Math.min(...severities)).toBeGreaterThanOrEqual(90)
  })
})
