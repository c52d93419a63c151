import type { CommitLog, ObjectStore } from '../state/index.ts'
import { deliveryReader, type DeliveryReader } from './alert-deliveries.ts'
import { commitDigests } from './commit-digests.ts'
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
    quality: (limit) => readQualityLog(log, limit),
  }
}
