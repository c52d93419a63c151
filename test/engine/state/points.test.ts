import { describe, expect, it } from 'vitest'
import { memoryStore, readPoints, writePoints } from '../../../engine/state/index.ts'
import { PLACE, T0 } from './records.ts'

describe('points', () => {
  it('come back as they were, to the last bit', async () => {
    const store = memoryStore()
    const columns = {
      value: Float64Array.of(1 / 3, NaN, -0, 2 ** 53 + 2),
      score: Float32Array.of(0.5, NaN, 3e38),
      records: Uint32Array.of(0, 4_294_967_295),
      flags: Uint8Array.of(1, 0, 255),
      none: new Float64Array(),
    }
    const ref = await writePoints(store, PLACE, T0, columns)
    expect(await readPoints(store, ref)).toEqual(columns)
  })

  it('can be part of a larger array', async () => {
    const store = memoryStore()
    const all = Float64Array.of(1, 2, 3, 4)
    const ref = await writePoints(store, PLACE, T0, { value: all.subarray(1, 3) })
    expect(await readPoints(store, ref)).toEqual({ value: Float64Array.of(2, 3) })
  })

  it('are refused when they are damaged', async () => {
    const store = memoryStore()
    const ref = await writePoints(store, PLACE, T0, { value: Float64Array.of(1) })
    await expect(readPoints(store, { ...ref, sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'OBJECT_CORRUPT',
    })
    await store.delete(ref.key)
    await expect(readPoints(store, ref)).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
  })
})
