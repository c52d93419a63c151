import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLocally } from '../../../engine/hosts/local.ts'
import { collectGarbage, commitLog, memoryStore, statePrefix, type ObjectStore } from '../../../engine/state/index.ts'
import { createSandbox, startOf, type Sandbox } from './sandbox.ts'

const HISTORY = 305
const LIVE = 6
const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'
const PLACE = { detector: 'shops', generation: GENERATION }

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox({ history: HISTORY, live: LIVE, disturbances: { east: { [HISTORY + 1]: 0.05 } } })
})
afterAll(() => sandbox.remove())

/** A process that executes what is due after so many live intervals. */
async function live(store: ObjectStore, intervals: number): Promise<readonly string[]> {
  const failures: string[] = []
  await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], {
    store,
    newId: () => GENERATION,
    once: true,
    until: startOf(HISTORY + intervals) + 60_000,
    delivery: { writeLine: () => undefined, sleep: async () => undefined },
    onEvent: (event) => {
      if (event.kind === 'failed') failures.push(event.error.message)
    },
  })
  return failures
}

/** Commits as text, but for who wrote them and when. */
async function commits(store: ObjectStore): Promise<readonly string[]> {
  const texts: string[] = []
  for await (const { key } of store.list(statePrefix(PLACE, 'commits'))) {
    const text = Buffer.from((await store.get(key))!.bytes).toString()
    texts.push(text.replaceAll(/"(writer|writtenAt|checksum)": [^\n]*/g, ''))
  }
  return texts
}

// Issue 9: both were found by `npm run torture`.
describe('executeNextInterval', () => {
  it('commits the same bytes whether it goes on from memory or restores the state', async () => {
    const inOne = memoryStore()
    await live(inOne, LIVE)
    const restored = memoryStore()
    for (let intervals = 0; intervals <= LIVE; intervals++) await live(restored, intervals)
    expect(await commits(restored)).toHaveLength(LIVE + 1)
    expect(await commits(restored)).toEqual(await commits(inOne))
  })

  it('goes on where others are, when the state that it was restoring has been collected meanwhile', async () => {
    const store = memoryStore()
    await live(store, 1)
    let asleep: Promise<void> | undefined
    const othersGoOn = async (): Promise<void> => {
      await live(store, LIVE - 1)
      await collectGarbage(store, commitLog(store, PLACE), { now: Date.now(), keepCommits: 1, graceMs: 0 })
    }
    const slow: ObjectStore = {
      ...store,
      async get(key) {
        // The machine sleeps for hours in the middle of it.
        if (key.includes('/chunks/')) await (asleep ??= othersGoOn())
        return store.get(key)
      },
    }
    expect(await live(slow, LIVE)).toEqual([])
    expect(asleep).toBeDefined()
    expect((await commitLog(store, PLACE).latest())?.end).toBe(startOf(HISTORY + LIVE))
  })

  it('says that state is missing when nobody has gone on', async () => {
    const store = memoryStore()
    await live(store, 1)
    for (const { key } of (await commitLog(store, PLACE).latest())!.snapshot) await store.delete(key)
    expect(await live(store, 2)).toEqual([expect.stringContaining('[OBJECT_MISSING]')])
  })
})
