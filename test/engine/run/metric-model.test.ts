import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OpenGroup } from '../../../engine/anomalies/index.ts'
import type { Aggregate } from '../../../engine/dataset/index.ts'
import { MetricModel } from '../../../engine/run/metric-model.ts'
import { randomNumbers } from '../detection/simulate.ts'

const CONFIG = { interval: 'PT1H', measures: ['orders', 'latency'], averaged: [false, true], dimensions: 1 } as const

/** Values by series; what an aggregate of one interval at 0 would be. */
function aggregateOf(values: ReadonlyMap<string, readonly [number, number]>): Aggregate {
  const series = [...values.keys()].toSorted()
  return {
    measures: CONFIG.measures,
    dimensions: ['shop'],
    series: series.map((name) => [name]),
    intervals: [0],
    droppedIntervals: 0,
    values: () => Float64Array.from(series.flatMap((name) => values.get(name)!)),
    counts: () => undefined,
    report: {} as Aggregate['report'],
  }
}

function step(model: MetricModel, index: number, values: ReadonlyMap<string, readonly [number, number]>) {
  const aggregate = aggregateOf(values)
  const slot = { ofDay: index % 24, dayOfWeek: Math.floor(index / 24) % 7, dayOfYear: 0 }
  return model.step(aggregate, model.placesOf(aggregate), 0, { slot, gap: 0, threshold: 50 })
}

const value = (index: number, seed: number): number =>
  100 + 30 * Math.sin((2 * Math.PI * index) / 24) + ((index * 37 + seed) % 11)

describe('MetricModel', () => {
  it.each([false, true])('goes on after a snapshot exactly as if it had never stopped (given: %s)', (given) => {
    const model = MetricModel.create(CONFIG)
    for (let index = 0; index < 320; index++) {
      step(
        model,
        index,
        new Map([
          ['a', [value(index, 1), value(index, 2)]],
          ['b', [value(index, 3), Number.NaN]],
        ]),
      )
    }
    const restored = MetricModel.restore(CONFIG, structuredClone(model.summary), model.snapshot(), given)
    for (let index = 320; index < 330; index++) {
      const values = new Map([
        ['a', [value(index, 1), 900]],
        ['c', [5, 6]],
      ] as const)
      expect(step(restored, index, values)).toEqual(step(model, index, values))
    }
    expect([...restored.snapshot()]).toEqual([...model.snapshot()])
  })

  it('gives a series its number at its first value and keeps it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 }), (names) => {
        const model = MetricModel.create(CONFIG)
        for (const name of names) step(model, 0, new Map([[name, [1, 2]]]))
        const numbers = names.map((name) => model.seriesNumber([name])!)
        expect(new Set(numbers).size).toBe(names.length)
        step(model, 1, new Map(names.map((name) => [name, [3, 4]])))
        expect(names.map((name) => model.seriesNumber([name]))).toEqual(numbers)
        expect(numbers.map((number) => model.seriesValues(number))).toEqual(names.map((name) => [name]))
      }),
    )
  })

  it('knows how metrics end and go off when those that did have left their places, as if they had stayed', () => {
    const config = { ...CONFIG, interval: 'P1D' } as const
    const days = 150
    const judged = (limit: number, restores: boolean): { readonly model: MetricModel; readonly gone: number } => {
      let model = MetricModel.create(config)
      let gone = 0
      for (let day = 0; day < days; day++) {
        // Each week one begins that lives for 40 days: nine live, or have ended lately.
        const pods = Array.from({ length: 30 }, (_, pod) => pod).filter((pod) => day >= 7 * pod && day < 7 * pod + 40)
        const aggregate = aggregateOf(new Map(pods.map((pod) => [`pod-${pod}`, [value(day, pod), value(day, 2)]])))
        const slot = { ofDay: 0, dayOfWeek: day % 7, dayOfYear: day }
        const places = model.placesOf(aggregate)
        gone += model.makeRoom(aggregate, places, { start: day * 86_400_000, gap: 0 }, limit)
        model.step(aggregate, places, day * 86_400_000, { slot, gap: 0, threshold: 50, missing: true })
        if (restores) model = MetricModel.restore(config, structuredClone(model.summary), model.snapshot())
      }
      return { model, gone }
    }
    const [tight, free, restored] = [judged(9, false), judged(Infinity, false), judged(9, true)]
    expect(tight.gone).toBeGreaterThan(9)
    expect(tight.model.seriesCount).toBe(9)
    const { tails, endings } = free.model.summary
    expect(endings![0]!.ended).toBeGreaterThan(9)
    expect(tight.model.summary.endings).toEqual(endings)
    for (const [measure, both] of tails.entries()) {
      for (const [side, { rate, lambda, mean }] of both.entries()) {
        const own = tight.model.summary.tails[measure][side]
        expect(own.rate).toBeCloseTo(rate, 12)
        expect(own.lambda).toBeCloseTo(lambda, 12)
        expect(own.mean).toBeCloseTo(mean, 12)
      }
    }
    expect([...restored.model.snapshot()]).toEqual([...tight.model.snapshot()])
    expect(restored.model.summary).toEqual(tight.model.summary)
  })

  it('does not know a series that never had a value', () => {
    const model = MetricModel.create(CONFIG)
    step(
      model,
      0,
      new Map([
        ['silent', [Number.NaN, Number.NaN]],
        ['loud', [1, Number.NaN]],
      ]),
    )
    expect(model.seriesNumber(['silent'])).toBeUndefined()
    expect(model.seriesNumber(['loud'])).toBeDefined()
    expect(model.seriesCount).toBe(1)
  })

  it('names the right series among many', () => {
    const model = MetricModel.create(CONFIG)
    for (let index = 0; index < 330; index++) {
      const mine = [index === 329 ? 5 : value(index, 1), value(index, 2)] as const
      const others = Array.from({ length: 20 }, (_, k) => [`o${k}`, [value(index, 1), value(index, 2)]] as const)
      const steps = step(model, index, new Map([['mine', mine], ...others]))
      if (index < 329) continue
      const [{ metrics }] = model.findings(steps, [])
      expect(metrics.map(({ series, value: found }) => [model.seriesValues(series), found])).toEqual([[['mine'], 5]])
    }
  })

  it('sums orders over the shops, and takes the mean latency by the orders behind it', () => {
    const model = MetricModel.create(CONFIG)
    const aggregate = {
      ...aggregateOf(
        new Map([
          ['a', [10, 100]],
          ['b', [30, 200]],
          ['c', [Number.NaN, Number.NaN]],
        ]),
      ),
      counts: () => Uint32Array.of(10, 10, 30, 30, 0, 0),
    }
    const slot = { ofDay: 0, dayOfWeek: 0, dayOfYear: 0 }
    const { layers } = model.step(aggregate, model.placesOf(aggregate), 0, { slot, gap: 0, threshold: 50 })
    expect([...layers.rollUps[0]!.values]).toEqual([40, (10 * 100 + 30 * 200) / 40])
    // Each shop is a metric already.
    expect(layers.rollUps[1]!.values).toHaveLength(0)
  })

  it('goes on from a snapshot of before there were layers', () => {
    const model = MetricModel.create(CONFIG)
    const values = new Map([
      ['a', [1, 2]],
      ['b', [3, 4]],
    ] as const)
    step(model, 0, values)
    const parts = new Map([...model.snapshot()].filter(([name]) => !name.startsWith('layers/')))
    const restored = MetricModel.restore(CONFIG, MetricModel.create(CONFIG).summary, parts)
    expect(step(restored, 1, values).layers.rollUps[0]!.values[0]).toBe(4)
  })
})

describe('a total that falls mostly with one shop', () => {
  const shops = Array.from({ length: 12 }, (_, k) => `shop ${k}`)
  const model = MetricModel.create({ ...CONFIG, learningPoints: 48 })
  const { normal } = randomNumbers(1)
  for (let index = 0; index < 200; index++) {
    step(model, index, new Map(shops.map((name) => [name, [200 + 5 * normal(), 200 + 5 * normal()]] as const)))
  }
  const [worst] = shops
  const last = step(model, 200, new Map(shops.map((name) => [name, [name === worst ? 140 : 197, 200]] as const)))

  /** An open group that has this shop alone. */
  const groupOf = (name: string, score: number, other: { measure?: string; reported?: boolean } = {}): OpenGroup => {
    const { measure = 'orders', reported = true } = other
    const point = { start: 0, value: 140, expected: 200, lower: 190, upper: 210, score, severity: 60 }
    const member = { series: model.seriesNumber([name])!, last: 199, deviation: 12, count: 1, reported }
    const members = [{ ...member, points: [point] }]
    return { id: 'g', measure, onset: 0, began: 199, end: 0, severity: 60, members, rollUps: [] }
  }

  const explaining = (open: readonly OpenGroup[]): readonly string[] => {
    const [{ rollUps = [] }] = model.findings(last, open)
    expect(rollUps.map(({ layer }) => layer)).toEqual(['total'])
    return rollUps[0].parts.map(({ series }) => model.seriesValues(series)[0])
  }

  it('is explained by several shops while nothing is known of it', () => {
    expect(explaining([])[0]).toBe(worst)
    expect(explaining([]).length).toBeGreaterThan(2)
  })

  it('is explained by that shop alone where an open group knows it for an anomaly', () => {
    expect(explaining([groupOf(worst, 3)])).toEqual([worst])
  })

  it.each([
    { what: 'is of another measure', group: groupOf(worst, 3, { measure: 'latency' }) },
    { what: 'has it as no anomaly for itself', group: groupOf(worst, 2.9) },
    { what: 'does not report it', group: groupOf(worst, 3, { reported: false }) },
    { what: 'has another shop', group: groupOf(shops[1], 3) },
  ])('is explained as ever where the open group $what', ({ group }) => {
    expect(explaining([group])).toEqual(explaining([]))
  })
})
