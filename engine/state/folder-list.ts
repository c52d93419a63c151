import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareBytes } from './byte-order.ts'
import { unlessMissing } from './file-errors.ts'
import { folderName, segmentOf } from './folder-paths.ts'
import type { ListedObject } from './object-store.ts'

/** The objects under a prefix, in the order of their keys. Folders are read when their turn comes, so the first key is cheap. */
export async function* listFolder(
  root: string,
  prefix: string,
  startAfter: string | undefined,
): AsyncGenerator<ListedObject> {
  const segments = prefix.split('/').slice(0, -1)
  if (segments.includes('')) return
  const start = segments.length === 0 ? '' : `${segments.join('/')}/`
  yield* listKeys(join(root, ...segments.map(folderName)), start, prefix, startAfter)
}

async function* listKeys(
  folder: string,
  start: string,
  prefix: string,
  startAfter: string | undefined,
): AsyncGenerator<ListedObject> {
  const found = (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? []
  const linked = new Set<string>()
  for (const entry of found) {
    // A link that cannot be followed is none of ours.
    if (!entry.isSymbolicLink() || segmentOf(entry.name, 'folder') === undefined) continue
    const target = await stat(join(folder, entry.name)).catch(() => undefined)
    if (target?.isDirectory() === true) linked.add(entry.name)
  }
  const entries = found.flatMap((entry) => {
    const isFolder = entry.isDirectory() || linked.has(entry.name)
    const segment = segmentOf(entry.name, isFolder ? 'folder' : 'file')
    return segment === undefined
      ? []
      : [{ key: `${start}${segment}${isFolder ? '/' : ''}`, name: entry.name, isFolder }]
  })
  for (const { key, name, isFolder } of entries.toSorted((a, b) => compareBytes(a.key, b.key))) {
    if (!key.startsWith(prefix) && !(isFolder && prefix.startsWith(key))) continue
    const before = startAfter !== undefined && compareBytes(key, startAfter) <= 0
    if (isFolder) {
      if (before && !startAfter.startsWith(key)) continue
      yield* listKeys(join(folder, name), key, prefix, startAfter)
    } else if (!before) {
      const size = (await unlessMissing(stat(join(folder, name))))?.size
      if (size !== undefined) yield { key, size }
    }
  }
}
