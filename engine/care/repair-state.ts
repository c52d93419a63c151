import {
  compareBytes,
  detectorPrefix,
  eventLog,
  eventsPrefix,
  FORMATS,
  openRecord,
  pendingAlerts,
  sha256Of,
  statePrefix,
  type DetectorEvent,
  type ObjectStore,
  type StatePlace,
  type WaitingAlert,
} from '../state/index.ts'
import { REPAIR } from './claim.ts'
import type { Heal, Inspection } from './inspection.ts'
import { decoderOf } from './object-decoder.ts'
import { plannedStore } from './planned-store.ts'
import type { StateFinding } from './state-finding.ts'
import type { Supply } from './supply.ts'
import { listGenerations, verifyDetector } from './verify-detector.ts'
import { detectorsIn } from './verify-state.ts'

/** What a repair does, in order. */
export type RepairAction =
  | { readonly kind: 'restore'; readonly key: string; readonly from: string; readonly instead: 'missing' | 'damaged' }
  | { readonly kind: 'remove'; readonly key: string; readonly bytes: number }
  /** Nothing is removed from a state that is not whole: what an object that is missing names looks like garbage. */
  | { readonly kind: 'keep'; readonly detector: string; readonly objects: number }
  | { readonly kind: 'anew'; readonly detector: string; readonly status: string }

/** How a state is repaired. */
export interface RepairOptions {
  /** Default: all. */
  readonly detectors?: readonly string[]
  /** Where objects can be had again, tried in order. */
  readonly supplies: readonly Supply[]
  /** Removes what no commit names and none will. */
  readonly removeUnreferenced: boolean
  /** Has these detectors begin anew: a new generation, that learns the history again. */
  readonly anew: boolean
  /** Writes; otherwise tells what would be written. */
  readonly apply: boolean
  /** Epoch milliseconds. */
  readonly now: number
  readonly onAction: (action: RepairAction) => void
  /** What is not right afterwards. */
  readonly onFinding: (finding: StateFinding) => void
  readonly onProgress?: Inspection['progress']
}

/** Objects that no commit names go when their interval was committed so long ago: whoever wrote them has ended. */
const SAFE_AGE_MS = 24 * 3_600_000

/**
 * Puts a state right without making anything up: objects that are missing or damaged are restored where a supply has exactly those that
 * belong there, by checksum, and nothing else of the history is written or removed.
 *
 * @throws {CareError} DETECTOR_NOT_THERE
 * @throws {StateError} when the store cannot be read or written; what was done so far is whole, and the repair can be repeated
 */
export async function repairState(store: ObjectStore, options: RepairOptions): Promise<void> {
  const target = options.apply ? store : plannedStore(store, (key, sha256) => fetchAgain(options, key, sha256))
  // A detector that is lost as a whole may have been deleted: it comes back when it is named.
  const sources = options.detectors === undefined ? [target] : [target, ...options.supplies]
  for (const detector of await detectorsIn(sources, options.detectors)) await repairDetector(target, detector, options)
}

async function repairDetector(store: ObjectStore, detector: string, options: RepairOptions): Promise<void> {
  const progress = options.onProgress ?? (() => undefined)
  let restored = 0
  const heal: Heal = async (key, present, accepts) => {
    for (const supply of options.supplies) {
      for await (const bytes of supply.candidates(key)) {
        if (!accepts(bytes)) continue
        const outcome =
          present === undefined ? await store.create(key, bytes) : await store.replace(key, bytes, present.etag)
        const instead = present === undefined ? 'missing' : 'damaged'
        // Otherwise somebody else has put it back meanwhile.
        const isOurs = outcome !== 'exists' && outcome !== 'changed'
        if (isOurs) {
          restored++
          options.onAction({ kind: 'restore', key, from: supply.url, instead })
        }
        return true
      }
    }
    return false
  }
  const healing: Inspection = { store, detector, progress, heal, report: () => undefined }
  // What is restored, as the events of a detector, may name what nobody knew to be missing.
  for (let before = -1; options.supplies.length > 0 && restored > before;) {
    before = restored
    for (const supply of options.supplies) await restoreLost(store, detector, supply, heal, options)
    await verifyDetector(healing)
  }
  if (options.removeUnreferenced) await removeUnreferenced(healing, options)
  if (options.anew) await beginAnew(store, detector, options)
  await verifyDetector({ store, detector, progress, report: options.onFinding })
}

async function removeUnreferenced(inspection: Inspection, { now, onAction }: RepairOptions): Promise<void> {
  const { store, detector } = inspection
  const unreferenced: { readonly key: string; readonly size: number }[] = []
  let errors = 0
  let ofDamaged = 0
  const counting: Inspection = { ...inspection, report: ({ level }) => (errors += Number(level === 'error')) }
  await verifyDetector(counting, ({ key, size, writtenFor }, isWhole) => {
    if (writtenFor >= now - SAFE_AGE_MS) return
    if (isWhole) unreferenced.push({ key, size })
    else ofDamaged++
  })
  const kept = ofDamaged + (errors > 0 ? unreferenced.length : 0)
  if (errors > 0 || kept > 0) onAction({ kind: 'keep', detector, objects: kept })
  if (errors > 0) return
  for (const { key, size } of unreferenced) {
    await store.delete(key)
    onAction({ kind: 'remove', key, bytes: size })
  }
}

/** Restores what nothing that is left names: the engine never removes it, so it was lost. */
async function restoreLost(
  store: ObjectStore,
  detector: string,
  supply: Supply,
  heal: Heal,
  { detectors = [] }: RepairOptions,
): Promise<void> {
  const prefix = detectorPrefix(detector)
  const isLost = detectors.includes(detector) && !(await hasAny(store, prefix))
  if (isLost) await restoreEvents(store, detector, supply, heal)
  if (isLost)
    await restoreMissing(store, detector, supply, heal, prefix, (key) => !key.startsWith(eventsPrefix(detector)))
  const named = isLost ? undefined : await namedGenerations(store, detector)
  for await (const generation of listGenerations(supply, detector)) {
    // Another generation of this name may be that of a detector that was deleted.
    if (named !== undefined && !named.has(generation)) continue
    for (const kind of ['commits', 'executions', 'receipts'] as const) {
      await restoreMissing(store, detector, supply, heal, statePrefix({ detector, generation }, kind))
    }
    await restoreWaiting(store, { detector, generation }, supply, heal)
  }
}

/** Events of one life of the detector: those of an earlier one of its name may follow them. */
async function restoreEvents(store: ObjectStore, detector: string, supply: Supply, heal: Heal): Promise<void> {
  let before = -Infinity
  for await (const { key } of supply.list(eventsPrefix(detector))) {
    let at: number | undefined
    const accepts = (bytes: Uint8Array): boolean => {
      at = quietly(() => openRecord<DetectorEvent>(store, key, bytes, FORMATS.event))?.at
      return at !== undefined && at >= before
    }
    if (!(await heal(key, undefined, accepts)) || at === undefined) return
    before = at
  }
}

/** Alerts that wait are forgotten when they have a receipt: those without one still wait. */
async function restoreWaiting(store: ObjectStore, place: StatePlace, supply: Supply, heal: Heal): Promise<void> {
  for await (const key of missingKeys(store, supply, statePrefix(place, 'outbox'))) {
    for await (const bytes of supply.candidates(key)) {
      const waiting = quietly(() => openRecord<WaitingAlert>(store, key, bytes, FORMATS.waiting))
      if (waiting === undefined) continue
      const pending = await pendingAlerts(store, place, { end: waiting.end, alerts: [waiting.event] })
      if (pending.length > 0) await heal(key, undefined, (other) => Buffer.compare(other, bytes) === 0)
      break
    }
  }
}

async function restoreMissing(
  store: ObjectStore,
  detector: string,
  supply: Supply,
  heal: Heal,
  prefix: string,
  isWanted: (key: string) => boolean = () => true,
): Promise<void> {
  for await (const key of missingKeys(store, supply, prefix)) {
    const decode = decoderOf(detector, key)
    if (decode === undefined || !isWanted(key)) continue
    await heal(key, undefined, (bytes) => quietly(() => decode(store, key, bytes) ?? null) !== undefined)
  }
}

/** Keys of a supply that a store has not: both are listed once, in order. */
async function* missingKeys(store: ObjectStore, supply: Supply, prefix: string): AsyncGenerator<string> {
  const present = store.list(prefix)[Symbol.asyncIterator]()
  let next = await present.next()
  for await (const { key } of supply.list(prefix)) {
    while (next.done !== true && compareBytes(next.value.key, key) < 0) next = await present.next()
    if (next.done === true || next.value.key !== key) yield key
  }
}

/** Generations that events name, as far as these can be read. */
async function namedGenerations(store: ObjectStore, detector: string): Promise<ReadonlySet<string>> {
  const named = new Set<string>()
  for await (const { key } of store.list(eventsPrefix(detector))) {
    const object = await store.get(key)
    const event = object && quietly(() => openRecord<Partial<DetectorEvent>>(store, key, object.bytes, FORMATS.event))
    if (event !== undefined && 'generation' in event && typeof event.generation === 'string')
      named.add(event.generation)
  }
  return named
}

/** Deactivates a detector, so that the next activation starts a generation; what it has found stays. */
async function beginAnew(store: ObjectStore, detector: string, { now, onAction }: RepairOptions): Promise<void> {
  const log = eventLog(store, detector, REPAIR)
  const steps = ['DEACTIVATION_REQUESTED', 'DEACTIVATED'] as const
  for (const kind of steps) {
    await log.append(({ status }) => {
      const isRunning = status === 'ACTIVATING' || status === 'LEARNING' || status === 'ACTIVE'
      if (kind === 'DEACTIVATION_REQUESTED') return isRunning ? { kind } : undefined
      return status === 'DEACTIVATING' ? { kind } : undefined
    }, now)
  }
  onAction({ kind: 'anew', detector, status: (await log.status()).status })
}

async function fetchAgain({ supplies }: RepairOptions, key: string, sha256: string): Promise<Uint8Array | undefined> {
  for (const supply of supplies) {
    for await (const bytes of supply.candidates(key)) if (sha256Of(bytes) === sha256) return bytes
  }
  return undefined
}

async function hasAny(store: ObjectStore, prefix: string): Promise<boolean> {
  for await (const _ of store.list(prefix)) return true
  return false
}

function quietly<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
