import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Judgement } from '../../engine/anomalies/index.ts'
import { runLocally } from '../../engine/hosts/local.ts'
import {
  commitLog,
  type CommitRecord,
  memoryStore,
  type ObjectStore,
  readSnapshot,
  s3Store,
  statePrefix,
  writeJudgements,
} from '../../engine/state/index.ts'
import { createSandbox, type Sandbox, startOf } from '../engine/run/sandbox.ts'
import { keysOf } from '../engine/state/store-contract.ts'
import { recordCalls, UNRECORDED } from '../recording/record.ts'
import { freshBucket, s3Options, s3OptionsOf } from './aws.ts'

recordCalls(import.meta.filename, ['HeadObject'])

/** The same for all, so that states can be compared to the last byte. */
const PLACE = { detector: 'shops', generation: '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10' }
const END = 310

/** Somebody did not care for a rise of west by day. */
const WRONG: Judgement = {
  about: 'west',
  groupId: 'an earlier one',
  whole: false,
  relevant: false,
  at: startOf(END - 4),
  by: 'ana',
  measure: 'orders',
  series: ['west'],
  direction: 'up',
  slot: { ofDay: 12, dayOfWeek: 0, dayOfYear: 10 },
  severity: 100,
}

describe('a detector with its state in S3', () => {
  let sandbox: Sandbox
  let bucket: string
  beforeAll(async () => {
    sandbox = createSandbox({ history: 305, live: 5, missing: [308], disturbances: { west: { 307: 4 } } })
    bucket = await freshBucket()
  })
  afterAll(() => sandbox.remove())

  async function run(store: ObjectStore, until = END): Promise<readonly string[]> {
    const lines: string[] = []
    const fine = await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], {
      store,
      until: startOf(until),
      newId: () => PLACE.generation,
      delivery: { writeLine: (line) => lines.push(line) },
    })
    expect(fine).toBe(true)
    return lines
  }

  it('comes to the same bytes as one that keeps it in memory, raced and interrupted or not', async () => {
    const alone = memoryStore()
    await run(alone, END - 3)
    await writeJudgements(alone, 'shops', [WRONG])
    const lines = await run(alone)
    const early = await Promise.all([run(open(bucket), END - 3), run(open(bucket), END - 3)])
    // A reviewer has credentials of their own.
    await writeJudgements(s3Store({ bucket, prefix: 'engine', client: s3Options(UNRECORDED) }), 'shops', [WRONG])
    const late = await Promise.all([run(open(bucket)), run(open(bucket)), run(open(bucket))])
    expect(await stateOf(open(bucket))).toEqual(await stateOf(alone))
    expect(lines).toHaveLength(1)
    expect(new Set([...early, ...late].flat())).toEqual(new Set(lines))
    expect(await run(open(bucket))).toEqual([])
  })
})

/** Another client of the same state. */
function open(bucket: string): ObjectStore {
  return s3Store({ bucket, prefix: 'engine', client: s3OptionsOf('engine', bucket) })
}

/** All that does not depend on who ran when: executions do, and which chunks of former states are collected already. */
async function stateOf(store: ObjectStore): Promise<unknown> {
  const commits: unknown[] = []
  for await (const { writer: _, writtenAt: __, ...commit } of commitLog(store, PLACE).newestFirst())
    commits.push(commit)
  const [{ snapshot }] = commits as [CommitRecord, ...unknown[]]
  expect((await readSnapshot(store, snapshot)).size).toBeGreaterThan(0)
  const keys = await keysOf(store.list(statePrefix(PLACE)))
  return { commits, keys: keys.filter((key) => !/\/(executions|chunks)\//.test(key)) }
}
