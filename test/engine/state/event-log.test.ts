import { describe, expect, it } from 'vitest'
import {
  type DetectorHappening,
  eventLog,
  memoryStore,
  type ObjectStore,
  type StatusReport,
} from '../../../engine/state/index.ts'
import { faultyStore } from './faulty-store.ts'
import { keysOf, text } from './store-contract.ts'

describe('eventLog', () => {
  it('records events in order and derives the status from them', async () => {
    const store = memoryStore()
    const log = eventLog(store, 'revenue', 'writer-1')
    expect((await log.status()).status).toBe('INACTIVE')
    await log.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), 1)
    const after = await log.append(
      () => ({ kind: 'GENERATION_STARTED', generation: 'g1', specHash: 'h', historyEnd: 0 }),
      2,
    )
    expect(after).toEqual({ status: 'ACTIVATING', generation: 'g1', specHash: 'h', failure: null, since: 2 })
    expect(await log.status()).toEqual(after)
    expect(await log.read()).toEqual([
      { kind: 'ACTIVATION_REQUESTED', at: 1, writer: 'writer-1' },
      { kind: 'GENERATION_STARTED', generation: 'g1', specHash: 'h', historyEnd: 0, at: 2, writer: 'writer-1' },
    ])
    expect(await keysOf(store.list(''))).toEqual([
      'detectors/revenue/events/00000000.json',
      'detectors/revenue/events/00000001.json',
    ])
  })

  it('records nothing that is not possible, and nothing when there is nothing to record', async () => {
    const store = memoryStore()
    const log = eventLog(store, 'revenue', 'w')
    await expect(log.append(() => ({ kind: 'LEARNED', generation: 'g' }), 1)).rejects.toMatchObject({
      code: 'TRANSITION_FORBIDDEN',
    })
    expect((await log.append(() => undefined, 1)).status).toBe('INACTIVE')
    expect(await keysOf(store.list(''))).toEqual([])
  })

  it('lets one of eight racing activations choose the generation', async () => {
    const store = memoryStore()
    await eventLog(store, 'revenue', 'w').append(() => ({ kind: 'ACTIVATION_REQUESTED' }), 1)
    const generations = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const status = await eventLog(store, 'revenue', `w${index}`).append(
          ({ generation }) =>
            generation === null
              ? { kind: 'GENERATION_STARTED', generation: `g${index}`, specHash: 'h', historyEnd: index }
              : undefined,
          2,
        )
        return status.generation
      }),
    )
    expect(new Set(generations).size).toBe(1)
    expect(await eventLog(store, 'revenue', 'w').read()).toHaveLength(2)
  })

  it('keeps an event whose answer was lost, and does not record it twice', async () => {
    const inner = memoryStore()
    const dying = faultyStore(inner, { operation: 'write', nth: 1, fault: 'kill', when: 'after' })
    await expect(eventLog(dying, 'a', 'w1').append(activateOnce, 1)).rejects.toThrow('after create')
    expect((await eventLog(inner, 'a', 'w2').append(activateOnce, 2)).status).toBe('ACTIVATING')
    expect(await eventLog(inner, 'a', 'w3').read()).toHaveLength(1)
  })

  it('notices an event that somebody changed by hand', async () => {
    const store = memoryStore()
    await store.create('detectors/a/events/00000000.json', text('{"kind":"DELETION_REQUESTED"}'))
    await expect(eventLog(store, 'a', 'w').status()).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' })
  })

  it('names the event that is missing among the others', async () => {
    const store = memoryStore()
    const log = eventLog(store, 'revenue', 'w')
    await log.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), 1)
    await log.append(() => ({ kind: 'GENERATION_STARTED', generation: 'g', specHash: 'h', historyEnd: 0 }), 2)
    await store.delete('detectors/revenue/events/00000000.json')
    await expect(log.status()).rejects.toMatchObject({
      code: 'OBJECT_MISSING',
      problem: { key: 'detectors/revenue/events/00000000.json' },
    })
  })

  it('sees an event that a listing has just missed', async () => {
    const store = memoryStore()
    const log = eventLog(store, 'revenue', 'w')
    await log.append(() => ({ kind: 'ACTIVATION_REQUESTED' }), 1)
    await log.append(() => ({ kind: 'ACTIVATION_FAILED', reason: 'r' }), 2)
    const late: ObjectStore = {
      ...store,
      list: async function* (prefix) {
        for await (const entry of store.list(prefix)) if (!entry.key.endsWith('00000000.json')) yield entry
      },
    }
    expect(await eventLog(late, 'revenue', 'w').status()).toMatchObject({ status: 'FAILED' })
  })
})

function activateOnce({ status }: StatusReport): DetectorHappening | undefined {
  return status === 'INACTIVE' ? { kind: 'ACTIVATION_REQUESTED' } : undefined
}
