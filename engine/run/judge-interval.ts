import { fireAlerts, type AlertContext, type AlertEvent, type FiredAlerts } from '../alerts/index.ts'
import {
  adjustGroup,
  isLive,
  judgementsInForce,
  openScore,
  updateGroups,
  type AnomalyGroup,
  type Judgement,
  type OpenGroup,
} from '../anomalies/index.ts'
import type { StepContext } from '../detection/index.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import type { JointModel, ModelStep } from './joint-model.ts'
import type { ShardStep } from './shard-states.ts'

/** What an interval leaves for the next one, beside the model. */
export interface Progress {
  /** Number of the last interval. */
  readonly sequence: number
  /** Intervals without data since the last one with data. */
  readonly gap: number
  readonly openGroups: readonly OpenGroup[]
  readonly firedAlerts: FiredAlerts
}

/** Before the first interval. */
export const NO_PROGRESS: Progress = { sequence: -1, gap: 0, openGroups: [], firedAlerts: {} }

/** What an interval is judged with: a model, or what is judged of all metrics together where each has been judged elsewhere. */
export type JudgingModel = Pick<JointModel, 'findings' | 'leaves' | 'causesOf' | 'seriesValues'>

/** One interval. */
export interface JudgedValues {
  readonly start: number
  /** Judges its metrics, and learns from them. */
  readonly step: (context: StepContext) => ModelStep
  /** What people said of the detector's anomalies; what they said after its end does not count. None by default. */
  readonly judgements?: readonly Judgement[]
}

/** What an interval came to. */
export interface JudgedInterval {
  readonly progress: Progress
  readonly steps: readonly ShardStep[]
  /** Groups that began or changed, the most severe first. */
  readonly groups: readonly AnomalyGroup[]
  readonly alerts: readonly AlertEvent[]
}

/** When an interval is and how it is judged. */
export function stepContextOf(
  { grid, boundsThreshold, missing }: Pick<DetectorRuntime, 'grid' | 'boundsThreshold' | 'missing'>,
  { gap }: Pick<Progress, 'gap'>,
  start: number,
): StepContext {
  return { slot: grid.slot(start), gap, threshold: boundsThreshold, missing }
}

/** The one way from an interval's values to its anomalies and alerts: live, in backtests, everywhere. Changes the model. */
export function judgeInterval(
  runtime: DetectorRuntime,
  generation: string,
  model: JudgingModel,
  progress: Progress,
  { start, step: judge, judgements = [] }: JudgedValues,
  context: AlertContext,
): JudgedInterval {
  const { detector, grid } = runtime
  const sequence = progress.sequence + 1
  const step = judge(stepContextOf(runtime, progress, start))
  const update = updateGroups(
    progress.openGroups,
    { start, sequence, measures: model.findings(step, progress.openGroups) },
    {
      detector: detector.name,
      generation,
      dimensions: detector.dataset.dimensions,
      seriesValues: (number) => model.seriesValues(number),
      leaves: (measure) => model.leaves(step, measure),
    },
  )
  const open = new Map(update.open.map((group) => [group.id, group]))
  const now = grid.next(start)
  const inForce = judgementsInForce(judgements, now)
  const changed = update.changed
    .map((found) => {
      const known = open.get(found.id)
      const circumstances = { interval: grid.interval, slot: grid.slot(found.start), now }
      const group = adjustGroup(found, openScore(known ?? found), inForce, circumstances)
      const causes = model.causesOf(group.measure, lasted(known, sequence))
      return causes === undefined ? group : { ...group, causes }
    })
    .toSorted((a, b) => b.severity - a.severity)
  const { fired, events } = fireAlerts(progress.firedAlerts, detector.alerts, { ...update, changed }, context)
  return {
    progress: { sequence, gap: 0, openGroups: update.open, firedAlerts: fired },
    steps: step.shards,
    groups: changed,
    alerts: events,
  }
}

/**
 * A detector as an interval is judged in which it leaves out series that it knows, because its quota was lowered: what has no value then
 * may have had records.
 */
export function leavingOut<T extends Pick<DetectorRuntime, 'missing'>>(runtime: T, leftOut: boolean): T {
  return leftOut ? { ...runtime, missing: false } : runtime
}

/** Numbers of the series of groups that may go on: these are still spoken of, so that no other series may get their numbers. */
export function membersOf({ openGroups, sequence }: Pick<Progress, 'openGroups' | 'sequence'>): ReadonlySet<number> {
  // While intervals are passed over nothing closes a group.
  const live = openGroups.filter((group) => isLive(group, sequence))
  return new Set(live.flatMap(({ members }) => members.map(({ series }) => series)))
}

/** Intervals since a group began, this one included. */
function lasted(group: OpenGroup | undefined, sequence: number): number {
  return Math.max(1, sequence - (group?.began ?? sequence) + 1)
}

/** Progress after an interval without data: time passes, nothing is judged. */
export function passInterval(progress: Progress): Progress {
  return { ...progress, sequence: progress.sequence + 1, gap: progress.gap + 1 }
}
