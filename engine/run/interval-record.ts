import type { Aggregate, ReadReport } from '../dataset/index.ts'
import { dataQualityMetrics } from '../dataset/index.ts'
import {
  writeGroup,
  writePoints,
  type CommitRecord,
  type ObjectStore,
  type SnapshotRef,
  type StatePlace,
} from '../state/index.ts'
import { meaningOf } from './declare.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import type { ModelSummary } from './joint-model.ts'
import type { JudgedInterval, Progress } from './judge-interval.ts'
import { pointColumns } from './point-columns.ts'
import type { RunContext } from './run-context.ts'

/** A judged interval with what is stored of it. */
export interface StoredInterval extends Awaited<ReturnType<typeof storeFindings>> {
  readonly judged: JudgedInterval
  readonly snapshot: SnapshotRef
  readonly summary: ModelSummary
  readonly aggregate: Aggregate
}

/** Stores what was found in an interval; it counts once a commit names it. */
export async function storeFindings(
  store: ObjectStore,
  place: StatePlace,
  end: number,
  { steps, groups }: JudgedInterval,
): Promise<Pick<CommitRecord, 'points' | 'groups'>> {
  const [points, stored] = await Promise.all([
    writePoints(store, place, end, pointColumns(steps)),
    Promise.all(groups.map((group) => writeGroup(store, place, end, group))),
  ])
  return { points, groups: stored }
}

/** The commit of an interval that was judged. */
export function judgedRecord(
  { writer, now }: Pick<RunContext, 'writer' | 'now'>,
  { detector, grid }: DetectorRuntime,
  last: CommitRecord,
  { judged, snapshot, summary, aggregate, points, groups }: StoredInterval,
): CommitRecord {
  return {
    detector: last.detector,
    generation: last.generation,
    ...judged.progress,
    summary,
    snapshot,
    start: last.end,
    end: grid.next(last.end),
    specHash: meaningOf(detector),
    learned: last.learned + 1,
    failure: null,
    groups,
    alerts: judged.alerts,
    points,
    report: aggregate.report,
    quality: dataQualityMetrics(aggregate),
    writer,
    writtenAt: now(),
  }
}

/** What a report says of series that have left their places. */
export function goneOf(series: number, measures: number): Pick<ReadReport, 'metricsGone'> {
  return series === 0 ? {} : { metricsGone: series * measures }
}

/** The commit of an interval that is passed over. */
export function passedRecord(
  { writer, now }: Pick<RunContext, 'writer' | 'now'>,
  { grid }: DetectorRuntime,
  last: CommitRecord,
  passed: Progress,
  { failure, report }: Pick<CommitRecord, 'failure' | 'report'>,
): CommitRecord {
  return {
    ...last,
    ...passed,
    start: last.end,
    end: grid.next(last.end),
    failure,
    groups: [],
    alerts: [],
    points: null,
    report,
    quality: [],
    writer,
    writtenAt: now(),
  }
}
