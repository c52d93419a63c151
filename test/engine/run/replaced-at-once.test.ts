import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  activateDetector,
  declareSpec,
  executeNextInterval,
  loadDetector,
  openDetector,
  type RunContext,
} from '../../../engine/run/index.ts'
import { admitParts, commitInterval, importPart, planInterval, scoreShards } from '../../../engine/run/map/index.ts'
import { commitLog, memoryStore, readSnapshot, type CommitRecord } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'

const DAY = 86_400_000
const ORIGIN = Date.UTC(2026, 0, 5)
const HISTORY = 40
/** The day on which all pods are others. */
const REPLACED = 43
/** Days without a value after which metrics are gone, as in docs/limits.md. */
const GONE = 14
const DAYS = 65
const PODS = 4
const PLACE = { detector: 'pods', generation: '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10' }

function day(index: number): string {
  return new Date(ORIGIN + index * DAY).toISOString().slice(0, 10)
}

function rowsOf(index: number): readonly string[] {
  const release = index < REPLACED ? 'old' : 'new'
  // All fail on the last day before: an anomaly that nothing ends.
  const left = index === REPLACED - 1 ? 0 : 1
  return Array.from(
    { length: PODS },
    (_, pod) => `${day(index)},${release}-${pod},${left * (100 + ((index * 7 + pod) % 5))}`,
  )
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-replaced-'))
  const write = (path: string, days: readonly number[]): void => {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), ['day,pod,requests', ...days.flatMap(rowsOf)].join('\n'))
  }
  const all = [...Array.from({ length: DAYS }).keys()]
  for (const index of all) write(`live/${day(index)}/r.csv`, [index])
  write('history.csv', all.slice(0, HISTORY))
  // Nothing came for as long as it takes until the old pods are gone.
  write('paused.csv', [...all.slice(0, REPLACED), ...all.slice(REPLACED + GONE)])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A detector with room for those that live alone. */
async function worldOf(historical: string, learned = HISTORY) {
  const spec: DetectorSpec = {
    detector: PLACE.detector,
    interval: 'P1D',
    dataset: {
      source: { folder: { historical, continuous: 'live/{{yyyy-MM-dd}}', format: { csv: {} } } },
      timestamp: { column: 'day', format: 'yyyy-MM-dd' },
      measures: [{ column: 'requests', aggregation: 'SUM' }],
      dimensions: ['pod'],
    },
    quotas: { metrics: PODS },
  }
  const store = memoryStore()
  await declareSpec(store, spec)
  const context: RunContext = {
    store,
    baseDir: folder,
    writer: 'one',
    newId: () => PLACE.generation,
    now: () => ORIGIN + DAYS * DAY + 1,
    sleep: async () => undefined,
    delivery: { writeLine: () => undefined },
  }
  const runtime = openDetector(await loadDetector(store, PLACE.detector), context)
  await activateDetector({ ...context, now: () => ORIGIN + learned * DAY + 1 }, runtime)
  return { store, context, runtime, log: commitLog(store, PLACE) }
}
type World = Awaited<ReturnType<typeof worldOf>>

/** Days that were passed over, the newest commit, and the state to the last byte. */
async function endOf({ store, log }: World) {
  const commits: CommitRecord[] = await Array.fromAsync(log.newestFirst())
  const [last] = commits
  const passed = commits.flatMap(({ failure, start }) => (failure === null ? [] : [(start - ORIGIN) / DAY]))
  const parts = [...(await readSnapshot(store, last.snapshot))].map(([name, bytes]) => [
    name,
    Buffer.from(bytes).toString('hex'),
  ])
  return { passed: passed.toReversed(), last, parts }
}

async function live(): Promise<World> {
  const world = await worldOf('history.csv')
  while ((await executeNextInterval(world.context, world.runtime, world.log)).execution !== null);
  return world
}

describe('a detector whose metrics are all replaced at once, with no room for others', () => {
  it('takes up the new ones when the old ones are gone', async () => {
    const { passed, last } = await endOf(await live())
    expect(passed).toEqual(Array.from({ length: GONE }, (_, k) => REPLACED + k))
    expect(last.report).toMatchObject({ used: PODS, overQuota: 0 })
    expect(last.summary).toMatchObject({ series: PODS })
  })

  it('comes to the same on many machines', async () => {
    const one = await endOf(await live())
    const many = await worldOf('history.csv')
    const { context, runtime, log } = many
    for (;;) {
      const { imports } = await planInterval(context, runtime, log, 'run')
      if (imports === null) break
      for (let part = 0; part < imports; part++) await importPart(context, runtime, log, 'run', part)
      const { scores } = await admitParts(context, runtime, log, 'run')
      for (let machine = 0; machine < (scores ?? 0); machine++) await scoreShards(context, runtime, log, 'run', machine)
      await commitInterval(context, runtime, log, 'run')
    }
    const { passed, last, parts } = await endOf(many)
    expect(passed).toEqual(one.passed)
    expect(last.summary).toEqual(one.last.summary)
    expect(parts).toEqual(one.parts)
  })

  it('learns such a history as if it had come live, and no more metrics than there may be', async () => {
    const one = await endOf(await live())
    const { last, parts } = await endOf(await worldOf('paused.csv', DAYS))
    expect(last.end).toBe(one.last.end)
    expect(last.report).toMatchObject({ overQuota: 0, metricsGone: PODS })
    expect(last.summary).toEqual(one.last.summary)
    expect(parts).toEqual(one.parts)
  })
})
