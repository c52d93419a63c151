import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shardOf } from '../../../engine/detection/index.ts'
import { runLocally } from '../../../engine/hosts/local.ts'
import { readSeries, runBacktest } from '../../../engine/run/index.ts'
import {
  collectGarbage,
  commitLog,
  memoryStore,
  readPoints,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { withDefaults } from '../../../spec/index.ts'
import { faultyStore, Kill, writeFaults } from '../state/faulty-store.ts'
import { createSandbox, ordersOf, SHOPS, startOf, type Sandbox } from './sandbox.ts'

const HISTORY = 400
/** 70 % of it. */
const TESTED_FROM = 280
const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'
const PLACE = { detector: 'shops', generation: GENERATION }
const DISTURBANCES = { east: { 350: 0.05 } }

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox({ history: HISTORY, disturbances: DISTURBANCES })
})
afterAll(() => sandbox.remove())

function spec() {
  const source = { folder: { historical: 'history.csv', format: { csv: {} } } }
  return { ...sandbox.spec, dataset: { ...sandbox.spec.dataset, source } }
}

/** One life of a process: backtests what is not backtested yet, or dies. */
async function live(store: ObjectStore): Promise<'done' | 'broken'> {
  try {
    const fine = await runLocally([{ spec: spec(), baseDir: sandbox.folder }], {
      store,
      once: true,
      newId: () => GENERATION,
      delivery: { writeLine: () => undefined },
    })
    return fine ? 'done' : 'broken'
  } catch (error) {
    if (error instanceof Kill || (error instanceof Error && error.name === 'StateError')) return 'broken'
    throw error
  }
}

async function commitOf(store: ObjectStore): Promise<CommitRecord> {
  const [commit, ...others] = await Array.fromAsync(commitLog(store, PLACE).newestFirst())
  expect(others).toEqual([])
  return commit
}

/** What must not depend on how often a process died; who wrote it when does. */
async function keptOf(store: ObjectStore): Promise<unknown> {
  const { writer: _, writtenAt: __, ...commit } = await commitOf(store)
  return commit
}

describe('a backtest that is kept', () => {
  const undisturbed = memoryStore()
  let writes: number
  beforeAll(async () => {
    const counted = faultyStore(undisturbed)
    expect(await live(counted)).toBe('done')
    writes = counted.writes
  })

  it('keeps the points of each tested interval and of 100 before the first', async () => {
    const { charted = [], points } = await commitOf(undisturbed)
    expect(points).toBeNull()
    expect(charted.map(({ start, end }) => [start, end])).toEqual(
      Array.from({ length: 100 + HISTORY - TESTED_FROM }, (_, k) => [
        startOf(TESTED_FROM - 100 + k),
        startOf(TESTED_FROM - 99 + k),
      ]),
    )
  })

  it('keeps what the report draws: value, expectation and bounds of each metric', async () => {
    const commit = await commitOf(undisturbed)
    const series = await readSeries(undisturbed, commit)
    const { charts } = await runBacktest(withDefaults(spec()), { baseDir: sandbox.folder })
    const chart = charts.find(({ starts }) => starts.includes(startOf(350)))!
    let compared = 0
    for (const ref of commit.charted!) {
      const points = await readPoints(undisturbed, ref)
      for (const shop of SHOPS) {
        const shard = shardOf([shop])
        const step = points['shard'].indexOf(shard)
        const before = [...points['metrics']].slice(0, step).reduce((sum, count) => sum + count, 0)
        const at = before + series[shard].names.findIndex(([name]) => name === shop)
        const index = (ref.start - startOf(0)) / (ref.end - ref.start)
        expect(points['value'][at]).toBe(ordersOf(shop, index, DISTURBANCES))
        const drawn = shop === chart.series[0] ? chart.starts.indexOf(ref.start) : -1
        if (drawn < 0) continue
        for (const name of ['expected', 'lower', 'upper'] as const) {
          // Null while the metric is learning.
          expect(points[name][at]).toBe(chart[name][drawn] ?? Number.NaN)
          compared += chart[name][drawn] === null ? 0 : 1
        }
      }
    }
    expect(compared).toBeGreaterThan(100)
  })

  it('keeps nothing that was learned', async () => {
    const { snapshot } = await commitOf(undisturbed)
    expect(snapshot.map(({ family }) => family)).toEqual(['series'])
  })

  it('keeps it when old state is collected', async () => {
    const commit = await commitOf(undisturbed)
    await collectGarbage(undisturbed, commitLog(undisturbed, PLACE), { now: Date.UTC(2100, 0), keepCommits: 1 })
    expect((await readSeries(undisturbed, commit)).flatMap(({ names }) => names)).toHaveLength(SHOPS.length)
    for (const ref of commit.charted!) await readPoints(undisturbed, ref)
  })

  it('writes nothing when it is run again', async () => {
    const again = faultyStore(undisturbed)
    expect(await live(again)).toBe('done')
    expect(again.writes).toBe(0)
  })

  it('comes to the same bytes whatever write it fails or dies at', async () => {
    const expected = await keptOf(undisturbed)
    const faults = writeFaults(writes)
    // The objects of the points are alike: a few of them, and all that is written before and after.
    const some = faults.filter(({ nth }) => nth <= 8 || nth % 50 === 0 || nth > writes - 8)
    expect(some.length).toBeGreaterThan(50)
    for (const fault of some) {
      const store = memoryStore()
      const faulty = faultyStore(store, fault)
      const first = await live(faulty)
      const name = `${fault.fault} ${fault.when} ${faulty.calls.at(-1)}`
      expect(faulty.struck, name).toBe(true)
      if (first === 'broken') expect(await live(store), name).toBe('done')
      expect(await keptOf(store), name).toEqual(expected)
      for (const ref of (await commitOf(store)).charted!.slice(-3)) await readPoints(store, ref)
    }
  })
})
