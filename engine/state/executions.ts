import { randomUUID } from 'node:crypto'
import type { ReadReport } from '../dataset/index.ts'
import { mapAhead, mapLimited } from './concurrency.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { momentOf, newestFirst, type StatePlace, statePrefix } from './keys.ts'
import type { UnreadFeedback } from './judgements.ts'
import type { ObjectStore } from './object-store.ts'

/** One attempt to execute an interval, or the activation. The commit, not this, says what counts. */
export interface Execution {
  /** Interval end, epoch milliseconds. */
  readonly end: number
  /** `REPEATED`: another run committed the interval first. API: COMPLETED. */
  readonly status: 'COMPLETED' | 'REPEATED' | 'FAILED'
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly finishedAt: number
  readonly writer: string
  /** Null unless FAILED. */
  readonly failure: { readonly code: string; readonly message: string } | null
  /** What was read, with samples of rejected records; null when it did not come to that. */
  readonly report: ReadReport | null
  /** Feedback that did not count because it could not be read; only where there is some. */
  readonly unreadFeedback?: UnreadFeedback
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>
}

/** Records an attempt; attempts for one interval stand beside each other. */
export async function writeExecution(store: ObjectStore, place: StatePlace, execution: Execution): Promise<void> {
  const name = `${String(execution.startedAt).padStart(13, '0')}-${randomUUID().slice(0, 8)}.json`
  const key = `${statePrefix(place, 'executions')}${newestFirst(execution.end)}/${name}`
  await store.create(key, sealRecord(execution, FORMATS.execution))
}

/** Which attempts: of intervals that end in (after, until]; all by default. */
export interface ExecutionRange {
  readonly after?: number
  readonly until?: number
}

/** Attempts, the newest interval first, its attempts in order. */
export async function* listExecutions(
  store: ObjectStore,
  place: StatePlace,
  range: ExecutionRange = {},
): AsyncGenerator<Execution> {
  const read = async (key: string): Promise<Execution | undefined> => {
    const object = await store.get(key)
    return object && openRecord<Execution>(store, key, object.bytes, FORMATS.execution)
  }
  for await (const execution of mapAhead(executionKeys(store, place, range), READS_AT_ONCE, read)) {
    if (execution !== undefined) yield execution
  }
}

/** The attempts at one interval. */
export interface IntervalAttempts {
  /** Interval end, epoch milliseconds. */
  readonly end: number
  /** How often it was tried. */
  readonly count: number
  readonly last: Execution
}

/**
 * The last attempt at each of the newest intervals that were tried, the newest first. However often an interval was tried, one is read.
 *
 * @param limit - intervals at most
 */
export async function newestAttempts(
  store: ObjectStore,
  place: StatePlace,
  limit: number,
): Promise<readonly IntervalAttempts[]> {
  const found: { end: number; count: number; key: string }[] = []
  for await (const key of executionKeys(store, place, {})) {
    const end = momentOf(key)
    const newest = found.at(-1)
    if (newest?.end === end) Object.assign(newest, { count: newest.count + 1, key })
    else if (found.push({ end, count: 1, key }) > limit) break
  }
  const read = await mapLimited(found.slice(0, limit), READS_AT_ONCE, async ({ end, count, key }) => {
    const object = await store.get(key)
    return object && { end, count, last: openRecord<Execution>(store, key, object.bytes, FORMATS.execution) }
  })
  return read.filter((attempts) => attempts !== undefined)
}

const READS_AT_ONCE = 8

async function* executionKeys(store: ObjectStore, place: StatePlace, range: ExecutionRange): AsyncGenerator<string> {
  const prefix = statePrefix(place, 'executions')
  const startAfter = range.until === undefined ? undefined : `${prefix}${newestFirst(range.until)}`
  for await (const { key } of store.list(prefix, startAfter)) {
    const end = momentOf(key)
    if (Number.isNaN(end)) continue
    if (range.after !== undefined && end <= range.after) return
    yield key
  }
}
