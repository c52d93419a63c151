import { deliverDue, type DueDeliveries } from '../../alerts/index.ts'
import { mapRun, type CommitLog } from '../../state/index.ts'
import { concludeInterval, stopwatch } from '../conclude-interval.ts'
import type { DetectorRuntime } from '../detector-runtime.ts'
import { failureToPass, lastCommit, nextDue, readWithPatience, type ExecutedInterval } from '../execute-interval.ts'
import { passedRecord } from '../interval-record.ts'
import { passInterval } from '../judge-interval.ts'
import type { RunContext } from '../run-context.ts'
import { progressOf } from '../session.ts'
import { divideFiles, divideShards, USUAL_SHARE, type MapPlan } from './map-plan.ts'

/** An interval that a step has committed. */
export type ConcludedInterval = Omit<ExecutedInterval, 'session'>

/** What a run does next. */
export interface PlannedInterval {
  /** How many machines read the interval that is due; null when none is. */
  readonly imports: number | null
  /** Intervals that were passed over, because their data is not there. */
  readonly passed: readonly ConcludedInterval[]
  /** Of alerts that an earlier run left behind. */
  readonly deliveries: DueDeliveries
}

/**
 * First step of a run over shards: finds the interval that is due and divides it among machines. Intervals whose data is not there are passed
 * over with their reason, as `executeNextInterval` does.
 *
 * @param id - of the run, the same in all its steps
 * @param share - how much one machine does
 * @throws as `executeNextInterval`
 */
export async function planInterval(
  context: RunContext,
  runtime: DetectorRuntime,
  log: CommitLog,
  id: string,
  share = USUAL_SHARE,
): Promise<PlannedInterval> {
  const { store, now, delivery, signal } = context
  const passed: ConcludedInterval[] = []
  let last = await lastCommit(context, runtime, log)
  const deliveries = await deliverDue(store, log.place, last, delivery)
  while (nextDue(runtime, last) <= now()) {
    const start = last.end
    const end = runtime.grid.next(start)
    context.onStart?.({ start, end })
    const timings: Record<string, number> = {}
    const timed = stopwatch(timings)
    const note = { end, startedAt: now(), writer: context.writer, timings }
    try {
      const files = await timed('list', () =>
        readWithPatience(context, () => runtime.listFiles(start, signal && { signal })),
      )
      const plan: MapPlan = {
        after: { end: last.end, writer: last.writer },
        startedAt: note.startedAt,
        imports: files === null ? [null] : divideFiles(files, share),
        scores: divideShards(last.snapshot, share),
      }
      const run = mapRun(store, log.place, id, end)
      await run.write('plan', plan)
      // A step that is repeated may have listed other files: what was planned first counts.
      const { imports } = await run.read<MapPlan>('plan')
      return { imports: imports.length, passed, deliveries }
    } catch (error) {
      const failure = await failureToPass(context, log, note, error)
      const progress = passInterval(progressOf(last))
      const record = passedRecord(context, runtime, last, progress, { failure, report: null })
      const concluded = await concludeInterval(context, log, last, { record, unread: null }, note, timed)
      passed.push(concluded)
      last = concluded.commit
    }
  }
  return { imports: null, passed, deliveries }
}
