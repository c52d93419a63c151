import {
  executeBacktest,
  executeNextInterval,
  isDetectorTrouble,
  nextDue,
  recordLearning,
  type DetectorRuntime,
  type RunContext,
  type Session,
} from '../../run/index.ts'
import { commitLog, eventLog, type DetectorStatus, type StatusReport } from '../../state/index.ts'
import type { LocalEvent } from './local-event.ts'

/** How a detector is attended to. */
export interface Attendance {
  /** Brings it to LEARNING or ACTIVE, if that is what it is to be. */
  readonly activate: (context: RunContext, runtime: DetectorRuntime) => Promise<StatusReport>
  readonly signal?: AbortSignal
  readonly onEvent?: (event: LocalEvent) => void
}

/** What failed is tried again after this, then after twice as long, at last every `LONGEST_RETRY_MS`. */
const RETRY_MS = 60_000
const LONGEST_RETRY_MS = 15 * 60_000

const RUNNING: ReadonlySet<DetectorStatus> = new Set(['LEARNING', 'ACTIVE'])

/** A detector that this process executes. */
export interface Watched {
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

/** A detector that nothing has been done for yet. */
export function watchDetector(name: string, context: RunContext, runtime: DetectorRuntime): Watched {
  return { name, context, runtime, session: undefined, wakeAt: 0, activated: false, failures: 0, waits: 0 }
}

/** Brings one detector up to date: learns, backtests, executes what is due. What fails is told and tried again later. */
export async function attend(watched: Watched, options: Attendance): Promise<void> {
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
async function attendBacktest(watched: Watched, { onEvent }: Attendance): Promise<void> {
  const { name, context, runtime } = watched
  const { report, result } = await executeBacktest(context, runtime, (step, done, total) =>
    onEvent?.({ kind: 'progress', detector: name, step, done, total }),
  )
  onEvent?.({ kind: 'backtested', detector: name, report, result })
  watched.wakeAt = Infinity
}

async function attendLive(watched: Watched, { activate, onEvent, signal }: Attendance): Promise<void> {
  const { name, context, runtime } = watched
  const { store } = context
  const report = watched.activated
    ? await eventLog(store, name, context.writer).status()
    : await activate(context, runtime)
  const running = RUNNING.has(report.status)
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
    const { status, generation } = await recordLearning(context, runtime, executed.commit)
    // Somebody has stopped it, or begun anew, while it was catching up.
    if (!RUNNING.has(status) || generation !== report.generation) return
  }
  const last = await log.latest()
  const due = last ? nextDue(runtime, last) : Infinity
  watched.wakeAt = watched.waits > 0 ? Math.min(due, context.now() + retryAfter(watched.waits - 1)) : due
}

/** Pause after a number of failures in a row, milliseconds. */
function retryAfter(failuresBefore: number): number {
  return Math.min(RETRY_MS * 2 ** failuresBefore, LONGEST_RETRY_MS)
}
