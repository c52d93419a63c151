import {
  commitKey,
  commitLog,
  detectorKey,
  detectorPrefix,
  eventKey,
  eventLog,
  eventsPrefix,
  feedbackPrefix,
  mapAhead,
  momentOf,
  readContent,
  readReceipt,
  StateError,
  statePrefix,
  statusOf,
  receiptKey,
  type CommitRecord,
  type ContentRef,
  type ObjectStore,
  type StatePlace,
  type StatusReport,
} from '../state/index.ts'
import { createArchive, type ArchivedObject, type ArchiveTotals } from './archive.ts'
import { CareError } from './care-error.ts'
import { claimsOn, type Claim } from './claim.ts'
import type { Inspection } from './inspection.ts'
import { decoderOf } from './object-decoder.ts'
import { isOvertaken } from './overtaken.ts'
import { troubleOf } from './state-finding.ts'
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

/** What was exported. */
export interface ExportedState extends ArchiveTotals {
  /** What is none of ours, and what is damaged and does not count: of generations that nobody goes on from, feedback, attempts. */
  readonly leftOut: readonly LeftOut[]
}

/** An object that an export has not. */
export interface LeftOut {
  readonly key: string
  readonly reason: string
}

/** The engine may go on while a state is read: an export that it has overtaken is begun anew so often. */
const ATTEMPTS = 3

const READS_AT_ONCE = 8

/**
 * Writes detectors with all that they know and found into one file. The engine may run meanwhile: the file has them as they were after
 * the commit that was the last when the export began. What no commit names is left out, and what is damaged but counts no more.
 *
 * @param file - is not overwritten
 * @throws {CareError} DETECTOR_NOT_THERE, EXPORT_EXISTS, EXPORT_UNWRITABLE, EXPORT_OVERTAKEN, EXPORT_DAMAGED; there is no file then
 */
export async function exportState(store: ObjectStore, file: string, options: ExportOptions): Promise<ExportedState> {
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
  readonly generations: readonly PlannedGeneration[]
  readonly leftOut: LeftOut[]
}

interface PlannedGeneration {
  readonly place: StatePlace
  readonly last: CommitRecord | undefined
  readonly claim: Claim
}

async function exportOnce(
  store: ObjectStore,
  file: string,
  names: readonly string[],
  { now, onProgress }: ExportOptions,
): Promise<ExportedState> {
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
    return { ...(await writer.finish()), leftOut: plans.flatMap(({ leftOut }) => leftOut) }
  } catch (error) {
    await writer.discard()
    throw error
  }
}

/** What is to be exported: events first, then the commits that they are about. */
async function planOf(store: ObjectStore, detector: string): Promise<Plan> {
  const log = eventLog(store, detector, 'export')
  const events = await log.read()
  const report = statusOf(events)
  const claimOn = claimsOn(events, report.status)
  const generations: PlannedGeneration[] = []
  const leftOut: LeftOut[] = []
  for await (const generation of listGenerations(store, detector)) {
    const place = { detector, generation }
    const claim = claimOn(generation)
    generations.push({ place, last: await lastOf(store, place, claim), claim })
  }
  return { detector, report, events: events.length, generations, leftOut }
}

/** The last commit; of a generation that was given up, the last that can be read. */
async function lastOf(store: ObjectStore, place: StatePlace, claim: Claim): Promise<CommitRecord | undefined> {
  const log = commitLog(store, place)
  if (claim !== 'nothing') return log.latest()
  for await (const end of log.ends()) {
    try {
      return await log.at(end)
    } catch (error) {
      // It is told of when its turn comes.
      if (!isDamage(error)) throw error
    }
  }
  return undefined
}

/** Objects in the order in which an import may write them: what is named before what names it, the declared detector last. */
async function* objectsOf(store: ObjectStore, plan: Plan): AsyncGenerator<ArchivedObject> {
  const { detector, generations, leftOut } = plan
  // The learned state of all generations first, before the engine collects it.
  for (const generation of generations) yield* chunksOf(store, generation, leftOut)
  for (const generation of generations) yield* historyOf(store, generation, leftOut)
  const late = [detectorKey(detector)]
  for await (const { key } of store.list(detectorPrefix(detector))) {
    if (key.startsWith(eventsPrefix(detector)) || late.includes(key)) continue
    yield* whole(store, detector, key, leftOut, key.startsWith(feedbackPrefix(detector)))
  }
  for (let event = 0; event < plan.events; event++) yield* present(store, eventKey(detector, event))
  for (const key of late) yield* whole(store, detector, key, leftOut, false)
}

async function* chunksOf(
  store: ObjectStore,
  { place, last, claim }: PlannedGeneration,
  leftOut: LeftOut[],
): AsyncGenerator<ArchivedObject> {
  if (last === undefined) return
  const read = async (ref: ContentRef): Promise<ArchivedObject | undefined> => {
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
      if (claim === 'all' || !isDamage(error)) throw damaged(place.detector, ref.key, error)
      leftOut.push(leftOutFor(ref.key, error))
      return undefined
    }
  }
  for await (const object of mapAhead(each(last.snapshot), READS_AT_ONCE, read)) if (object !== undefined) yield object
}

async function* historyOf(
  store: ObjectStore,
  { place, last, claim }: PlannedGeneration,
  leftOut: LeftOut[],
): AsyncGenerator<ArchivedObject> {
  const { detector } = place
  const isForgiven = claim === 'nothing'
  // An alert leaves the outbox after it has got a receipt: this order misses neither.
  yield* listed(store, detector, statePrefix(place, 'outbox'), leftOut, isForgiven)
  if (last === undefined) {
    yield* listed(store, detector, statePrefix(place, 'history'), leftOut, isForgiven)
    return
  }
  const read = async (end: number): Promise<readonly ArchivedObject[]> => {
    const key = commitKey(place, end)
    try {
      return await readInterval(store, place, end)
    } catch (error) {
      if (!isForgiven || !isDamage(error)) throw damaged(detector, key, error)
      // Without all that it names, a commit is of no use.
      leftOut.push(leftOutFor(key, error))
      return []
    }
  }
  let commits = 0
  const ends = commitLog(store, place).ends(isForgiven ? {} : { until: last.end })
  for await (const objects of mapAhead(ends, READS_AT_ONCE, read)) {
    commits++
    yield* objects
  }
  // They are numbered from 0: one that is gone takes along what it names, and nothing else tells.
  if (!isForgiven && commits !== last.sequence + 1) {
    const key = statePrefix(place, 'commits')
    const reason = `There are ${commits} commits, and the last is number ${last.sequence + 1}.`
    throw new CareError({ code: 'EXPORT_DAMAGED', detector, key, reason })
  }
  for await (const { key } of store.list(statePrefix(place, 'executions'))) {
    if (momentOf(key) <= last.end) yield* whole(store, detector, key, leftOut, true)
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
    const receipt = (await readReceipt(store, place, end, alert)) && (await store.get(receiptKey(place, end, alert)))
    if (receipt !== undefined) objects.push({ key: receiptKey(place, end, alert), bytes: receipt.bytes })
  }
  return [...objects, { key, bytes: object.bytes }]
}

async function* listed(
  store: ObjectStore,
  detector: string,
  prefix: string,
  leftOut: LeftOut[],
  isForgiven: boolean,
): AsyncGenerator<ArchivedObject> {
  for await (const { key } of store.list(prefix)) yield* whole(store, detector, key, leftOut, isForgiven)
}

/**
 * An object, if an import can read it.
 *
 * @param leftOut - takes what is none of ours, and what is damaged where that is forgiven
 */
async function* whole(
  store: ObjectStore,
  detector: string,
  key: string,
  leftOut: LeftOut[],
  isForgiven: boolean,
): AsyncGenerator<ArchivedObject> {
  const decode = decoderOf(detector, key)
  if (decode === undefined) {
    leftOut.push({ key, reason: 'It is not an object of Crowsnest.' })
    return
  }
  for await (const object of present(store, key)) {
    try {
      decode(store, key, object.bytes)
    } catch (error) {
      if (!isForgiven || !isDamage(error)) throw damaged(detector, key, error)
      leftOut.push(leftOutFor(key, error))
      return
    }
    yield object
  }
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
  if (!isDamage(error)) return error
  const named = 'key' in error.problem ? error.problem.key : key
  return new CareError({ code: 'EXPORT_DAMAGED', detector, key: named, reason: error.message }, { cause: error })
}

function isDamage(error: unknown): error is StateError {
  return error instanceof StateError && DAMAGE.has(error.code)
}

function leftOutFor(key: string, error: StateError): LeftOut {
  return { key, reason: troubleOf(error, key).message }
}

const DAMAGE: ReadonlySet<string> = new Set(['OBJECT_MISSING', 'OBJECT_CORRUPT', 'TRANSITION_FORBIDDEN'])
