import { digestOf, type CommitDigest } from './commit-digest.ts'
import type { CommitLog, CommitRecord } from './commit-log.ts'
import { mapLimited } from './concurrency.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import { StateError } from './state-error.ts'

/** What a page of commits says. */
interface DigestPage {
  readonly detector: string
  readonly generation: string
  /** The commit before its first; null for the first page. */
  readonly after: CommitIdentity | null
  /** Its last commit. */
  readonly last: CommitIdentity
  /** Those of its commits that name groups or alerts, ascending. */
  readonly commits: readonly CommitDigest[]
}

/** Tells a commit from one that was made in its place after it was lost. */
type CommitIdentity = Pick<CommitRecord, 'end' | 'writer' | 'writtenAt'>

/** What the pages of a generation say together. */
export interface DigestedCommits {
  /** End of the last commit that they say something of. */
  readonly end: number
  /** Those commits up to then that name groups or alerts, ascending. */
  readonly commits: readonly CommitDigest[]
}

/** Commits of a page: by their sequence, so that whoever writes a page writes the same. */
const COMMITS = 256

/** Commits on their way at a time, while a page is written: they can be large, and nobody waits for it. */
const COMMIT_READS = 8

/** Pages on their way at a time. */
const PAGE_READS = 48

/**
 * Writes the next page of commits that is full and not there. Pages hold nothing that commits do not say, in a hundredth of their size: who
 * wants to know all groups reads a few pages instead of thousands of commits. Where one is missing or damaged, the commits are read.
 *
 * @param last - the last commit
 * @returns whether one was written
 */
export async function writeDigestPage(store: ObjectStore, log: CommitLog, last: CommitRecord): Promise<boolean> {
  const full = Math.floor((last.sequence + 1) / COMMITS)
  if (full === 0) return false
  const present = new Set(await keysOf(store, log.place))
  let number = 0
  while (present.has(keyOf(log.place, number))) number++
  if (number >= full) return false
  const page = await pageOf(log, last, number)
  if (page === undefined) return false
  const outcome = await store.create(keyOf(log.place, number), sealRecord(page, FORMATS.digests))
  return outcome === 'created'
}

/**
 * Reads all pages that follow each other from the first commit on.
 *
 * @param until - end of the last commit
 * @returns undefined where there are none
 */
export async function readDigestPages(
  store: ObjectStore,
  log: CommitLog,
  until: number,
): Promise<DigestedCommits | undefined> {
  const keys = await keysOf(store, log.place)
  const inOrder = keys.filter((key, index) => key === keyOf(log.place, index))
  const read = await mapLimited(inOrder, PAGE_READS, (key) => readPage(store, log.place, key))
  const pages: DigestPage[] = []
  for (const page of read) {
    if (page === undefined || page.last.end > until || !isSame(page.after, pages.at(-1)?.last ?? null)) break
    pages.push(page)
  }
  // Commits may have been lost and made again since: then the page is about those that were before.
  while (pages.length > 0 && !isSame(pages.at(-1)!.last, (await log.at(pages.at(-1)!.last.end)) ?? null)) pages.pop()
  const end = pages.at(-1)?.last.end
  return end === undefined ? undefined : { end, commits: pages.flatMap(({ commits }) => commits) }
}

async function pageOf(log: CommitLog, last: CommitRecord, number: number): Promise<DigestPage | undefined> {
  const first = number * COMMITS
  const ends: number[] = []
  let sequence = last.sequence
  for await (const end of log.ends({ until: last.end })) {
    if (sequence < first + COMMITS) ends.unshift(end)
    // The commit before the first tells that the page follows the one before.
    if (sequence-- < first) break
  }
  const commits = await readCommits(log, ends)
  const before = first === 0 ? undefined : commits?.shift()
  // Where a commit is missing or damaged, there is no page.
  if (commits?.length !== COMMITS || commits.some((commit, index) => commit.sequence !== first + index))
    return undefined
  if (first > 0 && before?.sequence !== first - 1) return undefined
  return {
    ...log.place,
    after: before === undefined ? null : identityOf(before),
    last: identityOf(commits.at(-1)!),
    commits: commits.map(({ digest }) => digest).filter(({ groups, alerts }) => groups.length + alerts.length > 0),
  }
}

type ReadCommit = CommitIdentity & { readonly sequence: number; readonly digest: CommitDigest }

/** Undefined where one cannot be read, which is for others to tell. */
async function readCommits(log: CommitLog, ends: readonly number[]): Promise<ReadCommit[] | undefined> {
  try {
    const read = await mapLimited(ends, COMMIT_READS, async (end): Promise<ReadCommit | undefined> => {
      const commit = await log.at(end)
      return commit && { ...identityOf(commit), sequence: commit.sequence, digest: digestOf(commit) }
    })
    return read.filter((commit) => commit !== undefined)
  } catch (error) {
    if (isUnreadable(error)) return undefined
    throw error
  }
}

async function readPage(store: ObjectStore, place: StatePlace, key: string): Promise<DigestPage | undefined> {
  const object = await store.get(key)
  if (object === undefined) return undefined
  try {
    const page = openRecord<DigestPage>(store, key, object.bytes, FORMATS.digests)
    return page.detector === place.detector && page.generation === place.generation ? page : undefined
  } catch (error) {
    if (isUnreadable(error)) return undefined
    throw error
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof StateError && (error.code === 'OBJECT_CORRUPT' || error.code === 'OBJECT_VERSION_UNKNOWN')
}

function identityOf({ end, writer, writtenAt }: CommitIdentity): CommitIdentity {
  return { end, writer, writtenAt }
}

function isSame(one: CommitIdentity | null, other: CommitIdentity | null): boolean {
  return one?.end === other?.end && one?.writer === other?.writer && one?.writtenAt === other?.writtenAt
}

function keysOf(store: ObjectStore, place: StatePlace): Promise<readonly string[]> {
  return Array.fromAsync(store.list(statePrefix(place, 'digests')), ({ key }) => key)
}

function keyOf(place: StatePlace, number: number): string {
  return `${statePrefix(place, 'digests')}${String(number).padStart(8, '0')}.json`
}
