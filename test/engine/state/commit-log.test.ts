import { describe, expect, it } from 'vitest'
import { commitLog, type CommitRecord, memoryStore, type ObjectStore } from '../../../engine/state/index.ts'
import { faultyStore } from './faulty-store.ts'
import { HOUR, PLACE, record, T0 } from './records.ts'
import { keysOf, text } from './store-contract.ts'

describe('commitLog', () => {
  it('knows no latest before the first commit', async () => {
    expect(await commitLog(memoryStore(), PLACE).latest()).toBeUndefined()
  })

  it('gives back the last commit and any other, whole', async () => {
    const store = memoryStore()
    const records = await filled(store, 40)
    const log = commitLog(store, PLACE)
    expect(await log.latest()).toEqual(records[39])
    expect(await log.at(records[7].end)).toEqual(records[7])
    expect(await log.at(records[7].end + 1)).toBeUndefined()
  })

  it('finds the last commit with one listing and one read', async () => {
    const store = memoryStore()
    await filled(store, 40)
    const counting = faultyStore(store)
    await commitLog(counting, PLACE).latest()
    expect(counting.calls.map((call) => call.split(' ')[0])).toEqual(['list', 'get'])
  })

  it('keeps 100 days of commits in folders of about a day', async () => {
    const store = memoryStore()
    await filled(store, 100)
    const folders = (await keysOf(store.list(''))).map((key) => key.slice(0, key.lastIndexOf('/')))
    expect(new Set(folders).size).toBeGreaterThanOrEqual(4)
    expect(
      Math.max(...Object.values(Object.groupBy(folders, (folder) => folder)).map((keys) => keys!.length)),
    ).toBeLessThan(29)
  })

  it.each([
    { range: {}, expected: [5, 4, 3, 2, 1, 0] },
    { range: { after: T0 + 2 * HOUR }, expected: [5, 4, 3] },
    { range: { until: T0 + 2 * HOUR }, expected: [2, 1, 0] },
    { range: { until: T0 + 2.5 * HOUR }, expected: [2, 1, 0] },
    { range: { after: T0, until: T0 + 2 * HOUR }, expected: [2, 1] },
    { range: { after: T0 + 9 * HOUR }, expected: [] },
  ])('reads $range newest first', async ({ range, expected }) => {
    const store = memoryStore()
    await filled(store, 6)
    const found = await Array.fromAsync(commitLog(store, PLACE).newestFirst(range))
    expect(found.map(({ sequence }) => sequence)).toEqual(expected)
  })

  it('has one winner among racing runs, and tells the others who', async () => {
    const store = memoryStore()
    const [first] = await filled(store, 1)
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        commitLog(store, PLACE).append({ ...record(1), writer: `w${index}` }, first),
      ),
    )
    expect(results.filter(({ outcome }) => outcome === 'committed')).toHaveLength(1)
    const winner = results.find(({ outcome }) => outcome === 'committed')!.record
    for (const result of results) expect(result.record).toEqual(winner)
  })

  it('counts a commit whose answer was lost', async () => {
    const store = memoryStore()
    const dying = faultyStore(store, { operation: 'write', nth: 1, fault: 'kill', when: 'after' })
    await expect(commitLog(dying, PLACE).append(record(0), undefined)).rejects.toThrow('after create')
    const again = await commitLog(store, PLACE).append({ ...record(0), writer: 'second' }, undefined)
    expect(again).toEqual({ outcome: 'lost', record: record(0) })
  })

  it.each([
    { name: 'a first commit that is not number 0', next: record(1), after: undefined },
    { name: 'a gap', next: record(2), after: record(0) },
    { name: 'an interval before the last', next: { ...record(1), end: T0 - HOUR }, after: record(0) },
    { name: 'the same interval again', next: { ...record(1), end: T0 }, after: record(0) },
  ])('refuses $name', async ({ next, after }) => {
    const store = memoryStore()
    await expect(commitLog(store, PLACE).append(next, after)).rejects.toMatchObject({ code: 'COMMIT_OUT_OF_ORDER' })
    expect(await keysOf(store.list(''))).toEqual([])
  })

  it('refuses to commit numbers that JSON would lose', async () => {
    const commit = commitLog(memoryStore(), PLACE).append({ ...record(0), summary: { tail: [1, NaN] } }, undefined)
    await expect(commit).rejects.toThrow(TypeError)
  })

  it.each([
    { name: 'cut off', damage: (json: string) => json.slice(0, 100), code: 'OBJECT_CORRUPT' },
    {
      name: 'changed',
      damage: (json: string) => json.replace('"sequence": 0', '"sequence": 1'),
      code: 'OBJECT_CORRUPT',
    },
    { name: 'not an object', damage: () => 'null', code: 'OBJECT_CORRUPT' },
    {
      // Checksum: printf '{"version":2}' | sha256sum. A later Crowsnest would write such a record.
      name: 'of a later version',
      damage: () => '{"version":2,"checksum":"732322c128ed67841ef5aa42c7cd04ffcd74a61b2d17d710cd502b713d62930d"}',
      code: 'OBJECT_VERSION_UNKNOWN',
    },
  ])('refuses a commit that is $name', async ({ damage, code }) => {
    const store = memoryStore()
    await filled(store, 1)
    const [key] = await keysOf(store.list(''))
    const json = Buffer.from((await store.get(key))!.bytes).toString()
    await store.delete(key)
    await store.create(key, text(damage(json)))
    await expect(commitLog(store, PLACE).latest()).rejects.toMatchObject({
      code,
      message: expect.stringContaining(key),
    })
  })
})

async function filled(store: ObjectStore, count: number): Promise<readonly CommitRecord[]> {
  const log = commitLog(store, PLACE)
  const records: CommitRecord[] = []
  for (let sequence = 0; sequence < count; sequence++) {
    const next = record(sequence)
    expect(await log.append(next, records.at(-1))).toEqual({ outcome: 'committed', record: next })
    records.push(next)
  }
  return records
}
