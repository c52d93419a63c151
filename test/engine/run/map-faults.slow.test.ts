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
import { commitLog, memoryStore, readSnapshot, statePrefix, type ObjectStore } from '../../../engine/state/index.ts'
import { faultyStore, Kill, writeFaults } from '../state/faulty-store.ts'
import { createSandbox, startOf, type Sandbox } from './sandbox.ts'

const HISTORY = 310
/** East collapses in the first live interval; the second has no data. */
const LIVE = 3
const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'
const PLACE = { detector: 'shops', generation: GENERATION }
/** Two machines that judge. */
const SHARE = { importBytes: 1, importFiles: 1, scoreBytes: 2_000 }

let sandbox: Sandbox
let activated: ObjectStore
beforeAll(async () => {
  sandbox = createSandbox({
    history: HISTORY,
    live: LIVE,
    missing: [HISTORY + 1],
    disturbances: { east: { [HISTORY]: 0.05 } },
  })
  activated = memoryStore()
  await declareSpec(activated, sandbox.spec)
  const context = contextOn(activated, [], 'activation')
  const runtime = openDetector(await loadDetector(activated, 'shops'), context)
  await activateDetector({ ...context, now: () => startOf(HISTORY) + 60_000 }, runtime)
})
afterAll(() => sandbox.remove())

function contextOn(store: ObjectStore, lines: string[], writer: string): RunContext {
  return {
    store,
    baseDir: sandbox.folder,
    writer,
    newId: () => GENERATION,
    now: () => startOf(HISTORY + LIVE) + 60_000,
    sleep: async () => undefined,
    delivery: { writeLine: (line) => lines.push(line), sleep: async () => undefined },
  }
}

async function copyOfState(): Promise<ObjectStore> {
  const copy = memoryStore()
  for await (const { key } of activated.list('')) await copy.create(key, (await activated.get(key))!.bytes)
  return copy
}

/** One execution of the state machine: all steps of what is due, or until one of them breaks. */
async function execution(store: ObjectStore, lines: string[], id: string): Promise<'done' | 'broken'> {
  try {
    const context = contextOn(store, lines, id)
    const runtime = openDetector(await loadDetector(store, 'shops'), context)
    const log = commitLog(store, PLACE)
    for (;;) {
      const { imports } = await planInterval(context, runtime, log, id, SHARE)
      if (imports === null) return 'done'
      for (let part = 0; part < imports; part++) await importPart(context, runtime, log, id, part)
      const { scores } = await admitParts(context, runtime, log, id)
      for (let machine = 0; machine < (scores ?? 0); machine++) await scoreShards(context, runtime, log, id, machine)
      if (scores !== null) await commitInterval(context, runtime, log, id)
    }
  } catch (error) {
    if (error instanceof Kill || (error instanceof Error && error.name === 'StateError')) return 'broken'
    throw error
  }
}

async function onOneFunction(store: ObjectStore, lines: string[]): Promise<void> {
  const context = contextOn(store, lines, 'one')
  const runtime = openDetector(await loadDetector(store, 'shops'), context)
  const log = commitLog(store, PLACE)
  while ((await executeNextInterval(context, runtime, log)).execution !== null);
}

/** What must not depend on how often a step failed; who wrote it when, and its chunks, do. */
async function committed(store: ObjectStore): Promise<unknown> {
  const commits = await Array.fromAsync(commitLog(store, PLACE).newestFirst())
  const parts = await readSnapshot(store, commits[0]!.snapshot)
  const receipts: string[] = []
  for await (const { key } of store.list(statePrefix(PLACE, 'receipts'))) receipts.push(key)
  return {
    commits: commits.map(({ writer: _w, writtenAt: _t, snapshot: _s, ...rest }) => rest),
    parts: [...parts].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    receipts,
  }
}

describe('a run on the distributed map', () => {
  it('comes to what one function comes to, no alert lost, whatever write fails or a step dies at', async () => {
    const alone = await copyOfState()
    const alerts: string[] = []
    await onOneFunction(alone, alerts)
    expect(alerts).toHaveLength(1)
    const expected = await committed(alone)

    const counted = faultyStore(await copyOfState())
    expect(await execution(counted, [], 'run-1')).toBe('done')
    const faults = writeFaults(counted.writes)
    expect(faults.length).toBeGreaterThan(100)
    for (const [k, fault] of faults.entries()) {
      const store = await copyOfState()
      const lines: string[] = []
      const faulty = faultyStore(store, fault)
      const first = await execution(faulty, lines, 'run-1')
      const name = `${fault.fault} ${fault.when} ${faulty.calls.at(-1)}`
      expect(faulty.struck, name).toBe(true)
      // Step Functions repeats the step of the same run, or the next wake-up starts another run.
      if (first === 'broken') expect(await execution(store, lines, k % 2 === 0 ? 'run-1' : 'run-2'), name).toBe('done')
      expect(await committed(store), name).toEqual(expected)
      expect(new Set(lines), name).toEqual(new Set(alerts))
    }
  })

  it('is not disturbed by a run beside it', async () => {
    const alone = await copyOfState()
    await onOneFunction(alone, [])
    const store = await copyOfState()
    const done = await Promise.all(['run-1', 'run-2', 'run-3'].map((id) => execution(store, [], id)))
    // One that another has overtaken in the middle of a step may fail; what is committed is right.
    expect(done).toContain('done')
    expect(await committed(store)).toEqual(await committed(alone))
  })
})
