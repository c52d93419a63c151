import type { GroupSummary } from '../anomalies/index.ts'
import type { DataQualityMetric, ReadReport } from '../dataset/index.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { momentOf, newestFirst, type StatePlace, statePrefix } from './keys.ts'
import type { ObjectStore } from './object-store.ts'
import type { SnapshotRef } from './snapshot.ts'
import { StateError } from './state-error.ts'
import type { ContentRef } from './content.ts'

/** All that an interval came to. It is the truth about the interval; objects that no commit names do not count. */
export interface CommitRecord {
  readonly detector: string
  readonly generation: string
  /** 0 for the activation, then one more each. */
  readonly sequence: number
  /** The interval, or for the activation the history: half-open, epoch milliseconds. `end` orders commits. */
  readonly start: number
  readonly end: number
  readonly specHash: string
  /** Id of the process that computed it. */
  readonly writer: string
  /** Epoch milliseconds. */
  readonly writtenAt: number
  /** The state after the interval. */
  readonly snapshot: SnapshotRef
  /** What all shards share in the next interval (DESIGN 13); any JSON value. */
  readonly summary: unknown
  /** Groups that may still grow; any JSON value. */
  readonly openGroups: unknown
  /** Alerts that have fired for them; any JSON value. */
  readonly firedAlerts: unknown
  /** Intervals with data that the state has learned from. */
  readonly learned: number
  /** Intervals without data since the last one with data, this one included. */
  readonly gap: number
  /** Why the interval was passed over without data; null when it was judged. */
  readonly failure: { readonly code: string; readonly message: string } | null
  /** Groups that began or changed in the interval. */
  readonly groups: readonly GroupRef[]
  /** Alerts that fire because of the interval. */
  readonly alerts: readonly CommittedAlert[]
  /** Values, expectations and scores of the interval; null when there are none. */
  readonly points: ContentRef | null
  /** Of a backtest, whose one commit stands for many intervals: the points of each of them, ascending. */
  readonly charted?: readonly ChartedInterval[]
  /** What was read; null when the interval was passed over. */
  readonly report: ReadReport | null
  /** How good the data was; empty when the interval was passed over. */
  readonly quality: readonly DataQualityMetric[]
}

/** Points of one interval of a backtest: half-open, epoch milliseconds. */
export interface ChartedInterval extends ContentRef {
  readonly start: number
  readonly end: number
}

/** A group as the interval left it, stored by its content. */
export interface GroupRef extends ContentRef {
  readonly id: string
  readonly measure: string
  /** First interval start, epoch milliseconds. */
  readonly start: number
  readonly severity: number
  /** What a list shows of it; commits written before there were summaries have none. */
  readonly summary?: GroupSummary
}

/** An alert that is to be delivered at least once; receivers drop repeats by `id`. */
export interface CommittedAlert {
  /** Stable: the same for the same detector, generation, interval, alert and group. */
  readonly id: string
  readonly alert: string
  readonly groupId: string
}

/** What became of an append. `lost`: another run committed the interval first, and its record counts. */
export type AppendResult =
  | { readonly outcome: 'committed'; readonly record: CommitRecord }
  | { readonly outcome: 'lost'; readonly record: CommitRecord }

/** The commits of one generation. */
export interface CommitLog {
  readonly place: StatePlace
  /** The last commit: one listing and one read, however many there are. Undefined before the activation's. */
  latest(): Promise<CommitRecord | undefined>
  /** The commit of the interval that ends at `end`. */
  at(end: number): Promise<CommitRecord | undefined>
  /**
   * Commits an interval, if nobody has.
   *
   * @param after - the commit that this one follows, as `latest` gave it; undefined for the activation
   * @throws {StateError} COMMIT_OUT_OF_ORDER when the record does not follow `after`
   */
  append(record: CommitRecord, after: CommitRecord | undefined): Promise<AppendResult>
  /** Ends of the intervals that are committed, from the newest to the oldest, in (after, until]: listed, none is read. */
  ends(range?: { readonly after?: number; readonly until?: number }): AsyncIterable<number>
  /** Commits from the newest to the oldest whose `end` is in (after, until]; all by default. */
  newestFirst(range?: { readonly after?: number; readonly until?: number }): AsyncIterable<CommitRecord>
}

/** Key of the commit of the interval that ends at `end`. */
export function commitKey(place: StatePlace, end: number): string {
  return `${statePrefix(place, 'commits')}${newestFirst(end)}.json`
}

/** Opens the commits of a generation; reads nothing yet. */
export function commitLog(store: ObjectStore, place: StatePlace): CommitLog {
  const prefix = statePrefix(place, 'commits')
  const keyOf = (end: number): string => commitKey(place, end)

  async function read(key: string): Promise<CommitRecord | undefined> {
    const object = await store.get(key)
    return object && openRecord<CommitRecord>(store, key, object.bytes, FORMATS.commit)
  }

  async function* ends(range: { readonly after?: number; readonly until?: number } = {}): AsyncGenerator<number> {
    // Every key of a later interval sorts before this one, and this interval's own key after it.
    const startAfter = range.until === undefined ? undefined : keyOf(range.until).slice(0, -'.json'.length)
    for await (const { key } of store.list(prefix, startAfter)) {
      const end = momentOf(key)
      if (Number.isNaN(end)) continue
      if (range.after !== undefined && end <= range.after) return
      yield end
    }
  }

  async function* newest(range?: { readonly after?: number; readonly until?: number }): AsyncGenerator<CommitRecord> {
    for await (const end of ends(range)) {
      const record = await read(keyOf(end))
      if (record !== undefined) yield record
    }
  }

  return {
    place,
    at: (end) => read(keyOf(end)),
    ends,
    newestFirst: newest,
    async latest() {
      for await (const record of newest()) return record
      return undefined
    },
    async append(record, after) {
      const expected = after === undefined ? 0 : after.sequence + 1
      if (record.sequence !== expected || (after !== undefined && record.end <= after.end)) {
        throw new StateError({ code: 'COMMIT_OUT_OF_ORDER', got: record, after: after ?? null })
      }
      const key = keyOf(record.end)
      if ((await store.create(key, sealRecord(record, FORMATS.commit))) === 'created') {
        return { outcome: 'committed', record }
      }
      const winner = await read(key)
      if (winner === undefined) throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key })
      return { outcome: 'lost', record: winner }
    },
  }
}
