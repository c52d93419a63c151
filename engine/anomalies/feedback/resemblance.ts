import type { Interval } from '../../../spec/interval.ts'
import { INTERVAL_SECONDS } from '../../../spec/interval.ts'
import type { Slot } from '../../time/index.ts'
import type { Direction, Judgement } from './judgement.ts'

/** Share of dimension values that must be the same for one metric's judgement to say something about another. */
const LEAST_SHARED = 0.5

/** Weight of a judgement about the other side, or another time of day. */
const OTHER_CIRCUMSTANCES = 0.5

/** Hours, by the clock and around midnight, that count as the same time of day. */
const SAME_TIME_HOURS = 2

/** What a new anomaly is compared by. */
export interface Circumstances {
  readonly interval: Interval
  readonly measure: string
  /** Dimension values, parallel to the dataset's dimensions. */
  readonly series: readonly string[]
  readonly direction: Direction
  /** Where its first interval lies in the day and the week of the wall clock. */
  readonly slot: Slot
}

/** How much of a judgement applies to an anomaly, and why. */
export interface Resemblance {
  /** 0 .. 1: share of equal dimension values, halved unless side and time are the same. */
  readonly weight: number
  /** Share of dimension values that are equal, 0 .. 1; 1 where a dataset has no dimensions. */
  readonly sharedValues: number
  readonly sameDirection: boolean
  /** Within two hours by the clock; at P1D the same day of the week. */
  readonly sameTime: boolean
}

/**
 * Compares a judged anomaly with a new one. Another measure has nothing to do with it, nor has a metric that shares less
 * than half of its dimension values.
 */
export function resemblanceOf(judgement: Judgement, anomaly: Circumstances): Resemblance {
  const { series, direction, slot, interval } = anomaly
  const equal = series.filter((value, dimension) => value === judgement.series[dimension]).length
  const sharedValues = series.length === 0 ? 1 : equal / series.length
  const sameDirection = direction === judgement.direction
  const sameTime = isSameTime(interval, slot, judgement.slot)
  const applies = judgement.measure === anomaly.measure && sharedValues >= LEAST_SHARED
  return {
    weight: applies ? sharedValues * (sameDirection && sameTime ? 1 : OTHER_CIRCUMSTANCES) : 0,
    sharedValues,
    sameDirection,
    sameTime,
  }
}

function isSameTime(interval: Interval, a: Slot, b: Slot): boolean {
  if (interval === 'P1D') return a.dayOfWeek === b.dayOfWeek
  const hours = (Math.abs(a.ofDay - b.ofDay) * INTERVAL_SECONDS[interval]) / 3600
  return Math.min(hours, 24 - hours) <= SAME_TIME_HOURS
}
