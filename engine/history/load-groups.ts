import {
  endsWithReceipts,
  listGroupRevisions,
  mapLimited,
  readDigestPages,
  type CommitDigest,
  type CommitLog,
  type FiredAlert,
  type GroupRef,
  type GroupRevisions,
  type ObjectStore,
} from '../state/index.ts'
import type { CommitDigests } from './commit-digests.ts'

/** What commits say about groups. */
export interface CommittedGroups {
  /** As the newest of the commits that name a group left it. */
  readonly groups: ReadonlyMap<string, GroupRef>
  readonly fired: readonly FiredAlert[]
}

/** Commits on their way at a time: a request to S3 takes some 30 ms, its client has 50 connections, and a commit some 20 kB. */
const READS_AT_ONCE = 48

/** So many commits are read whatever is in them: to list what keys tell takes longer. */
const READ_ALL = 512

/**
 * Finds all committed groups: of most commits in pages, and of the newest, which no page has yet, in themselves.
 *
 * @param until - end of the last commit that counts
 */
export async function loadGroups(
  store: ObjectStore,
  log: CommitLog,
  digests: CommitDigests,
  until: number,
): Promise<CommittedGroups> {
  const pages = await readDigestPages(store, log, until)
  if (pages === undefined) return searchGroups(store, log, digests, { until })
  digests.put(pages.commits)
  const range = { after: pages.end, until }
  const left = await Array.fromAsync(log.ends(range))
  const since = left.length > READ_ALL ? await searchGroups(store, log, digests, range) : await groupsOf(digests, left)
  const groups = new Map(pages.commits.flatMap((commit) => commit.groups.map((ref) => [ref.id, ref])))
  for (const [id, ref] of since.groups) groups.set(id, ref)
  return { groups, fired: [...pages.commits.flatMap(({ alerts }) => alerts), ...since.fired] }
}

/**
 * Finds committed groups where no pages tell them. The keys tell which commits are worth reading: those of each group's newest revision, and
 * those whose alerts have receipts, so that thousands of intervals without an anomaly cost nothing.
 *
 * @param range - of interval ends, (after, until]
 */
async function searchGroups(
  store: ObjectStore,
  log: CommitLog,
  digests: CommitDigests,
  { after = -Infinity, until }: { readonly after?: number; readonly until: number },
): Promise<CommittedGroups> {
  const counts = (end: number): boolean => end > after && end <= until
  const receipts = (await Array.fromAsync(endsWithReceipts(store, log.place))).filter(counts)
  const revisions = await Array.fromAsync(listGroupRevisions(store, log.place))
  const groups = new Map<string, GroupRef>()
  const fired = new Map<string, FiredAlert>()
  let open: readonly GroupRevisions['revisions'][] = revisions.map((group) =>
    group.revisions.filter(({ end }) => counts(end)),
  )
  // An alert of the last commit may have no receipt yet.
  let ends = new Set([...receipts, until])
  for (;;) {
    for (const [newest] of open) if (newest !== undefined) ends.add(newest.end)
    const named = new Map<string, GroupRef>()
    for (const digest of await readAll(digests, ends)) {
      for (const ref of digest.groups) named.set(ref.key, ref)
      for (const alert of digest.alerts) fired.set(alert.id, alert)
    }
    const left: GroupRevisions['revisions'][] = []
    for (const [newest, ...older] of open) {
      const ref = newest && named.get(newest.key)
      if (ref !== undefined) groups.set(ref.id, ref)
      // What a killed run left behind is in no commit: then the group's revision before it counts.
      else if (older.length > 0) left.push(older)
    }
    if (left.length === 0) return { groups, fired: [...fired.values()] }
    open = left
    ends = new Set()
  }
}

/**
 * What commits after those that are known say.
 *
 * @param range - of interval ends, (after, until]
 */
export async function groupsSince(
  log: CommitLog,
  digests: CommitDigests,
  range: { readonly after: number; readonly until: number },
): Promise<CommittedGroups> {
  return groupsOf(digests, await Array.fromAsync(log.ends(range)))
}

/** @param ends - of intervals, the newest first */
async function groupsOf(digests: CommitDigests, ends: readonly number[]): Promise<CommittedGroups> {
  const newestFirst = await readAll(digests, ends)
  const groups = new Map(newestFirst.toReversed().flatMap((digest) => digest.groups.map((ref) => [ref.id, ref])))
  return { groups, fired: newestFirst.flatMap(({ alerts }) => alerts) }
}

async function readAll(digests: CommitDigests, ends: Iterable<number>): Promise<readonly CommitDigest[]> {
  const read = await mapLimited([...ends], READS_AT_ONCE, (end) => digests.get(end))
  return read.filter((digest) => digest !== undefined)
}
