import {
  checkContent,
  commitKey,
  commitLog,
  decodeColumns,
  decodeJson,
  FORMATS,
  KEPT_COMMITS,
  mapAhead,
  mapLimited,
  momentOf,
  openRecord,
  receiptKey,
  refusalOf,
  statePrefix,
  type CommitLog,
  type CommitRecord,
  type ContentRef,
  type Execution,
  type StateKind,
  type StatePlace,
  type WaitingAlert,
} from '../state/index.ts'
import { decoderOf } from './object-decoder.ts'
import { inspectObject, type Inspection } from './inspection.ts'
import { stateFinding, type StateFindingCode } from './state-finding.ts'
import { verifySnapshot } from './verify-snapshot.ts'

/** Objects and their bytes together. */
export interface Amount {
  readonly objects: number
  readonly bytes: number
}

/** What there is of a generation. */
export interface GenerationReport {
  readonly generation: string
  readonly commits: number
  /** End of the last committed interval, epoch milliseconds; null before the activation's commit. */
  readonly lastEnd: number | null
  /** By kind of object. */
  readonly kept: Readonly<Partial<Record<StateKind, Amount>>>
  /** What no commit names, left behind by runs that were killed or overtaken. */
  readonly unreferenced: Amount
  /** Chunks of states that are not needed any more: the engine removes them when it goes on. */
  readonly collectable: Amount
  /** Alerts of the last commit that were not sent yet, and alerts that wait for their channel. */
  readonly unsent: number
}

/** An object that no commit names, or no state that is needed, and none will: the interval that it was written for is committed, or learned. */
export type OnUnreferenced = (object: {
  readonly key: string
  readonly size: number
  readonly writtenFor: number
}) => void

const READS_AT_ONCE = 8

/** Checks all that the commits of a generation name, and that nothing is missing between them. */
export async function verifyGeneration(
  inspection: Inspection,
  place: StatePlace,
  onUnreferenced?: OnUnreferenced,
): Promise<GenerationReport> {
  const log = commitLog(inspection.store, place)
  // Before the receipts: an alert leaves the outbox after it has got one.
  const waiting = await verifyOutbox(inspection, place)
  const named = new Set<number>()
  const walk = await walkCommits(inspection, log, waiting, named)
  await verifyExecutions(inspection, log, walk.newest)
  await verifyDigestPages(inspection, place)
  const inventory = await takeInventory(inspection, place, walk, named, onUnreferenced)
  return {
    generation: place.generation,
    commits: walk.commits,
    lastEnd: walk.newest?.end ?? null,
    ...inventory,
    unsent: waiting.size + walk.unsent,
  }
}

interface Walk {
  readonly commits: number
  readonly newest: CommitRecord | undefined
  /** Keys of the chunks that are to stay. */
  readonly chunks: ReadonlySet<string>
  /** End of the oldest commit whose state is to stay; -Infinity for none. */
  readonly wholeFrom: number
  readonly unsent: number
}

async function walkCommits(
  inspection: Inspection,
  log: CommitLog,
  waiting: ReadonlySet<string>,
  named: Set<number>,
): Promise<Walk> {
  const chunks = new Set<string>()
  let newest: CommitRecord | undefined
  let newer: CommitRecord | undefined
  let commits = 0
  let wholeFrom = -Infinity
  let unsent = 0
  const take = async (commit: CommitRecord): Promise<void> => {
    newest ??= commit
    if (commits === 0) await verifySnapshot(inspection, log, commit)
    if (commits < KEPT_COMMITS) {
      wholeFrom = commit.end
      for (const { key } of commit.snapshot) chunks.add(key)
    }
    await verifyNamed(inspection, commit, named)
    unsent += await verifyReceipts(inspection, log.place, commit, commit === newest, waiting)
    newer = commit
    commits++
    inspection.progress(`${log.place.detector}: commits`, commits, newest.sequence + 1)
  }
  /** Takes the commits before the one at hand that could be put back, down to `older`. */
  const takeMissing = async (older: CommitRecord | undefined): Promise<void> => {
    const between = newer && (await missingBetween(inspection, log.place, newer, older))
    if (between === undefined) return
    await take(between)
    await takeMissing(older)
  }
  const read = (end: number): Promise<CommitRecord | undefined> => readCommit(inspection, log.place, end)
  for await (const listed of mapAhead(log.ends(), READS_AT_ONCE, read)) {
    if (listed === undefined) continue
    await takeMissing(listed)
    await take(listed)
  }
  await takeMissing(undefined)
  return { commits, newest, chunks, wholeFrom, unsent }
}

async function readCommit(inspection: Inspection, place: StatePlace, end: number): Promise<CommitRecord | undefined> {
  const { store } = inspection
  const key = commitKey(place, end)
  return inspectObject(inspection, key, {
    missing: { code: 'COMMIT_MISSING', message: `The commit of the interval until ${iso(end)} is missing.` },
    decode(bytes) {
      const record = openRecord<CommitRecord>(store, key, bytes, FORMATS.commit)
      const isHere = record.detector === place.detector && record.generation === place.generation && record.end === end
      if (!isHere) refusalOf(store.url, key).corrupt('it is the commit of another interval or detector')
      return record
    },
  })
}

/** The commit before `newer`, put back, where it is not `older`; undefined when nothing is missing or it could not be. */
async function missingBetween(
  inspection: Inspection,
  place: StatePlace,
  newer: CommitRecord,
  older: CommitRecord | undefined,
): Promise<CommitRecord | undefined> {
  if (newer.sequence === 0 && older === undefined) return undefined
  if (older !== undefined && newer.sequence === older.sequence + 1 && newer.start === older.end) return undefined
  if (older !== undefined && newer.sequence <= older.sequence + 1) {
    const message = `It is number ${newer.sequence}, and begins at ${iso(newer.start)}; the one before it is number ${older.sequence}, and ends at ${iso(older.end)}.`
    report(inspection, 'COMMIT_OUT_OF_ORDER', commitKey(place, newer.end), message)
    return undefined
  }
  // An object that is there but damaged was reported when it was read.
  if ((await inspection.store.get(commitKey(place, newer.start))) !== undefined) return undefined
  return readCommit(inspection, place, newer.start)
}

async function verifyNamed(inspection: Inspection, commit: CommitRecord, named: Set<number>): Promise<void> {
  const { store } = inspection
  const { points, charted = [], groups } = commit
  const columns = [...(points === null ? [] : [points]), ...charted]
  const check = async (ref: ContentRef, decode: (bytes: Uint8Array) => unknown): Promise<void> => {
    named.add(fingerprint(ref.key))
    await inspectObject(inspection, ref.key, {
      decode(bytes) {
        checkContent(bytes, ref, refusalOf(store.url, ref.key))
        return decode(bytes)
      },
    })
  }
  await mapLimited(columns, READS_AT_ONCE, (ref) =>
    check(ref, (bytes) => decodeColumns(bytes, refusalOf(store.url, ref.key))),
  )
  await mapLimited(groups, READS_AT_ONCE, (ref) => check(ref, (bytes) => decodeJson(store, ref.key, bytes)))
}

/** @returns alerts that are still to be sent */
async function verifyReceipts(
  inspection: Inspection,
  place: StatePlace,
  commit: CommitRecord,
  isNewest: boolean,
  waiting: ReadonlySet<string>,
): Promise<number> {
  const { store } = inspection
  const unsent = await mapLimited(commit.alerts, READS_AT_ONCE, async (alert) => {
    const key = receiptKey(place, commit.end, alert)
    const receipt = await inspectObject(inspection, key, {
      // The last commit's may be on their way, and the engine sends them again.
      optional: isNewest || waiting.has(alert.id),
      missing: {
        code: 'RECEIPT_MISSING',
        message: `The alert ${alert.alert} of the interval until ${iso(commit.end)} has no receipt and does not wait.`,
      },
      decode: (bytes) => openRecord(store, key, bytes, FORMATS.receipt),
    })
    return receipt === undefined && isNewest && !waiting.has(alert.id)
  })
  return unsent.filter(Boolean).length
}

/** @returns ids of the alerts that wait */
async function verifyOutbox(inspection: Inspection, place: StatePlace): Promise<ReadonlySet<string>> {
  const { store } = inspection
  const ids = new Set<string>()
  for await (const { key } of store.list(statePrefix(place, 'outbox'))) {
    const waiting = await inspectObject(inspection, key, {
      optional: true,
      decode: (bytes) => openRecord<WaitingAlert>(store, key, bytes, FORMATS.waiting),
    })
    if (waiting !== undefined) ids.add(waiting.event.id)
  }
  return ids
}

/** What an execution completed has a commit: so the loss of the newest commits shows. */
async function verifyExecutions(
  inspection: Inspection,
  log: CommitLog,
  newest: CommitRecord | undefined,
): Promise<void> {
  const { store } = inspection
  const missing = new Set<number>()
  const keys = mapKeys(store.list(statePrefix(log.place, 'executions')))
  const read = (key: string): Promise<Execution | undefined> =>
    inspectObject(inspection, key, {
      optional: true,
      level: 'warning',
      decode: (bytes) => openRecord<Execution>(store, key, bytes, FORMATS.execution),
    })
  for await (const execution of mapAhead(keys, READS_AT_ONCE, read)) {
    if (execution?.status !== 'COMPLETED' || execution.end <= (newest?.end ?? -Infinity)) continue
    if (missing.has(execution.end)) continue
    missing.add(execution.end)
    // One that is damaged was told.
    if ((await store.get(commitKey(log.place, execution.end))) !== undefined) continue
    await readCommit(inspection, log.place, execution.end)
  }
}

/** What they say is in commits too, so that nothing is lost with them but time. */
async function verifyDigestPages(inspection: Inspection, place: StatePlace): Promise<void> {
  const { store } = inspection
  for await (const key of mapKeys(store.list(statePrefix(place, 'digests')))) {
    await inspectObject(inspection, key, {
      optional: true,
      level: 'warning',
      decode: (bytes) => openRecord(store, key, bytes, FORMATS.digests),
    })
  }
}

async function takeInventory(
  inspection: Inspection,
  place: StatePlace,
  { newest, chunks, wholeFrom }: Walk,
  named: ReadonlySet<number>,
  onUnreferenced: OnUnreferenced | undefined,
): Promise<Pick<GenerationReport, 'kept' | 'unreferenced' | 'collectable'>> {
  const prefix = statePrefix(place)
  const kept: Partial<Record<StateKind, { objects: number; bytes: number }>> = {}
  const unreferenced = { objects: 0, bytes: 0 }
  const collectable = { objects: 0, bytes: 0 }
  for await (const { key, size } of inspection.store.list(prefix)) {
    const kind = key.slice(prefix.length).split('/', 1)[0] as StateKind
    if (decoderOf(place.detector, key) === undefined) {
      report(inspection, 'OBJECT_UNEXPECTED', key, 'It is not an object of Crowsnest.')
      continue
    }
    const end = writtenFor(kind, key)
    const isNamed = kind === 'chunks' ? chunks.has(key) : !NAMED_KINDS.has(kind) || named.has(fingerprint(key))
    // Of an interval that is not committed yet: it may be on its way.
    const isOpen = newest === undefined || end > newest.end
    if (!isNamed && !isOpen) {
      // As `collectGarbage` does.
      add(kind === 'chunks' && end <= wholeFrom ? collectable : unreferenced, size)
      onUnreferenced?.({ key, size, writtenFor: end })
      continue
    }
    add((kept[kind] ??= { objects: 0, bytes: 0 }), size)
  }
  return { kept, unreferenced, collectable }
}

function add(amount: { objects: number; bytes: number }, size: number): void {
  amount.objects++
  amount.bytes += size
}

/** What counts only when a commit names it. Pieces of a history count until there is a commit, and then no more. */
const NAMED_KINDS: ReadonlySet<StateKind> = new Set(['points', 'groups', 'history'])

/** End of the interval that an object was written for. */
function writtenFor(kind: StateKind, key: string): number {
  if (kind === 'history') return -Infinity
  return momentOf(kind === 'groups' ? key.slice(key.lastIndexOf('/')) : key)
}

/** 48 bits of the content's hash, which ends the key: some 40 bytes of memory for each object instead of some 300. */
function fingerprint(key: string): number {
  return Number.parseInt(/_([0-9a-f]{12})[0-9a-f]*\.\w+$/u.exec(key)?.[1] ?? '', 16)
}

async function* mapKeys(objects: AsyncIterable<{ readonly key: string }>): AsyncGenerator<string> {
  for await (const { key } of objects) yield key
}

function report(inspection: Inspection, code: StateFindingCode, key: string, message: string): void {
  inspection.report(stateFinding({ code, detector: inspection.detector, key, message }))
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
