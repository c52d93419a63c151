import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ListedObject, ObjectStore } from '../../../engine/state/index.ts'

/** What every store promises. `open` gives another client of one and the same place at each call. */
export function itKeepsTheContract(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore
  let spaces = 0
  /** A prefix that no other test uses. */
  const space = (): string => `space-${spaces++}/`

  beforeAll(async () => {
    store = await open()
  })

  it('gives back what was created, byte for byte', async () => {
    const key = `${space()}object`
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    expect(await store.create(key, bytes)).toBe('created')
    expect(bytesOf(await store.get(key))).toEqual([...bytes])
  })

  it('knows nothing of an object that is not there', async () => {
    const prefix = space()
    expect(await store.get(`${prefix}missing`)).toBeUndefined()
    expect(await keysOf(store.list(prefix))).toEqual([])
    await store.delete(`${prefix}missing`)
  })

  it('never overwrites by create, not even with the same bytes', async () => {
    const key = `${space()}object`
    await store.create(key, text('first'))
    expect(await store.create(key, text('second'))).toBe('exists')
    expect(await store.create(key, text('first'))).toBe('exists')
    expect(textOf(await store.get(key))).toBe('first')
  })

  it('keeps an empty object', async () => {
    const prefix = space()
    expect(await store.create(`${prefix}empty`, new Uint8Array())).toBe('created')
    expect(bytesOf(await store.get(`${prefix}empty`))).toEqual([])
    expect(await all(store.list(prefix))).toEqual([{ key: `${prefix}empty`, size: 0 }])
  })

  it('keeps an object of 20 MB', async () => {
    const prefix = space()
    const bytes = new Uint8Array(20 << 20)
    for (let index = 0; index < bytes.length; index += 997) bytes[index] = index % 251
    await store.create(`${prefix}large`, bytes)
    expect(Buffer.compare((await store.get(`${prefix}large`))!.bytes, bytes)).toBe(0)
    expect(await all(store.list(prefix))).toEqual([{ key: `${prefix}large`, size: bytes.length }])
  })

  it('replaces the version that was read, and no other', async () => {
    const key = `${space()}object`
    await store.create(key, text('one'))
    const one = (await store.get(key))!
    const two = await store.replace(key, text('two'), one.etag)
    expect(two).not.toBe('changed')
    expect(await store.replace(key, text('three'), one.etag)).toBe('changed')
    const present = (await store.get(key))!
    expect(textOf(present)).toBe('two')
    expect(two).toEqual({ etag: present.etag })
  })

  it('replaces null only where nothing is, and a version only where it is', async () => {
    const key = `${space()}object`
    expect(await store.replace(key, text('x'), '"0123"')).toBe('changed')
    expect(await store.get(key)).toBeUndefined()
    expect(await store.replace(key, text('one'), null)).not.toBe('changed')
    expect(await store.replace(key, text('two'), null)).toBe('changed')
    expect(textOf(await store.get(key))).toBe('one')
  })

  it('deletes, after which the key is free again', async () => {
    const prefix = space()
    await store.create(`${prefix}deep/er/object`, text('one'))
    await store.delete(`${prefix}deep/er/object`)
    expect(await store.get(`${prefix}deep/er/object`)).toBeUndefined()
    expect(await keysOf(store.list(prefix))).toEqual([])
    expect(await store.create(`${prefix}deep/er/object`, text('two'))).toBe('created')
    expect(await store.create(`${prefix}deep`, text('three'))).toBe('created')
  })

  it('keeps odd keys apart, in the order of their bytes', async () => {
    const prefix = space()
    const keys = ODD_NAMES.map((name) => prefix + name)
    for (const key of keys) expect(await store.create(key, text(key)), key).toBe('created')
    for (const key of keys) expect(textOf(await store.get(key)), key).toBe(key)
    expect(await keysOf(store.list(prefix))).toEqual(
      keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
  })

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../a',
    'a/../b',
    'a/./b',
    'a\nb',
    'a\u0000',
    '\ud800',
    'x'.repeat(901),
    'é'.repeat(100),
  ])('refuses the key %j', async (key) => {
    const calls = [store.get(key), store.create(key, text('')), store.replace(key, text(''), null), store.delete(key)]
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'KEY_INVALID' } })
    }
  })

  it('lists a prefix of part of a name, and what comes after a key', async () => {
    const prefix = space()
    const names = ['ab', 'abc', 'abc/d', 'abc/e/f', 'abd', 'b']
    for (const name of names) await store.create(prefix + name, text(name))
    const listed = async (part: string, after?: string): Promise<string[]> =>
      (await keysOf(store.list(prefix + part, after === undefined ? undefined : prefix + after))).map((key) =>
        key.slice(prefix.length),
      )
    expect(await listed('')).toEqual(names)
    expect(await listed('abc')).toEqual(['abc', 'abc/d', 'abc/e/f'])
    expect(await listed('abc/')).toEqual(['abc/d', 'abc/e/f'])
    expect(await listed('', 'abc')).toEqual(['abc/d', 'abc/e/f', 'abd', 'b'])
    expect(await listed('', 'abc/d')).toEqual(['abc/e/f', 'abd', 'b'])
    expect(await listed('', 'abc/dx')).toEqual(['abc/e/f', 'abd', 'b'])
    expect(await listed('', 'abc/e/f')).toEqual(['abd', 'b'])
    expect(await listed('abc/', 'ab')).toEqual(['abc/d', 'abc/e/f'])
    expect(await listed('abc/', 'b')).toEqual([])
  })

  it('lists any set of keys as a sorted set would', async () => {
    const character = fc.constantFrom(...'abAB.%^~- ', 'é', '\uffee', '🙂')
    const name = fc
      .array(character, { minLength: 1, maxLength: 3 })
      .map((characters) => characters.join(''))
      .filter((part) => part !== '.' && part !== '..')
    const key = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), key, fc.nat({ max: 4 }), async (keys, after, cut) => {
        const prefix = space()
        await Promise.all(keys.map((one) => store.create(prefix + one, text(one))))
        const part = (keys[0] ?? '').slice(0, cut).toWellFormed().replaceAll('\ufffd', '')
        const expected = keys
          .filter((one) => one.startsWith(part) && compare(one, after) > 0)
          .toSorted(compare)
          .map((one) => prefix + one)
        expect(await keysOf(store.list(prefix + part, prefix + after))).toEqual(expected)
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('lists more than one page', async () => {
    const prefix = space()
    const keys = Array.from({ length: 1_050 }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`)
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => store.create(key, text(''))))
    }
    expect(await keysOf(store.list(prefix))).toEqual(keys)
    expect(await keysOf(store.list(prefix, `${prefix}0020`))).toEqual(keys.slice(21))
  })

  describe('with eight clients at a time', () => {
    let clients: readonly ObjectStore[]
    beforeAll(async () => {
      clients = await Promise.all(Array.from({ length: 8 }, open))
    })

    it('has one winner for each name', async () => {
      const prefix = space()
      for (let round = 0; round < 20; round++) {
        const key = `${prefix}${round}`
        const outcomes = await Promise.all(
          clients.map((client, index) => client.create(key, text(`${index}`.repeat(5_000)))),
        )
        expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
        expect(textOf(await store.get(key))).toBe(`${outcomes.indexOf('created')}`.repeat(5_000))
      }
    })

    it('loses no replacement', async () => {
      const key = `${space()}counter`
      await store.create(key, text('0'))
      const increment = async (client: ObjectStore): Promise<void> => {
        for (;;) {
          const present = (await client.get(key))!
          const next = text(String(Number(textOf(present)) + 1))
          if ((await client.replace(key, next, present.etag)) !== 'changed') return
        }
      }
      await Promise.all(
        clients.map(async (client) => {
          for (let round = 0; round < 5; round++) await increment(client)
        }),
      )
      expect(textOf(await store.get(key))).toBe('40')
    })

    it('creates while others delete the last object of a folder', async () => {
      const prefix = space()
      await Promise.all(
        clients.map(async (client, index) => {
          for (let round = 0; round < 20; round++) {
            expect(await client.create(`${prefix}one/two/${index}`, text('x'))).toBe('created')
            await client.delete(`${prefix}one/two/${index}`)
          }
        }),
      )
      expect(await keysOf(store.list(prefix))).toEqual([])
    })
  })
}

/** Bytes of a text. */
export function text(value: string): Uint8Array {
  return Buffer.from(value)
}

/** Text of an object. */
export function textOf(object: { readonly bytes: Uint8Array } | undefined): string | undefined {
  return object && Buffer.from(object.bytes).toString()
}

/** Keys of a listing, in its order. */
export async function keysOf(listing: AsyncIterable<ListedObject>): Promise<string[]> {
  return (await all(listing)).map(({ key }) => key)
}

const ODD_NAMES = [
  'a',
  'A',
  'a/b',
  'a.b',
  'a-b',
  'a.%',
  'a%',
  'a%2f',
  'a%2Fb',
  '^a',
  '.hidden',
  '...',
  'dot.',
  'dot./x',
  '.crowsnest/x',
  'con',
  'con.json',
  'NUL/aux',
  'with space',
  ' lead',
  'trail ',
  'trail /x',
  'C:\\x',
  'a*?"<>|',
  "quote'`$(x)",
  'a&b=c+d#e;f',
  'é',
  'e\u0301',
  '日本/語',
  '\uffee',
  '🙂',
  'İı',
  '~',
  '-rf',
  'x'.repeat(238),
]

async function all(listing: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  return Array.fromAsync(listing)
}

function bytesOf(object: { readonly bytes: Uint8Array } | undefined): number[] | undefined {
  return object && [...object.bytes]
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
