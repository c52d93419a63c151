import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { StoredFile } from '../../../engine/sources/file-store.ts'
import { folderStore } from '../../../engine/sources/folder-store.ts'
import { selectInterval } from '../../../engine/sources/selection.ts'
import { describeFileSource } from './source-contract.ts'

const root = mkdtempSync(join(tmpdir(), 'crowsnest-'))
afterAll(() => rmSync(root, { recursive: true }))
let places = 0

/** A folder of its own, with files. */
async function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const base = join(root, String(places++))
  for (const [path, content] of Object.entries({ '.keep': '', ...files })) {
    await mkdir(dirname(join(base, path)), { recursive: true })
    await writeFile(join(base, path), content)
  }
  return base
}

describeFileSource('a source in a folder', async () => {
  const base = await folder()
  return {
    store: folderStore(base),
    path: (relative) => `./${relative}`,
    async put(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(join(base, path)), { recursive: true })
        await writeFile(join(base, path), content)
      }
    },
  }
})

async function contentOf(base: string, path: string): Promise<string> {
  const store = folderStore(base)
  const { files } = await selectInterval(store, store.key(path))
  return Buffer.concat(await Array.fromAsync(store.open(files[0]), (piece) => new Uint8Array(piece))).toString()
}

describe('folderStore', () => {
  it.each([
    { what: 'a relative path', path: () => 'data/' },
    { what: 'a path with dots', path: () => './other/../data' },
    { what: 'an absolute path', path: (base: string) => join(base, 'data') },
    { what: 'a file: URL', path: (base: string) => pathToFileURL(join(base, 'data')).href },
    { what: 'a file: URL of a folder', path: (base: string) => `${pathToFileURL(join(base, 'data')).href}/` },
  ])('finds files by $what', async ({ path }) => {
    const base = await folder({ 'data/a': 'text', 'other/x': 'x' })
    expect(await contentOf(base, path(base))).toBe('text')
  })

  it('follows links to files and folders, and goes round no circle', async () => {
    const base = await folder({ 'data/sub/a': 'a', 'else/b': 'b' })
    await symlink(join(base, 'else'), join(base, 'data/link'))
    await symlink(join(base, 'else/b'), join(base, 'data/c'))
    await symlink(join(base, 'data/sub'), join(base, 'data/sub/round'))
    await symlink(join(base, 'gone'), join(base, 'data/broken'))
    const store = folderStore(base)
    const { files, ignored } = await selectInterval(store, store.key('data/'))
    expect(files.map(({ key }) => store.name(key))).toEqual(['./data/c', './data/link/b', './data/sub/a'])
    expect(ignored.other).toBe(2)
  })

  it('counts a pipe instead of waiting at it', async () => {
    const base = await folder({ 'data/a': 'a' })
    execFileSync('mkfifo', [join(base, 'data/pipe')])
    const store = folderStore(base)
    const { files, ignored } = await selectInterval(store, store.key('data/'))
    expect([files.length, ignored.other]).toEqual([1, 1])
  })

  it('notices a file that grows while it is read', async () => {
    const base = await folder({ 'data/a': 'text' })
    const store = folderStore(base)
    const { files } = await selectInterval(store, store.key('data/'))
    appendFileSync(join(base, 'data/a'), 'more')
    await expect(Array.fromAsync(store.open(files[0]))).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })

  it('notices a file that went away', async () => {
    const base = await folder({ 'data/a': 'text' })
    const store = folderStore(base)
    const gone: StoredFile = { kind: 'file', key: store.key('data/b'), size: 4, etag: '' }
    await expect(Array.fromAsync(store.open(gone))).rejects.toMatchObject({
      code: 'NOTHING_AT_PATH',
      place: './data/b',
    })
  })
})
