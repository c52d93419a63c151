import { describe, expect, it } from 'vitest'
import {
  aggregateOf,
  createMarket,
  drawOrders,
  expectedOrders,
  randomNumbers,
} from '../../../bench/layers/simulation.ts'
import { judgeLive } from '../../../bench/layers/live.ts'
import type { AnomalyGroup } from '../../../engine/anomalies/index.ts'
import { MetricModel } from '../../../engine/run/metric-model.ts'

/** Whether a metric has no value in an interval. */
type Silent = (country: string, index: number, chance: number) => boolean

const STRIKE = 300
const isStruck: Silent = (country, index) => country === 'c002' && index >= STRIKE && index < STRIKE + 2

describe('a country that falls silent', () => {
  it.each([
    { interval: 'P1D', onset: STRIKE },
    // One hour alone may be a late one.
    { interval: 'PT1H', onset: STRIKE + 1 },
  ] as const)('is severe from its first interval that counts on at $interval', ({ interval, onset }) => {
    const [group, ...others] = severe(interval, STRIKE + 3, isStruck)
    expect(others).toEqual([])
    expect(group).toMatchObject({ start: onset, metricCount: 12, slices: [{ values: ['c002', null, null] }] })
    expect(group!.severity).toBeGreaterThanOrEqual(70)
    expect(group!.rollUps!.map(({ layer }) => layer)).toEqual(['silence'])
  })

  it('is found among metrics that miss four of a hundred values, which are no anomaly', () => {
    const groups = severe('P1D', STRIKE + 3, (...one) => one[2] < 0.04 || isStruck(...one))
    expect(groups.map(({ start, slices }) => [start, slices![0]!.values[0]])).toEqual([[STRIKE, 'c002']])
  })

  it.each([
    { what: 'a day of each week', interval: 'P1D', silent: (index: number) => index % 7 === 3 },
    { what: 'an hour of each week', interval: 'PT1H', silent: (index: number) => index % 168 === 3 },
    { what: 'a day in four weeks', interval: 'P1D', silent: (index: number) => index % 28 === 3 },
  ] as const)('is nothing severe where it is for $what', ({ interval, silent }) => {
    expect(severe(interval, 1.5 * STRIKE, (country, index) => country === 'c002' && silent(index))).toEqual([])
  })

  it('is judged as before by a state that was written before silences were kept', () => {
    const { silences: _, ...layers } = MODEL.summary.layers
    const model = MetricModel.restore(CONFIG, { ...MODEL.summary, layers }, MODEL.snapshot())
    const aggregate = aggregateOf(MARKET, new Float64Array(48).fill(10))
    model.step(aggregate, model.placesOf(aggregate), 0, { slot: SLOT, gap: 0, threshold: 50, missing: true })
    expect(model.summary.layers.silences).toMatchObject([{ excesses: 0 }])
  })
})

const MARKET = createMarket([4, 4, 3], 40, randomNumbers(5))
const CONFIG = { interval: 'P1D', measures: ['orders'], averaged: [false], dimensions: 3 } as const
const SLOT = { ofDay: 0, dayOfWeek: 0, dayOfYear: 0 }
const MODEL = MetricModel.create(CONFIG)

/** Groups of severity 50 and more from the onset on, times being numbers of intervals. */
function severe(interval: 'P1D' | 'PT1H', intervals: number, silent: Silent): readonly AnomalyGroup[] {
  const [numbers, chances] = [randomNumbers(6), randomNumbers(7)]
  const { groups, step } = judgeLive({ ...CONFIG, interval }, ['country', 'category', 'platform'])
  for (let index = 0; index < intervals; index++) {
    const hour = interval === 'P1D' ? 12 : index
    const orders = drawOrders(expectedOrders(MARKET, hour, { all: 0.02, country: 0.02 }, numbers), numbers)
    for (let k = 0; k < orders.length; k++) {
      if (silent(MARKET.series[k]![0]!, index, chances())) orders[k] = Number.NaN
    }
    const aggregate = aggregateOf(MARKET, orders)
    const day = interval === 'P1D' ? index : Math.floor(index / 24)
    const slot = { ofDay: interval === 'P1D' ? 0 : index % 24, dayOfWeek: day % 7, dayOfYear: day % 365 }
    step(aggregate, index, slot)
  }
  return [...groups.values()].filter(({ severity, start }) => severity >= 50 && start >= STRIKE)
}
