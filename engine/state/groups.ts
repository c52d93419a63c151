import { groupSummary, type AnomalyGroup } from '../anomalies/index.ts'
import type { CommitLog, GroupRef } from './commit-log.ts'
import { readContent, writeContent } from './content.ts'
import { decodeJson, encodeJson } from './json.ts'
import { newestFirst, newestFirstFlat, momentOf, type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'

/**
 * Stores a group as an interval left it. It counts once the interval's commit names it.
 *
 * @param end - end of the interval
 */
export async function writeGroup(
  store: ObjectStore,
  place: StatePlace,
  end: number,
  group: AnomalyGroup,
): Promise<GroupRef> {
  const folder = `${statePrefix(place, 'groups')}${newestFirst(group.start)}_${group.id}/`
  const ref = await writeContent(store, (sha) => `${folder}${newestFirstFlat(end)}_${sha}.json`, encodeJson(group))
  const { id, measure, start, severity } = group
  return { ...ref, id, measure, start, severity, summary: groupSummary(group) }
}

/**
 * Reads a group that a commit names.
 *
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
 */
export async function readGroup(store: ObjectStore, ref: GroupRef): Promise<AnomalyGroup> {
  // The checksum proves that these are the bytes that writeGroup made.
  return decodeJson(store, ref.key, await readContent(store, ref)) as AnomalyGroup
}

/** Committed groups as they are now, the newest onset first: one commit and no group is read for each. */
export async function* listGroups(store: ObjectStore, log: CommitLog): AsyncGenerator<GroupRef> {
  let seen: string | undefined
  for await (const { key } of store.list(statePrefix(log.place, 'groups'))) {
    const folder = key.slice(0, key.lastIndexOf('/'))
    if (folder === seen) continue
    // What a killed run left behind is in no commit: then the group's revision before it counts.
    const commit = await log.at(momentOf(key.slice(folder.length)))
    const ref = commit?.groups.find((group) => group.key === key)
    if (ref === undefined) continue
    seen = folder
    yield ref
  }
}

/** A group as the keys tell it: what intervals left of it, whether or not their commits name it. */
export interface GroupRevisions {
  /** Keys of its revisions with the ends of the intervals that wrote them, the newest first; at least one. */
  readonly revisions: readonly { readonly key: string; readonly end: number }[]
}

/** All groups that were ever written, the newest onset first: listed, none is read. */
export async function* listGroupRevisions(store: ObjectStore, place: StatePlace): AsyncGenerator<GroupRevisions> {
  let folder: string | undefined
  let revisions: GroupRevisions['revisions'][number][] = []
  for await (const { key } of store.list(statePrefix(place, 'groups'))) {
    const own = key.slice(0, key.lastIndexOf('/'))
    if (own !== folder && revisions.length > 0) {
      yield { revisions }
      revisions = []
    }
    folder = own
    revisions.push({ key, end: momentOf(key.slice(own.length)) })
  }
  if (revisions.length > 0) yield { revisions }
}
