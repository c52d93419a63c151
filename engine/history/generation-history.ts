import type { CommitLog, ObjectStore } from '../state/index.ts'
import { deliveryReader, type DeliveryReader } from './alert-deliveries.ts'
import { commitDigests } from './commit-digests.ts'
import { readRuns, type DetectionRun, type RunsOptions, type RunsPiece } from './detection-runs.ts'
import { readExecutionLog, type LoggedExecutions } from './execution-log.ts'
import { groupIndex, type GroupIndex } from './group-index.ts'
import { readQualityLog, type IntervalQuality } from './quality-log.ts'
import { seriesReader, type SeriesReader } from './series-reader.ts'

/** What one generation of a detector found and did. */
export interface GenerationHistory {
  readonly log: CommitLog
  readonly groups: GroupIndex
  readonly series: SeriesReader
  readonly deliveries: DeliveryReader
  /** See `readExecutionLog`. */
  executions(
    piece: { readonly before: number; readonly limit: number },
    startOf: (end: number) => number,
  ): Promise<LoggedExecutions>
  /** See `readRuns`. */
  runs(options: RunsOptions, piece: RunsPiece): Promise<readonly DetectionRun[]>
  /** See `readQualityLog`. */
  quality(limit: number): Promise<readonly IntervalQuality[]>
}

/** Opens the history of a generation; reads nothing yet. */
export function generationHistory(store: ObjectStore, log: CommitLog): GenerationHistory {
  const digests = commitDigests(log)
  return {
    log,
    groups: groupIndex(store, log, digests),
    series: seriesReader(store, log, digests),
    deliveries: deliveryReader(store, log.place),
    executions: (piece, startOf) => readExecutionLog(store, log, digests, piece, startOf),
    runs: (options, piece) => readRuns(store, log, digests, options, piece),
    quality: (limit) => readQualityLog(log, limit),
  }
}
