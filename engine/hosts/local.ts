import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DetectorSpec } from '../../spec/index.ts'
import type { DeliveryContext, DueDeliveries } from '../alerts/index.ts'
import {
  activateDetector,
  declareSpec,
  executeBacktest,
  executeNextInterval,
  isDataTrouble,
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
  /** Executes intervals that are due by this moment, epoch milliseconds, and returns when there are no more. */
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

/** Failures of a detector are tried again after this. */
const RETRY_MS = 60_000

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
  failed: boolean
}

/**
 * Declares and activates detectors, then executes their intervals as they become due, missed ones first and in order. A
 * detector with historical data alone is backtested instead. One that fails does not hold up the others. Returns when
 * nothing is left to wait for.
 *
 * @returns true when nothing failed
 * @throws when the state cannot be used
 */
export async function runLocally(detectors: readonly LocalDetector[], options: LocalOptions): Promise<boolean> {
  const watched = await Promise.all(detectors.map((detector) => watch(detector, options)))
  let fine = true
  for (;;) {
    for (const detector of watched) {
      await attend(detector, options)
      fine &&= !detector.failed
      if (options.signal?.aborted) return fine
    }
    if (options.once || options.until !== undefined) return fine
    const until = Math.min(...watched.map(({ wakeAt }) => wakeAt))
    if (until === Infinity) return fine
    options.onEvent?.({ kind: 'waiting', until })
    await pause(until, options)
    if (options.signal?.aborted) return fine
  }
}

async function watch({ spec, baseDir }: LocalDetector, options: LocalOptions): Promise<Watched> {
  const { store, delivery, signal, onEvent, until = Infinity, now = Date.now, newId = randomUUID } = options
  const name = spec.detector
  const changed = await declareSpec(store, spec)
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
  return { name, context, runtime, session: undefined, wakeAt: 0, activated: false, failed: false }
}

/** Brings one detector up to date. */
async function attend(watched: Watched, options: LocalOptions): Promise<void> {
  const { name, context, runtime } = watched
  const { onEvent, signal } = options
  if (watched.wakeAt > context.now()) return
  try {
    if (runtime.detector.dataset.source.continuous === null) await attendBacktest(watched, options)
    else await attendLive(watched, options)
    watched.failed = false
  } catch (error) {
    if (signal?.aborted) return
    if (!isDataTrouble(error)) throw error
    watched.session = undefined
    watched.failed = true
    watched.wakeAt = context.now() + RETRY_MS
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
  for (;;) {
    if (signal?.aborted) return
    const executed = await executeNextInterval(context, runtime, log, watched.session)
    if (executed.execution === null) {
      if (executed.deliveries.receipts.length > 0)
        onEvent?.({ kind: 'delivered', detector: name, deliveries: executed.deliveries })
      break
    }
    watched.session = executed.session
    onEvent?.({ kind: 'executed', detector: name, runtime, executed })
    await recordLearning(context, runtime, executed.commit)
  }
  const last = await log.latest()
  watched.wakeAt = last ? nextDue(runtime, last) : context.now() + RETRY_MS
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
