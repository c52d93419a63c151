import { describe, expect, it } from 'vitest'
import { shardOf } from '../../../engine/detection/index.ts'
import { runLocally } from '../../../engine/hosts/local.ts'
import { readSeries } from '../../../engine/run/index.ts'
import { commitLog, memoryStore, readPoints } from '../../../engine/state/index.ts'
import { createSandbox, ordersOf, startOf } from './sandbox.ts'

const HISTORY = 310
const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'

describe('readSeries', () => {
  it('says which metric each point of an interval is, without the state that was learned', async () => {
    const sandbox = createSandbox({ history: HISTORY, live: 1 })
    const store = memoryStore()
    await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], {
      store,
      newId: () => GENERATION,
      delivery: { writeLine: () => undefined },
      until: startOf(HISTORY + 1) + 60_000,
    })
    sandbox.remove()
    const commit = (await commitLog(store, { detector: 'shops', generation: GENERATION }).latest())!
    for (const { key, family } of commit.snapshot) if (family !== 'series') await store.delete(key)
    const series = await readSeries(store, commit)
    const points = await readPoints(store, commit.points!)
    const [shards, metrics, value] = [points['shard'], points['metrics'], points['value']].map((column) => [...column])
    for (const shop of ['east', 'west']) {
      const shard = shardOf([shop])
      const place = series[shard].names.findIndex(([name]) => name === shop)
      const begin = metrics.slice(0, shards.indexOf(shard)).reduce((sum, count) => sum + count, 0)
      // One measure: place * 1 + 0.
      expect(value[begin + place]).toBe(ordersOf(shop, HISTORY))
    }
    expect(series.flatMap(({ names }) => names)).toHaveLength(2)
  })
})
