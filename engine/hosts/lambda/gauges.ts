import { nextDue, type DetectorRuntime } from '../../run/index.ts'
import type { CommitRecord } from '../../state/index.ts'
import { lastDue } from '../../time/index.ts'
import type { EngineGauge } from './metrics.ts'

/** Of a detector that could not be activated, and so has nothing to be behind with. */
export const FAILED_GAUGES: Readonly<Record<EngineGauge, number>> = {
  IntervalsBehind: 0,
  IntervalsWithoutData: 0,
  RecordsRejected: 0,
  ActivationFailed: 1,
}

/** Further behind is as bad, and nobody counts for long. */
const MOST_BEHIND = 10_000

/**
 * How a detector is doing, by its last commit and the clock, so that each wake-up says it again and alarms need not know its interval.
 *
 * @param now - epoch milliseconds
 */
export function gaugesOf(
  runtime: DetectorRuntime,
  last: CommitRecord,
  now: number,
): Readonly<Record<EngineGauge, number>> {
  return {
    IntervalsBehind: behind(runtime, last, now),
    IntervalsWithoutData: last.gap,
    RecordsRejected: rejectedPercent(last),
    ActivationFailed: 0,
  }
}

function behind(runtime: DetectorRuntime, last: CommitRecord, now: number): number {
  if (nextDue(runtime, last) > now) return 0
  const { grid, detector } = runtime
  const newest = lastDue(grid, now, detector.dataset.offsetSeconds)
  let count = 0
  for (let start = last.end; start <= newest && count < MOST_BEHIND; start = grid.next(start)) count++
  return count
}

/** An interval that was passed over is told as such, and the history is not one. */
function rejectedPercent({ sequence, failure, report }: CommitRecord): number {
  if (sequence === 0 || failure !== null || report === null || report.read === 0) return 0
  return Math.round((1000 * report.rejected) / report.read) / 10
}
