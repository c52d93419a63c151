import { newestRun, type CommitLog, type CommitRecord, type MapRun } from '../../state/index.ts'
import type { RunContext } from '../run-context.ts'
import type { MapPlan } from './map-plan.ts'

/** The interval that a run works on. */
export interface OpenStep {
  readonly run: MapRun
  readonly plan: MapPlan
  /** The commit that the interval follows. */
  readonly last: CommitRecord
}

/** Opens the interval that a run works on; undefined when it is committed, by this run or by a faster one. */
export async function openStep(
  { store }: Pick<RunContext, 'store'>,
  log: CommitLog,
  id: string,
): Promise<OpenStep | undefined> {
  const [run, last] = await Promise.all([newestRun(store, log.place, id), log.latest()])
  if (run === undefined || last === undefined) return undefined
  const plan = await run.read<MapPlan>('plan')
  const { after } = plan
  return last.end === after.end && last.writer === after.writer ? { run, plan, last } : undefined
}
