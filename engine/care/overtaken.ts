import type { CommitLog, CommitRecord } from '../state/index.ts'

/** The chunks of so many commits are kept, the newest for the engine, the others for readers. */
export const WHOLE_COMMITS = 3

/** Whether the engine has gone on so far since a commit that its chunks may be collected. */
export async function isOvertaken(log: CommitLog, { end }: Pick<CommitRecord, 'end'>): Promise<boolean> {
  let newer = 0
  for await (const _ of log.ends({ after: end })) if (++newer === WHOLE_COMMITS) return true
  return false
}
