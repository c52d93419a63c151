import { describe, expect, it } from 'vitest'
import {
  collectGarbage,
  commitLog,
  type CommitRecord,
  memoryStore,
  type ObjectStore,
  readSnapshot,
  writeSnapshot,
} from '../../../engine/state/index.ts'
import { HOUR, PLACE, record, T0 } from './records.ts'
import { keysOf, text } from './store-contract.ts'

const LONG_AFTER = T0 + 1_000 * HOUR

describe('collectGarbage', () => {
  it('keeps the state of the last three commits and removes what is older', async () => {
    const store = memoryStore()
    const records = await run(store, 6)
    expect(await collectGarbage(store, commitLog(store, PLACE), { now: LONG_AFTER })).toBe(3)
    for (const { snapshot } of records.slice(3)) await readSnapshot(store, snapshot)
    for (const { snapshot } of records.slice(0, 3)) {
      await expect(readSnapshot(store, snapshot)).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
    }
    expect(await collectGarbage(store, commitLog(store, PLACE), { now: LONG_AFTER })).toBe(0)
  })

  it('keeps an old chunk that the last state still uses', async () => {
    const store = memoryStore()
    const log = commitLog(store, PLACE)
    const records = await run(store, 6, { stable: text('never changes') })
    await collectGarbage(store, log, { now: LONG_AFTER, keepCommits: 1 })
    expect((await readSnapshot(store, records[5].snapshot)).get('stable')).toEqual(
      Uint8Array.from(text('never changes')),
    )
  })

  it('keeps what is young, for readers that have just read its commit', async () => {
    const store = memoryStore()
    const records = await run(store, 6)
    // The successor of commit 2 was written 30 seconds ago; that of commit 1 long before.
    const now = records[3].writtenAt + 30_000
    expect(await collectGarbage(store, commitLog(store, PLACE), { now, keepCommits: 1 })).toBe(2)
    await readSnapshot(store, records[2].snapshot)
  })

  it('never touches what is written for an interval that is not committed yet', async () => {
    const store = memoryStore()
    const records = await run(store, 6)
    const next = await writeSnapshot(store, PLACE, records[5].end + HOUR, new Map([['a', text('next')]]))
    await collectGarbage(store, commitLog(store, PLACE), { now: LONG_AFTER, keepCommits: 1 })
    expect((await readSnapshot(store, next)).get('a')).toEqual(Uint8Array.from(text('next')))
  })

  it('removes what a killed run left for an interval that was committed by another', async () => {
    const store = memoryStore()
    await writeSnapshot(store, PLACE, T0, new Map([['a', text('killed')]]))
    await run(store, 6)
    expect(await collectGarbage(store, commitLog(store, PLACE), { now: LONG_AFTER })).toBe(4)
  })

  it('removes nothing but chunks, and nothing before the first commit', async () => {
    const store = memoryStore()
    const early = await writeSnapshot(store, PLACE, T0, new Map([['a', text('x')]]))
    expect(await collectGarbage(store, commitLog(store, PLACE), { now: LONG_AFTER })).toBe(0)
    await readSnapshot(store, early)
    await run(store, 6)
    const before = await keysOfOthers(store)
    await collectGarbage(store, commitLog(store, PLACE), { now: LONG_AFTER })
    expect(await keysOfOthers(store)).toEqual(before)
  })
})

/** Commits `count` intervals, each with a state of its own; `parts` stay the same. */
async function run(
  store: ObjectStore,
  count: number,
  parts: Readonly<Record<string, Uint8Array>> = {},
): Promise<readonly CommitRecord[]> {
  const log = commitLog(store, PLACE)
  const records: CommitRecord[] = []
  for (let sequence = 0; sequence < count; sequence++) {
    const state = new Map([...Object.entries(parts), ['a', text(`state ${sequence}`)] as const])
    const { end } = record(sequence)
    const snapshot = await writeSnapshot(store, PLACE, end, state, records.at(-1)?.snapshot)
    const next = { ...record(sequence), snapshot }
    await log.append(next, records.at(-1))
    records.push(next)
  }
  return records
}

async function keysOfOthers(store: ObjectStore): Promise<readonly string[]> {
  return (await keysOf(store.list(''))).filter((key) => !key.includes('/chunks/'))
}
