import { groupSummary, type GroupSummary, type OpenGroup } from '../anomalies/index.ts'
import {
  mapLimited,
  readGroup,
  type CommitLog,
  type CommitRecord,
  type FiredAlert,
  type GroupRef,
  type ObjectStore,
} from '../state/index.ts'
import type { CommitDigests } from './commit-digests.ts'
import { groupsSince, loadGroups, type CommittedGroups } from './load-groups.ts'

/** A group with what lists show of it. */
export interface IndexedGroup {
  readonly ref: GroupRef
  readonly summary: GroupSummary
  /** It may still grow. */
  readonly open: boolean
  /** Alerts that fired for it, the oldest first. */
  readonly alerts: readonly FiredAlert[]
}

/** All groups of a generation at one moment; never changed. */
export interface GroupsNow {
  /** Null before the first commit. */
  readonly last: CommitRecord | null
  /** The newest onset first; of the same onset by id. */
  readonly groups: readonly IndexedGroup[]
  readonly byId: ReadonlyMap<string, IndexedGroup>
  /** All alerts that fired, the newest first. */
  readonly fired: readonly FiredAlert[]
}

/** The groups of a generation, kept in memory. */
export interface GroupIndex {
  /**
   * Brings the groups up to date: a listing where nothing is new; otherwise what was committed since is read.
   *
   * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
   */
  now(): Promise<GroupsNow>
}

/** Groups on their way at a time, where commits have no summaries. */
const READS_AT_ONCE = 16

const NOTHING: GroupsNow = { last: null, groups: [], byId: new Map(), fired: [] }

/** Opens the groups of a generation; reads nothing yet. */
export function groupIndex(store: ObjectStore, log: CommitLog, digests: CommitDigests): GroupIndex {
  let known = NOTHING
  let underway: Promise<GroupsNow> | undefined

  async function refresh(): Promise<GroupsNow> {
    const until = await firstOf(log.ends())
    if (until === known.last?.end) return known
    // Another process may have removed the detector between the listing and the read.
    const last = until === undefined ? undefined : await log.at(until)
    if (until === undefined || last === undefined) return (known = NOTHING)
    const after = known.last?.end
    const isNewer = after !== undefined && after < until
    const found = isNewer
      ? await groupsSince(log, digests, { after, until })
      : await loadGroups(store, log, digests, until)
    known = await merge(store, isNewer ? known : NOTHING, found, last)
    return known
  }

  return {
    now() {
      underway ??= refresh().finally(() => {
        underway = undefined
      })
      return underway
    },
  }
}

async function merge(
  store: ObjectStore,
  known: GroupsNow,
  { groups, fired }: CommittedGroups,
  last: CommitRecord,
): Promise<GroupsNow> {
  const ids = new Set(known.fired.map(({ id }) => id))
  const allFired = [...known.fired, ...fired.filter(({ id }) => !ids.has(id))].toSorted(
    (a, b) => b.end - a.end || (a.id < b.id ? -1 : 1),
  )
  const firedOf = Map.groupBy(allFired.toReversed(), ({ groupId }) => groupId)
  const open = openIds(last)
  const before = known.last === null ? new Set<string>() : openIds(known.last)
  // Most intervals change nothing, and there may be many groups.
  if (groups.size === 0 && allFired.length === known.fired.length && open.symmetricDifference(before).size === 0) {
    return { ...known, last }
  }
  const changed = await mapLimited([...groups.values()], READS_AT_ONCE, async (ref) => ({
    ref,
    summary: ref.summary ?? groupSummary(await readGroup(store, ref)),
  }))
  const all = [...known.groups.filter(({ ref }) => !groups.has(ref.id)), ...changed].map(
    ({ ref, summary }): IndexedGroup => ({ ref, summary, open: open.has(ref.id), alerts: firedOf.get(ref.id) ?? [] }),
  )
  const sorted = all.toSorted((a, b) => b.ref.start - a.ref.start || (a.ref.id < b.ref.id ? -1 : 1))
  return { last, groups: sorted, byId: new Map(sorted.map((group) => [group.ref.id, group])), fired: allFired }
}

function openIds({ openGroups }: CommitRecord): ReadonlySet<string> {
  return new Set((openGroups as readonly OpenGroup[]).map(({ id }) => id))
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item
  return undefined
}
