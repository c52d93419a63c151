import type { Quotas } from '../spec/index.ts'
import { FIGURES } from './cost-figures.ts'

/** MB of the engine's function unless its `memorySize` says another: one whole processor. */
export const DEFAULT_MEMORY = 1_769

/** The most that Lambda has. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MOST_MEMORY = 10_240

/** What the engine's function needs in memory for a detector, MB. */
export interface MemoryNeed {
  /** To execute an interval. */
  readonly interval: number
  /** To learn a history of as many intervals as the quota lets in. */
  readonly history: number
}

/**
 * The memory that so many metrics need. An interval needs what was learned of them, and that once; a history also every value in
 * it, because its records come in any order.
 */
export function memoryNeed(metrics: number, { historyIntervals }: Pick<Quotas, 'historyIntervals'>): MemoryNeed {
  const state = stateBytes(metrics)
  return {
    interval: Math.ceil(state / MEGABYTE),
    history: Math.ceil((state + byValue * metrics * historyIntervals) / MEGABYTE),
  }
}

/** Intervals of a history of so many metrics that fit into a memory of so many MB. */
export function historyIntervalsIn(memory: number, metrics: number): number {
  return Math.max(0, Math.floor((memory * MEGABYTE - stateBytes(metrics)) / (byValue * Math.max(1, metrics))))
}

/** `memorySize` for the intervals of a detector: the default where it does, in steps of 64 MB beyond, never above what Lambda has. */
export function memoryFor({ interval }: MemoryNeed): number {
  return interval <= DEFAULT_MEMORY ? DEFAULT_MEMORY : Math.min(MOST_MEMORY, 64 * Math.ceil(interval / 64))
}

const MEGABYTE = 2 ** 20

const { fixed, byMetric, byValue } = FIGURES.memoryBytes

function stateBytes(metrics: number): number {
  return fixed + byMetric * metrics
}
