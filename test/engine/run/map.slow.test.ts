import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  activateDetector,
  declareSpec,
  executeNextInterval,
  loadDetector,
  openDetector,
  readSeries,
  type DetectorRuntime,
  type RunContext,
  type Session,
} from '../../../engine/run/index.ts'
import { admitParts, commitInterval, importPart, planInterval, scoreShards } from '../../../engine/run/map/index.ts'
import {
  commitLog,
  listExecutions,
  memoryStore,
  readSnapshot,
  statePrefix,
  type CommitRecord,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'

const HOUR = 3_600_000
const ORIGIN = Date.UTC(2026, 0, 5)
const HISTORY = 310
const LIVE = 6
/** Nothing lies there; its files have no usable record; a third of a country is gone; a new country begins. */
const MISSING = HISTORY + 1
const EMPTY = HISTORY + 2
const DROP = HISTORY + 3
const NEW = HISTORY + 4
const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'
const PLACE = { detector: 'shops', generation: GENERATION }
/** One file for a machine, and few shards. */
const SMALL_SHARE = { importBytes: 1, importFiles: 1, scoreBytes: 22_500 }

const countries = ['de', 'fr', 'it', 'us']
const shops = Array.from({ length: 12 }, (_, k) => `shop-${k}`)

let folder: string
let spec: DetectorSpec
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-map-'))
  writeFileSync(join(folder, 'history.csv'), [HEADER, ...range(0, HISTORY).flatMap((hour) => rowsOf(hour))].join('\n'))
  for (const hour of range(HISTORY, HISTORY + LIVE)) {
    if (hour === MISSING) continue
    const [day, time] = timestamp(hour).split(' ')
    const path = join(folder, 'live', day.replaceAll('-', ''), `${time.slice(0, 2)}00`)
    mkdirSync(path, { recursive: true })
    // Each series lies in several files, so that the order of additions decides its last digits.
    const rows = hour === EMPTY ? [`${timestamp(hour - 50)},de,shop-1,1,1`, 'bad,de,shop-1,1,1'] : rowsOf(hour)
    for (let file = 0; file < 5; file++) {
      const own = rows.filter((_, k) => (k * 7 + 3) % 5 === file)
      writeFileSync(join(path, `${file}.csv`), [HEADER, ...own, 'not a time,de,shop-1,1,1'].join('\n'))
    }
  }
  spec = {
    detector: 'shops',
    interval: 'PT1H',
    dataset: {
      source: { folder: { historical: 'history.csv', continuous: 'live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } },
      timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [
        { column: 'orders', aggregation: 'SUM' },
        { column: 'latency', aggregation: 'AVG' },
      ],
      dimensions: ['country', 'shop'],
    },
    alerts: [{ name: 'oncall', threshold: 40, channel: { log: {} } }],
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

const HEADER = 'time,country,shop,orders,latency'

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, k) => from + k)
}

function timestamp(hour: number): string {
  return new Date(ORIGIN + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ')
}

/** Three records of each series with values that no binary number is equal to. */
function rowsOf(hour: number): readonly string[] {
  const here = hour >= NEW ? [...countries, 'se'] : countries
  return here.flatMap((country, c) =>
    shops.flatMap((shop, s) =>
      [0.1, 0.2, 0.7].map((part, r) => {
        const noise = (((hour * 7919 + c * 104_729 + s * 31 + r * 17) % 97) - 48) / 480
        const base = (100 + 10 * s) * (1 + 0.4 * Math.sin((2 * Math.PI * hour) / 24)) * (1 + noise)
        const dropped = hour === DROP && country === 'fr' ? 0.3 : 1
        return `${timestamp(hour)},${country},${shop},${(base * part * dropped).toFixed(3)},${(20 + c + 5 * noise + r).toFixed(3)}`
      }),
    ),
  )
}

interface World {
  readonly store: ObjectStore
  readonly context: RunContext
  readonly runtime: DetectorRuntime
  readonly lines: string[]
}

async function worldOf(store: ObjectStore, own: DetectorSpec, writer: string): Promise<World> {
  const lines: string[] = []
  await declareSpec(store, own)
  const context: RunContext = {
    store,
    baseDir: folder,
    writer,
    newId: () => GENERATION,
    now: () => ORIGIN + (HISTORY + LIVE) * HOUR + 60_000,
    sleep: async () => undefined,
    delivery: { writeLine: (line) => lines.push(line), sleep: async () => undefined },
  }
  return { store, context, runtime: openDetector(await loadDetector(store, own.detector), context), lines }
}

async function activated(own: DetectorSpec): Promise<ObjectStore> {
  const store = memoryStore()
  const { context, runtime } = await worldOf(store, own, 'activation')
  // The clock of the activation: live intervals are not due yet.
  await activateDetector({ ...context, now: () => ORIGIN + HISTORY * HOUR + 60_000 }, runtime)
  return store
}

async function copyOf(store: ObjectStore): Promise<ObjectStore> {
  const copy = memoryStore()
  for await (const { key } of store.list('')) await copy.create(key, (await store.get(key))!.bytes)
  return copy
}

/** All due intervals on one machine, each with a state that was read again, or that stayed in memory. */
async function onOneMachine(store: ObjectStore, own: DetectorSpec, inMemory = false): Promise<World> {
  const world = await worldOf(store, own, 'one')
  const log = commitLog(store, PLACE)
  let session: Session | undefined
  for (;;) {
    const done = await executeNextInterval(world.context, world.runtime, log, session)
    if (done.execution === null) return world
    session = inMemory ? done.session : undefined
  }
}

/** The same by the steps of a distributed run, machines in any order, each step done twice. */
async function onManyMachines(store: ObjectStore, own: DetectorSpec): Promise<World & { readonly machines: number[] }> {
  const world = await worldOf(store, own, 'many')
  const { context, runtime } = world
  const log = commitLog(store, PLACE)
  const machines: number[] = []
  for (;;) {
    const { imports } = await planInterval(context, runtime, log, 'run-1', SMALL_SHARE)
    if (imports === null) return { ...world, machines }
    for (const part of shuffled(imports)) await importPart(context, runtime, log, 'run-1', part)
    for (const part of shuffled(imports)) await importPart(context, runtime, log, 'run-1', part)
    const { scores } = await admitParts(context, runtime, log, 'run-1')
    if (scores === null) continue
    machines.push(scores)
    for (const part of shuffled(scores)) await scoreShards(context, runtime, log, 'run-1', part)
    for (const part of shuffled(scores)) await scoreShards(context, runtime, log, 'run-1', part)
    expect(await commitInterval(context, runtime, log, 'run-1')).not.toBeNull()
    expect(await commitInterval(context, runtime, log, 'run-1')).toBeNull()
  }
}

function shuffled(count: number): readonly number[] {
  return range(0, count).toSorted((a, b) => ((a * 7919 + 13) % 101) - ((b * 7919 + 13) % 101))
}

/** All that was committed, and the state to the last byte; who wrote it when, and how it lies in chunks, is left aside. */
async function committed(store: ObjectStore): Promise<unknown> {
  const commits: unknown[] = []
  let last: CommitRecord | undefined
  for await (const record of commitLog(store, PLACE).newestFirst()) {
    const { writer: _w, writtenAt: _t, snapshot: _s, ...rest } = record
    commits.push(rest)
    last ??= record
  }
  const parts = await readSnapshot(store, last!.snapshot)
  const executions = await Array.fromAsync(listExecutions(store, PLACE))
  return {
    commits,
    parts: [...parts].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    executions: executions.map(({ end, status, failure, report }) => ({ end, status, failure, report })),
  }
}

describe('a run on many machines', () => {
  it('commits what one machine commits, to the last bit', async () => {
    const store = await activated(spec)
    const copy = await copyOf(store)
    const one = await onOneMachine(store, spec)
    const many = await onManyMachines(copy, spec)
    const expected = await committed(store)
    expect(await committed(copy)).toEqual(expected)
    expect(many.lines).toEqual(one.lines)
    expect(one.lines.length).toBeGreaterThan(0)
    expect(many.machines).toEqual([8, 8, 8, 16])
    expect(await Array.fromAsync(copy.list(statePrefix(PLACE, 'map')))).toEqual([])
    const { commits } = expected as { readonly commits: readonly CommitRecord[] }
    expect(commits.map(({ failure }) => failure?.code).toReversed()).toEqual([
      undefined,
      undefined,
      'NO_DATA_FOR_INTERVAL',
      'NO_RECORDS_IN_INTERVAL',
      undefined,
      undefined,
      undefined,
    ])
    expect(commits.some(({ groups }) => groups.length > 0)).toBe(true)
  })

  it('gives metrics their places under the quota in the order of their records', async () => {
    const tight: DetectorSpec = { ...spec, quotas: { metrics: 2 * (countries.length * shops.length + 5) } }
    const store = await activated(tight)
    const copy = await copyOf(store)
    await onOneMachine(store, tight)
    await onManyMachines(copy, tight)
    const [one, many] = await Promise.all([commitLog(store, PLACE).latest(), commitLog(copy, PLACE).latest()])
    expect(one!.report).toMatchObject({ metricsOverQuota: 14 })
    expect(many!.report).toEqual(one!.report)
    expect(await committed(copy)).toEqual(await committed(store))
  })

  it('leaves the same of the series that it knows aside when the quota is lowered, as one machine does', async () => {
    const lowered: DetectorSpec = { ...spec, quotas: { metrics: 2 * (countries.length * shops.length - 7) } }
    const store = await activated(spec)
    const copy = await copyOf(store)
    await onOneMachine(store, lowered)
    await onManyMachines(copy, lowered)
    expect((await commitLog(store, PLACE).latest())!.report).toMatchObject({ metricsOverQuota: 2 * (7 + shops.length) })
    expect(await committed(copy)).toEqual(await committed(store))
  })

  it('gives places of series that are gone to new ones, as one machine does', async () => {
    const old = range(0, 9).map((k) => `old-${k}`)
    // The last two ended a few days ago; one of those that are gone comes again with the new country.
    const ended = [...old.map((shop) => ['de', shop]), ['se', 'shop-4']].map(([country, shop], k) => ({
      country,
      shop,
      until: k === 7 || k === 8 ? HISTORY - 50 : 60 + k,
    }))
    const rows = ended.flatMap(({ country, shop, until }) =>
      range(0, until).map((hour) => `${timestamp(hour)},${country},${shop},${50 + (hour % 7)},20`),
    )
    const history = readFileSync(join(folder, 'history.csv'), 'utf8')
    writeFileSync(join(folder, 'pods.csv'), [history, ...rows].join('\n'))
    const source = {
      folder: { historical: 'pods.csv', continuous: 'live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } },
    }
    const series = countries.length * shops.length + ended.length
    const tight: DetectorSpec = { ...spec, dataset: { ...spec.dataset, source }, quotas: { metrics: 2 * series } }
    const store = await activated(tight)
    const [copy, kept] = await Promise.all([copyOf(store), copyOf(store)])
    await onOneMachine(store, tight)
    await onManyMachines(copy, tight)
    const expected = await committed(store)
    expect(await committed(copy)).toEqual(expected)
    // Who keeps the state in memory comes to the same.
    await onOneMachine(kept, tight, true)
    expect(await committed(kept)).toEqual(expected)

    const reports = (expected as { readonly commits: readonly CommitRecord[] }).commits.map(({ report }) => report)
    expect(reports.toReversed().map((report) => report?.metricsGone ?? 0)).toEqual([0, 0, 0, 0, 0, 14, 0])
    const last = (await commitLog(store, PLACE).latest())!
    const known = await readSeries(store, last)
    const there = known.flatMap(({ names, lives }) => names.filter((_, place) => !lives.isVacant(place)))
    expect(there).toHaveLength(series)
    // Seven are gone, and one of the new country's twelve is known.
    expect(there.filter(([country]) => country === 'se')).toHaveLength(8)
    expect(last.report).toMatchObject({ metricsOverQuota: 8 })
    expect(there.filter(([, shop]) => shop.startsWith('old')).toSorted()).toEqual([
      ['de', 'old-7'],
      ['de', 'old-8'],
    ])
    const former = known.flatMap(({ lives }) => lives.former)
    expect(former.map(({ values }) => values[1]).toSorted()).toEqual(old.slice(0, 7))
    expect(new Set(former.map(({ until }) => until))).toEqual(new Set([ORIGIN + NEW * HOUR]))
  })

  it('refuses an interval with more records than the quota, as one machine does', async () => {
    const tight: DetectorSpec = { ...spec, quotas: { recordsPerInterval: 150 } }
    const store = await activated(tight)
    const copy = await copyOf(store)
    await onOneMachine(store, tight)
    await onManyMachines(copy, tight)
    expect((await commitLog(copy, PLACE).latest())!.failure?.code).toBe('RECORDS_OVER_QUOTA')
    expect(await committed(copy)).toEqual(await committed(store))
  })

  it('counts no record of a metric that has no place, as one machine does not', async () => {
    const quotas = { metrics: 2 * countries.length * shops.length, recordsPerInterval: 150 }
    const tight: DetectorSpec = { ...spec, quotas }
    const store = await activated(tight)
    const copy = await copyOf(store)
    await onOneMachine(store, tight)
    await onManyMachines(copy, tight)
    const last = await commitLog(copy, PLACE).latest()
    expect(last).toMatchObject({ failure: null, report: { used: 144, overQuota: 36 } })
    expect(await committed(copy)).toEqual(await committed(store))
  })

  it('leaves records without a value aside where their series have no place, as one machine does', async () => {
    const quotas = { metrics: 2 * countries.length * shops.length }
    const lacking = [
      'se,shop-1,,',
      'se,shop-1,,',
      'se,shop-2,3,',
      'se,shop-2,,4',
      'se,shop-3,,',
      'de,shop-1,,',
      'de,shop-1,2,',
    ]
    // In the second hour there is nothing else.
    for (const [hour, rows] of [
      [HISTORY, [...rowsOf(HISTORY), ...lacking.map((row) => `${timestamp(HISTORY)},${row}`)]],
      [HISTORY + 1, lacking.slice(0, 2).map((row) => `${timestamp(HISTORY + 1)},${row}`)],
    ] as const) {
      const path = join(folder, 'lacking', timestamp(hour).slice(0, 13).replaceAll('-', '').replace(' ', '/'))
      mkdirSync(path, { recursive: true })
      range(0, 3).forEach((file) => {
        const own = rows.filter((_, k) => k % 3 === file)
        writeFileSync(join(path, `${file}.csv`), [HEADER, ...own].join('\n'))
      })
    }
    const continuous = 'lacking/{{yyyyMMdd}}/{{HH}}'
    const source = { folder: { historical: 'history.csv', continuous, format: { csv: {} } } }
    const tight: DetectorSpec = { ...spec, dataset: { ...spec.dataset, source }, quotas }
    const store = await activated(tight)
    const copy = await copyOf(store)
    await onOneMachine(store, tight)
    await onManyMachines(copy, tight)
    const expected = await committed(store)
    expect(await committed(copy)).toEqual(expected)
    const { commits } = expected as { readonly commits: readonly CommitRecord[] }
    const [, first, second] = commits.toReversed()
    expect(first).toMatchObject({ failure: null, report: { overQuota: 5, incomplete: 2, empty: [1, 2] } })
    expect(second).toMatchObject({ failure: { code: 'NO_RECORDS_IN_INTERVAL' }, report: { used: 0, overQuota: 2 } })
  })

  it('tells as many metrics over the quota apart as one machine', async () => {
    const path = join(folder, 'crowd', timestamp(HISTORY).slice(0, 13).replaceAll('-', '').replace(' ', '/'))
    mkdirSync(path, { recursive: true })
    const crowd = range(0, 100_050).map((k) => `${timestamp(HISTORY)},se,pod-${k},1,1`)
    writeFileSync(join(path, '0.csv'), [HEADER, ...rowsOf(HISTORY)].join('\n'))
    writeFileSync(join(path, '1.csv'), [HEADER, ...crowd].join('\n'))
    const continuous = 'crowd/{{yyyyMMdd}}/{{HH}}'
    const source = { folder: { historical: 'history.csv', continuous, format: { csv: {} } } }
    const quotas = { metrics: 2 * countries.length * shops.length }
    const tight: DetectorSpec = { ...spec, dataset: { ...spec.dataset, source }, quotas }
    const store = await activated(tight)
    const copy = await copyOf(store)
    await onOneMachine(store, tight)
    await onManyMachines(copy, tight)
    const expected = await committed(store)
    expect(await committed(copy)).toEqual(expected)
    const [, first] = (expected as { readonly commits: readonly CommitRecord[] }).commits.toReversed()
    expect(first!.report).toMatchObject({ overQuota: 100_050, metricsOverQuota: 200_000 })
  })

  it('goes by what was planned first where a repeated step finds other files', async () => {
    const store = await activated(spec)
    const { context, runtime } = await worldOf(store, spec, 'many')
    const log = commitLog(store, PLACE)
    expect((await planInterval(context, runtime, log, 'again', SMALL_SHARE)).imports).toBe(5)
    const fewer = { ...runtime, listFiles: async (start: number) => (await runtime.listFiles(start))!.slice(1) }
    expect((await planInterval(context, fewer, log, 'again', SMALL_SHARE)).imports).toBe(5)
    await expect(importPart(context, runtime, log, 'again', 5)).rejects.toThrow('not in the plan')
  })

  it('does nothing for an interval that somebody else has committed meanwhile', async () => {
    const store = await activated(spec)
    const { context, runtime } = await worldOf(store, spec, 'many')
    const log = commitLog(store, PLACE)
    expect((await planInterval(context, runtime, log, 'slow', SMALL_SHARE)).imports).toBe(5)
    await onOneMachine(store, spec)
    const before = await committed(store)
    await importPart(context, runtime, log, 'slow', 0)
    expect(await admitParts(context, runtime, log, 'slow')).toEqual({ scores: null, passed: null })
    await scoreShards(context, runtime, log, 'slow', 0)
    expect(await commitInterval(context, runtime, log, 'slow')).toBeNull()
    expect(await committed(store)).toEqual(before)
  })
})
