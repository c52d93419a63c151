import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderStore, openStore } from '../../../engine/state/index.ts'
import { withoutHardLinks } from './no-hard-links.ts'
import { itKeepsTheContract, keysOf, text, textOf } from './store-contract.ts'

describe('folderStore', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-store-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  itKeepsTheContract(() => folderStore(join(folder, 'contract')))

  it('leaves nothing behind but the objects', async () => {
    expect(await readdir(join(folder, 'contract', '.crowsnest'))).toEqual([])
  })

  it('has one winner among eight processes for each of 500 names, and no torn file', async () => {
    const place = join(folder, 'race')
    await folderStore(place)
    const results = await race(place, 500)
    const winners = new Map(results.flatMap(({ pid, won }) => won.map((name) => [name, pid])))
    expect(results.reduce((sum, { won }) => sum + won.length, 0)).toBe(500)
    expect(winners.size).toBe(500)
    const store = await folderStore(place)
    for (const [name, pid] of winners) {
      expect(textOf(await store.get(`race/${name % 7}/${name}`))).toBe(`${pid} `.repeat(2_000))
    }
  })

  it('keeps the files of a detector under readable names', async () => {
    const place = join(folder, 'names')
    const store = await folderStore(place)
    await store.create('detectors/Revenue-eu/detector.json', text('{}'))
    expect(await readFile(join(place, 'detectors', '^revenue-eu', 'detector.json'), 'utf8')).toBe('{}')
  })

  it('does not see files of others', async () => {
    const place = join(folder, 'foreign')
    const store = await folderStore(place)
    await store.create('a.json', text('{}'))
    await mkdir(join(place, '.git'))
    for (const name of ['.DS_Store', 'Thumbs.db', 'a.json~', 'no-dot', '.git/x.json'])
      await writeFile(join(place, name), '')
    expect(await keysOf(store.list(''))).toEqual(['a.json'])
  })

  it('removes the temporary files of processes that died, and not those in use', async () => {
    const place = join(folder, 'stale')
    const work = join(place, '.crowsnest')
    await folderStore(place)
    await writeFile(join(work, '1-old.tmp'), 'x')
    await utimes(join(work, '1-old.tmp'), new Date(), new Date(Date.now() - 2 * 3_600_000))
    await writeFile(join(work, '1-young.tmp'), 'x')
    expect(await keysOf((await folderStore(place)).list(''))).toEqual([])
    expect(await readdir(work)).toEqual(['1-young.tmp'])
  })

  it('breaks the lock of a process that died', async () => {
    const place = join(folder, 'lock')
    const store = await folderStore(place)
    await store.create('a.json', text('one'))
    const { etag } = (await store.get('a.json'))!
    const dead = spawn(process.execPath, ['-e', ''])
    await new Promise((resolve) => dead.once('exit', resolve))
    // The name is the beginning of the key's SHA-256 (sha256sum: `printf a.json | sha256sum`).
    const lock = join(place, '.crowsnest', '6025a12236ee54baceb48b335c5a8e54.lock')
    await writeFile(lock, JSON.stringify({ host: hostname(), pid: dead.pid, id: 'x' }))
    expect(await store.replace('a.json', text('two'), etag)).not.toBe('changed')
    expect(await readdir(join(place, '.crowsnest'))).toEqual([])
  })

  it.each(['open', 'write'] as const)(
    'refuses a file, and a folder below one: prepared with the first %s',
    async (prepare) => {
      await writeFile(join(folder, 'file'), '')
      await expect(folderStore(join(folder, 'file'), { prepare })).rejects.toMatchObject({ code: 'STORE_URL_INVALID' })
      const below = folderStore(join(folder, 'file', 'below'), { prepare })
      await expect(below.then((store) => store.create('a.json', text('x')))).rejects.toMatchObject({
        code: 'STORE_NOT_WRITABLE',
      })
    },
  )

  it('leaves a folder as it is until something is written, where it is asked to', async () => {
    const place = join(folder, 'untouched')
    const store = await folderStore(place, { prepare: 'write' })
    expect([await store.get('a/b.json'), await keysOf(store.list(''))]).toEqual([undefined, []])
    expect(await readdir(folder)).not.toContain('untouched')
    await Promise.all(['a', 'b', 'c'].map((key) => store.create(`${key}.json`, text(key))))
    expect(await keysOf(store.list(''))).toEqual(['a.json', 'b.json', 'c.json'])
    await store.delete('c.json')
    expect(await readdir(join(place, '.crowsnest'))).toEqual([])
  })

  it('tries at the next write again what could not be prepared', async () => {
    const place = join(folder, 'mended')
    await writeFile(place, '')
    const store = await folderStore(join(place, 'state'), { prepare: 'write' })
    await expect(store.create('a.json', text('x'))).rejects.toMatchObject({ code: 'STORE_NOT_WRITABLE' })
    await rm(place)
    expect(await store.create('a.json', text('x'))).toBe('created')
  })

  it('refuses a file system without hard links', async () => {
    await withoutHardLinks(async () => {
      const { folderStore: onExFat } = await import('../../../engine/state/folder-store.ts')
      await expect(onExFat(join(folder, 'exfat'))).rejects.toMatchObject({ code: 'STORE_NO_HARD_LINKS' })
      // No folder that was made for it stays, and none that was there goes.
      expect(await readdir(folder)).not.toContain('exfat')
      await mkdir(join(folder, 'exfat'))
      await expect(onExFat(join(folder, 'exfat'))).rejects.toMatchObject({ code: 'STORE_NO_HARD_LINKS' })
      expect(await readdir(join(folder, 'exfat'))).toEqual([])
    })
  })

  it('lists what is behind symbolic links as it reads it, and can remove it', async () => {
    const place = join(folder, 'links')
    const store = await folderStore(place)
    const elsewhere = await folderStore(join(folder, 'elsewhere'))
    await elsewhere.create('state/a/b.json', text('b'))
    await store.create('detectors/a.json', text('a'))
    await symlink(join('..', 'elsewhere', 'state'), join(place, 'state'))
    await symlink('nowhere', join(place, 'gone'))
    await symlink(join('..', 'detectors', 'a.json'), join(place, 'detectors', 'b.json'))
    expect(await keysOf(store.list(''))).toEqual(['detectors/a.json', 'detectors/b.json', 'state/a/b.json'])
    await store.delete('state/a/b.json')
    expect(await keysOf(store.list('state/'))).toEqual([])
  })

  it('says which folder cannot be listed', async () => {
    const place = join(folder, 'loop')
    const store = await folderStore(place)
    await symlink('state', join(place, 'state'))
    await expect(keysOf(store.list('state/a/'))).rejects.toMatchObject({
      code: 'STORE_FAILED',
      problem: { key: 'state/a/' },
    })
  })
})

describe('openStore', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-open-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('opens a folder by path or URL', async () => {
    const byPath = await openStore(join(folder, 'with space'))
    await byPath.create('a.json', text('x'))
    const byUrl = await openStore(byPath.url)
    expect(textOf(await byUrl.get('a.json'))).toBe('x')
  })

  it.each([
    { place: 's3://acme-state', url: 's3://acme-state/' },
    { place: 's3://acme-state/', url: 's3://acme-state/' },
    { place: 's3://acme-state/a/b', url: 's3://acme-state/a/b/' },
    { place: 's3://acme-state/a/b/', url: 's3://acme-state/a/b/' },
  ])('opens $place without a request', async ({ place, url }) => {
    expect((await openStore(place)).url).toBe(url)
  })

  it.each(['', 'https://example.com/x', 'file://host/x', 'file:///a%2Fb', 's3://', 's3://A_B/x', 's3:bucket'])(
    'refuses %j',
    async (place) => {
      await expect(openStore(place)).rejects.toMatchObject({ code: 'STORE_URL_INVALID' })
    },
  )
})

async function race(
  folder: string,
  count: number,
): Promise<readonly { readonly pid: number; readonly won: number[] }[]> {
  const workers = Array.from({ length: 8 }, () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'race-worker.ts'), folder, String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
  })
  for (const { lines } of workers) expect((await lines.next()).value).toBe('ready')
  for (const { child } of workers) child.stdin.write('go\n')
  return Promise.all(workers.map(async ({ lines }) => JSON.parse((await lines.next()).value as string)))
}
