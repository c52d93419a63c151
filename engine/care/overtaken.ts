import { KEPT_COMMITS, type CommitLog, type CommitRecord } from '../state/index.ts'

/** Whether the engine has gone on so far since a commit that its chunks may be collected. */
export async function isOvertaken(log: CommitLog, { end }: Pick<CommitRecord, 'end'>): Promise<boolean> {
  let newer = 0
  for await (const _ of log.ends({ after: end })) if (++newer === KEPT_COMMITS) return true
  return false
}
