import {
  meaningOf,
  nextDue,
  openDetector,
  recordLearning,
  type DetectorRuntime,
  type RunContext,
} from '../../run/index.ts'
import {
  admitParts,
  commitInterval,
  importPart,
  planInterval,
  scoreShards,
  type ConcludedInterval,
} from '../../run/map/index.ts'
import { commitLog, eventLog, type CommitLog, type StatusReport } from '../../state/index.ts'
import type { MapEvent } from './engine-event.ts'
import { noteDeliveries, noteInterval, Tally } from './execute.ts'
import { checkDataset } from './fitness.ts'
import { loadForHost, runContext, type Invocation } from './invocation.ts'

/** What a step came to, as the state machine needs it. */
export interface MapAnswer extends Pick<MapEvent, 'operation' | 'detector' | 'step'> {
  /** Of `plan`: whether an interval is due. */
  readonly due?: boolean
  /** Of `plan`: numbers of the parts to import. */
  readonly imports?: readonly number[]
  /** Of `admit`: whether the interval is to be judged, and numbers of the parts to score. */
  readonly judge?: boolean
  readonly scores?: readonly number[]
  /** Of `admit` and `commit`: whether another interval is due already. */
  readonly more?: boolean
}

/**
 * One step of a run on the distributed map. Steps can be repeated; one of a detector that is not active any more does nothing.
 *
 * @throws as `execute`
 */
export async function mapStep(invocation: Invocation, event: MapEvent): Promise<MapAnswer> {
  const { store, detector: name, writer } = invocation
  const { step, run, part } = event
  const answer = { operation: event.operation, detector: name, step }
  const [detector, report] = await Promise.all([loadForHost(invocation), eventLog(store, name, writer).status()])
  checkDataset(detector, invocation.place)
  let started = false
  const context: RunContext = {
    ...runContext(invocation, detector),
    onStart: () => {
      started = true
      invocation.count({ ExecutionsStarted: 1 })
    },
  }
  const runtime = openDetector(detector, context)
  const log = logOf(context, runtime, report)
  if (log === null) {
    invocation.log.info('The detector is not active, so nothing is executed', { status: report.status })
    return { ...answer, due: false, imports: [], judge: false, scores: [], more: false }
  }
  try {
    switch (step) {
      case 'plan': {
        const planned = await planInterval(context, runtime, log, run)
        const tally = new Tally(name)
        noteDeliveries(invocation, planned.deliveries, tally)
        for (const interval of planned.passed) await note(invocation, context, runtime, report, interval)
        return { ...answer, due: planned.imports !== null, imports: numbers(planned.imports) }
      }
      case 'import':
        await importPart(context, runtime, log, run, part)
        return answer
      case 'admit': {
        const { scores, passed } = await admitParts(context, runtime, log, run)
        if (passed !== null) await note(invocation, context, runtime, report, passed)
        const more = scores === null && (await isMore(context, runtime, log))
        return { ...answer, judge: scores !== null, scores: numbers(scores), more }
      }
      case 'score':
        await scoreShards(context, runtime, log, run, part)
        return answer
      case 'commit': {
        const committed = await commitInterval(context, runtime, log, run)
        if (committed !== null) await note(invocation, context, runtime, report, committed)
        return { ...answer, more: await isMore(context, runtime, log) }
      }
    }
  } catch (error) {
    invocation.count({ ...(step === 'plan' && !started && { ExecutionsStarted: 1 }), ExecutionsFailed: 1 })
    throw error
  }
}

/** The commits of the detector's generation; null where it has none that goes on. */
function logOf(
  { store }: RunContext,
  { detector }: DetectorRuntime,
  { status, generation, specHash }: StatusReport,
): CommitLog | null {
  const running = status === 'LEARNING' || status === 'ACTIVE'
  if (!running || generation === null || specHash !== meaningOf(detector)) return null
  return commitLog(store, { detector: detector.name, generation })
}

async function note(
  invocation: Invocation,
  context: RunContext,
  runtime: DetectorRuntime,
  { status }: StatusReport,
  interval: ConcludedInterval,
): Promise<void> {
  const tally = new Tally(invocation.detector)
  noteDeliveries(invocation, interval.deliveries, tally)
  noteInterval(invocation, runtime, interval, tally)
  if (status === 'LEARNING') await recordLearning(context, runtime, interval.commit)
}

async function isMore(context: RunContext, runtime: DetectorRuntime, log: CommitLog): Promise<boolean> {
  const last = await log.latest()
  return last !== undefined && nextDue(runtime, last) <= context.now()
}

function numbers(count: number | null): readonly number[] {
  return [...Array.from({ length: count ?? 0 }).keys()]
}
