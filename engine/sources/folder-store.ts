import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { FileStore, StoredEntry } from './file-store.ts'
import { readAhead } from './read-ahead.ts'
import { SourceError } from './source-error.ts'

/**
 * Files of the machine. Keys are absolute paths, with `/` on every system.
 *
 * @param baseDir - where relative paths start: the folder of the spec; the root where all paths are absolute
 */
export function folderStore(baseDir: string): FileStore {
  const base = resolve(baseDir)

  async function* list(prefix: string, depth: 'deep' | 'shallow'): AsyncIterable<StoredEntry> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    yield* entriesOf(folder, prefix.slice(folder.length), depth, new Set())
  }

  async function* entriesOf(
    folder: string,
    beginning: string,
    depth: 'deep' | 'shallow',
    above: ReadonlySet<string>,
  ): AsyncIterable<StoredEntry> {
    for (const entry of await namesIn(folder)) {
      if (!entry.startsWith(beginning)) continue
      const key = folder + entry
      const found = await statOf(key)
      if (found?.isFile() === true) yield { kind: 'file', key, size: found.size, etag: versionOf(found) }
      else if (found?.isDirectory() !== true) yield { kind: 'other', key }
      else if (depth === 'shallow') yield { kind: 'folder', key: `${key}/` }
      else {
        const real = await realpath(key)
        // A link to a folder above would go round for ever.
        if (above.has(real)) yield { kind: 'other', key }
        else yield* entriesOf(`${key}/`, '', depth, new Set([...above, real]))
      }
    }
  }

  async function namesIn(folder: string): Promise<readonly string[]> {
    try {
      return (await readdir(folder)).toSorted()
    } catch (error) {
      if (isMissing(error)) return []
      throw readError(error, name(folder), 'list')
    }
  }

  async function statOf(key: string): Promise<Stats | undefined> {
    try {
      return await stat(key)
    } catch (error) {
      if (isMissing(error) || codeOf(error) === 'ELOOP') return undefined
      throw readError(error, name(key), 'list')
    }
  }

  function name(key: string): string {
    const path = relative(base, key)
    if (dirname(base) === base) return key
    return path.startsWith('..') || isAbsolute(path) ? key : `./${path.replaceAll('\\', '/')}`
  }

  return {
    url: pathToFileURL(base).href,
    key(path) {
      const given = path.startsWith('file:') ? filePath(path) : path
      const key = resolve(base, given).replaceAll('\\', '/')
      return /[/\\]$/.test(given) && !key.endsWith('/') ? `${key}/` : key
    },
    name,
    list,
    async *open(file, range, signal) {
      let read = 0
      const wanted = range === undefined ? file.size : range.end - range.start
      try {
        for await (const bytes of readAhead(file.key, range?.start ?? 0, wanted, signal)) {
          read += bytes.length
          yield bytes
        }
        const now = await stat(file.key)
        if (read !== wanted || versionOf(now) !== file.etag) throw new SourceError('FILE_CHANGED', name(file.key), {})
      } catch (error) {
        signal?.throwIfAborted()
        throw error instanceof SourceError ? error : readError(error, name(file.key), 'read')
      }
    },
  }
}

function versionOf({ size, mtimeMs, ino }: Stats): string {
  return `${size}-${mtimeMs}-${ino}`
}

/** A `file:` URL's path; the braces of templates stay as they are. */
function filePath(url: string): string {
  return fileURLToPath(url)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

function readError(error: unknown, place: string, doing: 'list' | 'read'): SourceError {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') {
    return new SourceError('ACCESS_DENIED', place, { doing, s3: false }, { cause: error })
  }
  if (isMissing(error)) return new SourceError('NOTHING_AT_PATH', place, {}, { cause: error })
  const reason = error instanceof Error ? error.message : String(error)
  return new SourceError('READ_FAILED', place, { reason }, { cause: error })
}
