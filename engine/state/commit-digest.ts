import type { CommitRecord, GroupRef } from './commit-log.ts'

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

/** The digest of a commit. */
export function digestOf(commit: CommitRecord): CommitDigest {
  const { sequence, start, end, failure, points, charted, groups, alerts } = commit
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
