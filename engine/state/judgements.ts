import { randomUUID } from 'node:crypto'
import type { Judgement } from '../anomalies/index.ts'
import { limiter, mapLimited } from './concurrency.ts'
import { FORMATS } from './formats.ts'
import { openRecord, sealRecord } from './json.ts'
import { judgementProblem } from './judgement-check.ts'
import { feedbackPrefix, momentOf, newestFirst } from './keys.ts'
import type { ListedObject, ObjectStore } from './object-store.ts'
import { StateError, type StateErrorCode } from './state-error.ts'

/** Which judgements: said in (after, until], epoch milliseconds; all by default. */
export interface JudgementRange {
  readonly after?: number
  readonly until?: number
}

/** Objects of feedback that cannot be read, so that what they say does not count. */
export interface UnreadFeedback {
  /** At least 1. */
  readonly objects: number
  /** What is wrong with the newest of them, and the cure, for people; at most 3. */
  readonly examples: readonly string[]
}

/** What people said, as far as it can be read. */
export interface ReadJudgements {
  /** The newest first; what was taken back is among them. */
  readonly judgements: readonly Judgement[]
  /** Null where everything can be read. */
  readonly unread: UnreadFeedback | null
}

/**
 * Reads judgements of one detector; what it has read once, it does not read again. Reviewers may write here who may not change
 * anything else, so an object that cannot be read stops nobody: it is told, and counts as soon as it is mended.
 */
export type JudgementReader = (range?: JudgementRange) => Promise<ReadJudgements>

/**
 * Stores what somebody said at one moment, as one new object: all of it counts, or nothing, and two people who judge at once
 * do not disturb each other.
 *
 * @param judgements - at least one; all with the same `at`
 */
export async function writeJudgements(
  store: ObjectStore,
  detector: string,
  judgements: readonly Judgement[],
): Promise<void> {
  const at = judgements[0]?.at
  if (at === undefined || judgements.some((judgement) => judgement.at !== at)) {
    throw new RangeError('judgements: give at least one, all said at the same moment')
  }
  const key = `${feedbackPrefix(detector)}${newestFirst(at)}_${randomUUID()}.json`
  await store.create(key, sealRecord({ judgements }, FORMATS.judgements))
}

/**
 * What people said about a detector's anomalies.
 *
 * @see judgementsInForce
 */
export function listJudgements(store: ObjectStore, detector: string, range?: JudgementRange): Promise<ReadJudgements> {
  return judgementReader(store, detector)(range)
}

/** Opens the judgements about a detector, for one who reads them again and again; reads nothing yet. */
export function judgementReader(store: ObjectStore, detector: string): JudgementReader {
  const prefix = feedbackPrefix(detector)
  // Objects never change, so what was read under a key stays true.
  const known = new Map<string, readonly Judgement[]>()
  return async ({ after, until } = {}) => {
    const found: ListedObject[] = []
    const startAfter = until === undefined ? undefined : `${prefix}${newestFirst(until)}`
    for await (const object of store.list(prefix, startAfter)) {
      const at = momentOf(object.key)
      if (after !== undefined && at <= after) break
      if (!Number.isNaN(at)) found.push(object)
    }
    const large = limiter(LARGE_AT_ONCE)
    const read = await mapLimited(found, READS_AT_ONCE, async (object) => {
      const reading = () => unlessUnreadable(readJudgements(store, object))
      const judgements = known.get(object.key) ?? (await (object.size > LARGE_BYTES ? large(reading) : reading()))
      if (!(judgements instanceof StateError)) known.set(object.key, judgements)
      return judgements
    })
    const judgements = read.flatMap((one) => (one instanceof StateError ? [] : one))
    const problems = read.filter((one) => one instanceof StateError).map(({ message }) => message)
    const unread = { objects: problems.length, examples: problems.slice(0, MOST_EXAMPLES) }
    return { judgements, unread: problems.length === 0 ? null : unread }
  }
}

/** What will not be better when it is read again, as long as nobody mends it. */
const UNREADABLE: ReadonlySet<StateErrorCode> = new Set(['OBJECT_CORRUPT', 'OBJECT_VERSION_UNKNOWN', 'STORE_DENIED'])

const MOST_EXAMPLES = 3

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | StateError> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof StateError && UNREADABLE.has(error.code)) return error
    throw error
  }
}

/** Objects on their way at a time: a request to S3 takes some 30 ms, and nearly all have less than a kilobyte. */
const READS_AT_ONCE = 48

/** Of those that are large, few at a time bound the memory. */
const LARGE_BYTES = 256 << 10
const LARGE_AT_ONCE = 4

/** A judgement about all that a group lists, some 1,000 metrics with long names, stays far below. */
const MOST_BYTES = 8 << 20

async function readJudgements(store: ObjectStore, { key, size }: ListedObject): Promise<readonly Judgement[]> {
  const corrupt = (reason: string): never => {
    throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason })
  }
  // What reviewers write comes from outside.
  if (size > MOST_BYTES) return corrupt(`it has ${size} bytes; judgements have at most ${MOST_BYTES}`)
  const object = await store.get(key)
  // Somebody has just removed it.
  if (object === undefined) return []
  return decodeJudgements(store, key, object.bytes)
}

/**
 * What an object of feedback says.
 *
 * @throws {StateError} OBJECT_CORRUPT, OBJECT_VERSION_UNKNOWN
 */
export function decodeJudgements(store: ObjectStore, key: string, bytes: Uint8Array): readonly Judgement[] {
  const { judgements } = openRecord<{ readonly judgements: unknown }>(store, key, bytes, FORMATS.judgements)
  const problem = judgementProblem(judgements, momentOf(key))
  if (problem !== undefined) throw new StateError({ code: 'OBJECT_CORRUPT', url: store.url, key, reason: problem })
  return judgements as readonly Judgement[]
}
