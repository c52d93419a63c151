import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashJson, memoryStore, openRecord, sealRecord, type RecordFormat } from '../../../engine/state/index.ts'
import { text } from './store-contract.ts'

/** The same by way of JSON.stringify, which takes longer. */
function slowHash(value: unknown): string {
  const json = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
  return createHash('sha256').update(json).digest('hex')
}

describe('hashJson', () => {
  it('is the SHA-256 of the JSON with sorted fields', () => {
    expect(hashJson({ b: [1, null, 'x"y'], a: { d: -0, c: 1e21 } })).toBe(
      createHash('sha256').update('{"a":{"c":1e+21,"d":0},"b":[1,null,"x\\"y"]}').digest('hex'),
    )
  })

  it('hashes any JSON value as JSON.stringify writes it', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => hashJson(value) === slowHash(value)))
  })

  it.each([
    [{ a: undefined, b: 1 }],
    [[undefined, 1]],
    [{ at: new Date(0) }],
    [{ '10': 1, '9': 2, a: 3, ä: 4, '\ud83d\ude00': 5, '\uffff': 6 }],
    ['\ud800'],
    [Buffer.from('x')],
  ])('leaves out, turns and orders what JSON.stringify does: %j', (value) => {
    expect(hashJson(value)).toBe(slowHash(value))
  })

  it('refuses numbers that JSON would lose, with their place', () => {
    expect(() => hashJson({ list: [{ tail: NaN }] })).toThrow(new TypeError('tail: JSON cannot keep NaN'))
    expect(() => hashJson([1, Infinity])).toThrow(new TypeError('1: JSON cannot keep Infinity'))
  })
})

describe('openRecord', () => {
  const store = memoryStore()
  /** What the first version called `size` the second calls `bytes`; the third counts from the end. */
  const format: RecordFormat = [
    ({ size, ...rest }) => ({ ...rest, bytes: size }),
    ({ bytes, ...rest }) => ({ ...rest, left: 10 - Number(bytes) }),
  ]

  it.each([
    { version: 1, bytes: sealRecord({ name: 'a', size: 4 }, []) },
    { version: 2, bytes: sealRecord({ name: 'a', bytes: 4 }, format.slice(0, 1)) },
    { version: 3, bytes: sealRecord({ name: 'a', left: 6 }, format) },
  ])('reads version $version as the latest', ({ bytes }) => {
    expect(openRecord(store, 'a', bytes, format)).toEqual({ name: 'a', left: 6 })
  })

  it('refuses what a newer Crowsnest wrote, however that is sealed', () => {
    const bytes = text('{"version":4,"checksum":"of another kind"}')
    expect(() => openRecord(store, 'a/b', bytes, format)).toThrow(
      'memory:: a/b was written by a newer Crowsnest (format 4; this one reads up to 3). Upgrade Crowsnest',
    )
  })
})
