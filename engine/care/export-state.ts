import {
  commitKey,
  commitLog,
  detectorKey,
  detectorPrefix,
  eventKey,
  eventLog,
  eventsPrefix,
  mapAhead,
  momentOf,
  readContent,
  StateError,
  statePrefix,
  receiptKey,
  type CommitRecord,
  type ContentRef,
  type ObjectStore,
  type StatePlace,
  type StatusReport,
} from '../state/index.ts'
import { createArchive, type ArchivedObject, type ArchiveTotals } from './archive.ts'
import { CareError } from './care-error.ts'
import type { Inspection } from './inspection.ts'
import { isOvertaken } from './overtaken.ts'
import { listGenerations } from './verify-detector.ts'
import { detectorsIn } from './verify-state.ts'

/** What is exported. */
export interface ExportOptions {
  /** Default: all. */
  readonly detectors?: readonly string[]
  /** Epoch milliseconds. */
  readonly now: number
  readonly onProgress?: Inspection['progress']
}

/** The engine may go on while a state is read: an export that it has overtaken is begun anew so often. */
const ATTEMPTS = 3

const READS_AT_ONCE = 8

/**
 * Writes detectors with all that they know and found into one file. The engine may run meanwhile: the file has them as they were after
 * the commit that was the last when the export began. What no commit names is left out.
 *
 * @param file - is not overwritten
 * @throws {CareError} DETECTOR_NOT_THERE, EXPORT_EXISTS, EXPORT_UNWRITABLE, EXPORT_OVERTAKEN, EXPORT_DAMAGED; there is no file then
 */
export async function exportState(store: ObjectStore, file: string, options: ExportOptions): Promise<ArchiveTotals> {
  const names = await detectorsIn([store], options.detectors)
  for (let attempt = 1; ; attempt++) {
    try {
      return await exportOnce(store, file, names, options)
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error
      if (attempt === ATTEMPTS)
        throw new CareError({ code: 'EXPORT_OVERTAKEN', detector: error.detector }, { cause: error })
    }
  }
}

class Overtaken extends Error {
  readonly detector: string

  constructor(detector: string) {
    super(`chunks of ${detector} were collected while they were read`)
    this.detector = detector
  }
}

interface Plan {
  readonly detector: string
  readonly report: StatusReport
  readonly events: number
  readonly generations: readonly { readonly place: StatePlace; readonly last: CommitRecord | undefined }[]
}

async function exportOnce(
  store: ObjectStore,
  file: string,
  names: readonly string[],
  { now, onProgress }: ExportOptions,
): Promise<ArchiveTotals> {
  const plans: Plan[] = []
  for (const name of names) plans.push(await naming(name, detectorPrefix(name), () => planOf(store, name)))
  const writer = await createArchive(file, {
    exportedAt: new Date(now).toISOString(),
    source: store.url,
    detectors: plans.map(({ detector, report, generations }) => ({
      detector,
      status: report.status,
      generation: report.generation,
      lastEnd: generations.find(({ place }) => place.generation === report.generation)?.last?.end ?? null,
    })),
  })
  try {
    for (const plan of plans) {
      let done = 0
      for await (const object of objectsOf(store, plan)) {
        await writer.add(object)
        onProgress?.(`${plan.detector}: objects`, ++done)
      }
    }
    return await writer.finish()
  } catch (error) {
    await writer.discard()
    throw error
  }
}

/** What is to be exported: events first, then the commits that they are about. */
async function planOf(store: ObjectStore, detector: string): Promise<Plan> {
  const log = eventLog(store, detector, 'export')
  const events = (await log.read()).length
  const report = await log.status()
  const generations: { place: StatePlace; last: CommitRecord | undefined }[] = []
  for await (const generation of listGenerations(store, detector)) {
    const place = { detector, generation }
    generations.push({ place, last: await commitLog(store, place).latest() })
  }
  return { detector, report, events, generations }
}

/** Objects in the order in which an import may write them: what is named before what names it, the declared detector last. */
async function* objectsOf(store: ObjectStore, plan: Plan): AsyncGenerator<ArchivedObject> {
  const { detector, generations } = plan
  // The learned state of all generations first, before the engine collects it.
  for (const { place, last } of generations) if (last !== undefined) yield* chunksOf(store, place, last)
  for (const { place, last } of generations) yield* historyOf(store, place, last)
  const late = [detectorKey(detector)]
  for await (const { key } of store.list(detectorPrefix(detector))) {
    if (key.startsWith(eventsPrefix(detector)) || late.includes(key)) continue
    yield* present(store, key)
  }
  for (let event = 0; event < plan.events; event++) yield* present(store, eventKey(detector, event))
  for (const key of late) yield* present(store, key)
}

async function* chunksOf(store: ObjectStore, place: StatePlace, last: CommitRecord): AsyncGenerator<ArchivedObject> {
  const read = async (ref: ContentRef): Promise<ArchivedObject> => {
    try {
      return { key: ref.key, bytes: await readContent(store, ref) }
    } catch (error) {
      if (
        error instanceof StateError &&
        error.code === 'OBJECT_MISSING' &&
        (await isOvertaken(commitLog(store, place), last))
      ) {
        throw new Overtaken(place.detector)
      }
      throw damaged(place.detector, ref.key, error)
    }
  }
  yield* mapAhead(each(last.snapshot), READS_AT_ONCE, read)
}

async function* historyOf(
  store: ObjectStore,
  place: StatePlace,
  last: CommitRecord | undefined,
): AsyncGenerator<ArchivedObject> {
  // An alert leaves the outbox after it has got a receipt: this order misses neither.
  yield* listed(store, statePrefix(place, 'outbox'))
  if (last === undefined) {
    yield* listed(store, statePrefix(place, 'history'))
    return
  }
  const read = (end: number): Promise<readonly ArchivedObject[]> =>
    naming(place.detector, commitKey(place, end), () => readInterval(store, place, end))
  let commits = 0
  for await (const objects of mapAhead(commitLog(store, place).ends({ until: last.end }), READS_AT_ONCE, read)) {
    commits++
    yield* objects
  }
  // They are numbered from 0: one that is gone takes along what it names, and nothing else tells.
  if (commits !== last.sequence + 1) {
    const key = statePrefix(place, 'commits')
    const reason = `There are ${commits} commits, and the last is number ${last.sequence + 1}.`
    throw new CareError({ code: 'EXPORT_DAMAGED', detector: place.detector, key, reason })
  }
  for await (const { key } of store.list(statePrefix(place, 'executions'))) {
    if (momentOf(key) <= last.end) yield* present(store, key)
  }
}

async function readInterval(store: ObjectStore, place: StatePlace, end: number): Promise<readonly ArchivedObject[]> {
  const key = commitKey(place, end)
  const commit = await commitLog(store, place).at(end)
  const object = await store.get(key)
  if (commit === undefined || object === undefined) {
    throw new StateError({ code: 'OBJECT_MISSING', url: store.url, key })
  }
  const refs = [...(commit.points === null ? [] : [commit.points]), ...(commit.charted ?? []), ...commit.groups]
  const objects: ArchivedObject[] = []
  for (const ref of refs) objects.push({ key: ref.key, bytes: await readContent(store, ref) })
  for (const alert of commit.alerts) {
    const receipt = await store.get(receiptKey(place, end, alert))
    if (receipt !== undefined) objects.push({ key: receiptKey(place, end, alert), bytes: receipt.bytes })
  }
  return [...objects, { key, bytes: object.bytes }]
}

async function* listed(store: ObjectStore, prefix: string): AsyncGenerator<ArchivedObject> {
  for await (const { key } of store.list(prefix)) yield* present(store, key)
}

async function* present(store: ObjectStore, key: string): AsyncGenerator<ArchivedObject> {
  const object = await store.get(key)
  if (object !== undefined) yield { key, bytes: object.bytes }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}

/** Runs, and says of damage whose it is. */
async function naming<T>(detector: string, key: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw damaged(detector, key, error)
  }
}

function damaged(detector: string, key: string, error: unknown): unknown {
  if (!(error instanceof StateError) || !DAMAGE.has(error.code)) return error
  const named = 'key' in error.problem ? error.problem.key : key
  return new CareError({ code: 'EXPORT_DAMAGED', detector, key: named, reason: error.message }, { cause: error })
}

const DAMAGE: ReadonlySet<string> = new Set(['OBJECT_MISSING', 'OBJECT_CORRUPT', 'TRANSITION_FORBIDDEN'])
