import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { mapAhead } from '../../../engine/state/index.ts'

async function* numbers(count: number, given: number[] = []): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) {
    given.push(number)
    yield number
  }
}

describe('mapAhead', () => {
  it('gives results in order, however long each takes, with so many begun at a time', async () => {
    let running = 0
    let most = 0
    const squared = mapAhead(numbers(20), 4, async (number) => {
      most = Math.max(most, ++running)
      for (let wait = number % 3; wait >= 0; wait--) await setImmediate()
      running--
      return number * number
    })
    expect(await Array.fromAsync(squared)).toEqual(Array.from({ length: 20 }, (_, number) => number * number))
    expect(most).toBe(4)
  })

  it('begins nothing more when nobody wants the next result', async () => {
    const given: number[] = []
    for await (const result of mapAhead(numbers(1_000, given), 4, async (number) => number)) if (result === 10) break
    expect(given.length).toBeLessThanOrEqual(15)
  })

  it('fails where the item fails, in its turn', async () => {
    const seen: number[] = []
    const reading = (async () => {
      const results = mapAhead(numbers(9), 4, async (number) => {
        if (number === 3) throw new Error('3 is damaged')
        return number
      })
      for await (const result of results) seen.push(result)
    })()
    await expect(reading).rejects.toThrow('3 is damaged')
    expect(seen).toEqual([0, 1, 2])
  })
})
