import type { BigIntStats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'

/**
 * Whether a path that is to be written is a file that is read, by whatever name or link, or lies in a folder that is read.
 *
 * @param written - absolute path; need not exist
 * @param read - absolute path of a file or folder; need not exist
 */
export async function isReadFrom(written: string, read: string): Promise<boolean> {
  const [source, target] = await Promise.all([statOf(read), statOf(written)])
  if (source === undefined) return false
  if (source.dev === target?.dev && source.ino === target.ino) return true
  if (!source.isDirectory()) return false
  const way = relative(await realpath(read), await placeOf(written))
  return way.split(sep)[0] !== '..' && !isAbsolute(way)
}

/** Undefined where nothing can be seen: reading or writing there fails, and says why. */
async function statOf(path: string): Promise<BigIntStats | undefined> {
  // Inodes of some file systems do not fit into a number.
  return stat(path, { bigint: true }).catch(() => undefined)
}

/** The path without links; what is not there yet has none. */
async function placeOf(path: string): Promise<string> {
  const folder = dirname(path)
  return realpath(path).catch(async () => (folder === path ? path : join(await placeOf(folder), basename(path))))
}
