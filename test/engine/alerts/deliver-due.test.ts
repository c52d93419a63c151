import { describe, expect, it } from 'vitest'
import { deliverDue, fireAlerts, type AlertEvent } from '../../../engine/alerts/index.ts'
import { memoryStore, readOutbox, readReceipts, type ObjectStore } from '../../../engine/state/index.ts'
import type { ResolvedChannel } from '../../../spec/resolve.ts'
import { alert, context, group } from './fixture.ts'

const place = { detector: 'shop', generation: '5f0c8d0e-6a52-4d0c-9a5e-2f1b8f3a7c11' }
const END = group.end + 3_600_000
const HOUR = 3_600_000

describe('deliverDue', () => {
  it('delivers each alert of a commit once and leaves a receipt', async () => {
    const store = memoryStore()
    const world = receiver()
    const commit = { end: END, alerts: events('log', 3) }
    const first = await deliverDue(store, place, commit, world.context)
    expect(first.receipts).toMatchObject(
      commit.alerts.map(({ id, alert: name }) => ({
        id,
        alert: name,
        outcome: 'DELIVERED',
        attempts: 1,
        at: 0,
        failure: null,
      })),
    )
    expect(await readReceipts(store, place, END)).toHaveLength(3)
    expect(await deliverDue(store, place, commit, world.context)).toEqual({ receipts: [], pending: [] })
    expect(world.sent).toHaveLength(3)
  })

  it('sends again, the same bytes, what may have been sent before a crash', async () => {
    const commit = { end: END, alerts: events('log', 2) }
    // The store dies at each of its writes in turn; the next run finds what it left.
    for (let deadly = 0; ; deadly++) {
      const store = memoryStore()
      const world = receiver()
      const crashed = await deliverDue(dyingAt(store, deadly), place, commit, world.context).catch(() => 'crashed')
      await deliverDue(store, place, commit, world.context)
      expect(new Set(world.sent)).toEqual(new Set(commit.alerts.map(({ message }) => message)))
      expect(await readReceipts(store, place, END)).toHaveLength(2)
      if (crashed !== 'crashed') return expect(deadly).toBe(2)
    }
  })

  it('keeps an alert that cannot be delivered for the next intervals, one attempt each, and delivers it then', async () => {
    const store = memoryStore()
    const world = receiver()
    const [event] = events('webhook', 1)
    world.up = false
    const first = await deliverDue(store, place, { end: END, alerts: [event] }, world.context)
    expect(first).toMatchObject({ receipts: [], pending: [{ event, error: { code: 'WEBHOOK_UNREACHABLE' } }] })
    expect(world.asked).toBe(4)

    world.now += HOUR
    const later = { end: END + HOUR, alerts: [] }
    expect((await deliverDue(store, place, later, world.context)).pending).toHaveLength(1)
    expect(world.asked).toBe(5)

    world.up = true
    const last = await deliverDue(store, place, { end: END + 2 * HOUR, alerts: [] }, world.context)
    expect(last).toMatchObject({ receipts: [{ id: event.id, outcome: 'DELIVERED' }], pending: [] })
    expect(world.sent).toEqual([event.message])
    expect(await readReceipts(store, place, END)).toHaveLength(1)
    expect(await keys(store, 'outbox')).toEqual([])
  })

  it('keeps why an alert waits: the last reason, which is written only where it is another', async () => {
    const store = memoryStore()
    const replaced: string[] = []
    const watched: ObjectStore = {
      ...store,
      replace(key, bytes, etag) {
        replaced.push(key)
        return store.replace(key, bytes, etag)
      },
    }
    const world = receiver(503)
    world.up = false
    await deliverDue(watched, place, { end: END, alerts: events('webhook', 1) }, world.context)
    const none = { end: END, alerts: [] }
    await deliverDue(watched, place, none, world.context)
    expect(await readOutbox(store, place)).toMatchObject([{ since: 0, failure: { code: 'WEBHOOK_UNREACHABLE' } }])
    expect(replaced).toEqual([])
    world.up = true
    world.now += HOUR
    await deliverDue(watched, place, none, world.context)
    expect(await readOutbox(store, place)).toMatchObject([{ since: 0, failure: { code: 'WEBHOOK_STATUS' } }])
    expect(replaced).toHaveLength(1)
  })

  it('gives up after a day, on the record', async () => {
    const store = memoryStore()
    const world = receiver()
    world.up = false
    const [event] = events('webhook', 1)
    await deliverDue(store, place, { end: END, alerts: [event] }, world.context)
    world.now += 24 * HOUR - 1
    const none = { end: END, alerts: [] }
    expect((await deliverDue(store, place, none, world.context)).pending).toHaveLength(1)
    world.now += 1
    expect((await deliverDue(store, place, none, world.context)).receipts).toMatchObject([
      { id: event.id, outcome: 'UNDELIVERABLE', failure: { code: 'WEBHOOK_UNREACHABLE' } },
    ])
    expect(await deliverDue(store, place, none, world.context)).toEqual({ receipts: [], pending: [] })
  })

  it('records a refusal at once', async () => {
    const store = memoryStore()
    const world = receiver(400)
    const { receipts, pending } = await deliverDue(
      store,
      place,
      { end: END, alerts: events('webhook', 1) },
      world.context,
    )
    expect(pending).toEqual([])
    expect(receipts).toMatchObject([{ outcome: 'UNDELIVERABLE', attempts: 1, failure: { code: 'WEBHOOK_STATUS' } }])
  })

  it('sends an alert that waits once, whatever write the store dies at when its channel is back', async () => {
    for (let deadly = 0; ; deadly++) {
      const store = memoryStore()
      const world = receiver()
      world.up = false
      const commit = { end: END, alerts: events('webhook', 1) }
      await deliverDue(store, place, commit, world.context)
      world.up = true
      const crashed = await deliverDue(dyingAt(store, deadly), place, commit, world.context).catch(() => 'crashed')
      await deliverDue(store, place, commit, world.context)
      expect(await readReceipts(store, place, END)).toMatchObject([{ outcome: 'DELIVERED' }])
      expect(await keys(store, 'outbox')).toEqual([])
      expect(world.sent.length).toBe(deadly === 0 ? 2 : 1) // between sending and receipt lies the only repetition
      if (crashed !== 'crashed') return expect(deadly).toBe(2)
    }
  })

  it('puts off what it has no time for, so that a slow channel does not hold up detection', async () => {
    const store = memoryStore()
    const world = receiver()
    world.seconds = 15
    const commit = { end: END, alerts: events('webhook', 20) }
    const first = await deliverDue(store, place, commit, world.context)
    expect(first.receipts.length).toBeGreaterThan(0)
    expect(first.receipts.length + first.pending.length).toBe(20)
    expect(first.pending.length).toBeGreaterThan(0)
    const second = await deliverDue(store, place, { end: END + HOUR, alerts: [] }, world.context)
    expect(second.receipts.length).toBeGreaterThan(0)
  })

  it('says which waiting alert is damaged', async () => {
    const store = memoryStore()
    const world = receiver()
    const key = `state/${place.detector}/${place.generation}/outbox/oncall_1.json`
    await store.create(key, Buffer.from('{'))
    await expect(deliverDue(store, place, { end: END, alerts: [] }, world.context)).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
      problem: { key },
    })
  })
})

/** A receiver of alerts that can be down (`up`), refuse (`status`) or take its time (`seconds`), with a clock. */
function receiver(status = 200) {
  const world = {
    up: true,
    now: 0,
    seconds: 0,
    asked: 0,
    sent: [] as string[],
    context: {
      writeLine: (line: string): void => void world.sent.push(line),
      now: () => world.now,
      sleep: async () => {},
      random: () => 0,
      fetch: async (_url: unknown, init?: RequestInit): Promise<Response> => {
        world.asked++
        world.now += 1000 * world.seconds
        if (!world.up) throw new TypeError('fetch failed', { cause: new Error('down') })
        if (status === 200) world.sent.push(init!.body as string)
        return new Response('', { status })
      },
    },
  }
  return world
}

function events(kind: 'log' | 'webhook', many: number): readonly AlertEvent[] {
  const channel: ResolvedChannel = kind === 'log' ? { kind } : { kind, url: 'https://hooks.example.com/x' }
  const alerts = Array.from({ length: many }, (_, index) => ({ ...alert, name: `alert-${index}`, channel }))
  return fireAlerts({}, alerts, { changed: [group], closed: [] }, context).events
}

/** The same store, but its write number `deadly` and all that follow fail, as for a process that has died. */
function dyingAt(store: ObjectStore, deadly: number): ObjectStore {
  let writes = 0
  const alive = (): void => {
    if (writes++ >= deadly) throw new Error('died')
  }
  return {
    ...store,
    create: async (key, bytes) => {
      alive()
      return store.create(key, bytes)
    },
    delete: async (key) => {
      alive()
      return store.delete(key)
    },
  }
}

async function keys(store: ObjectStore, kind: string): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of store.list(`state/${place.detector}/${place.generation}/${kind}/`)) found.push(key)
  return found
}
