import { INTERVAL_SECONDS } from '../../spec/index.ts'
import type { IntervalGrid } from '../time/index.ts'

/** The intervals that a history is made of. */
export interface IntervalSpan {
  /** Without holes, ascending: those between without records are missing data. Empty when there are no records. */
  readonly starts: readonly number[]
  /** Intervals with records before the first of them, beyond `most`. */
  readonly older: number
  /** Intervals with records that lie so far away from all others that their timestamps must be wrong. */
  readonly strays: number
}

/** Nothing in the model reaches further back than this many missing intervals. */
const LONGEST_GAP = 10_000

/** A pause that parts a history into stretches: the least length of a backtest, so shorter pauses never do. */
const PAUSE_INTERVALS = 285

/** A stretch at either end with less than this share of the intervals of the greatest one is taken for an error. */
const STRAY_SHARE = 0.1

/** Intervals that lie between two others, which do not count; at most `LONGEST_GAP`. */
export function intervalsBetween(grid: IntervalGrid, before: number, after: number): number {
  let count = 0
  for (let start = grid.next(before); start < after && count < LONGEST_GAP; start = grid.next(start)) count++
  return count
}

/** Start of the interval that lies so many intervals before a boundary. */
export function intervalsBack(grid: IntervalGrid, end: number, count: number): number {
  let start = end
  for (let back = 0; back < count; back++) start = grid.previous(start)
  return start
}

/**
 * Every interval from the first to the last with records, the newest `most` of them. A few records with a timestamp that
 * is centuries off must not make a history out of nothing, so what lies far away at either end is left out and counted.
 *
 * @param intervals - starts of the intervals with records, ascending
 */
export function spanIntervals(grid: IntervalGrid, intervals: readonly number[], most: number): IntervalSpan {
  const stretches = stretchesOf(grid, intervals)
  const least = STRAY_SHARE * Math.max(...stretches.map(({ count }) => count))
  const kept = stretches.slice(
    stretches.findIndex(({ count }) => count >= least),
    stretches.findLastIndex(({ count }) => count >= least) + 1,
  )
  if (kept.length === 0) return { starts: [], older: 0, strays: 0 }
  const starts: number[] = []
  for (let start = kept.at(-1)!.last; start >= kept[0].first && starts.length < most;) {
    starts.push(start)
    start = grid.previous(start)
  }
  const inside = kept.reduce((sum, { count }) => sum + count, 0)
  const oldest = starts.at(-1)!
  const older = intervals.filter((start) => start >= kept[0].first && start < oldest).length
  return { starts: starts.toReversed(), older, strays: intervals.length - inside }
}

interface Stretch {
  readonly first: number
  readonly last: number
  readonly count: number
}

function stretchesOf({ interval }: IntervalGrid, intervals: readonly number[]): Stretch[] {
  const pause = PAUSE_INTERVALS * INTERVAL_SECONDS[interval] * 1000
  const stretches: Stretch[] = []
  for (const start of intervals) {
    const current = stretches.at(-1)
    if (current === undefined || start - current.last > pause) stretches.push({ first: start, last: start, count: 1 })
    else stretches[stretches.length - 1] = { ...current, last: start, count: current.count + 1 }
  }
  return stretches
}
