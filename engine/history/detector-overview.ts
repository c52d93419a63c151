import { INTERVAL_SECONDS } from '../../spec/index.ts'
import type { CommitRecord } from '../state/index.ts'
import { dueAt } from '../time/index.ts'
import { healthOf, isRunning, type Health } from './health.ts'
import type { DetectorHistory } from './open-history.ts'
import { undeliveredText } from './undelivered.ts'

/** How a detector is doing. */
export interface DetectorOverview {
  readonly health: Health
  /** Why, in a sentence for people. */
  readonly healthText: string
  /** The last interval that was executed, learned or tested: half-open. */
  readonly lastInterval: { readonly start: number; readonly end: number } | null
  /** When the next interval is due, epoch milliseconds; null where none will be. */
  readonly nextDue: number | null
  /** Metrics that have had a value; null where the commits do not tell. */
  readonly metrics: number | null
  /** Intervals with data that it has learned from. */
  readonly learned: number | null
  /** Anomaly groups of this generation: all, and the highest severity. */
  readonly groups: number
  readonly highestSeverity: number | null
}

/**
 * Looks how a detector is doing.
 *
 * @param now - epoch milliseconds
 */
export async function detectorOverview(history: DetectorHistory, now: number): Promise<DetectorOverview> {
  const { detector, grid, report, problem, generation } = history
  const { last, groups, fired } = (await generation?.groups.now()) ?? { last: null, groups: [], fired: [] }
  const nextDue =
    detector === null || grid === null || last === null || !isRunning(report)
      ? null
      : dueAt(grid, last.end, detector.dataset.offsetSeconds)
  const intervalMs = detector === null ? Infinity : 1000 * INTERVAL_SECONDS[detector.interval]
  const undelivered = generation && isRunning(report) ? await undeliveredText(generation, fired, now) : null
  const { health, text } = healthOf({ report, problem, last, nextDue, intervalMs, undelivered, now })
  return {
    health,
    healthText: text,
    lastInterval: last && { start: grid?.previous(last.end) ?? last.start, end: last.end },
    nextDue,
    metrics: last && (await metricCount(history, last)),
    learned: last?.learned ?? null,
    groups: groups.length,
    highestSeverity: groups.reduce<number | null>((most, { ref }) => Math.max(most ?? 0, ref.severity), null),
  }
}

async function metricCount({ detector, generation }: DetectorHistory, last: CommitRecord): Promise<number | null> {
  const measures = detector?.dataset.measures.length
  const series = (await generation?.series.places(last))?.count ?? 0
  if (series > 0 && measures !== undefined) return series * measures
  // Backtests of earlier versions have left no names.
  return last.quality.find(({ type }) => type === 'TIME_SERIES_COUNT')?.value ?? null
}
