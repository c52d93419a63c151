import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DetectorSpec } from '../../spec/index.ts'
import type { DeliveryContext, DueDeliveries } from '../alerts/index.ts'
import {
  activateDetector,
  declareSpec,
  executeBacktest,
  executeNextInterval,
  isDetectorTrouble,
  loadDetector,
  nextDue,
  openDetector,
  recordLearning,
  type BacktestResult,
  type BacktestStep,
  type DetectorRuntime,
  type ExecutedInterval,
  type RunContext,
  type Session,
} from '../run/index.ts'
import { commitLog, eventLog, type ObjectStore, type StatusReport } from '../state/index.ts'

/** How detectors run on this machine. */
export interface LocalOptions {
  readonly store: ObjectStore
  /** Executes what is due now and returns. */
  readonly once?: boolean
  /** Executes intervals that are due by this moment, epoch milliseconds, as they become due, then returns. */
  readonly until?: number
  readonly delivery: DeliveryContext
  readonly signal?: AbortSignal
  readonly onEvent?: (event: LocalEvent) => void
  /** Epoch milliseconds; the machine's clock by default. */
  readonly now?: () => number
  /** A new UUID, for the generation; random by default. */
  readonly newId?: () => string
}

/** What happens while detectors run. */
export type LocalEvent =
  | { readonly kind: 'declared'; readonly detector: string; readonly changed: boolean }
  | {
      readonly kind: 'progress'
      readonly detector: string
      readonly step: BacktestStep
      readonly done: number
      readonly total: number | undefined
    }
  | { readonly kind: 'activated'; readonly detector: string; readonly report: StatusReport }
  | {
      readonly kind: 'backtested'
      readonly detector: string
      readonly report: StatusReport
      /** Null when it had been completed before. */
      readonly result: BacktestResult | null
    }
  /** Alerts that an earlier run had left behind. */
  | { readonly kind: 'delivered'; readonly detector: string; readonly deliveries: DueDeliveries }
  /** Somebody deactivated it. */
  | { readonly kind: 'stopped'; readonly detector: string; readonly report: StatusReport }
  | {
      readonly kind: 'executed'
      readonly detector: string
      readonly runtime: DetectorRuntime
      readonly executed: ExecutedInterval
    }
  | { readonly kind: 'failed'; readonly detector: string; readonly error: Error }
  | { readonly kind: 'waiting'; readonly until: number }

/** A detector's spec with the folder that its relative paths start from. */
export interface LocalDetector {
  readonly spec: DetectorSpec
  readonly baseDir: string
}

/** What failed is tried again after this, then after twice as long, at last every `LONGEST_RETRY_MS`. */
const RETRY_MS = 60_000
const LONGEST_RETRY_MS = 15 * 60_000

/** The clock of the machine may be set or sleep: it is looked at again after this at the latest. */
const LONGEST_WAIT_MS = 60_000

interface Watched {
  readonly name: string
  readonly context: RunContext
  readonly runtime: DetectorRuntime
  session: Session | undefined
  /** Nothing is done before this moment, epoch milliseconds. */
  wakeAt: number
  /** It was activated by this process; from then on its status is for others to change too. */
  activated: boolean
  /** How often it failed since it last did not. */
  failures: number
  /** How often alerts were left waiting since none was. */
  waits: number
}

/**
 * Declares and activates detectors, then executes their intervals as they become due, missed ones first and in order. A
 * detector with historical data alone is backtested instead. One that fails, or whose state cannot be read or written,
 * does not hold up the others and is tried again. Returns when nothing is left to wait for.
 *
 * @returns true when all detectors are fine at the end
 * @throws {StateError} when the detectors cannot be declared
 */
export async function runLocally(detectors: readonly LocalDetector[], options: LocalOptions): Promise<boolean> {
  const watched = await Promise.all(detectors.map((detector) => watch(detector, options)))
  const { once = false, until = Infinity, signal, onEvent } = options
  for (;;) {
    for (const detector of watched) {
      await attend(detector, options)
      if (signal?.aborted) break
    }
    const next = Math.min(...watched.map(({ wakeAt }) => wakeAt))
    if (once || signal?.aborted || next === Infinity || next > until) break
    onEvent?.({ kind: 'waiting', until: next })
    await pause(next, options)
    if (signal?.aborted) break
  }
  return watched.every(({ failures }) => failures === 0)
}

async function watch({ spec, baseDir }: LocalDetector, options: LocalOptions): Promise<Watched> {
  const { store, delivery, signal, onEvent, until = Infinity, now = Date.now, newId = randomUUID } = options
  const name = spec.detector
  const changed = await declareSpec(store, { managedBy: '`crowsnest run`', ...spec })
  onEvent?.({ kind: 'declared', detector: name, changed })
  const context: RunContext = {
    store,
    baseDir,
    delivery,
    writer: randomUUID(),
    newId,
    now: () => Math.min(now(), until),
    sleep: (milliseconds) => sleep(milliseconds),
    onProgress: (step, done, total) => onEvent?.({ kind: 'progress', detector: name, step, done, total }),
    ...(signal && { signal }),
  }
  const runtime = openDetector(await loadDetector(store, name), context)
  return { name, context, runtime, session: undefined, wakeAt: 0, activated: false, failures: 0, waits: 0 }
}

/** Brings one detector up to date. */
async function attend(watched: Watched, options: LocalOptions): Promise<void> {
  const { name, context, runtime } = watched
  const { onEvent, signal } = options
  if (watched.wakeAt > context.now()) return
  try {
    if (runtime.detector.dataset.source.backtest) await attendBacktest(watched, options)
    else await attendLive(watched, options)
    watched.failures = 0
  } catch (error) {
    if (signal?.aborted) return
    if (!isDetectorTrouble(error)) throw error
    watched.session = undefined
    watched.wakeAt = context.now() + retryAfter(watched.failures++)
    onEvent?.({ kind: 'failed', detector: name, error })
  }
}

/** Historical data alone: the detector is in backtest mode. Guide: "Managing datasets in Amazon S3". */
async function attendBacktest(watched: Watched, { onEvent }: LocalOptions): Promise<void> {
  const { name, context, runtime } = watched
  const { report, result } = await executeBacktest(context, runtime, (step, done, total) =>
    onEvent?.({ kind: 'progress', detector: name, step, done, total }),
  )
  onEvent?.({ kind: 'backtested', detector: name, report, result })
  watched.wakeAt = Infinity
}

async function attendLive(watched: Watched, { store, onEvent, signal }: LocalOptions): Promise<void> {
  const { name, context, runtime } = watched
  const report = watched.activated
    ? await eventLog(store, name, context.writer).status()
    : await activateDetector(context, runtime)
  const running = report.status === 'LEARNING' || report.status === 'ACTIVE'
  if (!watched.activated || !running) onEvent?.({ kind: running ? 'activated' : 'stopped', detector: name, report })
  watched.activated = true
  if (!running || report.generation === null) {
    watched.wakeAt = Infinity
    return
  }
  const log = commitLog(store, { detector: name, generation: report.generation })
  // Without a session, alerts that wait are tried again, whether or not an interval is due.
  let session = watched.waits > 0 ? undefined : watched.session
  for (;;) {
    if (signal?.aborted) return
    const executed = await executeNextInterval(context, runtime, log, session)
    const waiting = executed.deliveries.pending.length > 0
    if (executed.execution === null) {
      if (session === undefined) watched.waits = waiting ? watched.waits + 1 : 0
      if (executed.deliveries.receipts.length > 0)
        onEvent?.({ kind: 'delivered', detector: name, deliveries: executed.deliveries })
      break
    }
    watched.waits = waiting ? Math.max(1, watched.waits) : 0
    session = watched.session = executed.session
    onEvent?.({ kind: 'executed', detector: name, runtime, executed })
    await recordLearning(context, runtime, executed.commit)
  }
  const last = await log.latest()
  const due = last ? nextDue(runtime, last) : Infinity
  watched.wakeAt = watched.waits > 0 ? Math.min(due, context.now() + retryAfter(watched.waits - 1)) : due
}

/** Pause after a number of failures in a row, milliseconds. */
function retryAfter(failuresBefore: number): number {
  return Math.min(RETRY_MS * 2 ** failuresBefore, LONGEST_RETRY_MS)
}

/** Waits until a moment, in short steps; ends at once when cancelled. */
async function pause(until: number, { now = Date.now, signal }: LocalOptions): Promise<void> {
  for (let wait = until - now(); wait > 0; wait = until - now()) {
    try {
      await sleep(Math.min(wait, LONGEST_WAIT_MS), undefined, signal && { signal })
    } catch (error) {
      if (signal?.aborted) return
      throw error
    }
  }
}
