import type { Interval } from '../../spec/interval.ts'

/**
 * The intervals of a detector, laid over the wall clock of its dataset's time zone: hours start at full local hours,
 * days at local midnight (or the first moment of the day where midnight does not exist). Interval starts are epoch
 * milliseconds and identify the interval.
 */
export interface IntervalGrid {
  readonly interval: Interval
  /** IANA name. */
  readonly zone: string
  /** Start of the interval that holds a moment: start <= moment < next(start). */
  start(epochMs: number): number
  /** Start of the following interval, which is the end of this one. */
  next(start: number): number
  /** Start of the interval before. */
  previous(start: number): number
  /** Position in the day, week and year of the wall clock, for seasonality. */
  slot(start: number): Slot
  /** ISO 8601 with the zone's offset, to the second: `2026-03-29T03:00:00+02:00`. */
  iso(start: number): string
}

/** Where an interval lies in the cycles of the wall clock. */
export interface Slot {
  /** 0 .. intervals of a nominal day - 1 (0 for P1D); a repeated autumn hour has the slot of its first pass. */
  readonly ofDay: number
  /** 0 Monday .. 6 Sunday. */
  readonly dayOfWeek: number
  /** 0 .. 365. */
  readonly dayOfYear: number
}
