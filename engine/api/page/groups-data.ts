import type { GroupsData } from '../../console/index.ts'
import type { DetectorHistory, JudgementsNow, GroupsNow } from '../../history/index.ts'
import { groupLine } from './group-line.ts'

/** All groups of a detector; made again only where there is something new, because there may be thousands. */
export async function groupsData({ generation, judgements: book }: DetectorHistory): Promise<GroupsData> {
  if (generation === null) return { groups: [], unreadFeedback: null }
  const [now, judgements] = await Promise.all([generation.groups.now(), book.now()])
  const known = MADE.get(now)
  if (known?.judgements === judgements) return known.data
  const { unread } = judgements
  const data = { groups: now.groups.map((group) => groupLine(group, judgements)), unreadFeedback: unread }
  MADE.set(now, { judgements, data })
  return data
}

/** The last list of each moment that is still in memory. */
const MADE = new WeakMap<GroupsNow, { readonly judgements: JudgementsNow; readonly data: GroupsData }>()
