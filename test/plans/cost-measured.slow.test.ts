import { beforeAll, describe, expect, it } from 'vitest'
import type { Measured } from '../../bench/cost/measure.ts'
import { measureIntervals } from '../../bench/cost/measure.ts'
import { FIGURES, stateRequestsOf } from '../../plans/index.ts'
import { snsAlert } from '../engine/hosts/lambda-world.ts'

/** A multiple of four: that often what is no longer needed is removed. */
const INTERVALS = 12

// Counted at the store of an engine that runs, so that the plan cannot say what the engine does not do.
describe.each([
  { metrics: 10, alerts: 0 },
  { metrics: 300, alerts: 2 },
  // More than one chunk.
  { metrics: 7_500, alerts: 0 },
])('an interval of $metrics metrics and $alerts alerts', ({ metrics, alerts }) => {
  let measured: Measured
  beforeAll(async () => {
    const names = Array.from({ length: alerts }, (_, index) => snsAlert(`alert-${index}`))
    measured = await measureIntervals(metrics, INTERVALS, names)
  }, 60_000)

  it('asks the state as often as the plan says', () => {
    expect(measured.groups).toBe(0)
    const { gets, puts, lists } = measured
    expect({ gets, puts, lists }).toEqual(stateRequestsOf(metrics, alerts))
  })

  it('costs a wake-up with nothing to do as many requests as the plan says', () => {
    const { gets, puts, lists } = measured.idle
    const { wakeUp } = FIGURES
    expect({ gets, puts, lists }).toEqual({
      gets: wakeUp.gets + wakeUp.getsByAlert * alerts,
      puts: 0,
      lists: wakeUp.lists,
    })
  })

  it('asks for the data with a list and a file', () => {
    expect(measured).toMatchObject({ dataGets: 1, dataLists: 1 })
  })

  it('writes bytes within the ranges of the plan', () => {
    const { stateBytes, keptBytes, logBytes } = FIGURES
    const within = (bytes: number, { fixed, byMetric }: typeof stateBytes | typeof keptBytes): void => {
      expect(bytes).toBeGreaterThan(0.8 * (fixed + byMetric.low * metrics))
      expect(bytes).toBeLessThan(1.2 * (fixed + byMetric.high * metrics))
    }
    within(measured.stateBytes, stateBytes)
    within(measured.keptBytes, keptBytes)
    expect(measured.logBytes).toBeGreaterThan(0.8 * logBytes.interval.low)
    expect(measured.logBytes).toBeLessThan(logBytes.interval.high)
  })
})
