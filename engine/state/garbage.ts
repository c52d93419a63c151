import type { CommitLog, CommitRecord } from './commit-log.ts'
import { newestFirstFlat } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { chunksPrefix } from './snapshot.ts'
import { StateError } from './state-error.ts'

/** Commits whose state stays, the newest for the engine, the others for readers. */
export const KEPT_COMMITS = 3

/** What may go. */
export interface GarbageOptions {
  /** Now, epoch milliseconds. */
  readonly now: number
  /** Commits whose state stays readable; at least 1, default KEPT_COMMITS. */
  readonly keepCommits?: number
  /** A commit's state also stays for this long after its successor was written, for readers; default 60 seconds. */
  readonly graceMs?: number
}

/**
 * Removes chunks of state that no recent commit needs. Only the last state is needed to go on; commits, points and groups stay.
 * Chunks of an interval that is not committed yet are never touched.
 *
 * @returns how many chunks were removed
 */
export async function collectGarbage(store: ObjectStore, log: CommitLog, options: GarbageOptions): Promise<number> {
  const { now, keepCommits = KEPT_COMMITS, graceMs = 60_000 } = options
  const needed = new Set<string>()
  let oldest: number | undefined
  let kept = 0
  let succeededAt = Infinity
  for await (const commit of log.newestFirst()) {
    if (kept >= Math.max(1, keepCommits) && succeededAt <= now - graceMs) break
    for (const { key } of commit.snapshot) needed.add(key)
    oldest = commit.end
    kept++
    succeededAt = commit.writtenAt
  }
  if (oldest === undefined) return 0
  let removed = 0
  for await (const { key } of store.list(
    chunksPrefix(log.place),
    `${chunksPrefix(log.place)}${newestFirstFlat(oldest)}`,
  )) {
    if (needed.has(key)) continue
    await store.delete(key)
    removed++
  }
  return removed
}

/**
 * Reads the state of a commit. A process that stood still for long, as a machine that slept, can find it collected because others have
 * gone on meanwhile; so can one among clocks that are minutes apart.
 *
 * @param commit - the last one when it was read
 * @returns undefined when it is not the last any more and its state is gone: read the last commit again
 * @throws what `read` throws otherwise
 */
export async function unlessCollected<T>(
  log: CommitLog,
  commit: Pick<CommitRecord, 'end'>,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof StateError) || error.code !== 'OBJECT_MISSING') throw error
    const last = await log.latest()
    if (last === undefined || last.end <= commit.end) throw error
    return undefined
  }
}
