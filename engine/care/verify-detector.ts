import { resolveDeclared, RunError } from '../run/index.ts'
import {
  decodeJudgements,
  detectorKey,
  detectorPrefix,
  eventKey,
  eventsPrefix,
  feedbackPrefix,
  FORMATS,
  openRecord,
  StateError,
  statePrefix,
  statusOf,
  type DetectorEvent,
  type DetectorStatus,
  type StatePlace,
} from '../state/index.ts'
import { claimsOn, type Claim } from './claim.ts'
import { readHealed } from './heal-declaration.ts'
import { inspectObject, type Inspection } from './inspection.ts'
import { decoderOf } from './object-decoder.ts'
import { stateFinding, type FoundTrouble, type StateFinding } from './state-finding.ts'
import { verifyGeneration, type GenerationReport, type OnUnreferenced } from './verify-generation.ts'

/** What there is of a detector. */
export interface DetectorReport {
  readonly detector: string
  /** Null where its events cannot be read. */
  readonly status: DetectorStatus | null
  /** The generation in force; null for none. */
  readonly current: string | null
  readonly generations: readonly GenerationReport[]
}

/** @param isWhole - of its generation nothing is missing or damaged, also when that does not count */
type OnUnreferencedOf = (object: Parameters<OnUnreferenced>[0], isWhole: boolean) => void

/** Checks all that there is of a detector. What is wrong is reported to the inspection. */
export async function verifyDetector(
  inspection: Inspection,
  onUnreferenced?: OnUnreferencedOf,
): Promise<DetectorReport> {
  const { store, detector } = inspection
  await verifyDeclared(inspection)
  const events = await verifyEvents(inspection)
  const current = events.current
  const known = new Set(events.generations)
  const generations: GenerationReport[] = []
  for await (const generation of listGenerations(store, detector)) {
    const place = { detector, generation }
    generations.push(await verifyClaimed(inspection, place, events.claimOn(generation), onUnreferenced))
    if (!known.delete(generation)) {
      const message = 'No event names this generation.'
      report(inspection, { code: 'GENERATION_UNKNOWN', key: `state/${detector}/${generation}/`, message })
    }
  }
  const hasCommit = generations.some(({ generation, commits }) => generation === current && commits > 0)
  if (current !== null && events.status !== null && WITH_COMMIT.has(events.status) && !hasCommit) {
    const message = `The detector is ${events.status}, and the generation in force has no commit.`
    report(inspection, { code: 'COMMIT_MISSING', key: `state/${detector}/${current}/commits/`, message })
  }
  return { detector, status: events.status, current, generations }
}

/** Generations that there is state of, in the order of their keys: one listing each. */
export async function* listGenerations(
  store: { list(prefix: string, startAfter?: string): AsyncIterable<{ readonly key: string }> },
  detector: string,
): AsyncGenerator<string> {
  const prefix = `state/${detector}/`
  for (let after: string | undefined; ;) {
    let generation: string | undefined
    for await (const { key } of store.list(prefix, after)) {
      generation = key.slice(prefix.length).split('/', 1)[0]
      break
    }
    if (generation === undefined) return
    yield generation
    after = `${prefix}${generation}/\u{10ffff}`
  }
}

/** Checks a generation. Of one that nobody goes on from, damage of what nobody needs is told at once, and is none. */
async function verifyClaimed(
  inspection: Inspection,
  place: StatePlace,
  claim: Claim,
  onUnreferenced: OnUnreferencedOf | undefined,
): Promise<GenerationReport> {
  let damaged = 0
  const chunks = statePrefix(place, 'chunks')
  const isForgiven = ({ code, key }: StateFinding): boolean =>
    claim !== 'all' &&
    code !== 'OBJECT_UNEXPECTED' &&
    code !== 'OBJECT_VERSION_UNKNOWN' &&
    (claim === 'nothing' || key.startsWith(chunks))
  const forgiving: Inspection = {
    ...inspection,
    report: (finding) => (isForgiven(finding) ? void damaged++ : inspection.report(finding)),
  }
  const found = await verifyGeneration(
    forgiving,
    place,
    onUnreferenced && ((object) => onUnreferenced(object, damaged === 0)),
  )
  if (damaged > 0) {
    const what = claim === 'nothing' ? 'It was given up by a repair' : 'Nobody goes on from what it has learned'
    const message = `${what}: that ${damaged} of its objects ${damaged === 1 ? 'is' : 'are'} missing or damaged counts no more.`
    report(inspection, { code: 'GENERATION_GIVEN_UP', key: statePrefix(place), message })
  }
  return found
}

const WITH_COMMIT: ReadonlySet<DetectorStatus> = new Set(['LEARNING', 'ACTIVE', 'BACK_TEST_COMPLETE'])

async function verifyDeclared(inspection: Inspection): Promise<void> {
  const { store, detector } = inspection
  const damaged = new Set<string>()
  for await (const { key } of store.list(detectorPrefix(detector))) {
    const decode = decoderOf(detector, key)
    if (decode === undefined) {
      report(inspection, { code: 'OBJECT_UNEXPECTED', key, message: 'It is not an object of Crowsnest.' })
      continue
    }
    // Events are checked in their order.
    if (key.startsWith(eventsPrefix(detector))) continue
    const isFeedback = key.startsWith(feedbackPrefix(detector))
    const found = await inspectObject(inspection, key, {
      optional: true,
      // It counts as not said, and stops nothing.
      ...(isFeedback && { level: 'warning' as const }),
      decode: (bytes) => (isFeedback ? decodeJudgements(store, key, bytes) : (decode(store, key, bytes) ?? null)),
    })
    if (found === undefined && !isFeedback) damaged.add(key)
  }
  if (damaged.size > 0) return
  const declared = await readHealed(inspection)
  if (declared === undefined) {
    report(inspection, {
      code: 'DETECTOR_UNDECLARED',
      key: detectorKey(detector),
      message: 'There is state of this detector, but it is not declared.',
    })
    return
  }
  try {
    resolveDeclared(detector, declared, ({ alert, reason }) =>
      report(inspection, { code: 'ALERT_INVALID', key: `detectors/${detector}/alerts/${alert}.json`, message: reason }),
    )
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    const code = error.code === 'DATASET_MISSING' ? 'DATASET_MISSING' : 'DETECTOR_INVALID'
    const message = error.problem.code === 'DETECTOR_INVALID' ? error.problem.findings : 'There is no dataset.'
    report(inspection, { code, key: detectorKey(detector), message })
  }
}

interface VerifiedEvents {
  readonly status: DetectorStatus | null
  readonly current: string | null
  readonly generations: readonly string[]
  readonly claimOn: (generation: string) => Claim
}

async function verifyEvents(inspection: Inspection): Promise<VerifiedEvents> {
  const { store, detector } = inspection
  let last = ''
  for await (const { key } of store.list(eventsPrefix(detector))) last = key
  const events: (DetectorEvent | undefined)[] = []
  for (let key = eventKey(detector, 0); key <= last; key = eventKey(detector, events.length)) {
    const decode = (bytes: Uint8Array): DetectorEvent => openRecord(store, key, bytes, FORMATS.event)
    events.push(await inspectObject(inspection, key, { decode }))
  }
  const whole = events.filter((event) => event !== undefined)
  const generations = whole.flatMap((event) => ('generation' in event ? [event.generation] : []))
  const current = generations.at(-1) ?? null
  const led = (status: DetectorStatus | null): VerifiedEvents => ({
    status,
    current,
    generations,
    claimOn: claimsOn(whole, status),
  })
  if (whole.length < events.length) return led(null)
  try {
    return led(statusOf(whole).status)
  } catch (error) {
    if (!(error instanceof StateError) || error.problem.code !== 'TRANSITION_FORBIDDEN') throw error
    const { event, status } = error.problem
    const message = `${event} follows while the detector is ${status}, which cannot be.`
    report(inspection, { code: 'EVENTS_CONTRADICT', key: eventsPrefix(detector), message })
    return led(null)
  }
}

function report(inspection: Inspection, trouble: Omit<FoundTrouble, 'detector'>): void {
  inspection.report(stateFinding({ ...trouble, detector: inspection.detector }))
}
