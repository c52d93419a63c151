import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  memoryStore,
  type ObjectStore,
  readSnapshot,
  type SnapshotRef,
  writeSnapshot,
} from '../../../engine/state/index.ts'
import { faultyStore } from './faulty-store.ts'
import { HOUR, PLACE, T0 } from './records.ts'
import { keysOf } from './store-contract.ts'

const MB = 1 << 20

describe('writeSnapshot and readSnapshot', () => {
  it('give back all parts, whatever their sizes and names', async () => {
    const sizes = fc.oneof(fc.nat({ max: 100 }), fc.integer({ min: 3 * MB, max: 9 * MB }))
    const name = fc
      .tuple(fc.constantFrom('shard/', 'series/', 'x', ''), fc.nat({ max: 99 }))
      .map((both) => both.join(''))
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, sizes, { maxKeys: 6 }), async (spec) => {
        const parts = new Map(Object.entries(spec).map(([key, size]) => [key, pattern(size, key.length)]))
        const store = memoryStore()
        const read = await readSnapshot(store, await writeSnapshot(store, PLACE, T0, parts))
        expect([...read.keys()].toSorted()).toEqual([...parts.keys()].toSorted())
        for (const [key, bytes] of parts) expect(Buffer.compare(read.get(key)!, bytes), key).toBe(0)
      }),
      { numRuns: 25, seed: 1 },
    )
  })

  it('packs small parts into few chunks and none above 8 MB', async () => {
    const store = memoryStore()
    const shards = new Map(shardNames(64).map((name, index) => [name, pattern(MB / 2, index)]))
    const snapshot = await writeSnapshot(store, PLACE, T0, shards)
    expect(snapshot).toHaveLength(4) // 64 x 0.5 MB
    for (const { bytes } of snapshot) expect(bytes).toBeLessThan(8 * MB + 4_096)
    expect(await keysOf(store.list(''))).toEqual(snapshot.map(({ key }) => key).toSorted())
  })

  it('gives arrays that are aligned for Float64Array', async () => {
    const store = memoryStore()
    const values = Float64Array.of(Math.PI, NaN, -0, Infinity, 5e-324)
    const parts = new Map([
      ['a', pattern(3, 1)],
      ['b', new Uint8Array(values.buffer)],
    ])
    const read = await readSnapshot(store, await writeSnapshot(store, PLACE, T0, parts))
    const bytes = read.get('b')!
    expect(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)).toEqual(values)
  })

  it('writes only what changed since the snapshot before', async () => {
    const store = memoryStore()
    const parts = new Map([
      ['series', pattern(1_000, 1)],
      ...shardNames(4).map((name, index) => [name, pattern(6 * MB, index)] as const),
    ])
    const before = await writeSnapshot(store, PLACE, T0, parts)
    const counting = faultyStore(store)
    parts.set('shard/02', pattern(6 * MB, 77))
    const after = await writeSnapshot(counting, PLACE, T0 + HOUR, parts, before)
    expect(counting.writes).toBe(1)
    expect(after.filter(({ key }) => !before.some((ref) => ref.key === key))).toHaveLength(1)
    expect(Buffer.compare((await readSnapshot(store, after)).get('shard/02')!, pattern(6 * MB, 77))).toBe(0)
    expect(Buffer.compare((await readSnapshot(store, before)).get('shard/02')!, pattern(6 * MB, 2))).toBe(0)
  })

  it('asks for a part only when there is room for it, so that few are in memory', async () => {
    let asked = 0
    let written = 0
    let ahead = 0
    const parts = function* (): Generator<readonly [string, Uint8Array]> {
      for (const name of shardNames(64)) {
        ahead = Math.max(ahead, ++asked - written)
        yield [name, pattern(MB, asked)]
      }
    }
    const store = memoryStore()
    const slow: ObjectStore = {
      ...store,
      async create(key, bytes) {
        await setImmediate()
        written += Math.round(bytes.length / MB)
        return store.create(key, bytes)
      },
    }
    const snapshot = await writeSnapshot(slow, PLACE, T0, parts())
    expect(await readSnapshot(store, snapshot)).toHaveProperty('size', 64)
    // Six chunks of eight parts on their way, and the part that did not fit into the last of them.
    expect(ahead).toBeLessThanOrEqual(6 * 8 + 1)
    expect(asked).toBe(64)
  })

  describe('of one family', () => {
    const parts = new Map([
      ['series/00', pattern(1_000, 1)],
      ['series/01', pattern(2_000, 2)],
      ['state/00', pattern(9 * MB, 3)],
      ['series', pattern(10, 4)],
    ])
    const wanted = ['series/00', 'series/01']

    it('reads its parts and no chunk without one', async () => {
      const store = memoryStore()
      const snapshot = await writeSnapshot(store, PLACE, T0, parts)
      for (const { key, family } of snapshot) if (family !== 'series') await store.delete(key)
      const read = await readSnapshot(store, snapshot, 'series')
      expect([...read.keys()]).toEqual(wanted)
      expect(Buffer.compare(read.get('series/01')!, parts.get('series/01')!)).toBe(0)
    })

    it('reads its parts of a snapshot that does not say what its chunks hold', async () => {
      const store = memoryStore()
      const snapshot = await writeSnapshot(store, PLACE, T0, parts)
      const old = snapshot.map(({ key, sha256, bytes }) => ({ key, sha256, bytes }))
      expect([...(await readSnapshot(store, old, 'series')).keys()]).toEqual(wanted)
    })

    it('is told of chunks that a snapshot before did not tell it of', async () => {
      const store = memoryStore()
      const snapshot = await writeSnapshot(store, PLACE, T0, parts)
      const old = snapshot.map(({ key, sha256, bytes }) => ({ key, sha256, bytes }))
      expect(await writeSnapshot(store, PLACE, T0 + HOUR, parts, old)).toEqual(snapshot)
    })
  })

  it('changes nothing when it is written again', async () => {
    const store = memoryStore()
    const parts = new Map([['a', pattern(100, 1)]])
    const once = await writeSnapshot(store, PLACE, T0, parts)
    expect(await writeSnapshot(store, PLACE, T0, parts)).toEqual(once)
    expect(await keysOf(store.list(''))).toHaveLength(1)
  })

  it('begins no further chunk after a failure', async () => {
    const failing = faultyStore(memoryStore(), { operation: 'write', nth: 1, fault: 'fail', when: 'before' })
    const parts = new Map(shardNames(30).map((name, index) => [name, pattern(5 * MB, index)]))
    await expect(writeSnapshot(failing, PLACE, T0, parts)).rejects.toMatchObject({ code: 'STORE_FAILED' })
    expect(failing.writes).toBeLessThan(12)
  })

  describe('when the store was damaged', () => {
    it.each([
      { name: 'a chunk is missing', damage: async (store, key) => store.delete(key), code: 'OBJECT_MISSING' },
      { name: 'a bit is wrong', damage: flip(500), code: 'OBJECT_CORRUPT' },
      { name: 'a bit of the table is wrong', damage: flip(20), code: 'OBJECT_CORRUPT' },
      { name: 'a chunk is cut off', damage: cutOff, code: 'OBJECT_CORRUPT' },
    ] satisfies { name: string; damage: (store: ObjectStore, key: string) => Promise<void>; code: string }[])(
      'says so: $name',
      async ({ damage, code }) => {
        const store = memoryStore()
        const snapshot = await writeSnapshot(store, PLACE, T0, new Map([['a', Uint8Array.from(randomBytes(1_000))]]))
        await damage(store, snapshot[0].key)
        await expect(readSnapshot(store, snapshot)).rejects.toMatchObject({
          code,
          message: expect.stringMatching(new RegExp(`${snapshot[0].key}.*Restore it`)),
        })
      },
    )

    it('says so: a chunk is not named by the commit', async () => {
      const store = memoryStore()
      const snapshot = await writeSnapshot(store, PLACE, T0, new Map([['a', pattern(20 * MB, 1)]]))
      expect(snapshot).toHaveLength(3)
      await expect(readSnapshot(store, snapshot.slice(1))).rejects.toMatchObject({ code: 'OBJECT_MISSING' })
    })

    it('says so: the version is unknown', async () => {
      const store = memoryStore()
      const [ref] = await writeSnapshot(store, PLACE, T0, new Map([['a', pattern(10, 1)]]))
      const later = (await store.get(ref.key))!.bytes
      later[5] = 2
      const refs: SnapshotRef = [await rewrite(store, ref.key, later)]
      await expect(readSnapshot(store, refs)).rejects.toMatchObject({ code: 'OBJECT_VERSION_UNKNOWN' })
    })
  })
})

function pattern(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let index = 0; index < size; index += 61) bytes[index] = (index * 31 + seed * 17 + 1) & 255
  return bytes
}

function shardNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `shard/${String(index).padStart(2, '0')}`)
}

function flip(position: number): (store: ObjectStore, key: string) => Promise<void> {
  return async (store, key) => {
    const { bytes } = (await store.get(key))!
    bytes[position] ^= 4
    await store.delete(key)
    await store.create(key, bytes)
  }
}

async function cutOff(store: ObjectStore, key: string): Promise<void> {
  const { bytes } = (await store.get(key))!
  await store.delete(key)
  await store.create(key, bytes.subarray(0, 400))
}

async function rewrite(store: ObjectStore, key: string, bytes: Uint8Array): Promise<SnapshotRef[number]> {
  await store.delete(key)
  await store.create(key, bytes)
  const { createHash } = await import('node:crypto')
  return { key, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
}
