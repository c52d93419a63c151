import { describe, expect, it } from 'vitest'
import {
  addSeries,
  createScores,
  createShard,
  mergeSummaries,
  stepShard,
  summarise,
} from '../../../engine/detection/index.ts'
import { Feeder, randomNumbers } from './simulate.ts'

const { NaN: NOTHING } = Number
/** Hours after which a silent metric is gone. */
const GONE = 168

/** A metric that falls silent in an hour for good; Infinity = never. */
type EndOf = (metric: number) => number

/** A measure whose metrics have a value until they end. */
function fleet(metrics: number, hours: number, endOf: EndOf): Feeder {
  const feeder = new Feeder({ metrics, missing: true })
  const { normal } = randomNumbers(5)
  for (let hour = 0; hour < hours; hour++) feeder.step((metric) => (hour < endOf(metric) ? 100 + normal() : NOTHING))
  return feeder
}

/** Severities of a metric that falls silent now, hour by hour; the last `lasting` metrics go on. */
function silence(feeder: Feeder, metric: number, hours: number, endOf: EndOf): number[] {
  return Array.from({ length: hours }, () => {
    feeder.step((each) => (each === metric || Number.isFinite(endOf(each)) ? NOTHING : 100))
    return feeder.scores.severity[metric]
  })
}

const never: EndOf = () => Infinity
/** A quarter of forty ends at once. */
const tenAfter =
  (hours: number): EndOf =>
  (metric) =>
    metric < 10 ? hours : Infinity
/** A quarter of forty ends after 500 to 950 hours. */
const tenInTurn: EndOf = (metric) => (metric < 10 ? 500 + 50 * metric : Infinity)
/** All but two end five hours after they have learned. */
const mostAtOnce: EndOf = (metric) => (metric < 38 ? 305 : Infinity)
const one: EndOf = (metric) => (metric === 0 ? 700 : Infinity)

describe('a metric that falls silent', () => {
  it('is as rare as endings are in a measure whose metrics live for weeks', () => {
    const feeder = fleet(40, 1200, tenInTurn)
    const [endings] = feeder.summary.endings!
    // Each lived 300 hours until it had learned: 30 metrics went on for 900 more.
    expect(endings).toEqual({ ended: 10, lived: 725, values: 30 * 900 + 10 * 425 })
    const severities = silence(feeder, 20, 5, tenInTurn)
    const chance = (10 - Math.sqrt(10)) / (31_250 + 29 * 4)
    expect(severities[4]).toBeCloseTo(25 * (-Math.log10(5 * chance) - 1), 1)
    // Without the others it would be certain.
    expect(silence(fleet(40, 1200, never), 20, 6, never)[5]).toBe(100)
  })

  it('is nothing to tell where metrics live so briefly that one in ten ends within two hours', () => {
    const feeder = fleet(40, 480, mostAtOnce)
    // As rare as one in nine at most: that is less than severity 0.
    expect(silence(feeder, 39, 6, mostAtOnce)).toEqual(Array.from({ length: 6 }, () => NOTHING))
    expect(silence(fleet(40, 480, never), 39, 6, never)[5]).toBe(100)
  })

  it('is told apart from those that ended when it has lived five times as long', () => {
    const endOf = tenAfter(400)
    expect(silence(fleet(40, 1990, endOf), 20, 6, endOf)[5]).toBeLessThan(55)
    expect(silence(fleet(40, 2010, endOf), 20, 6, endOf)[5]).toBe(100)
  })

  it('is an anomaly as before where one metric alone has ended: that may have been one', () => {
    const feeder = fleet(40, 1200, one)
    expect(feeder.summary).not.toHaveProperty('endings')
    expect(silence(feeder, 20, 6, one)[5]).toBe(100)
  })

  it('has not ended before a week is over, nor when it comes back', () => {
    const endOf = tenAfter(700)
    expect(fleet(40, 700 + GONE, endOf).summary.endings).toBeUndefined()
    const feeder = fleet(40, 701 + GONE, endOf)
    expect(feeder.summary.endings).toMatchObject([{ ended: 10 }])
    feeder.step(() => 100)
    expect(feeder.summary.endings).toBeUndefined()
  })

  it('is not compared with metrics that are often silent', () => {
    const feeder = new Feeder({ metrics: 40, missing: true })
    const { uniform } = randomNumbers(6)
    // Half of the metrics have a value in nine of ten hours, and none in the end.
    for (let hour = 0; hour < 1200; hour++) {
      feeder.step((metric) => (metric < 20 && (hour >= 900 || uniform() < 0.1) ? NOTHING : 100))
    }
    expect(feeder.summary.endings).toBeUndefined()
  })

  it('is judged by its own measure, whatever the shards', () => {
    // Metrics of two measures in turn, of which only the first measure's end.
    const shards = [0, 1].map(() => createShard({ interval: 'PT1H', measures: 2 }))
    const scores = createScores(40)
    for (const shard of shards) addSeries(shard, 20)
    let summary = mergeSummaries([], 2)
    for (let hour = 0; hour < 1200; hour++) {
      const slot = { ofDay: hour % 24, dayOfWeek: Math.floor(hour / 24) % 7, dayOfYear: 0 }
      const values = Float64Array.from({ length: 40 }, (_, k) => (k % 2 === 0 && k < 10 && hour > 600 ? NOTHING : 100))
      for (const shard of shards) stepShard(shard, summary, { slot, gap: 0, threshold: 50 }, values, scores)
      summary = mergeSummaries(shards.map(summarise), 2)
    }
    expect(summary.endings).toEqual([{ ended: 10, lived: 601, values: 30 * 900 + 10 * 301 }, null])
  })
})
