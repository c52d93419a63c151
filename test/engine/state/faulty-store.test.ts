import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../engine/state/index.ts'
import { faultyStore, Kill, writeFaults } from './faulty-store.ts'
import { keysOf, text } from './store-contract.ts'

describe('faultyStore', () => {
  it('counts and passes on when nothing is planned', async () => {
    const store = faultyStore(memoryStore())
    await store.create('a', text('x'))
    await store.replace('b', text('y'), null)
    await store.get('a')
    expect(await keysOf(store.list(''))).toEqual(['a', 'b'])
    await store.delete('a')
    expect([store.reads, store.writes, store.struck]).toEqual([2, 3, false])
    expect(store.calls).toEqual(['create a', 'replace b', 'get a', 'list ', 'delete a'])
  })

  it.each([
    { when: 'before', there: ['a'] },
    { when: 'after', there: ['a', 'b'] },
  ] as const)('fails once $when the write', async ({ when, there }) => {
    const inner = memoryStore()
    const store = faultyStore(inner, { operation: 'write', nth: 2, fault: 'fail', when })
    await store.create('a', text('x'))
    await expect(store.create('b', text('x'))).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(await keysOf(inner.list(''))).toEqual(there)
    expect(await store.create('c', text('x'))).toBe('created')
  })

  it('lets nothing happen after a kill', async () => {
    const inner = memoryStore()
    const store = faultyStore(inner, { operation: 'write', nth: 2, fault: 'kill', when: 'before' })
    await store.create('a', text('x'))
    const listing = store.list('')
    for (const call of [
      () => store.create('b', text('x')),
      () => store.create('c', text('x')),
      () => store.get('a'),
      () => keysOf(listing),
    ]) {
      await expect(call()).rejects.toBeInstanceOf(Kill)
    }
    expect(await keysOf(inner.list(''))).toEqual(['a'])
  })

  it('plans four faults a write', () => {
    expect(writeFaults(3)).toHaveLength(12)
    expect(new Set(writeFaults(3).map((plan) => JSON.stringify(plan))).size).toBe(12)
  })
})
