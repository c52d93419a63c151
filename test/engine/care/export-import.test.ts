import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { exportState, importState, repairState, verifyState, type StateFinding } from '../../../engine/care/index.ts'
import { folderStore, memoryStore, type ObjectStore } from '../../../engine/state/index.ts'
import { withoutHardLinks } from '../state/no-hard-links.ts'
import { text } from '../state/store-contract.ts'
import { contentOf, exportOf, goOn, hour, keyOf, logOf, overwrite, stateOf, VERSION } from './released.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-export-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = (): string => join(folder, `${files++}.tar.zst`)
const STOPPED = { stopped: true }

async function findingsOf(store: ObjectStore): Promise<readonly StateFinding[]> {
  const findings: StateFinding[] = []
  await verifyState(store, { onFinding: (finding) => findings.push(finding) })
  return findings
}

describe('an export', () => {
  it('has all that counts, and comes back to the same bytes in a folder', async () => {
    const store = await stateOf()
    const file = newFile()
    const { objects } = await exportState(store, file, { now: hour(350) })
    const there = await folderStore(join(folder, 'state'))
    expect(await importState(there, file, STOPPED)).toMatchObject({
      objects,
      present: 0,
      header: { detectors: [{ detector: 'shops', status: 'ACTIVE', lastEnd: hour(350) }] },
    })
    expect(await contentOf(there)).toEqual(await contentOf(store))
    await goOn(there, 354)
    await goOn(store, 354)
    expect((await logOf(there).latest())!.snapshot).toEqual((await logOf(store).latest())!.snapshot)
  })

  it('leaves out what no commit names', async () => {
    const store = await stateOf()
    const content = await contentOf(store)
    const points = await keyOf(store, 'points', 1)
    await store.create(points.replace(/[0-9a-f]{64}/u, 'ab'.repeat(32)), text('left behind'))
    const file = newFile()
    await exportState(store, file, { now: 0 })
    const there = memoryStore()
    await importState(there, file, STOPPED)
    expect(await contentOf(there)).toEqual(content)
  })

  it('is whole though the engine goes on meanwhile', async () => {
    const store = await stateOf()
    const file = newFile()
    let reads = 0
    await exportState(
      {
        ...store,
        async get(key) {
          if (++reads === 30) await goOn(store, 352)
          return store.get(key)
        },
      },
      file,
      { now: 0 },
    )
    const there = memoryStore()
    const { header } = await importState(there, file, STOPPED)
    expect(header.detectors[0].lastEnd).toBe(hour(350))
    expect(await findingsOf(there)).toEqual([])
    await goOn(there, 354)
    await goOn(store, 354)
    expect((await logOf(there).latest())!.snapshot).toEqual((await logOf(store).latest())!.snapshot)
  })

  it('is begun anew when the engine overtakes it, and given up when it does so again and again', async () => {
    const store = await stateOf()
    const file = newFile()
    // So many intervals later, chunks of the first are collected.
    await goOn(store, 354)
    await exportState(overtaken(store, 1), file, { now: 0 })
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    const never = exportState(overtaken(store, Infinity), newFile(), { now: 0 })
    await expect(never).rejects.toMatchObject({ code: 'EXPORT_OVERTAKEN' })
  })

  it.each(['commits', 'points', 'groups', 'chunks'])('is not made of a state with damaged %s', async (kind) => {
    const store = await stateOf()
    const key = await keyOf(store, kind)
    await store.delete(key)
    await store.create(key, text('torn'))
    const file = newFile()
    const made = exportState(store, file, { now: 0 })
    await expect(made).rejects.toMatchObject({ code: 'EXPORT_DAMAGED', message: expect.stringContaining(key) })
    expect(readdirSync(folder).filter((name) => file.includes(name) || name.endsWith('.part'))).toEqual([])
  })

  const UNREADABLE = [
    { kind: 'detectors/shops/detector.json', leftOut: false },
    { kind: 'detectors/shops/alerts/', leftOut: false },
    { kind: 'detectors/shops/events/', leftOut: false },
    { kind: 'receipts', leftOut: false },
    { kind: 'outbox', leftOut: false },
    { kind: 'executions', leftOut: true },
    { kind: 'detectors/shops/feedback/', leftOut: true },
  ]

  it.each(UNREADABLE)('is never one that cannot be imported: damaged $kind', async ({ kind, leftOut }) => {
    const store = await stateOf()
    const key = await keyOf(store, kind)
    await overwrite(store, key, text('torn'))
    const file = newFile()
    const made = exportState(store, file, { now: 0 })
    if (leftOut) {
      expect(await made).toMatchObject({ leftOut: [{ key, reason: expect.stringContaining('damaged') }] })
      const there = memoryStore()
      await importState(there, file, STOPPED)
      expect(await findingsOf(there)).toEqual([])
    } else {
      await expect(made).rejects.toMatchObject({ code: 'EXPORT_DAMAGED', message: expect.stringContaining(key) })
    }
  })

  it('leaves out what is not ours, and says so', async () => {
    const store = await stateOf()
    await store.create('detectors/shops/readme.md', text('hello'))
    const file = newFile()
    const { leftOut } = await exportState(store, file, { now: 0 })
    expect(leftOut.map(({ key }) => key)).toEqual(['detectors/shops/readme.md'])
    expect((await importState(memoryStore(), file, STOPPED)).objects).toBeGreaterThan(0)
  })

  it('has what is left of a generation that a repair gave up, and says what it has not', async () => {
    const store = await stateOf()
    const chunk = await keyOf(store, 'chunks')
    const [last, other] = [await keyOf(store, 'commits'), await keyOf(store, 'commits', 4)]
    const points = await keyOf(store, 'points', 1)
    for (const key of [chunk, points, other]) await store.delete(key)
    const file = newFile()
    await expect(exportState(store, file, { now: 0 })).rejects.toMatchObject({ code: 'EXPORT_DAMAGED' })
    await overwrite(store, last, text('torn'))
    const quiet = { onAction: () => undefined, onFinding: () => undefined, supplies: [], removeUnreferenced: false }
    await repairState(store, { ...quiet, detectors: ['shops'], anew: true, apply: true, now: hour(351) })
    await goOn(store, 352)
    const { leftOut } = await exportState(store, file, { now: 0 })
    const commits = leftOut.map(({ key }) => key).filter((key) => key.includes('/commits/'))
    // That which is torn, and that which names the points.
    expect(commits).toHaveLength(2)
    expect(commits).toContain(last)
    const there = memoryStore()
    await importState(there, file, STOPPED)
    expect((await findingsOf(there)).map(({ code }) => code)).toEqual(['GENERATION_GIVEN_UP'])
    await goOn(there, 354)
    await goOn(store, 354)
    expect(await contentOf(there, 'detectors/')).toEqual(await contentOf(store, 'detectors/'))
  })

  it('does not overwrite a file', async () => {
    const file = newFile()
    writeFileSync(file, 'mine')
    await expect(exportState(await stateOf(), file, { now: 0 })).rejects.toMatchObject({ code: 'EXPORT_EXISTS' })
    expect(readFileSync(file, 'utf8')).toBe('mine')
  })

  it('has its name once, of two that want it at the same time, and the other leaves nothing', async () => {
    const store = await stateOf()
    const place = mkdtempSync(join(folder, 'twice-'))
    const file = join(place, 'state.tar.zst')
    const ends = await Promise.allSettled([exportState(store, file, { now: 0 }), exportState(store, file, { now: 0 })])
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'EXPORT_EXISTS' } })
    expect(readdirSync(place)).toEqual(['state.tar.zst'])
    const there = memoryStore()
    await importState(there, file, STOPPED)
    expect(await contentOf(there)).toEqual(await contentOf(store))
  })

  it('can be made where there are no hard links, as on a memory stick', async () => {
    const file = newFile()
    const store = await stateOf()
    await withoutHardLinks(async () => {
      const { exportState: toExFat } = await import('../../../engine/care/index.ts')
      await toExFat(store, file, { now: 0 })
    })
    const there = memoryStore()
    await importState(there, file, STOPPED)
    expect(await contentOf(there)).toEqual(await contentOf(store))
  })
})

describe('importState', () => {
  const original = zstdDecompressSync(readFileSync(exportOf(VERSION)))

  function tampered(change: (tar: Buffer) => Uint8Array): string {
    const file = newFile()
    writeFileSync(file, zstdCompressSync(change(Buffer.from(original))))
    return file
  }

  it.each([
    { what: 'cut off', change: (tar: Buffer) => tar.subarray(0, tar.length / 2), code: 'ARCHIVE_INVALID' },
    {
      what: 'without its end',
      change: (tar: Buffer) => withoutEntry(tar, 'crowsnest-export-end'),
      code: 'ARCHIVE_INVALID',
    },
    {
      what: 'without an object',
      change: (tar: Buffer) => withoutEntry(tar, '/events/00000001'),
      code: 'ARCHIVE_INVALID',
    },
    { what: 'with a changed object', change: replaced('"threshold": 50', '"threshold": 10'), code: 'ARCHIVE_INVALID' },
    { what: 'of a later format', change: replaced('"format": 1', '"format": 2'), code: 'ARCHIVE_NEWER' },
    { what: 'of something else', change: () => new Uint8Array(2048), code: 'ARCHIVE_INVALID' },
  ])('refuses a file $what before the first write', async ({ change, code }) => {
    const store = memoryStore()
    await expect(importState(store, tampered(change), STOPPED)).rejects.toMatchObject({ code })
    expect((await contentOf(store)).size).toBe(0)
  })

  it('refuses a file that is no export', async () => {
    const file = newFile()
    writeFileSync(file, 'hello')
    await expect(importState(memoryStore(), file, STOPPED)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' })
  })

  it('refuses a detector that was active and may still be', async () => {
    const store = memoryStore()
    await expect(importState(store, exportOf(VERSION), { stopped: false })).rejects.toMatchObject({
      code: 'IMPORT_RUNS_ELSEWHERE',
      message: expect.stringContaining('--stopped'),
    })
    expect((await contentOf(store)).size).toBe(0)
  })

  it.each([
    { what: 'has gone on', change: (store: ObjectStore) => goOn(store, 351) },
    {
      what: 'is declared otherwise',
      change: async (store: ObjectStore) => {
        await store.delete('detectors/shops/detector.json')
        await store.create('detectors/shops/detector.json', text('{}'))
      },
    },
  ])('refuses a place where the detector $what', async ({ change }) => {
    const store = await stateOf()
    await change(store)
    const before = await contentOf(store)
    await expect(importState(store, exportOf(VERSION), STOPPED)).rejects.toMatchObject({ code: 'IMPORT_OCCUPIED' })
    expect(await contentOf(store)).toEqual(before)
  })

  it('leaves other detectors of the place alone', async () => {
    const store = memoryStore()
    await store.create('detectors/other/detector.json', text('{"detector":"other"}'))
    await importState(store, exportOf(VERSION), STOPPED)
    expect((await contentOf(store)).has('detectors/other/detector.json')).toBe(true)
  })

  it('goes on where an import was ended, at any write, and declares the detector as the last', async () => {
    const content = await contentOf(await stateOf())
    for (let writes = 0; writes < content.size; writes += 3) {
      const store = memoryStore()
      let left = writes
      const dying: ObjectStore = {
        ...store,
        async create(key, bytes) {
          if (left-- <= 0) throw new Error('killed')
          return store.create(key, bytes)
        },
      }
      await expect(importState(dying, exportOf(VERSION), STOPPED)).rejects.toThrow('killed')
      expect((await contentOf(store)).has('detectors/shops/detector.json')).toBe(false)
      const { present } = await importState(store, exportOf(VERSION), STOPPED)
      expect(present).toBe(writes)
      expect(await contentOf(store)).toEqual(content)
    }
  })

  it('takes no key out of its detectors', async () => {
    const file = tampered(replaced('state/shops/', 'state/shopx/'))
    await expect(importState(memoryStore(), file, STOPPED)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' })
  })
})

/** A store in which, so many times, four intervals are committed between a look at the commits and the first read of a chunk. */
function overtaken(store: ObjectStore, times: number): ObjectStore {
  let isPlanned = false
  let attempts = 0
  return {
    ...store,
    async *list(prefix, after) {
      if (prefix.endsWith('/events/')) isPlanned = true
      let hidden = isPlanned && attempts < times && prefix.endsWith('/commits/') ? 4 : 0
      for await (const object of store.list(prefix, after)) if (hidden-- <= 0) yield object
    },
    async get(key) {
      if (!key.includes('/chunks/')) return store.get(key)
      if (isPlanned) attempts++
      isPlanned = false
      return attempts <= times ? undefined : store.get(key)
    },
  }
}

/** A tar file without the entry whose name has a text in it, and its extended header. */
function withoutEntry(tar: Buffer, name: string): Uint8Array {
  const kept: Buffer[] = []
  let extended: Buffer | undefined
  for (let at = 0; at < tar.length;) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8) || 0
    const next = at + 512 + Math.ceil(size / 512) * 512
    const entry = tar.subarray(at, next)
    at = next
    if (entry.toString('latin1', 156, 157) === 'x') {
      extended = entry
      continue
    }
    if (!entry.toString('latin1', 0, 100).includes(name)) kept.push(...(extended ? [extended] : []), entry)
    extended = undefined
  }
  return Buffer.concat(kept)
}

/** Replaces text of the same length, wherever it stands in a file. */
function replaced(from: string, to: string): (tar: Buffer) => Uint8Array {
  return (tar) => Buffer.from(tar.toString('latin1').replaceAll(from, to), 'latin1')
}
