import type { FileStore, StoredFile } from './file-store.ts'
import type { IgnoredFiles } from './source.ts'

/** The data files found at a path, sorted by name, and what was left aside. */
export interface Selection {
  readonly files: readonly StoredFile[]
  readonly bytes: number
  readonly ignored: IgnoredFiles
}

/** Nothing found. */
export const NOTHING: Selection = { files: [], bytes: 0, ignored: { hidden: 0, empty: 0, folders: 0, other: 0 } }

/**
 * The data of one interval: every file under the expanded template, at any depth. A template that does not end in `/`
 * also names files (`.../1520` takes `1520.csv` and `1520-part2.csv`, not `15200.csv`).
 *
 * @param prefix - key
 */
export async function selectInterval(store: FileStore, prefix: string, signal?: AbortSignal): Promise<Selection> {
  const counts = { hidden: 0, empty: 0, folders: 0, other: 0 }
  const files: StoredFile[] = []
  for await (const entry of store.list(prefix, 'deep', signal)) {
    const rest = entry.key.slice(prefix.length)
    if (!prefix.endsWith('/') && prefix !== '' && /^[\p{L}\p{N}]/u.test(rest)) continue
    if (isHidden(prefix, rest)) counts.hidden++
    else if (entry.kind !== 'file') counts.other++
    else if (entry.size === 0) counts.empty++
    else files.push(entry)
  }
  return selection(files, counts)
}

/**
 * The history: a file, or the files directly in a folder; what lies in its sub-folders is not read.
 *
 * @param path - key of a file or folder, the folder with or without `/` at its end
 * @returns undefined when there is nothing at all
 */
export async function selectHistory(
  store: FileStore,
  path: string,
  signal?: AbortSignal,
): Promise<Selection | undefined> {
  const counts = { hidden: 0, empty: 0, folders: 0, other: 0 }
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`
  if (folder !== path) {
    for await (const entry of store.list(path, 'shallow', signal)) {
      if (entry.kind === 'file' && entry.key === path) {
        return entry.size === 0 ? selection([], { ...counts, empty: 1 }) : selection([entry], counts)
      }
      // The listing is in order of names, so that the file itself would come first.
      if (entry.kind === 'file') break
    }
  }
  const files: StoredFile[] = []
  let found = false
  for await (const entry of store.list(folder, 'shallow', signal)) {
    found = true
    if (entry.key === folder) continue
    if (isHidden(folder, entry.key.slice(folder.length))) counts.hidden++
    else if (entry.kind === 'folder') counts.folders++
    else if (entry.kind === 'other') counts.other++
    else if (entry.size === 0) counts.empty++
    else files.push(entry)
  }
  return found ? selection(files, counts) : undefined
}

/** Both counted together. */
export function addIgnored(one: IgnoredFiles, other: IgnoredFiles): IgnoredFiles {
  return {
    hidden: one.hidden + other.hidden,
    empty: one.empty + other.empty,
    folders: one.folders + other.folders,
    other: one.other + other.other,
  }
}

/** Files that were selected before, in their order. */
export function selectionOf(files: readonly StoredFile[], ignored = NOTHING.ignored): Selection {
  return { files, bytes: files.reduce((sum, { size }) => sum + size, 0), ignored }
}

function selection(files: readonly StoredFile[], ignored: IgnoredFiles): Selection {
  return selectionOf(
    files.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    ignored,
  )
}

/** Whether a name below the path begins with a dot or underscore; what continues the path's own last name does not. */
function isHidden(prefix: string, rest: string): boolean {
  return (prefix === '' || prefix.endsWith('/') ? /(?:^|\/)[._]/ : /\/[._]/).test(rest)
}
