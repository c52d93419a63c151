import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  commitLog,
  eventLog,
  listExecutions,
  memoryStore,
  statePrefix,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { runLocally } from '../../../engine/hosts/local.ts'
import { faultyStore, Kill, writeFaults } from '../state/faulty-store.ts'
import { createSandbox, startOf, type Sandbox } from './sandbox.ts'

const HISTORY = 310
const LIVE = 4
/** East collapses in the second live interval; the third has no data. */
const SPIKE = HISTORY + 1
const MISSING = HISTORY + 2

/** Every process gets the same id for a generation, so that states can be compared to the last byte. */
const GENERATION = '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10'
const PLACE = { detector: 'shops', generation: GENERATION }

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox({
    history: HISTORY,
    live: LIVE,
    missing: [MISSING],
    disturbances: { east: { [SPIKE]: 0.05 } },
  })
})
afterAll(() => sandbox.remove())

/** One life of a process: runs everything that is due, or dies. */
async function live(store: ObjectStore, lines: string[]): Promise<'done' | 'broken'> {
  try {
    const fine = await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], {
      store,
      newId: () => GENERATION,
      until: startOf(HISTORY + LIVE) + 60_000,
      delivery: { writeLine: (line) => lines.push(line), sleep: async () => undefined },
    })
    return fine ? 'done' : 'broken'
  } catch (error) {
    if (error instanceof Kill || (error instanceof Error && error.name === 'StateError')) return 'broken'
    throw error
  }
}

/** What must not depend on how often a process died; who wrote it when does. */
async function committedState(store: ObjectStore): Promise<unknown> {
  const { status } = await eventLog(store, 'shops', 'test').status()
  const commits: unknown[] = []
  for await (const { writer: _, writtenAt: __, ...commit } of commitLog(store, PLACE).newestFirst())
    commits.push(commit)
  const receipts: string[] = []
  for await (const { key } of store.list(statePrefix(PLACE, 'receipts'))) receipts.push(key)
  return { status, commits, receipts }
}

const undisturbedStore = memoryStore()
const undisturbed = { state: undefined as unknown, alerts: new Set<string>(), writes: 0 }

describe('a detector on one machine', () => {
  beforeAll(async () => {
    const lines: string[] = []
    const counted = faultyStore(undisturbedStore)
    expect(await live(counted, lines)).toBe('done')
    undisturbed.state = await committedState(undisturbedStore)
    undisturbed.alerts = new Set(lines)
    undisturbed.writes = counted.writes
  })

  it('learns its history, then commits each interval once and in order', async () => {
    const commits = await Array.fromAsync(commitLog(undisturbedStore, PLACE).newestFirst())
    expect(
      commits.toReversed().map(({ sequence, end, learned, failure }) => [sequence, end, learned, failure?.code]),
    ).toEqual([
      [0, startOf(HISTORY), HISTORY, undefined],
      [1, startOf(HISTORY + 1), HISTORY + 1, undefined],
      [2, startOf(HISTORY + 2), HISTORY + 2, undefined],
      [3, startOf(HISTORY + 3), HISTORY + 2, 'NO_DATA_FOR_INTERVAL'],
      [4, startOf(HISTORY + 4), HISTORY + 3, undefined],
    ])
    expect(commits.flatMap(({ alerts }) => alerts.map(({ alert }) => alert))).toEqual(['oncall'])
    expect(commits.find(({ sequence }) => sequence === 2)?.alerts).toHaveLength(1)
  })

  it('is ACTIVE after more than 300 intervals of history', async () => {
    expect(await eventLog(undisturbedStore, 'shops', 'test').status()).toMatchObject({ status: 'ACTIVE' })
  })

  it('logs every execution, the failed one with its reason', async () => {
    const executions = await Array.fromAsync(listExecutions(undisturbedStore, PLACE))
    expect(executions.map(({ status, failure }) => [status, failure?.code])).toEqual([
      ['COMPLETED', undefined],
      ['FAILED', 'NO_DATA_FOR_INTERVAL'],
      ['COMPLETED', undefined],
      ['COMPLETED', undefined],
    ])
  })

  it('does nothing more when it is run again', async () => {
    const before = faultyStore(undisturbedStore)
    const lines: string[] = []
    expect(await live(before, lines)).toBe('done')
    expect(before.writes).toBe(0)
    expect(lines).toEqual([])
  })

  it('comes to the same committed state, no alert lost, whatever write it fails or dies at', async () => {
    const faults = writeFaults(undisturbed.writes)
    expect(faults.length).toBeGreaterThan(100)
    expect(undisturbed.alerts.size).toBe(1)
    for (const fault of faults) {
      const store = memoryStore()
      const lines: string[] = []
      const faulty = faultyStore(store, fault)
      const first = await live(faulty, lines)
      const name = `${fault.fault} ${fault.when} ${faulty.calls.at(-1)}`
      expect(faulty.struck, name).toBe(true)
      if (first === 'broken') expect(await live(store, lines), name).toBe('done')
      expect(await committedState(store), name).toEqual(undisturbed.state)
      expect(new Set(lines), name).toEqual(undisturbed.alerts)
    }
  })
})
