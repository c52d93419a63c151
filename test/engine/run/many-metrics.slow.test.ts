import { describe, expect, it } from 'vitest'
import {
  aggregateOf,
  createMarket,
  drawOrders,
  expectedOrders,
  randomNumbers,
  type Market,
} from '../../../bench/layers/simulation.ts'
import { updateGroups, type AnomalyGroup, type OpenGroup } from '../../../engine/anomalies/index.ts'
import { MetricModel } from '../../../engine/run/metric-model.ts'

const HOUR = 3_600_000
const LEARNED = 1000
const SHOCKS = { all: 0.03, country: 0.03 }
const CONFIG = { interval: 'PT1H', measures: ['orders'], averaged: [false], dimensions: 3 } as const

describe('many noisy metrics', () => {
  it('show together what few of them show alone, as one group that says where', () => {
    const market = createMarket([6, 6, 4], 12, randomNumbers(1))
    const { reported, events } = simulate(market, LEARNED + 30, ([country], hour) =>
      country === 'c003' && hour >= 1005 && hour < 1011 ? 0.45 : 1,
    )
    const severe = [...reported.values()].filter(({ severity }) => severity >= 50)
    expect(severe).toHaveLength(1)
    const [group] = severe
    expect(group!.start / HOUR).toBe(1005)
    // A forecast may run after the loss for a moment.
    expect(group!.end / HOUR).toBeGreaterThanOrEqual(1009)
    expect(group!.end / HOUR).toBeLessThanOrEqual(1012)
    expect(group!.rollUps!.map(({ values }) => values)).toContainEqual(['c003', null, null])
    const [countries] = group!.contributions
    expect(countries!.values[0]).toMatchObject({ value: 'c003' })
    expect(countries!.values[0]!.percent).toBeGreaterThanOrEqual(80)
    // All that is told during the loss is told of this group.
    const during = events.filter(({ hour }) => hour >= 1005 && hour < 1011)
    expect(new Set(during.map(({ id }) => id))).toEqual(new Set([group!.id]))
    expect(during.length).toBeGreaterThanOrEqual(5)
  })

  it('show a broad loss that is weak everywhere', () => {
    const market = createMarket([6, 6, 4], 12, randomNumbers(2))
    const { reported } = simulate(market, LEARNED + 12, (_, hour) => (hour >= 1004 && hour < 1008 ? 0.78 : 1))
    const severe = [...reported.values()].filter(({ severity }) => severity >= 50)
    expect(severe).toHaveLength(1)
    expect(severe[0]!.rollUps!.map(({ layer }) => layer)).toContain('total')
    expect(severe[0]!.start / HOUR).toBe(1004)
  })

  it.each([{ sizes: [4, 4, 3] as const }, { sizes: [8, 8, 6] as const }])(
    'have no more false groups for being many: $sizes',
    ({ sizes }) => {
      const market = createMarket(sizes, 12, randomNumbers(3))
      const { reported } = simulate(market, LEARNED + 2000, () => 1)
      // 2 are expected at severity 50 in 2,000 intervals; more than 7 have a probability of 0.001.
      const severe = [...reported.values()].filter(({ severity }) => severity >= 50)
      expect(severe.length).toBeLessThanOrEqual(7)
    },
  )
})

/** Runs a market; `factor` is what is left of the orders of a series in an hour. Groups are looked for after LEARNED hours. */
function simulate(market: Market, hours: number, factor: (series: readonly string[], hour: number) => number) {
  const random = randomNumbers(9)
  const model = MetricModel.create(CONFIG)
  const reported = new Map<string, AnomalyGroup>()
  const events: { readonly id: string; readonly hour: number }[] = []
  let open: readonly OpenGroup[] = []
  for (let hour = 0; hour < hours; hour++) {
    const means = expectedOrders(market, hour, SHOCKS, random)
    const orders = drawOrders(
      means.map((mean, k) => mean * factor(market.series[k]!, hour)),
      random,
    )
    const aggregate = aggregateOf(market, orders)
    const slot = { ofDay: hour % 24, dayOfWeek: Math.floor(hour / 24) % 7, dayOfYear: 0 }
    const judged = model.step(aggregate, model.placesOf(aggregate), 0, { slot, gap: 0, threshold: 50 })
    if (hour < LEARNED) continue
    const update = updateGroups(
      open,
      { start: hour * HOUR, sequence: hour, measures: model.findings(judged, open) },
      {
        detector: 'market',
        generation: 'test',
        dimensions: ['country', 'category', 'platform'],
        seriesValues: (series) => model.seriesValues(series),
      },
    )
    open = update.open
    for (const group of update.changed) {
      reported.set(group.id, group)
      events.push({ id: group.id, hour })
    }
  }
  return { reported, events }
}
