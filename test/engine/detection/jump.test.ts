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

describe('peaks that come as often, but pass', () => {
  it('are alerted on each time', () => {
    const { normal, uniform } = randomNumbers(11)
    const feeder = new Feeder()
    const severities: number[] = []
    let next = 400
    for (let k = 0; k < 5000; k++) {
      const isPeak = k === next
      if (isPeak) next += 40 + Math.floor(80 * uniform())
      const { severity } = feeder.step(() => 500 + 5 * normal() + (isPeak ? 200 + 100 * uniform() : 0))
      if (isPeak) severities.push(severity)
    }
    expect(severities.length).toBeGreaterThan(50)
    expect(Math.min(...severities)).toBeGreaterThanOrEqual(90)
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
