import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import type { TendEvent } from '../../../engine/hosts/tending/tend-options.ts'
import { tendStore } from '../../../engine/hosts/tending/tend-store.ts'
import { deactivateDetector, declareSpec } from '../../../engine/run/index.ts'
import {
  apiRecordKey,
  commitLog,
  declareDetector,
  eventLog,
  memoryStore,
  readDeclared,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'

const cleanups: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** A state with the sandbox's detector as the API makes it: with absolute paths and a record of its own. */
async function stateOf(sandbox: Sandbox): Promise<ObjectStore> {
  const store = memoryStore()
  const { source, ...dataset } = sandbox.spec.dataset
  if (!('folder' in source)) throw new Error('the sandbox is a folder')
  const { historical, continuous, ...folder } = source.folder
  const absolute = (path: string | undefined) => path && (path.startsWith('/') ? path : `${sandbox.folder}/${path}`)
  const paths = { historical: absolute(historical)!, continuous: absolute(continuous)! }
  const spec: DetectorSpec = {
    ...sandbox.spec,
    alerts: [],
    dataset: { ...dataset, source: { folder: { ...folder, ...paths } } },
  }
  await declareSpec(store, spec)
  await store.create(apiRecordKey('shops'), Buffer.from('{}'))
  return store
}

interface Tending {
  readonly events: readonly TendEvent[]
  readonly wake: (detector?: string) => void
  readonly setNow: (now: number) => void
  /** Waits until something of this kind has happened so often in all. */
  readonly until: (kind: TendEvent['kind'], times?: number) => Promise<void>
}

function tending(store: ObjectStore, now: number): Tending {
  const stop = new AbortController()
  const events: TendEvent[] = []
  let clock = now
  let changed: (() => void) | undefined
  const tender = tendStore({
    store,
    delivery: { writeLine: () => undefined },
    signal: stop.signal,
    writer: randomUUID(),
    newId: randomUUID,
    now: () => clock,
    onEvent: (event) => {
      events.push(event)
      changed?.()
    },
  })
  cleanups.push(async () => {
    stop.abort()
    await tender.ended
  })
  return {
    events,
    wake: (detector = 'shops') => tender.wake(detector),
    setNow: (moment) => (clock = moment),
    async until(kind, times = 1) {
      while (events.filter((event) => event.kind === kind).length < times) {
        await new Promise<void>((resolve) => (changed = resolve))
      }
    },
  }
}

const requestActivation = (store: ObjectStore) =>
  eventLog(store, 'shops', 'test').append(() => ({ kind: 'ACTIVATION_REQUESTED' }), startOf(305))

async function sandboxed(live: number): Promise<{ readonly store: ObjectStore; readonly sandbox: Sandbox }> {
  const sandbox = createSandbox({ history: 305, live })
  cleanups.push(() => sandbox.remove())
  return { sandbox, store: await stateOf(sandbox) }
}

describe('tendStore', () => {
  it('learns when a detector was activated, and executes what becomes due', async () => {
    const { store } = await sandboxed(3)
    const tended = tending(store, startOf(306))
    await requestActivation(store)
    tended.wake()
    await tended.until('executed')
    tended.setNow(startOf(308))
    tended.wake()
    await tended.until('executed', 3)
    const { generation } = await eventLog(store, 'shops', 'test').status()
    const last = await commitLog(store, { detector: 'shops', generation: generation! }).latest()
    expect([last!.end, last!.sequence]).toEqual([startOf(308), 3])
    expect(tended.events.filter(({ kind }) => kind === 'failed' || kind === 'troubled')).toEqual([])
  })

  it('begins a new generation when a detector was stopped and activated again', async () => {
    const { store } = await sandboxed(3)
    const tended = tending(store, startOf(306))
    await requestActivation(store)
    tended.wake()
    await tended.until('executed')
    const { generation } = await eventLog(store, 'shops', 'test').status()
    await deactivateDetector({ store, writer: 'test', now: () => startOf(306) }, 'shops')
    await requestActivation(store)
    tended.wake()
    await tended.until('executed', 2)
    const again = await eventLog(store, 'shops', 'test').status()
    expect(again.generation).not.toBe(generation)
    expect(again.status).toBe('ACTIVE')
  })

  it('leaves a detector alone that was not activated, and one that was stopped', async () => {
    const { store } = await sandboxed(3)
    const tended = tending(store, startOf(306))
    tended.wake()
    await requestActivation(store)
    tended.wake()
    await tended.until('executed')
    await deactivateDetector({ store, writer: 'test', now: () => startOf(306) }, 'shops')
    tended.setNow(startOf(308))
    tended.wake()
    await new Promise((resolve) => setTimeout(resolve, 100))
    // What was due at the last moment before it may have been begun.
    expect(tended.events.filter(({ kind }) => kind === 'executed').length).toBeLessThanOrEqual(2)
    expect((await eventLog(store, 'shops', 'test').status()).status).toBe('DEACTIVATED')
  })

  it('leaves detectors to a deployment or to `crowsnest run` that they have declared', async () => {
    const { store } = await sandboxed(3)
    await store.delete(apiRecordKey('shops'))
    await requestActivation(store)
    const tended = tending(store, startOf(306))
    tended.wake()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(tended.events).toEqual([])
  })

  it('backtests a detector that somebody else manages, when it was asked here', async () => {
    const { store, sandbox } = await sandboxed(0)
    await store.delete(apiRecordKey('shops'))
    const declared = await readDeclared(store, 'shops')
    const dataset = declared!.dataset as DetectorSpec['dataset']
    const source = { folder: { historical: `${sandbox.folder}/history.csv`, format: { csv: {} } } }
    await declareDetector(store, 'shops', { ...declared!, dataset: { ...dataset, source } })
    await eventLog(store, 'shops', 'test').append(() => ({ kind: 'BACKTEST_REQUESTED' }), startOf(306))
    const tended = tending(store, startOf(306))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(tended.events).toEqual([])
    tended.wake()
    await tended.until('backtested')
    expect((await eventLog(store, 'shops', 'test').status()).status).toBe('BACK_TEST_COMPLETE')
  })

  it('deletes all that there is of a detector, and of no other', async () => {
    const { store } = await sandboxed(3)
    await store.create('detectors/shops-2/detector.json', Buffer.from('{}'))
    const tended = tending(store, startOf(306))
    await requestActivation(store)
    tended.wake()
    await tended.until('executed')
    await store.create('detectors/shops/feedback/x.json', Buffer.from('{}'))
    await eventLog(store, 'shops', 'test').append(() => ({ kind: 'DELETION_REQUESTED' }), startOf(306))
    tended.wake()
    await tended.until('deleted')
    expect(await Array.fromAsync(store.list(''), ({ key }) => key)).toEqual(['detectors/shops-2/detector.json'])
  })

  it('finishes a deletion that was cut short after any of its steps', async () => {
    const { store } = await sandboxed(0)
    await requestActivation(store)
    await eventLog(store, 'shops', 'test').append(() => ({ kind: 'DELETION_REQUESTED' }), startOf(305))
    const keys = await Array.fromAsync(store.list('detectors/shops/'), ({ key }) => key)
    expect(keys.length).toBeGreaterThan(4)
    const order = keys.toSorted((a, b) => rank(a) - rank(b))
    // The record alone is what making a detector begins with: it takes no name.
    for (let removed = 0; removed < order.length - 1; removed++) {
      const cut = memoryStore()
      for (const key of order.slice(removed)) await cut.create(key, (await store.get(key))!.bytes)
      const tended = tending(cut, startOf(306))
      await tended.until('deleted')
      expect([removed, await Array.fromAsync(cut.list(''), ({ key }) => key)]).toEqual([removed, []])
    }
  })

  it('leaves nothing of a detector that is deleted while it learns', async () => {
    const { store } = await sandboxed(3)
    const tended = tending(store, startOf(306))
    await requestActivation(store)
    tended.wake()
    // Between the wake-up and the end of learning.
    await new Promise((resolve) => setTimeout(resolve, 5))
    await eventLog(store, 'shops', 'test').append(() => ({ kind: 'DELETION_REQUESTED' }), startOf(306))
    tended.wake()
    await expect.poll(() => Array.fromAsync(store.list(''), ({ key }) => key), { timeout: 5000 }).toEqual([])
  })

  it('does not keep others waiting for a detector that has much to catch up', async () => {
    const { store } = await sandboxed(3)
    const other = await readDeclared(store, 'shops')
    await declareDetector(store, 'other', {
      ...other!,
      detector: { ...(other!.detector as object), detector: 'other' },
    })
    await store.create(apiRecordKey('other'), Buffer.from('{}'))
    // Thousands of intervals without data.
    const tended = tending(store, startOf(305 + 3000))
    await requestActivation(store)
    tended.wake()
    await tended.until('executed', 5)
    await eventLog(store, 'other', 'test').append(() => ({ kind: 'DELETION_REQUESTED' }), startOf(306))
    tended.wake('other')
    await tended.until('deleted')
    expect(tended.events.filter(({ kind }) => kind === 'executed').length).toBeLessThan(2000)
    await deactivateDetector({ store, writer: 'test', now: () => startOf(306) }, 'shops')
  })

  it('leaves a backtest to `crowsnest run` whose paths only that knows', async () => {
    const sandbox = createSandbox({ history: 305, live: 0 })
    cleanups.push(() => sandbox.remove())
    const store = memoryStore()
    const source = { folder: { historical: 'history.csv', format: { csv: {} } } }
    await declareSpec(store, { ...sandbox.spec, managedBy: 'somebody', dataset: { ...sandbox.spec.dataset, source } })
    await eventLog(store, 'shops', 'test').append(() => ({ kind: 'BACKTEST_REQUESTED' }), startOf(306))
    const tended = tending(store, startOf(306) + 3_600_000)
    tended.wake()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect((await eventLog(store, 'shops', 'test').status()).status).toBe('BACK_TEST_ACTIVATING')
  })

  it('tells of alerts that do not fit their detector', async () => {
    const { store } = await sandboxed(3)
    const alert = { name: 'odd', measures: ['nothing'], channel: { log: {} } }
    await store.create('detectors/shops/alerts/odd.json', Buffer.from(JSON.stringify(alert)))
    const tended = tending(store, startOf(306))
    await requestActivation(store)
    tended.wake()
    await tended.until('executed')
    expect(tended.events.find(({ kind }) => kind === 'misfit')).toMatchObject({ alert: 'odd' })
  })

  it('says what is wrong with one detector and goes on with the others', async () => {
    const { store } = await sandboxed(3)
    await store.create('detectors/a/detector.json', Buffer.from('{"detector":"a","interval":"PT7M"}'))
    await store.create('detectors/a/dataset.json', Buffer.from('{}'))
    await store.create(apiRecordKey('a'), Buffer.from('{}'))
    await eventLog(store, 'a', 'test').append(() => ({ kind: 'ACTIVATION_REQUESTED' }), startOf(305))
    await requestActivation(store)
    const tended = tending(store, startOf(306))
    await tended.until('executed')
    expect(tended.events.find(({ kind }) => kind === 'failed')).toMatchObject({
      detector: 'a',
      error: { code: 'DETECTOR_INVALID' },
    })
  })
})

/** The order in which a deletion removes: declarations, events, the record of the API. */
function rank(key: string): number {
  return key === apiRecordKey('shops') ? 2 : key.includes('/events/') ? 1 : 0
}
