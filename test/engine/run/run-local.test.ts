import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { runLocally, type LocalEvent } from '../../../engine/hosts/local.ts'
import { deactivateDetector, declareSpec, readSeries } from '../../../engine/run/index.ts'
import {
  apiRecordKey,
  commitLog,
  eventLog,
  folderStore,
  listGroups,
  memoryStore,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox, type SandboxOptions } from './sandbox.ts'

const sandboxes: Sandbox[] = []
afterEach(() => {
  for (const sandbox of sandboxes.splice(0)) sandbox.remove()
})

function sandboxOf(options: SandboxOptions): Sandbox {
  const sandbox = createSandbox(options)
  sandboxes.push(sandbox)
  return sandbox
}

async function run(
  sandbox: Sandbox,
  store: ObjectStore,
  until: number,
  spec: DetectorSpec = sandbox.spec,
): Promise<{ readonly fine: boolean; readonly events: LocalEvent[]; readonly lines: string[] }> {
  const events: LocalEvent[] = []
  const lines: string[] = []
  const delivery = { writeLine: (line: string) => lines.push(line) }
  const onEvent = (event: LocalEvent) => events.push(event)
  const fine = await runLocally([{ spec, baseDir: sandbox.folder }], { store, until, delivery, onEvent })
  return { fine, events, lines }
}

async function commitsOf(store: ObjectStore): Promise<CommitRecord[]> {
  const { generation } = await eventLog(store, 'shops', 'test').status()
  const log = commitLog(store, { detector: 'shops', generation: generation! })
  return (await Array.fromAsync(log.newestFirst())).toReversed()
}

/** What an interval came to, without who wrote it when and what only names the generation. */
function outcomes(commits: readonly CommitRecord[]): unknown[] {
  return commits.map(({ sequence, start, end, learned, gap, summary, failure, report, snapshot }) => ({
    sequence,
    start,
    end,
    learned,
    gap,
    summary,
    failure,
    report,
    content: snapshot.map(({ sha256 }) => sha256),
  }))
}

describe('runLocally', () => {
  it('executes missed intervals in order and comes to what being awake all the time comes to', async () => {
    const sandbox = sandboxOf({ history: 305, live: 6, missing: [307] })
    const late = memoryStore()
    await run(sandbox, late, startOf(311))
    const awake = memoryStore()
    for (let index = 305; index <= 311; index++) await run(sandbox, awake, startOf(index))
    expect(outcomes(await commitsOf(late))).toHaveLength(7)
    expect(outcomes(await commitsOf(awake))).toEqual(outcomes(await commitsOf(late)))
  })

  it('does not touch an interval before its end plus the offset', async () => {
    const sandbox = sandboxOf({ history: 305, live: 2 })
    const spec: DetectorSpec = { ...sandbox.spec, dataset: { ...sandbox.spec.dataset, offset: 'PT10M' } }
    const store = memoryStore()
    await run(sandbox, store, startOf(306) + 10 * 60_000 - 1, spec)
    expect((await commitsOf(store)).map(({ sequence }) => sequence)).toEqual([0])
    await run(sandbox, store, startOf(306) + 10 * 60_000, spec)
    expect((await commitsOf(store)).map(({ sequence }) => sequence)).toEqual([0, 1])
  })

  it('commits every interval once when two processes race on one folder', async () => {
    const sandbox = sandboxOf({ history: 305, live: 5, disturbances: { west: { 307: 4 } } })
    const state = join(sandbox.folder, 'state')
    const racers = await Promise.all([
      folderStore(state).then((store) => run(sandbox, store, startOf(310))),
      folderStore(state).then((store) => run(sandbox, store, startOf(310))),
    ])
    const commits = await commitsOf(await folderStore(state))
    expect(commits.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5])
    const alone = memoryStore()
    const { lines } = await run(sandbox, alone, startOf(310))
    expect(lines).toHaveLength(1)
    expect(outcomes(commits).map((outcome) => JSON.stringify(outcome))).toEqual(
      outcomes(await commitsOf(alone)).map((outcome) => JSON.stringify(outcome)),
    )
    // At least once, and repetitions can be told by their id.
    const sent = racers.flatMap((racer) => racer.lines)
    expect(new Set(sent).size).toBe(1)
  })

  it('starts cold without history: learns what the continuous path holds already', async () => {
    const sandbox = sandboxOf({ history: 0, live: 5 })
    const { continuous, format } = { continuous: 'live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } }
    const spec: DetectorSpec = {
      ...sandbox.spec,
      dataset: { ...sandbox.spec.dataset, source: { folder: { continuous, format } } },
    }
    const store = memoryStore()
    await run(sandbox, store, startOf(3), spec)
    expect((await commitsOf(store)).map(({ start, end, learned }) => [start, end, learned])).toEqual([
      [startOf(0), startOf(3), 3],
    ])
    await run(sandbox, store, startOf(5), spec)
    expect((await commitsOf(store)).map(({ learned }) => learned)).toEqual([3, 4, 5])
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({ status: 'LEARNING' })
  })

  it('becomes ACTIVE when it has seen 300 intervals', async () => {
    const sandbox = sandboxOf({ history: 298, live: 2 })
    const store = memoryStore()
    await run(sandbox, store, startOf(299))
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({ status: 'LEARNING' })
    await run(sandbox, store, startOf(300))
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({ status: 'ACTIVE' })
  })

  it('starts a new generation when the dataset changes its meaning, and keeps it when only alerts, roles and missing data do', async () => {
    const sandbox = sandboxOf({ history: 305, live: 1 })
    const store = memoryStore()
    await run(sandbox, store, startOf(306))
    const first = (await eventLog(store, 'shops', 'test').status()).generation
    const role = 'arn:aws:iam::111122223333:role/data'
    const dataset = { ...sandbox.spec.dataset, role, missingData: 'IGNORE' as const }
    await run(sandbox, store, startOf(306), { ...sandbox.spec, dataset, alerts: [] })
    expect((await eventLog(store, 'shops', 'test').status()).generation).toBe(first)
    await run(sandbox, store, startOf(306), {
      ...sandbox.spec,
      dataset: { ...sandbox.spec.dataset, filters: { shop: ['east'] } },
    })
    expect((await eventLog(store, 'shops', 'test').status()).generation).not.toBe(first)
  })

  it('is FAILED with the reason when the history cannot be read, and activates once it can', async () => {
    const sandbox = sandboxOf({ history: 305, live: 1 })
    rmSync(join(sandbox.folder, 'history.csv'))
    const store = memoryStore()
    const { fine, events } = await run(sandbox, store, startOf(306))
    expect(fine).toBe(false)
    expect(events.at(-1)).toMatchObject({ kind: 'failed', error: { code: 'NOTHING_AT_PATH' } })
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({
      status: 'FAILED',
      failure: { type: 'ACTIVATION_FAILURE' },
    })
    const mended = sandboxOf({ history: 305, live: 1 })
    expect((await run(mended, store, startOf(306))).fine).toBe(true)
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({ status: 'ACTIVE' })
  })

  it('passes over an interval whose file is damaged, says why, and goes on', async () => {
    const sandbox = sandboxOf({ history: 305, live: 2 })
    const folder = join(sandbox.folder, 'live', '20260117', '1700')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'orders.csv'), 'time,shop,order\n')
    const store = memoryStore()
    await run(sandbox, store, startOf(307))
    expect((await commitsOf(store)).map(({ failure, learned }) => [failure?.code, learned])).toEqual([
      [undefined, 305],
      ['COLUMN_MISSING', 305],
      [undefined, 306],
    ])
  })

  it('follows an old history no further back than a history may reach', async () => {
    const sandbox = sandboxOf({ history: 305, live: 1 })
    const store = memoryStore()
    const spec: DetectorSpec = { ...sandbox.spec, quotas: { historyIntervals: 50 } }
    await run(sandbox, store, startOf(905), spec)
    const commits = await commitsOf(store)
    expect(commits[0]).toMatchObject({ sequence: 0, start: startOf(255), end: startOf(855), learned: 50, gap: 550 })
    expect(commits.slice(1).map(({ start }) => start)).toEqual(Array.from({ length: 50 }, (_, k) => startOf(855 + k)))
  })

  it('keeps to the quota of metrics for good, with the metrics that it knows', async () => {
    const sandbox = sandboxOf({ history: 305, live: 2 })
    const folder = join(sandbox.folder, 'live', '20260117', '1700')
    const lines = ['new,1', 'west,200', 'newer,1', 'east,200'].map((rest) => `2026-01-17 17:00:00,${rest}`)
    writeFileSync(join(folder, 'orders.csv'), `time,shop,orders\n${lines.join('\n')}\n`)
    const store = memoryStore()
    await run(sandbox, store, startOf(307), { ...sandbox.spec, quotas: { metrics: 3 } })
    const commits = await commitsOf(store)
    expect(commits[1].report).toMatchObject({ read: 4, used: 3, overQuota: 1, metricsOverQuota: 1 })
    const names = (await readSeries(store, commits[2])).flatMap((shard) => shard.names)
    expect(names.toSorted()).toEqual([['east'], ['new'], ['west']])
  })

  it('passes over an interval of which nothing can be used, and says what became of its records', async () => {
    const sandbox = sandboxOf({ history: 305, live: 2 })
    const spec: DetectorSpec = {
      ...sandbox.spec,
      dataset: { ...sandbox.spec.dataset, filters: { shop: ['east'] } },
    }
    const folder = join(sandbox.folder, 'live', '20260117', '1700')
    const lines = ['2026-01-17 17:00:00,west,1', '2026-01-17 16:00:00,east,1', '2026-01-17 17:00:00,east,x']
    writeFileSync(join(folder, 'orders.csv'), `time,shop,orders\n${lines.join('\n')}\n`)
    const store = memoryStore()
    await run(sandbox, store, startOf(307), spec)
    const { failure, report } = (await commitsOf(store))[1]
    expect(failure?.code).toBe('NO_RECORDS_IN_INTERVAL')
    expect(failure?.message).toMatch(/None of the 3 records .*\(1 \w+, 1 outside the time, 1 filtered out\)/)
    expect(report).toMatchObject({ read: 3, used: 0, rejected: 1, outside: 1, filtered: 1, overQuota: 0 })
  })
})

describe('a detector with historical data alone', () => {
  it('is backtested once and keeps what was found', async () => {
    const sandbox = sandboxOf({ history: 400, disturbances: { east: { 380: 0.1 } } })
    const source = { folder: { historical: 'history.csv', format: { csv: {} } } }
    const spec: DetectorSpec = { ...sandbox.spec, dataset: { ...sandbox.spec.dataset, source } }
    const store = memoryStore()
    const { events, lines } = await run(sandbox, store, startOf(400), spec)
    const status = await eventLog(store, 'shops', 'test').status()
    expect(status).toMatchObject({ status: 'BACK_TEST_COMPLETE' })
    expect(events.at(-1)).toMatchObject({ kind: 'backtested', result: { intervals: { learned: 280, tested: 120 } } })
    expect(lines).toEqual([])
    const log = commitLog(store, { detector: 'shops', generation: status.generation! })
    const groups = await Array.fromAsync(listGroups(store, log))
    expect(groups.filter(({ severity }) => severity >= 50).map(({ start }) => start)).toEqual([startOf(380)])
    expect((await run(sandbox, store, startOf(400), spec)).events.at(-1)).toMatchObject({ result: null })
  })

  it('is FAILED when the history is too short', async () => {
    const sandbox = sandboxOf({ history: 100 })
    const source = { folder: { historical: 'history.csv', format: { csv: {} } } }
    const store = memoryStore()
    const spec: DetectorSpec = { ...sandbox.spec, dataset: { ...sandbox.spec.dataset, source } }
    expect((await run(sandbox, store, startOf(400), spec)).fine).toBe(false)
    expect(await eventLog(store, 'shops', 'test').status()).toMatchObject({
      status: 'FAILED',
      failure: { type: 'BACK_TEST_ACTIVATION_FAILURE' },
    })
  })
})

describe('deactivateDetector', () => {
  it('stops a detector that runs; activating it again starts a new generation', async () => {
    const sandbox = sandboxOf({ history: 305, live: 2 })
    const store = memoryStore()
    await run(sandbox, store, startOf(306))
    const before = await eventLog(store, 'shops', 'test').status()
    const report = await deactivateDetector({ store, writer: 'test', now: () => startOf(306) }, 'shops')
    expect(report).toMatchObject({ status: 'DEACTIVATED', generation: before.generation })
    await run(sandbox, store, startOf(307))
    const after = await eventLog(store, 'shops', 'test').status()
    expect(after).toMatchObject({ status: 'ACTIVE' })
    expect(after.generation).not.toBe(before.generation)
  })

  it('refuses a detector that was never activated', async () => {
    const context = { store: memoryStore(), writer: 'test', now: () => 0 }
    await expect(deactivateDetector(context, 'shops')).rejects.toMatchObject({ code: 'TRANSITION_FORBIDDEN' })
  })

  it.each([
    { who: 'the API', managedBy: undefined, record: true, says: 'the API has made it' },
    { who: 'a stack', managedBy: 'the stack acme/dev', record: false, says: 'the stack acme/dev manages it' },
  ])('does not declare over a detector of $who, and changes nothing', async ({ managedBy, record, says }) => {
    const sandbox = sandboxOf({ history: 305, live: 1 })
    const store = memoryStore()
    await declareSpec(store, { ...sandbox.spec, interval: 'PT5M', ...(managedBy !== undefined && { managedBy }) })
    if (record) await store.create(apiRecordKey('shops'), Buffer.from('{}'))
    const before = await declaredOf(store)
    await expect(run(sandbox, store, startOf(306))).rejects.toMatchObject({
      code: 'DETECTOR_OF_OTHERS',
      message: expect.stringContaining(says),
    })
    expect(await declaredOf(store)).toEqual(before)
  })
})

async function declaredOf(store: ObjectStore): Promise<Record<string, string>> {
  const objects: Record<string, string> = {}
  for await (const { key } of store.list('')) objects[key] = Buffer.from((await store.get(key))!.bytes).toString()
  return objects
}
