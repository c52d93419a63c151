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

const STRIKE = 400
/** Days of half the orders, in all countries. */
const HOLIDAYS: ReadonlySet<number> = new Set([40, 95, 97, 98, 128, 135, 200, 260, 350, 351, 357])

describe('a country that fails after a year with holidays', () => {
  it('is severe, and it alone is blamed', () => {
    const [group, ...others] = groupsOf(4).filter(({ severity }) => severity >= 50)
    expect(others).toEqual([])
    expect(group).toMatchObject({ start: STRIKE, end: STRIKE, slices: [{ values: ['c002', null, null] }] })
    expect(group!.severity).toBeGreaterThanOrEqual(70)
    expect(group!.metrics.map(({ series }) => series[0])).toEqual(group!.metrics.map(() => 'c002'))
    const relative = group!.rollUps!.find(({ layer }) => layer === 'relative')
    expect(relative).toMatchObject({ values: ['c002', null, null], count: 1 })
    expect(relative!.point.value).toBeLessThan(0.1 * relative!.point.expected)
    expect(relative!.point.value).toBeLessThan(relative!.point.lower)
  })

  it('is as mild as the holidays where it has only two others beside it', () => {
    const groups = groupsOf(3)
    expect(groups.filter(({ severity }) => severity >= 50)).toEqual([])
    expect(groups.flatMap(({ rollUps }) => rollUps!.map(({ layer }) => layer))).not.toContain('relative')
  })
})

describe('a state that was written before values were compared with their siblings', () => {
  it('goes on, and learns to from then on', () => {
    const market = createMarket([4, 4, 3], 40, randomNumbers(5))
    const model = MetricModel.create(CONFIG)
    const aggregate = aggregateOf(market, new Float64Array(48).fill(10))
    const context = { slot: { ofDay: 0, dayOfWeek: 0, dayOfYear: 0 }, gap: 0, threshold: 50 }
    model.step(aggregate, model.placesOf(aggregate), 0, context)
    const { relative: _, ...layers } = model.summary.layers
    const parts = new Map([...model.snapshot()].filter(([name]) => name !== 'layers/relative'))
    const restored = MetricModel.restore(CONFIG, { ...model.summary, layers }, parts)
    for (let day = 0; day < 60; day++) restored.step(aggregate, restored.placesOf(aggregate), 0, context)
    const { layers: step } = restored.step(aggregate, restored.placesOf(aggregate), 0, context)
    expect(step.evidence[0]!.layers.find(({ layer }) => layer === 'relative')).toMatchObject({ scored: 8 })
    expect(restored.summary.layers.relative).toMatchObject({ calibrations: [{ excesses: 0 }] })
    expect(restored.snapshot().has('layers/relative')).toBe(true)
  })
})

const CONFIG = { interval: 'P1D', measures: ['orders'], averaged: [false], dimensions: 3 } as const

/** Groups from the day on which `c002` loses 95 % of its orders, times being numbers of days. */
function groupsOf(countries: number): readonly AnomalyGroup[] {
  const market = createMarket([countries, 3, 3], 40, randomNumbers(5))
  const numbers = randomNumbers(6)
  const { groups, step } = judgeLive(CONFIG, ['country', 'category', 'platform'])
  for (let day = 0; day < STRIKE + 8; day++) {
    const means = expectedOrders(market, 12, { all: 0.03, country: 0.03 }, numbers).map((mean, k) => {
      const isStruck = day === STRIKE && market.series[k]![0] === 'c002'
      return mean * (HOLIDAYS.has(day) ? 0.5 : 1) * (isStruck ? 0.05 : 1)
    })
    const aggregate = aggregateOf(market, drawOrders(means, numbers))
    const slot = { ofDay: 0, dayOfWeek: day % 7, dayOfYear: day % 365 }
    step(aggregate, day, slot)
  }
  return [...groups.values()].filter(({ start }) => start >= STRIKE)
}
