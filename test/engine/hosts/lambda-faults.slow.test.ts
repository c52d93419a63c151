import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declareSpec } from '../../../engine/run/index.ts'
import { commitLog, eventLog, memoryStore, statePrefix, type ObjectStore } from '../../../engine/state/index.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'
import { faultyStore, writeFaults } from '../state/faulty-store.ts'
import { fakeAws, type FakeAws } from './fake-aws.ts'
import { GENERATION, lambdaWorld, specInAws } from './lambda-world.ts'

const HISTORY = 305
const LIVE = 3
const SPIKE = HISTORY + 1
const PLACE = { detector: 'shops', generation: GENERATION }

let sandbox: Sandbox
let aws: FakeAws
beforeAll(async () => {
  sandbox = createSandbox({ history: HISTORY, live: LIVE, disturbances: { east: { [SPIKE]: 0.05 } } })
  aws = await fakeAws(sandbox.folder)
})
afterAll(async () => {
  await aws.close()
  sandbox.remove()
})

/** A deployment and its wake-ups, until one of them dies: what a fault hits is the first to fail. */
async function life(store: ObjectStore): Promise<'done' | 'broken'> {
  const world = lambdaWorld(aws, { store })
  try {
    await world.invoke({ operation: 'activate', detector: 'shops' })
    for (const index of [0, 1, LIVE]) {
      world.time = startOf(HISTORY + index) + 60_000
      await world.invoke({ operation: 'execute', detector: 'shops' })
    }
    return 'done'
  } catch {
    return 'broken'
  }
}

/** What must not depend on how often an invocation died; who wrote it when does. */
async function committedState(store: ObjectStore): Promise<unknown> {
  const { status } = await eventLog(store, 'shops', 'test').status()
  const commits: unknown[] = []
  for await (const { writer: _, writtenAt: __, ...commit } of commitLog(store, PLACE).newestFirst())
    commits.push(commit)
  const receipts = await Array.fromAsync(store.list(statePrefix(PLACE, 'receipts')), ({ key }) => key)
  return { status, commits, receipts }
}

async function declaredStore(): Promise<ObjectStore> {
  const store = memoryStore()
  await declareSpec(store, specInAws(sandbox))
  return store
}

function alertIds(): ReadonlySet<string> {
  const messages = aws.calls.filter(({ call }) => call.startsWith('sns')).map(({ message }) => message)
  aws.calls.length = 0
  return new Set(messages)
}

describe("the engine's function", () => {
  it('comes to the same state and alerts, whatever write it fails or is killed at', async () => {
    const undisturbed = await declaredStore()
    const counted = faultyStore(undisturbed)
    expect(await life(counted)).toBe('done')
    const state = await committedState(undisturbed)
    const alerts = alertIds()
    expect(alerts.size).toBe(1)
    expect(state).toMatchObject({ status: 'ACTIVE', commits: { length: LIVE + 1 } })
    const faults = writeFaults(counted.writes)
    expect(faults.length).toBeGreaterThan(60)
    for (const fault of faults) {
      const store = await declaredStore()
      const faulty = faultyStore(store, fault)
      await life(faulty)
      const name = `${fault.fault} ${fault.when} ${faulty.calls.at(-1)}`
      expect(faulty.struck, name).toBe(true)
      expect(await life(store), name).toBe('done')
      expect(await committedState(store), name).toEqual(state)
      expect(alertIds(), name).toEqual(alerts)
    }
  })

  it('commits every interval once when wake-ups overlap', async () => {
    const alone = await declaredStore()
    await life(alone)
    const state = await committedState(alone)
    const alerts = alertIds()
    const store = await declaredStore()
    const lives = await Promise.all([life(store), life(store), life(store)])
    expect(lives).toContain('done')
    expect(await life(store)).toBe('done')
    expect(await committedState(store)).toEqual(state)
    expect(alertIds()).toEqual(alerts)
  })
})
