import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runBacktest, type BacktestOptions, type BacktestResult } from '../../../engine/run/index.ts'
import { withDefaults, type DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, HOUR, SHOPS, ordersOf, startOf, type Sandbox, type SandboxOptions } from './sandbox.ts'

const sandboxes: Sandbox[] = []
afterEach(() => {
  for (const sandbox of sandboxes.splice(0)) sandbox.remove()
})

function sandboxOf(options: SandboxOptions): Sandbox {
  const sandbox = createSandbox(options)
  sandboxes.push(sandbox)
  return sandbox
}

function backtest(
  { spec, folder }: Sandbox,
  options: Partial<BacktestOptions> = {},
  changes: Partial<DetectorSpec> = {},
): Promise<BacktestResult> {
  return runBacktest(withDefaults({ ...spec, ...changes }), { baseDir: folder, ...options })
}

describe('runBacktest', () => {
  it('learns on the older 70 % of the intervals and tests the newer 30 %', async () => {
    const { intervals } = await backtest(sandboxOf({ history: 1000 }))
    expect(intervals).toEqual({
      learned: 700,
      tested: 300,
      learnedFrom: startOf(0),
      testedFrom: startOf(700),
      testedTo: startOf(999),
      leftOut: 0,
      strays: 0,
    })
  })

  it('finds a drop of one shop where it is, with what was expected', async () => {
    const sandbox = sandboxOf({ history: 1000, disturbances: { east: { 900: 0.1, 901: 0.1 } } })
    const { groups, alerts } = await backtest(sandbox, { threshold: 50 })
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({ measure: 'orders', start: startOf(900), end: startOf(901) })
    const [metric, ...others] = groups[0].metrics
    expect(others).toEqual([])
    expect(metric.series).toEqual(['east'])
    expect(metric.points.map(({ value }) => value)).toEqual([
      ordersOf('east', 900, { east: { 900: 0.1 } }),
      ordersOf('east', 901, { east: { 901: 0.1 } }),
    ])
    // The sample's noise is at most 4 orders.
    expect(Math.abs(metric.points[0].expected - ordersOf('east', 900))).toBeLessThan(10)
    expect(metric.points[0].value).toBeLessThan(metric.points[0].lower)
    expect(groups[0].contributions).toEqual([
      { dimension: 'shop', values: [{ value: 'east', percent: 100 }], valueCount: 1 },
    ])
    expect(alerts).toMatchObject([{ alert: 'oncall', groupId: groups[0].id }])
  })

  it.each([
    { history: 285, tested: 199 },
    { history: 290, tested: 203 },
    { history: 420, tested: 294 },
    { history: 440, tested: 308 },
  ])('judges the first tested interval of $history, however few it learned from', async ({ history, tested }) => {
    const sandbox = sandboxOf({ history, disturbances: { east: { [tested]: 0.1 } } })
    const { groups, charts, intervals } = await backtest(sandbox, { threshold: 50 })
    expect(intervals.learned).toBe(tested)
    expect(groups.map(({ start, end }) => [start, end])).toEqual([[startOf(tested), startOf(tested)]])
    // What is live is judged after 300 values, and so is a longer history.
    expect(charts[0].expected.findIndex((expected) => expected !== null)).toBe(tested < 300 ? 72 : 300 - tested + 72)
  })

  it('counts the metrics that were never judged because they have too few values', async () => {
    const sandbox = sandboxOf({ history: 900 })
    expect(await backtest(sandbox)).toMatchObject({ metrics: 2, unjudged: 0, learningPoints: 300 })
    const rows = Array.from({ length: 900 }, (_, index) =>
      SHOPS.filter((shop) => shop === 'east' || (index % 24 >= 9 && index % 24 < 17)).map(
        (shop) => `${new Date(startOf(index)).toISOString().slice(0, 19).replace('T', ' ')},${shop},1`,
      ),
    ).flat()
    expect(rows.filter((row) => row.includes('west')).length).toBeLessThan(301)
    writeFileSync(join(sandbox.folder, 'history.csv'), `time,shop,orders\n${rows.join('\n')}\n`)
    expect(await backtest(sandbox)).toMatchObject({ metrics: 2, unjudged: 1, learningPoints: 300 })
    expect(await backtest(sandboxOf({ history: 285 }))).toMatchObject({ unjudged: 0, learningPoints: 199 })
  })

  it('draws each charted metric from before the onset to after the end, without holes', async () => {
    const sandbox = sandboxOf({ history: 1000, disturbances: { east: { 900: 0.1 } } })
    const { charts, groups } = await backtest(sandbox, { threshold: 50 })
    expect(charts.map(({ groupId, series }) => [groupId, series])).toEqual([[groups[0].id, ['east']]])
    const [{ starts, value, expected, lower, upper }] = charts
    expect(starts).toEqual(Array.from({ length: 72 + 1 + 24 }, (_, k) => startOf(900 - 72 + k)))
    expect(value).toEqual(starts.map((start) => ordersOf('east', (start - startOf(0)) / HOUR, { east: { 900: 0.1 } })))
    for (const numbers of [expected, lower, upper]) expect(numbers.every((number) => number !== null)).toBe(true)
  })

  it('gives the same result whatever the order of the records', async () => {
    const sandbox = sandboxOf({ history: 400, disturbances: { west: { 350: 3 } } })
    const first = await backtest(sandbox)
    const rows = Array.from({ length: 400 }, (_, index) =>
      SHOPS.map(
        (shop) =>
          `${new Date(startOf(index)).toISOString().slice(0, 19).replace('T', ' ')},${shop},${ordersOf(shop, index, { west: { 350: 3 } })}`,
      ),
    ).flat()
    writeFileSync(join(sandbox.folder, 'history.csv'), `time,shop,orders\n${rows.toReversed().join('\n')}\n`)
    const second = await backtest(sandbox)
    const { grid: _, ...one } = first
    const { grid: __, ...two } = second
    expect(two).toEqual(one)
  })

  it('uses the newest intervals up to the quota and says how many it left out', async () => {
    const { intervals, report } = await backtest(
      sandboxOf({ history: 500 }),
      {},
      { quotas: { backtestIntervals: 300 } },
    )
    expect(intervals).toMatchObject({ learned: 210, tested: 90, learnedFrom: startOf(200), leftOut: 200 })
    expect(report).toMatchObject({ read: 1000, used: 600, outside: 400 })
  })

  it('counts intervals without records as missing, not as the end of the history', async () => {
    const sandbox = sandboxOf({ history: 400 })
    const kept = Array.from({ length: 400 }, (_, index) => index).filter((index) => index < 100 || index >= 130)
    const rows = kept.map(
      (index) =>
        `${new Date(startOf(index)).toISOString().slice(0, 19).replace('T', ' ')},east,${ordersOf('east', index)}`,
    )
    writeFileSync(join(sandbox.folder, 'history.csv'), `time,shop,orders\n${rows.join('\n')}\n`)
    const { intervals } = await backtest(sandbox)
    expect(intervals.learned + intervals.tested).toBe(400)
  })

  it.each([
    { history: 284, code: 'BACKTEST_TOO_SHORT' },
    { history: 0, code: 'NO_USABLE_RECORDS' },
  ])('refuses a history of $history intervals with $code', async ({ history, code }) => {
    await expect(backtest(sandboxOf({ history }))).rejects.toMatchObject({ code })
  })

  it('stops when it is cancelled', async () => {
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    await expect(backtest(sandboxOf({ history: 400 }), { signal: controller.signal })).rejects.toThrow('enough')
  })
})

describe('a history with timestamps that are centuries off', () => {
  it.each([
    { what: 'one in the future', times: ['2999-12-31 00:00:00'] },
    { what: 'one in the past', times: ['1970-01-01 00:00:00'] },
    { what: 'some in both', times: ['1970-01-01 00:00:00', '1971-01-01 00:00:00', '2999-12-31 00:00:00'] },
  ])('is tested as if they were not there, and counts them: $what', async ({ times }) => {
    const sandbox = sandboxOf({ history: 400, disturbances: { west: { 350: 3 } } })
    const { grid: _, report: __, quality: ___, ...clean } = await backtest(sandbox)
    appendFileSync(join(sandbox.folder, 'history.csv'), times.map((time) => `${time},east,1\n`).join(''))
    const { grid: ____, report, quality: _____, ...stray } = await backtest(sandbox)
    expect(stray).toEqual({ ...clean, intervals: { ...clean.intervals, strays: times.length } })
    expect(report.used).toBe(800 + times.length)
  })

  it('keeps a long pause inside of a history as missing data', async () => {
    const sandbox = sandboxOf({ history: 1200 })
    const kept = Array.from({ length: 1200 }, (_, index) => index).filter((index) => index < 300 || index >= 700)
    const rows = kept.map(
      (index) =>
        `${new Date(startOf(index)).toISOString().slice(0, 19).replace('T', ' ')},east,${ordersOf('east', index)}`,
    )
    writeFileSync(join(sandbox.folder, 'history.csv'), `time,shop,orders\n${rows.join('\n')}\n`)
    const { intervals } = await backtest(sandbox)
    expect(intervals).toMatchObject({ learned: 840, tested: 360, learnedFrom: startOf(0), strays: 0 })
  })
})

describe('the data quality of a backtest', () => {
  it('tells completeness, distinct values, and the times of both parts in epoch seconds', async () => {
    const { quality } = await backtest(sandboxOf({ history: 400 }))
    const told = quality.map(({ type, column, value }) => [type, column, value])
    expect(told).toEqual(
      expect.arrayContaining([
        ['COLUMN_COMPLETENESS', 'orders', 1],
        ['DIMENSION_UNIQUENESS', 'shop', 2],
        ['TIME_SERIES_COUNT', undefined, 2],
        ['BACKTEST_TRAINING_DATA_START_TIME_STAMP', undefined, startOf(0) / 1000],
        ['BACKTEST_INFERENCE_DATA_START_TIME_STAMP', undefined, startOf(280) / 1000],
        ['BACKTEST_INFERENCE_DATA_END_TIME_STAMP', undefined, startOf(400) / 1000],
      ]),
    )
  })
})
