import type { Aggregate } from '../dataset/index.ts'
import { breather } from './breath.ts'
import type { DetectorRuntime } from './detector-runtime.ts'
import type { MetricModel } from './metric-model.ts'
import type { SeriesPlaces } from './series-book.ts'
import type { ShardStep } from './shard-states.ts'

/** How history is learned. */
export interface LearnOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
  /** Sees the verdicts on an interval, for charts; nothing is reported from history. A promise that it returns is awaited. */
  readonly onInterval?: (start: number, steps: readonly ShardStep[]) => unknown
}

/**
 * The newest intervals of a history are always judged: the statistics of layers are calibrated by verdicts, charts begin before what
 * is tested.
 */
const STEPPED = 500
/** Where a history has so many values before those, they are learned without verdicts, on all processors. */
const MANY_VALUES = 5_000_000

/**
 * Teaches a model intervals of the past. Each metric knows afterwards what it would if they had come live, one after the other.
 *
 * @param starts - ascending, without holes; those without records count as missing data
 * @returns intervals without data at the end
 */
export async function learnHistory(
  runtime: DetectorRuntime,
  model: MetricModel,
  aggregate: Aggregate,
  places: SeriesPlaces,
  starts: readonly number[],
  { signal, onProgress, onInterval }: LearnOptions = {},
): Promise<number> {
  const breathe = breather(signal)
  const metrics = aggregate.series.length * aggregate.measures.length
  // Series that leave their places to others do so in an interval that is judged.
  const isShared = aggregate.series.length > runtime.seriesLimit
  const older = metrics * (starts.length - STEPPED) >= MANY_VALUES && !isShared ? starts.length - STEPPED : 0
  let done = 0
  let gap = 0
  const unjudged = starts.slice(0, older).flatMap((start) => {
    if (!hasData(aggregate, start)) {
      gap++
      return []
    }
    const step = { start, slot: runtime.grid.slot(start), gap }
    gap = 0
    return [step]
  })
  if (older > 0) {
    const beforeEach = (): Promise<void> | undefined => {
      const learned = done++
      return breathe(() => onProgress?.(learned, starts.length))
    }
    await model.learn(aggregate, places, unjudged, { beforeEach, signal })
  }
  for (const [index, start] of starts.entries()) {
    if (index < older) continue
    await breathe(() => onProgress?.(index, starts.length))
    if (!hasData(aggregate, start)) {
      gap++
      continue
    }
    // Missing data is judged here too, so that the layers learn how usual it is.
    const { boundsThreshold, missing } = runtime
    const context = { slot: runtime.grid.slot(start), gap, threshold: boundsThreshold, missing }
    if (isShared) model.makeRoom(aggregate, places, { start, gap }, runtime.seriesLimit)
    const { shards } = model.step(aggregate, places, start, context)
    await onInterval?.(start, shards)
    gap = 0
  }
  return gap
}

/** Some record lies in the interval. */
export function hasData(aggregate: Aggregate, start: number): boolean {
  let low = 0
  let high = aggregate.intervals.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (aggregate.intervals[middle] < start) low = middle + 1
    else high = middle
  }
  return aggregate.intervals[low] === start
}
