import { INTERVAL_SECONDS, type Interval } from '../../spec/interval.ts'

/** How the cycles of the clock are cut for an interval, and how fast a metric is learned. */
export interface Cycles {
  /** Slots of the daily profile; at P1D the days of the week. */
  readonly slots: number
  /** Slots of the weekly profile: hours of the week; 0 at P1D. */
  readonly weekSlots: number
  /** Slots of the day in an hour, at least 1. */
  readonly slotsPerHour: number
  /** Neighbours on either side that learn from a slot too. */
  readonly neighbours: number
  /** Intervals that one side must last until it is the new level. */
  readonly shift: number
  /** Share of a residual that moves the level. */
  readonly levelGain: number
  /** Share of a residual that moves its slot of the daily profile. */
  readonly seasonGain: number
  /** The same for the weekly profile. */
  readonly weekGain: number
  /** Memory of the scales, in points. */
  readonly scaleMemory: number
  /** Share of a residual that enters the short average. */
  readonly shortGain: number
}

const CYCLES: Readonly<Record<Interval, Cycles>> = {
  PT5M: daily('PT5M', 72, 2, 300),
  PT10M: daily('PT10M', 36, 1, 300),
  PT1H: daily('PT1H', 12, 0, 300),
  P1D: {
    slots: 7,
    weekSlots: 0,
    slotsPerHour: 1,
    neighbours: 0,
    shift: 5,
    levelGain: 0.08,
    seasonGain: 0.12,
    weekGain: 0,
    scaleMemory: 90,
    shortGain: 0.3,
  },
}

/** The constants of an interval. */
export function cyclesOf(interval: Interval): Cycles {
  return CYCLES[interval]
}

function daily(interval: Interval, shift: number, neighbours: number, scaleMemory: number): Cycles {
  const slots = 86_400 / INTERVAL_SECONDS[interval]
  const slotsPerHour = slots / 24
  return {
    slots,
    weekSlots: 168,
    slotsPerHour,
    neighbours,
    shift,
    levelGain: 1 / slots,
    seasonGain: 0.12,
    weekGain: 0.25 / slotsPerHour,
    scaleMemory,
    shortGain: 0.15,
  }
}
