import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../engine/dataset/index.ts'
import { MetricModel } from '../../../engine/run/metric-model.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { randomNumbers } from '../detection/simulate.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 0, 5)
const CONFIG = {
  interval: 'PT1H',
  measures: ['visits', 'orders', 'latency'],
  averaged: [false, false, true],
  dimensions: 1,
} as const
const SERIES = [['de'], ['us'], ['uk']]
const STRIKE = 1500

/** Orders follow visits two hours later; latency has nothing to do with either. Visits fall in hour STRIKE. */
function shop(): Aggregate {
  const { normal } = randomNumbers(9)
  const rows = new Map<number, Float64Array>()
  const moves: number[] = []
  for (let k = 0; k < STRIKE + 24; k++) {
    const before = moves[k - 1] ?? 0
    moves.push(0.5 * before + 0.08 * normal() - (k === STRIKE ? 0.8 : 0))
    const orders = 1 + 0.9 * (moves[k - 2] ?? 0) + 0.03 * normal()
    const row = SERIES.flatMap((_, s) => [
      1000 * (s + 1) * (1 + moves[k]) + 5 * normal(),
      200 * (s + 1) * orders + 2 * normal(),
      300 + 6 * normal(),
    ])
    rows.set(START + k * HOUR, Float64Array.from(row))
  }
  const { measures } = CONFIG
  return {
    measures,
    dimensions: ['country'],
    series: SERIES,
    intervals: [...rows.keys()],
    droppedIntervals: 0,
    values: (start: number) => rows.get(start),
    counts: () => new Uint32Array(SERIES.length * measures.length).fill(10),
  } as unknown as Aggregate
}

describe('a model of several measures', () => {
  it('tells which measure may have caused an event, and still does after a restart', () => {
    const grid = intervalGrid('PT1H', 'UTC')
    const data = shop()
    let model = MetricModel.create(CONFIG)
    const explained = []
    for (const [k, start] of data.intervals.entries()) {
      if (k === STRIKE + 1)
        model = MetricModel.restore(CONFIG, JSON.parse(JSON.stringify(model.summary)), model.snapshot())
      model.step(data, model.placesOf(data), start, { slot: grid.slot(start), gap: 0, threshold: 50 })
      if (k === STRIKE + 2)
        explained.push(model.causesOf('orders', 1), model.causesOf('visits', 3), model.causesOf('latency', 1))
    }
    const [orders, visits, latency] = explained
    expect(orders!.causes).toHaveLength(1)
    expect(orders!.causes[0]).toMatchObject({ measure: 'visits', lagIntervals: 2, anomalous: true })
    expect(orders!.causes[0].percent).toBeGreaterThan(60)
    expect(orders!.causes[0].percent + orders!.unknownPercent).toBe(100)
    expect(visits!.causes).toEqual([])
    expect(visits!.effects.map(({ measure }) => measure)).toEqual(['orders'])
    expect(latency).toBeUndefined()
  })
})
