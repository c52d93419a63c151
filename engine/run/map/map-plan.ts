import type { StoredFile } from '../../sources/index.ts'
import { SHARDS } from '../../detection/index.ts'
import type { CommitRecord, SnapshotRef } from '../../state/index.ts'

/** How one interval is divided among machines: written by the step that plans, read by all others. */
export interface MapPlan {
  /** The commit that the interval follows. */
  readonly after: Pick<CommitRecord, 'end' | 'writer'>
  /** When it was planned, epoch milliseconds. */
  readonly startedAt: number
  /** Files that are read by one machine, in their order; null: one machine reads all there is, as of a database. */
  readonly imports: readonly (readonly StoredFile[] | null)[]
  /** Shards that are judged by one machine, ascending. */
  readonly scores: readonly (readonly number[])[]
}

/** How much one machine does. */
export interface MachineShare {
  /** Bytes and number of the files that it reads, about. */
  readonly importBytes: number
  readonly importFiles: number
  /** Bytes of learned state that it judges: in memory they are there once, beside the interval's verdicts. */
  readonly scoreBytes: number
}

/** What a function of Lambda does in a minute or two, with room to spare. */
export const USUAL_SHARE: MachineShare = {
  importBytes: 64 * 2 ** 20,
  importFiles: 100,
  scoreBytes: 256 * 2 ** 20,
}

/** Machines that read at most: the payload of a step holds a number for each. */
const MOST_IMPORTS = 1_000

/** Divides files among machines, neighbours together. */
export function divideFiles(
  files: readonly StoredFile[],
  { importBytes, importFiles }: MachineShare,
): readonly (readonly StoredFile[])[] {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const most = Math.max(importBytes, Math.ceil(bytes / (MOST_IMPORTS / 2)))
  const count = Math.max(importFiles, Math.ceil(files.length / (MOST_IMPORTS / 2)))
  const parts: StoredFile[][] = []
  let room = 0
  for (const file of files) {
    const part = parts.at(-1)
    if (part === undefined || part.length >= count || file.size > room) {
      parts.push([file])
      room = most - file.size
    } else {
      part.push(file)
      room -= file.size
    }
  }
  return parts
}

/** Divides the shards among machines: a power of two of them, by the size of the state that was learned. */
export function divideShards(snapshot: SnapshotRef, { scoreBytes }: MachineShare): readonly (readonly number[])[] {
  let machines = 1
  while (machines < SHARDS && learnedBytes(snapshot) / machines > scoreBytes) machines *= 2
  const each = SHARDS / machines
  return Array.from({ length: machines }, (_, k) => Array.from({ length: each }, (__, shard) => k * each + shard))
}

/** Bytes of what was learned of single metrics. */
export function learnedBytes(snapshot: SnapshotRef): number {
  return snapshot.reduce((sum, { family, bytes }) => sum + (family === 'state' ? bytes : 0), 0)
}
