import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../engine/state/index.ts'
import { generator } from './choices.ts'
import { sortedStore } from './sorted-store.ts'

describe('sortedStore', () => {
  it('answers as the store in memory does', async () => {
    const random = generator(5)
    const stores = [memoryStore(), sortedStore()]
    const name = (): string => Array.from({ length: 3 }, () => 'ab/é'[Math.floor(random() * 4)]).join('')
    for (let turn = 0; turn < 2_000; turn++) {
      const key = `k${name().replaceAll('/', '-')}`
      const prefix = `k${name().slice(0, 1)}`
      const after = random() < 0.5 ? `k${name()}` : undefined
      const what = Math.floor(random() * 4)
      const answers = await Promise.all(
        stores.map(async (store) => {
          if (what === 0) return store.create(key, Buffer.from(key))
          if (what === 1) return store.delete(key)
          if (what === 2) return Buffer.from((await store.get(key))?.bytes ?? []).toString()
          return Array.fromAsync(store.list(prefix, after))
        }),
      )
      expect(answers[1]).toEqual(answers[0])
    }
  })
})
