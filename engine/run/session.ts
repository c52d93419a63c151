import type { FiredAlerts } from '../alerts/index.ts'
import type { OpenGroup } from '../anomalies/index.ts'
import type { DetectorSummary } from '../detection/index.ts'
import { LayerModel } from '../layers/index.ts'
import {
  judgementReader,
  readSnapshot,
  writeSnapshot,
  type CommitRecord,
  type JudgementReader,
  type ObjectStore,
  type SnapshotRef,
  type StatePlace,
} from '../state/index.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import type { Progress } from './judge-interval.ts'
import type { ModelConfig, ModelSummary } from './joint-model.ts'
import { MetricModel } from './metric-model.ts'

/** A detector's state after a commit, in memory. */
export interface Session {
  readonly commit: CommitRecord
  /** Changed by judging the next interval: a session whose interval was not committed is of no more use. */
  readonly model: MetricModel
  readonly progress: Progress
  /** What people say of the detector's anomalies. */
  readonly judgements: JudgementReader
}

/**
 * Reads the state that a commit names.
 *
 * @throws {StateError} OBJECT_MISSING, OBJECT_CORRUPT
 */
export async function restoreSession(
  store: ObjectStore,
  { detector, modelConfig }: DetectorRuntime,
  commit: CommitRecord,
): Promise<Session> {
  const parts = await readSnapshot(store, commit.snapshot)
  const model = MetricModel.restore(modelConfig, summaryOf(modelConfig, commit), parts, true)
  return { commit, model, progress: progressOf(commit), judgements: judgementReader(store, detector.name) }
}

/** What the metrics have in common after a commit. */
export function summaryOf(config: ModelConfig, commit: CommitRecord): ModelSummary {
  // The checksum of the commit proves that these are what commitState wrote.
  const written = commit.summary as Partial<ModelSummary> & DetectorSummary
  // A commit from before there were layers: they begin to learn now.
  return { ...written, layers: written.layers ?? LayerModel.summary(config) }
}

/** What the commit carries for the next interval. */
export function progressOf(commit: CommitRecord): Progress {
  return {
    sequence: commit.sequence,
    gap: commit.gap,
    openGroups: (commit.openGroups as readonly (Omit<OpenGroup, 'began' | 'rollUps'> & Partial<OpenGroup>)[]).map(
      // Fields stay in their order: who goes on from memory and who restores commit the same bytes.
      (group) => ({ ...group, began: group.began ?? 0, rollUps: group.rollUps ?? [] }),
    ),
    firedAlerts: commit.firedAlerts as FiredAlerts,
  }
}

/** The parts of a commit that carry the state. */
export function stateOf(
  model: MetricModel,
  snapshot: SnapshotRef,
  progress: Progress,
): Pick<CommitRecord, 'sequence' | 'gap' | 'openGroups' | 'firedAlerts' | 'summary' | 'snapshot'> {
  return { ...progress, summary: model.summary, snapshot }
}

/** Stores a model for a commit; parts that are stored already are not written again. */
export async function saveModel(
  store: ObjectStore,
  place: StatePlace,
  end: number,
  model: MetricModel,
  previous: SnapshotRef,
): Promise<SnapshotRef> {
  return writeSnapshot(store, place, end, model.parts(), previous)
}
