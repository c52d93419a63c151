import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../../engine/state/index.ts'
import { itKeepsTheContract, text, textOf } from './store-contract.ts'

describe('memoryStore', () => {
  const store = memoryStore()
  itKeepsTheContract(async () => store)

  it('does not see later changes of what it was given or gave', async () => {
    const bytes = text('one')
    await store.create('copy', bytes)
    bytes[0] = 0
    const got = (await store.get('copy'))!
    expect(textOf(got)).toBe('one')
    got.bytes[0] = 0
    expect(textOf(await store.get('copy'))).toBe('one')
  })
})
