import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isFileError, unlessMissing } from './file-errors.ts'
import { withLock } from './folder-lock.ts'
import { listFolder } from './folder-list.ts'
import { pathOf } from './folder-paths.ts'
import { checkKey } from './keys.ts'
import type { ObjectStore, StoredObject } from './object-store.ts'
import { StateError } from './state-error.ts'

/** How a folder is opened. */
export interface FolderOptions {
  /**
   * When the folder is made and tried whether it can be written: `open` says at once what is wrong, `write` leaves the folder as it is until
   * there is something to write, so that who only reads can read a folder that cannot be written. Default `open`.
   */
  readonly prepare?: 'open' | 'write'
}

/**
 * A store in a folder of a local disk, for any number of processes at a time. What `create` and `replace` wrote survives a crash
 * of the machine. Files that are not ours are not seen.
 *
 * @param folder - is made when it is not there
 * @throws {StateError} STORE_URL_INVALID when it is a file; STORE_NOT_WRITABLE, STORE_NO_HARD_LINKS, these from the first write where `prepare`
 *   says so
 */
export async function folderStore(
  folder: string,
  { prepare: when = 'open' }: FolderOptions = {},
): Promise<ObjectStore> {
  const root = resolve(folder)
  const url = pathToFileURL(root).href
  const work = join(root, WORK)
  await refuseFile(root, url)
  let prepared: Promise<void> | undefined
  /** Tries again after a failure: the disk may be mended meanwhile. */
  const ready = (): Promise<void> =>
    (prepared ??= prepare(root, work, url).catch((error: unknown) => {
      prepared = undefined
      throw error
    }))
  if (when === 'open') await ready()

  /** Runs on the file of a key; what fails, fails as a StateError that names the key. */
  async function at<T>(key: string, run: (file: string) => Promise<T>): Promise<T> {
    checkKey(key)
    try {
      return await run(join(root, pathOf(key)))
    } catch (error) {
      if (error instanceof StateError) throw error
      throw new StateError({ code: 'STORE_FAILED', url, key, reason: messageOf(error) }, { cause: error })
    }
  }

  return {
    url,
    get: (key) =>
      at(key, async (file) => {
        const bytes = await unlessMissing(readFile(file))
        return bytes && withEtag(bytes)
      }),
    create: (key, bytes) =>
      at(key, async (file) => {
        await ready()
        return createFile(root, work, file, bytes)
      }),
    replace: (key, bytes, ifMatch) =>
      at(key, async (file) => {
        await ready()
        const etag = etagOf(bytes)
        if (ifMatch === null) return (await createFile(root, work, file, bytes)) === 'created' ? { etag } : 'changed'
        return withLock(work, key, url, async () => {
          const present = await unlessMissing(readFile(file))
          if (present === undefined || etagOf(present) !== ifMatch) return 'changed'
          await overwriteFile(work, file, bytes)
          return { etag }
        })
      }),
    async *list(prefix, startAfter) {
      try {
        yield* listFolder(root, prefix, startAfter)
      } catch (error) {
        throw new StateError({ code: 'STORE_FAILED', url, key: prefix, reason: messageOf(error) }, { cause: error })
      }
    },
    delete: (key) =>
      at(key, async (file) => {
        await ready()
        await withLock(work, key, url, () => rm(file, { force: true }))
        await removeEmptyFolders(root, dirname(file))
      }),
  }
}

/** Has a dot, as no folder of objects has. */
const WORK = '.crowsnest'

/** Temporary files older than this belong to a process that died. */
const STALE_MS = 3_600_000

/** A file has nothing below it, as an empty folder: reading alone would not tell. */
async function refuseFile(root: string, url: string): Promise<void> {
  const found = await unlessMissing(stat(root)).catch(() => undefined)
  if (found !== undefined && !found.isDirectory()) {
    throw new StateError({ code: 'STORE_URL_INVALID', url, reason: 'it is a file' })
  }
}

/** Makes the folder and tries it. Where that fails, folders that were made for it go again. */
async function prepare(root: string, work: string, url: string): Promise<void> {
  let made: string | undefined
  try {
    made = await mkdir(root, { recursive: true })
    // Not with the one above: of a file system that is read-only, `recursive` says that there is no such folder.
    if (await makeFolder(work)) made ??= work
    await removeStale(work)
    await tryLinks(work, url)
  } catch (error) {
    if (made !== undefined) await removeEmptyFolders(dirname(made), work).catch(() => undefined)
    if (error instanceof StateError) throw error
    throw new StateError({ code: 'STORE_NOT_WRITABLE', url, reason: messageOf(error) }, { cause: error })
  }
}

/** @returns whether it was not there */
async function makeFolder(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false
    throw error
  }
}

async function removeStale(work: string): Promise<void> {
  for (const name of await readdir(work)) {
    const file = join(work, name)
    const found = await unlessMissing(stat(file))
    if (found !== undefined && Date.now() - found.mtimeMs > STALE_MS) await rm(file, { force: true })
  }
}

async function tryLinks(work: string, url: string): Promise<void> {
  const probe = await writeTemporary(work, new Uint8Array())
  try {
    await link(probe, `${probe}-link`)
    await unlink(`${probe}-link`)
  } catch (error) {
    throw new StateError({ code: 'STORE_NO_HARD_LINKS', url }, { cause: error })
  } finally {
    await rm(probe, { force: true })
  }
}

/** link(2) gives a name to a complete file, or fails when the name is taken: never a torn file, never two winners. */
async function createFile(root: string, work: string, file: string, bytes: Uint8Array): Promise<'created' | 'exists'> {
  // A file that is there is complete: no need to write it again to learn that.
  if ((await unlessMissing(stat(file))) !== undefined) return 'exists'
  const temporary = await writeTemporary(work, bytes)
  try {
    await linkInto(root, temporary, file)
    await syncFolder(dirname(file))
    return 'created'
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return 'exists'
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

async function overwriteFile(work: string, file: string, bytes: Uint8Array): Promise<void> {
  const temporary = await writeTemporary(work, bytes)
  try {
    await rename(temporary, file)
    await syncFolder(dirname(file))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function linkInto(root: string, temporary: string, file: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await link(temporary, file)
      return
    } catch (error) {
      // The folder is new, or `delete` in another process has just removed it as empty.
      if (!isFileError(error, 'ENOENT') || attempt === 100) throw error
      const first = await unlessMissing(mkdir(dirname(file), { recursive: true }))
      if (first !== undefined) await syncNewFolders(root, first, dirname(file))
    }
  }
}

async function writeTemporary(work: string, bytes: Uint8Array): Promise<string> {
  const file = join(work, `${process.pid}-${randomUUID()}.tmp`)
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } catch (error) {
    await rm(file, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  return file
}

/** Makes the entry of every folder from `first` down to `last` durable. */
async function syncNewFolders(root: string, first: string, last: string): Promise<void> {
  for (let folder = last; folder.length >= first.length && folder !== root; folder = dirname(folder)) {
    // Missing: `delete` has just removed it as empty; the next attempt makes it again.
    await unlessMissing(syncFolder(dirname(folder)))
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and makes their entries durable itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function removeEmptyFolders(root: string, last: string): Promise<void> {
  for (let folder = last; folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder)
    } catch (error) {
      if (isFileError(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EBUSY', 'EPERM')) return
      throw error
    }
  }
}

function withEtag(bytes: Uint8Array): StoredObject {
  let etag: string | undefined
  return {
    bytes,
    get etag() {
      etag ??= etagOf(bytes)
      return etag
    },
  }
}

function etagOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
