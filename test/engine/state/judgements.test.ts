import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Judgement } from '../../../engine/anomalies/index.ts'
import {
  folderStore,
  judgementReader,
  listDetectors,
  listJudgements,
  memoryStore,
  sealRecord,
  FORMATS,
  StateError,
  writeJudgements,
  type ObjectStore,
} from '../../../engine/state/index.ts'
import { faultyStore } from './faulty-store.ts'
import { HOUR, T0 } from './records.ts'
import { keysOf } from './store-contract.ts'

const judgement: Judgement = {
  about: 'group 1 ["us"]',
  groupId: '1',
  whole: false,
  relevant: false,
  at: T0,
  by: 'ana',
  measure: 'views',
  series: ['us'],
  direction: 'down',
  slot: { ofDay: 23, dayOfWeek: 5, dayOfYear: 30 },
  severity: 81.5,
}

/** What `writeJudgements` would store. */
const sealed = (judgements: unknown): Uint8Array => sealRecord({ judgements }, FORMATS.judgements)

const at = (hour: number, by = 'ana'): Judgement => ({ ...judgement, at: T0 + hour * HOUR, by })

describe('judgements', () => {
  it('are read as they were written, those of one moment together', async () => {
    const store = memoryStore()
    const both = [judgement, { ...judgement, about: 'group 1 ["uk"]', series: ['uk'], relevant: null }]
    await writeJudgements(store, 'revenue', both)
    expect(await listJudgements(store, 'revenue')).toEqual({ judgements: both, unread: null })
    expect(await keysOf(store.list(''))).toHaveLength(1)
    expect(await listJudgements(store, 'other')).toEqual({ judgements: [], unread: null })
  })

  it('of two reviewers at the same moment are both kept, in a folder too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-judgements-'))
    try {
      const store = await folderStore(folder)
      const writers = Array.from({ length: 20 }, (_, k) => `reviewer ${k}`)
      await Promise.all(writers.map((by) => writeJudgements(store, 'revenue', [at(0, by)])))
      const { judgements } = await listJudgements(store, 'revenue')
      expect(judgements.map(({ by }) => by).toSorted()).toEqual(writers.toSorted())
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it.each([
    { range: {}, hours: [40, 3, 2, 1, 0] },
    { range: { after: T0 + HOUR }, hours: [40, 3, 2] },
    { range: { until: T0 + 2 * HOUR }, hours: [2, 1, 0] },
    { range: { after: T0, until: T0 + 3 * HOUR }, hours: [3, 2, 1] },
  ])('are listed in $range, the newest first', async ({ range, hours }) => {
    const store = memoryStore()
    for (const hour of [1, 3, 0, 40, 2]) await writeJudgements(store, 'revenue', [at(hour)])
    const { judgements } = await listJudgements(store, 'revenue', range)
    expect(judgements.map((one) => (one.at - T0) / HOUR)).toEqual(hours)
  })

  it('are read once by a reader, whatever is said meanwhile', async () => {
    const store = memoryStore()
    await writeJudgements(store, 'revenue', [at(0)])
    const counted = faultyStore(store)
    const read = judgementReader(counted, 'revenue')
    await read()
    await writeJudgements(store, 'revenue', [at(1)])
    const before = counted.calls.length
    expect((await read()).judgements).toEqual([at(1), at(0)])
    // A listing and the new one.
    expect(counted.calls.slice(before)).toHaveLength(2)
  })

  it('make no detector and are no declared object', async () => {
    const store = memoryStore()
    await writeJudgements(store, 'revenue', [judgement])
    expect(await keysOf(store.list('detectors/revenue/feedback/'))).toHaveLength(1)
    expect(await Array.fromAsync(listDetectors(store))).toEqual(['revenue'])
  })

  it('cannot be written without a moment that is theirs all', async () => {
    const store = memoryStore()
    await expect(writeJudgements(store, 'revenue', [])).rejects.toThrow('at least one')
    await expect(writeJudgements(store, 'revenue', [at(0), at(1)])).rejects.toThrow('same moment')
  })

  describe('that are not what we wrote', () => {
    it.each([
      { what: 'no JSON', bytes: Buffer.from('{'), reason: 'not JSON' },
      { what: 'no record', bytes: Buffer.from('{}'), reason: 'no version or checksum' },
      { what: 'no list', bytes: sealed({}), reason: 'no list' },
      { what: 'no object', bytes: sealed([null]), reason: 'judgements[0] is no object' },
      { what: 'another moment', bytes: sealed([at(1)]), reason: 'judgements[0].at' },
      { what: 'no opinion', bytes: sealed([{ ...judgement, relevant: 'no' }]), reason: 'judgements[0].relevant' },
      { what: 'no series', bytes: sealed([judgement, { ...judgement, series: [1] }]), reason: 'judgements[1].series' },
      { what: 'no slot', bytes: sealed([{ ...judgement, slot: { ofDay: 1 } }]), reason: 'judgements[0].slot' },
      { what: 'no side', bytes: sealed([{ ...judgement, direction: 'left' }]), reason: 'judgements[0].direction' },
      { what: 'too much', bytes: Buffer.alloc((8 << 20) + 1), reason: 'at most' },
      { what: 'too deep', bytes: Buffer.from(deep(100_000)), reason: 'its checksum does not fit' },
      {
        what: 'of another version',
        bytes: sealRecord({ judgements: [judgement] }, [(record) => record]),
        reason: 'format 2',
      },
    ])('are told with their key and the cure, and the others count: $what', async ({ bytes, reason }) => {
      const store = memoryStore()
      const key = await keyOf(store)
      await store.create(key, bytes)
      await writeJudgements(store, 'revenue', [at(1)])
      const { judgements, unread } = await listJudgements(store, 'revenue')
      expect(judgements).toEqual([at(1)])
      expect(unread).toEqual({ objects: 1, examples: [expect.stringContaining(key)] })
      expect(unread!.examples[0]).toContain(reason)
      expect(unread!.examples[0]).toMatch(/remove it|Upgrade Crowsnest/u)
    })

    it('are counted, and the newest are told', async () => {
      const store = memoryStore()
      const key = await keyOf(store)
      for (const digit of '12345') await store.create(key.replace(/.(?=\.json$)/u, digit), Buffer.from('{}'))
      const { unread } = await listJudgements(store, 'revenue')
      expect(unread).toMatchObject({ objects: 5 })
      expect(unread!.examples).toHaveLength(3)
    })

    it('count as soon as they are mended', async () => {
      const store = memoryStore()
      await writeJudgements(store, 'revenue', [judgement])
      const [key] = await keysOf(store.list('detectors/revenue/feedback/'))
      const { bytes, etag } = (await store.get(key))!
      await store.replace(key, Buffer.from('{}'), etag)
      const read = judgementReader(store, 'revenue')
      expect(await read()).toMatchObject({ judgements: [], unread: { objects: 1 } })
      await store.replace(key, bytes, (await store.get(key))!.etag)
      expect(await read()).toEqual({ judgements: [judgement], unread: null })
    })

    it('are told from a store that is denied, and from one that is down, which may be better in a moment', async () => {
      const inner = memoryStore()
      await writeJudgements(inner, 'revenue', [judgement])
      const failing = (code: 'STORE_DENIED' | 'STORE_FAILED'): ObjectStore => ({
        ...inner,
        get: (key) => Promise.reject(new StateError({ code, url: '', key, operation: 'GetObject', reason: 'down' })),
      })
      expect(await listJudgements(failing('STORE_DENIED'), 'revenue')).toMatchObject({ unread: { objects: 1 } })
      await expect(listJudgements(failing('STORE_FAILED'), 'revenue')).rejects.toMatchObject({ code: 'STORE_FAILED' })
    })
  })
})

/** Arrays in arrays, as a record of ours. */
function deep(depth: number): string {
  return `{"version":1,"checksum":"","judgements":${'['.repeat(depth)}${']'.repeat(depth)}}`
}

/** A key that judgements of T0 have, with nothing under it. */
async function keyOf(store: ObjectStore): Promise<string> {
  await writeJudgements(store, 'revenue', [judgement])
  const [key] = await keysOf(store.list('detectors/revenue/feedback/'))
  await store.delete(key)
  return key
}
