import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLocally } from '../../../engine/hosts/local.ts'
import { commitLog, memoryStore, type CommitRecord, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'

const DAY = 86_400_000
const HISTORY = 120
/** Metrics that have no value for so long are gone. */
const LIVE = 17
const SHOPS = 6
const ROOM = 2
const PLACE = { detector: 'shops', generation: '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10' }

let folder: string
let spec: DetectorSpec
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-lowered-'))
  const write = (path: string, days: readonly number[]): void => {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), ['day,shop,orders', ...days.flatMap(rowsOf)].join('\n'))
  }
  write('history.csv', [...Array.from({ length: HISTORY }).keys()])
  for (let index = HISTORY; index < HISTORY + LIVE; index++) write(`live/${dayOf(index)}/orders.csv`, [index])
  spec = {
    detector: PLACE.detector,
    interval: 'P1D',
    dataset: {
      source: { folder: { historical: 'history.csv', continuous: 'live/{{yyyy-MM-dd}}', format: { csv: {} } } },
      timestamp: { column: 'day', format: 'yyyy-MM-dd' },
      measures: [{ column: 'orders', aggregation: 'SUM' }],
      dimensions: ['shop'],
    },
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

function startOf(index: number): number {
  return Date.UTC(2026, 0, 5) + index * DAY
}

function dayOf(index: number): string {
  return new Date(startOf(index)).toISOString().slice(0, 10)
}

function rowsOf(index: number): readonly string[] {
  return Array.from(
    { length: SHOPS },
    (_, shop) => `${dayOf(index)},shop-${shop},${100 + ((index * 7 + shop * 3) % 11)}`,
  )
}

function lowered(): DetectorSpec {
  return { ...spec, quotas: { metrics: ROOM } }
}

/** Runs a detector to the end of an interval. */
async function run(store: ObjectStore, declared: DetectorSpec, until: number): Promise<void> {
  await runLocally([{ spec: declared, baseDir: folder }], {
    store,
    once: true,
    now: () => startOf(until) + 60_000,
    newId: () => PLACE.generation,
    delivery: { writeLine: () => undefined },
  })
}

/** How severe the groups of the intervals from one on are, and how many metrics the quota left out. */
async function foundFrom(store: ObjectStore, index: number) {
  const commits: CommitRecord[] = await Array.fromAsync(commitLog(store, PLACE).newestFirst())
  const later = commits.filter(({ start }) => start >= startOf(index))
  return {
    severe: later.flatMap(({ groups }) => groups).filter(({ severity }) => severity >= 30),
    leftOut: later.filter(({ report }) => report?.metricsOverQuota === SHOPS - ROOM).length,
  }
}

describe('a detector whose quota of metrics is lowered below what it knows', () => {
  it('does not take those that it leaves out for silent', async () => {
    const store = memoryStore()
    await run(store, spec, HISTORY)
    await run(store, lowered(), HISTORY + LIVE)
    expect(await foundFrom(store, HISTORY)).toEqual({ severe: [], leftOut: LIVE })
  })

  it('knows them still when it is raised again', async () => {
    const store = memoryStore()
    await run(store, spec, HISTORY)
    await run(store, lowered(), HISTORY + 5)
    await run(store, spec, HISTORY + 12)
    expect(await foundFrom(store, HISTORY)).toEqual({ severe: [], leftOut: 5 })
    const last = await commitLog(store, PLACE).latest()
    expect(last!.summary).toMatchObject({ series: SHOPS })
  })
})
