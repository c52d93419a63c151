import { digestOf, type CommitDigest, type CommitLog } from '../state/index.ts'
import { cachedReads } from './cached-reads.ts'

/** Commits by interval end, in short. */
export interface CommitDigests {
  /** Undefined: the interval is not committed. */
  get(end: number): Promise<CommitDigest | undefined>
  /** Whether it is there without reading. */
  has(end: number): boolean
  /** Keeps digests that were read in pages. */
  put(digests: Iterable<CommitDigest>): void
}

/** Some 20 MB: a digest is a few hundred bytes, and so is a group in it. */
const MOST_KEPT = 50_000

/** Reads commits of a generation and keeps the digests of those that were read lately. */
export function commitDigests(log: CommitLog): CommitDigests {
  const kept = cachedReads<number, CommitDigest>(
    MOST_KEPT,
    ({ groups, alerts, charted = [] }) => 1 + groups.length + alerts.length + charted.length,
  )
  return {
    has: (end) => kept.has(end),
    put(digests) {
      for (const digest of digests) kept.put(digest.end, digest)
    },
    get: (end) =>
      kept.get(end, async () => {
        const commit = await log.at(end)
        return commit && digestOf(commit)
      }),
  }
}
