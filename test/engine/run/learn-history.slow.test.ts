import { describe, expect, it } from 'vitest'
import type { Aggregate } from '../../../engine/dataset/index.ts'
import type { DetectorRuntime } from '../../../engine/run/detector-runtime.ts'
import { learnHistory } from '../../../engine/run/learn-history.ts'
import { MetricModel } from '../../../engine/run/metric-model.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import { daily, randomNumbers } from '../detection/simulate.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 0, 5)
const GRID = intervalGrid('PT1H', 'UTC')
const CONFIG = { interval: 'PT1H', measures: ['orders', 'latency'], averaged: [false, true], dimensions: 2 } as const

function aggregateOf(names: readonly string[][], rows: ReadonlyMap<number, Float64Array>): Aggregate {
  return {
    measures: CONFIG.measures,
    dimensions: ['country', 'platform'],
    series: names,
    intervals: [...rows.keys()],
    values: (start: number) => rows.get(start),
    counts: () => new Uint32Array(names.length * 2).fill(3),
  } as unknown as Aggregate
}

/** 400 intervals of 90 series; some values and some intervals are missing. */
function smallHistory({ late }: { readonly late: boolean } = { late: true }) {
  const { normal, uniform } = randomNumbers(4)
  const names = Array.from({ length: 90 }, (_, k) => [`c${k % 9}`, `p${k % 10}`])
  const rows = new Map<number, Float64Array>()
  for (let k = 0; k < 400; k++) {
    if (k > 100 && k < 105) continue
    const row = names.flatMap((__, s) => {
      const missing = uniform() < 0.02 && (late || k > 0)
      const none = missing || (late && s % 7 === 3 && k < 60)
      return none ? [Number.NaN, Number.NaN] : [50 * (s + 1) * daily(k % 24) + 3 * normal(), 10 + normal()]
    })
    rows.set(START + k * HOUR, Float64Array.from(row))
  }
  const aggregate = aggregateOf(names, rows)
  const steps = aggregate.intervals.map((start, k) => ({
    start,
    slot: GRID.slot(start),
    gap: k === 0 ? 0 : (start - aggregate.intervals[k - 1]) / HOUR - 1,
  }))
  return { aggregate, steps }
}

/** More than five million values before the newest 500 intervals. All rows are the same two. */
function largeHistory() {
  const names = Array.from({ length: 550 }, (_, k) => [`c${k % 50}`, `p${Math.floor(k / 50)}`])
  const rows = [0, 1].map((odd) => Float64Array.from({ length: 1100 }, (_, k) => 100 + (k % 7) + odd))
  const starts = Array.from({ length: 5100 }, (_, k) => START + k * HOUR)
  return { aggregate: aggregateOf(names, new Map(starts.map((start, k) => [start, rows[k % 2]]))), starts }
}

const runtime = { grid: GRID, boundsThreshold: 50, missing: false } as unknown as DetectorRuntime

describe('MetricModel.learn', () => {
  // Where series begin late, roll-ups are made earlier than when stepping, and in another order.
  it.each([
    { late: true, parts: /^(series|state)\//u, what: 'metric' },
    // Breadth is made of verdicts: only the intervals that are judged teach it.
    { late: false, parts: /^(?!layers\/breadth)/u, what: 'metric and roll-up' },
  ])('leaves every $what what stepping through the history leaves (series that begin late: $late)', async (row) => {
    const { aggregate, steps } = smallHistory(row)
    const stepped = MetricModel.create(CONFIG)
    const places = stepped.placesOf(aggregate)
    for (const { start, ...step } of steps) stepped.step(aggregate, places, start, { ...step, threshold: 50 })
    const model = MetricModel.create(CONFIG)
    let called = 0
    await model.learn(aggregate, model.placesOf(aggregate), steps, {
      beforeEach: () => {
        called++
        return undefined
      },
    })

    expect(called).toBe(steps.length)
    expect(model.series).toEqual(stepped.series)
    expect(model.summary.tails).toEqual(stepped.summary.tails)
    expect(model.summary.causes).toEqual(stepped.summary.causes)
    const [one, other] = [stepped, model].map((each) => each.snapshot())
    expect([...other.keys()]).toEqual([...one.keys()])
    const taught = [...one.keys()].filter((name) => row.parts.test(name))
    expect(taught.length).toBeGreaterThan(40)
    for (const name of taught) expect(other.get(name), name).toEqual(one.get(name))
  })

  it('leaves the same whatever the number of threads', async () => {
    const { aggregate, steps } = smallHistory()
    const learned = async (workers: number) => {
      const model = MetricModel.create(CONFIG)
      await model.learn(aggregate, model.placesOf(aggregate), steps, { workers })
      return { summary: model.summary, parts: model.snapshot() }
    }
    const here = await learned(1)
    expect(await learned(2)).toEqual(here)
    expect(await learned(3)).toEqual(here)
  })

  it.each([1, 3])(
    'fails with what is thrown between intervals, and ends its threads (workers: %i)',
    async (workers) => {
      const { aggregate, steps } = smallHistory()
      const model = MetricModel.create(CONFIG)
      let called = 0
      const learning = model.learn(aggregate, model.placesOf(aggregate), steps, {
        workers,
        beforeEach: () => {
          if (++called === 200) throw new Error('no more')
          return undefined
        },
      })
      await expect(learning).rejects.toThrow('no more')
      expect(called).toBe(200)
    },
  )
})

describe('learnHistory', () => {
  it('judges the newest 500 intervals of many metrics alone, and tells its progress through all', async () => {
    const { aggregate, starts } = largeHistory()
    const model = MetricModel.create(CONFIG)
    const judged: number[] = []
    const told: number[] = []
    const gap = await learnHistory(runtime, model, aggregate, model.placesOf(aggregate), starts, {
      onInterval: (start) => judged.push(start),
      onProgress: (done, total) => {
        expect(total).toBe(5100)
        told.push(done)
      },
    })
    expect(gap).toBe(0)
    expect(judged).toEqual(starts.slice(4600))
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.some((done) => done > 100 && done < 4600)).toBe(true)
    expect(model.seriesCount).toBe(550)
  })

  it('judges all intervals of few metrics', async () => {
    const { aggregate, steps } = smallHistory()
    const model = MetricModel.create(CONFIG)
    const judged: number[] = []
    await learnHistory(runtime, model, aggregate, model.placesOf(aggregate), aggregate.intervals, {
      onInterval: (start) => judged.push(start),
    })
    expect(judged).toEqual(steps.map(({ start }) => start))
  })

  it('ends with the reason of an abort while it learns', async () => {
    const { aggregate, starts } = largeHistory()
    const model = MetricModel.create(CONFIG)
    const abort = new AbortController()
    const learning = learnHistory(runtime, model, aggregate, model.placesOf(aggregate), starts, {
      signal: abort.signal,
      onProgress: (done) => {
        if (done > 0) abort.abort(new Error('enough'))
      },
      onInterval: () => expect.unreachable('the older part was not ended'),
    })
    await expect(learning).rejects.toThrow('enough')
  })
})
