import { describe, expect, it } from 'vitest'
import { shardToBytes } from '../../../engine/detection/index.ts'
import { Feeder, daily, randomNumbers } from './simulate.ts'

const HOUR_OF_JOB = 3

/** A metric with noise of 10 and once a day a job of one interval, in one hour but not at the same minute. */
function metricWithJob(seed: number, interval: 'PT5M' | 'PT10M' = 'PT5M') {
  const { normal, uniform } = randomNumbers(seed)
  const feeder = new Feeder({ interval })
  const perHour = interval === 'PT5M' ? 12 : 6
  const usual = (): number => 1000 * daily(feeder.clock.hour) + 10 * normal()
  /** A day; the highest severity in the hour of the job and in all others. */
  const day = (size: number, hour = HOUR_OF_JOB) => {
    const start = hour * perHour + Math.floor(uniform() * perHour)
    let [inHour, elsewhere] = [0, 0]
    for (let k = 0; k < 24 * perHour; k++) {
      const within = Math.floor(k / perHour) === HOUR_OF_JOB
      const verdict = feeder.step(() => usual() + (k === start ? size : 0))
      if (Number.isNaN(verdict.severity)) continue
      // What is outside of the bounds is an anomaly, and nothing else.
      const outside = verdict.value < verdict.lower || verdict.value > verdict.upper
      expect(outside).toBe(verdict.severity >= feeder.threshold)
      if (within) inHour = Math.max(inHour, verdict.severity)
      else elsewhere = Math.max(elsewhere, verdict.severity)
    }
    return { inHour, elsewhere }
  }
  return { feeder, day }
}

type Job = ReturnType<typeof metricWithJob>

describe.each(['PT5M', 'PT10M'] as const)('a job that comes every day, but not to the minute, at %s', (interval) => {
  it('is an anomaly on two days, and a habit on the third', () => {
    const { day } = metricWithJob(1, interval)
    for (let k = 0; k < 7; k++) day(0)
    expect(day(150).inHour).toBeGreaterThanOrEqual(75)
    expect(day(150).inHour).toBeGreaterThanOrEqual(75)
    for (let k = 0; k < 7; k++) expect(day(150).inHour).toBeLessThan(50)
  })

  it('is none when it is much larger than usual, or comes at another hour', () => {
    const { day } = metricWithJob(2, interval)
    for (let k = 0; k < 7; k++) day(0)
    for (let k = 0; k < 4; k++) day(150)
    expect(day(900).inHour).toBeGreaterThanOrEqual(75)
    for (let k = 0; k < 4; k++) day(150)
    expect(day(150, 15).elsewhere).toBeGreaterThanOrEqual(75)
  })

  it('is forgotten after a day without it', () => {
    const { day } = metricWithJob(3, interval)
    for (let k = 0; k < 7; k++) day(0)
    for (let k = 0; k < 4; k++) day(150)
    day(0)
    expect(day(150).inHour).toBeGreaterThanOrEqual(75)
  })
})

describe.each(['PT5M', 'PT10M'] as const)('of a metric that is new, at %s,', (interval) => {
  it('a job is an anomaly on its first day only', () => {
    const { day } = metricWithJob(5, interval)
    // The first days are for learning: 300 values, and the rest of the day.
    for (let k = 0; k < (interval === 'PT5M' ? 2 : 3); k++) day(0)
    expect(day(150).inHour).toBeGreaterThanOrEqual(60)
    expect(day(150).inHour).toBeLessThan(50)
  })
})

describe('habits', () => {
  it('pass over a gap as over missing values', () => {
    const [missing, skipping] = [0, 1].map(() => metricWithJob(4)) as [Job, Job]
    for (const { day } of [missing, skipping]) for (let k = 0; k < 9; k++) day(150)
    for (let k = 0; k < 100; k++) missing.feeder.step(() => Number.NaN)
    skipping.feeder.skip(100)
    for (const { feeder } of [missing, skipping]) feeder.step(() => 700)
    expect(shardToBytes(skipping.feeder.shard)).toEqual(shardToBytes(missing.feeder.shard))
  })
})
