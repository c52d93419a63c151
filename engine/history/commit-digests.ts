import type { CommitLog, CommitRecord, GroupRef } from '../state/index.ts'
import { cachedReads } from './cached-reads.ts'

/** What reading back needs of a commit, without the state that it carries for the next interval. */
export interface CommitDigest extends Pick<
  CommitRecord,
  'sequence' | 'start' | 'end' | 'failure' | 'points' | 'charted'
> {
  readonly groups: readonly GroupRef[]
  readonly alerts: readonly FiredAlert[]
}

/** An alert that fired. */
export interface FiredAlert {
  /** Id of the committed alert, which its receipt has too. */
  readonly id: string
  readonly alert: string
  readonly groupId: string
  /** Start of the interval that made it fire, and its end, by which its receipt is found. */
  readonly interval: number
  readonly end: number
}

/** Commits by interval end, in short. */
export interface CommitDigests {
  /** Undefined: the interval is not committed. */
  get(end: number): Promise<CommitDigest | undefined>
  /** Whether it is there without reading. */
  has(end: number): boolean
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
    get: (end) =>
      kept.get(end, async () => {
        const commit = await log.at(end)
        return commit && digestOf(commit)
      }),
  }
}

function digestOf({ sequence, start, end, failure, points, charted, groups, alerts }: CommitRecord): CommitDigest {
  return {
    sequence,
    start,
    end,
    failure,
    points,
    ...(charted && { charted }),
    groups,
    alerts: alerts.map(({ id, alert, groupId }) => ({ id, alert, groupId, interval: start, end })),
  }
}
