import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ResolvedDetector } from '../../spec/index.ts'
import type { DeliveryContext } from '../alerts/index.ts'
import {
  continueActivation,
  deleteDetector,
  isDetectorTrouble,
  loadDetector,
  openDetector,
  type RunContext,
} from '../run/index.ts'
import {
  apiRecordKey,
  eventLog,
  hasEvents,
  listDetectors,
  readDeclared,
  type DetectorStatus,
  type ObjectStore,
  type StatusReport,
} from '../state/index.ts'
import { attend, watchDetector, type Attendance, type Watched } from './local/attend.ts'
import type { LocalEvent } from './local/local-event.ts'

/** How the detectors of a state are looked after. */
export interface TendOptions {
  readonly store: ObjectStore
  readonly delivery: DeliveryContext
  readonly signal: AbortSignal
  /** Id of this process, for the record. */
  readonly writer: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A new UUID. */
  readonly newId: () => string
  /** Address of the page that shows a group of a detector. */
  readonly consoleUrl?: (detector: string, groupId: string) => string
  readonly place?: RunContext['place']
  readonly onEvent?: (event: TendEvent) => void
}

/** What happens while the detectors of a state are looked after. */
export type TendEvent =
  | LocalEvent
  | { readonly kind: 'deleted'; readonly detector: string; readonly objects: number }
  /** The state itself cannot be read or written; it is tried again. */
  | { readonly kind: 'troubled'; readonly error: Error }

/** The detectors of a state that are looked after. */
export interface Tender {
  /** Says that a detector has something to do now. */
  wake(detector: string): void
  /** Resolves when the signal was aborted and all has come to rest; rejects for a bug of Crowsnest. */
  readonly ended: Promise<void>
}

/** Other processes may change the state, too: it is looked at again after this, milliseconds. */
const LOOK_EVERY_MS = 15_000

const LIVE: ReadonlySet<DetectorStatus> = new Set(['ACTIVATING', 'LEARNING', 'ACTIVE'])
const IN_BACKTEST: ReadonlySet<DetectorStatus> = new Set(['BACK_TEST_ACTIVATING', 'BACK_TEST_ACTIVE'])

/** A backtest that somebody else was asked for, and that has not ended after so long, milliseconds, will not end by itself. */
const ABANDONED_MS = 30 * 60_000

/** What is needed for a detector, as long as its declaration stays the same. */
interface Tended {
  readonly detector: ResolvedDetector
  readonly watched: Watched
  /** Null until it is known: while it is being activated. */
  generation: string | null
}

/**
 * Looks after the detectors that the API made: learns when one was activated, backtests, executes intervals as they become due, deletes.
 * Those that a deployment or `crowsnest run` declares are left to it, but for backtests that were asked for here. Several processes may do
 * so for one state.
 */
export function tendStore(options: TendOptions): Tender {
  const { signal } = options
  const tended = new Map<string, Tended>()
  let woken = new AbortController()
  const pokes = new Set<string>()

  async function look(): Promise<number> {
    const asked = new Set(pokes)
    pokes.clear()
    let next = options.now() + LOOK_EVERY_MS
    for (const name of await namesOf(options.store)) {
      if (signal.aborted) break
      if (asked.has(name)) tended.delete(name)
      next = Math.min(next, await tend(name, asked.has(name), tended, options))
    }
    return next
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      woken = new AbortController()
      let next: number
      try {
        next = await look()
      } catch (error) {
        if (signal.aborted) break
        if (!isDetectorTrouble(error)) throw error
        options.onEvent?.({ kind: 'troubled', error })
        next = options.now() + LOOK_EVERY_MS
      }
      if (pokes.size === 0) await pause(next - options.now(), AbortSignal.any([signal, woken.signal]))
    }
  }

  return {
    wake(detector) {
      pokes.add(detector)
      woken.abort()
    },
    ended: run(),
  }
}

/**
 * @param asked - by the API of this process
 * @returns when the detector is to be looked at again, epoch milliseconds
 */
async function tend(name: string, asked: boolean, tended: Map<string, Tended>, options: TendOptions): Promise<number> {
  const { store, writer, now, onEvent, signal } = options
  const ours = (await store.get(apiRecordKey(name))) !== undefined
  if ((await readDeclared(store, name)) === undefined) {
    // A deletion that was cut short. What is being made has no events yet.
    if (ours && (await hasEvents(store, name))) await remove(name, tended, options)
    return Infinity
  }
  const report = await eventLog(store, name, writer).status()
  const { status, since } = report
  if (ours && status === 'DELETING') {
    await remove(name, tended, options)
    return Infinity
  }
  const abandoned = since !== null && now() - since > ABANDONED_MS
  const backtests = IN_BACKTEST.has(status) && (ours || asked || tended.has(name) || abandoned)
  if (!backtests && !(ours && LIVE.has(status))) {
    tended.delete(name)
    return Infinity
  }
  try {
    const { watched } = await open(name, report, tended, options)
    const attendance: Attendance = { activate: continueActivation, signal, ...(onEvent && { onEvent }) }
    await attend(watched, attendance)
    return watched.wakeAt
  } catch (error) {
    if (!isDetectorTrouble(error)) throw error
    tended.delete(name)
    onEvent?.({ kind: 'failed', detector: name, error })
    return Infinity
  }
}

async function remove(name: string, tended: Map<string, Tended>, { store, onEvent }: TendOptions): Promise<void> {
  tended.delete(name)
  const objects = await deleteDetector(store, name)
  onEvent?.({ kind: 'deleted', detector: name, objects })
}

/** The detector as it is declared now, in the generation that is in force. */
async function open(
  name: string,
  report: StatusReport,
  tended: Map<string, Tended>,
  options: TendOptions,
): Promise<Tended> {
  const { store, delivery, signal, writer, now, newId, consoleUrl, place, onEvent } = options
  const detector = await loadDetector(store, name)
  const known = tended.get(name)
  if (known !== undefined && isDeepStrictEqual(known.detector, detector)) {
    known.generation ??= report.generation
    if (known.generation === report.generation) return known
  }
  const context: RunContext = {
    store,
    // The API makes paths absolute.
    baseDir: '/',
    delivery,
    writer,
    newId,
    now,
    signal,
    sleep: (milliseconds) => sleep(milliseconds),
    onProgress: (step, done, total) => onEvent?.({ kind: 'progress', detector: name, step, done, total }),
    ...(place && { place }),
    ...(consoleUrl && { consoleUrl: (groupId: string) => consoleUrl(name, groupId) }),
  }
  const fresh: Tended = {
    detector,
    watched: watchDetector(name, context, openDetector(detector, context)),
    generation: report.status === 'ACTIVATING' || IN_BACKTEST.has(report.status) ? null : report.generation,
  }
  tended.set(name, fresh)
  return fresh
}

/** Before anything is done, so that a deletion does not disturb the listing. */
async function namesOf(store: ObjectStore): Promise<readonly string[]> {
  return Array.fromAsync(listDetectors(store))
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0) return
  try {
    await sleep(Math.min(milliseconds, LOOK_EVERY_MS), undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
