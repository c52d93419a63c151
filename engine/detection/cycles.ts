import { INTERVAL_SECONDS, type Interval } from '../../spec/interval.ts'

/** How the cycles of the clock are cut for an interval, and how fast a metric is learned. */
export interface Cycles {
  /** Slots of the daily profile; at P1D the days of the week. */
  readonly slots: number
  /** Whether the long profile is of the week, by the hour; else of the year, by the day. */
  readonly weekly: boolean
  /** Slots of the long profile: hours of the week; at P1D days of the year. */
  readonly longSlots: number
  /** Bytes of runs: enough for the slots of either profile; at P1D of the first alone. */
  readonly runSlots: number
  /** Intervals of a day. */
  readonly slotsPerDay: number
  /** Slots of the day in an hour, at least 1. */
  readonly slotsPerHour: number
  /**
   * Shares of a slot's step that the slot itself, its neighbours on either side and theirs take. Its Fourier transform is everywhere
   * above 0: a profile is drawn towards what comes at every frequency, edges too, only more slowly there.
   */
  readonly kernel: readonly number[]
  /** How much of a jump of the daily profile comes a little early or late, as a share of the jump. */
  readonly jitter: number
  /** Values in a row on one side until it is the new level. */
  readonly shift: number
  /** Values on one side until a jump is remembered: after them an excess is no usual one any more. */
  readonly jump: number
  /** Equal values in a row, the first left out, from which a flat line can be one. */
  readonly flat: number
  /** Missing values in a row from which they can be an anomaly. */
  readonly missing: number
  /** Missing values in a row after which a metric is taken to be gone. */
  readonly gone: number
  /** Share of a residual that moves the level. */
  readonly levelGain: number
  /** Share of a residual that moves its slot of the daily profile. */
  readonly seasonGain: number
  /** The same for its place of the long profile (hour of the week, day of the year). */
  readonly longGain: number
  /** The long profile learns from at most so many sigma, and is compared with what it comes to within so many. */
  readonly longStep: number
  readonly longReach: number
  /** An hour of the week is far off its profile beyond so many sigma. Where it has several values, sigma grows while it lasts. */
  readonly farOffHour: number
  /** Memory of what the long profile is worth, in values. */
  readonly longMemory: number
  /** Part of a long profile's promise that must come true before it counts. */
  readonly longDoubt: number
  /** Share by which one point moves the variance of errors at its time of day. */
  readonly shapeGain: number
  /** Memory of the scales, in points. */
  readonly scaleMemory: number
  /** Share of a residual that enters the short average. */
  readonly shortGain: number
}

const CYCLES: Readonly<Record<Interval, Cycles>> = {
  PT5M: daily('PT5M', 72, [0.65, 0.4, 0.1], 0.2),
  PT10M: daily('PT10M', 36, [0.65, 0.3], 0.2),
  PT1H: daily('PT1H', 12, [1], 0),
  P1D: {
    slots: 7,
    weekly: false,
    longSlots: 366,
    runSlots: 7,
    slotsPerDay: 1,
    slotsPerHour: 1,
    kernel: [1],
    jitter: 0,
    shift: 5,
    jump: 2,
    flat: 3,
    missing: 1,
    gone: 14,
    levelGain: 0.08,
    seasonGain: 0.1,
    longGain: 0.4,
    // A holiday comes once a year: what it was is learned at once, and nearly whole.
    longStep: 30,
    longReach: 30,
    farOffHour: Number.POSITIVE_INFINITY,
    longMemory: 365,
    longDoubt: 0.5,
    shapeGain: 0,
    scaleMemory: 90,
    shortGain: 0.3,
  },
}

/** The constants of an interval. */
export function cyclesOf(interval: Interval): Cycles {
  return CYCLES[interval]
}

/** Milliseconds without a value after which a metric is taken to be gone: half an interval less, since days may have 23 hours. */
export function goneAfter(interval: Interval): number {
  return (cyclesOf(interval).gone - 0.5) * INTERVAL_SECONDS[interval] * 1000
}

function daily(interval: Interval, shift: number, kernel: readonly number[], jitter: number): Cycles {
  const slots = 86_400 / INTERVAL_SECONDS[interval]
  const slotsPerHour = slots / 24
  return {
    slots,
    weekly: true,
    longSlots: 168,
    runSlots: Math.max(slots, 168),
    slotsPerDay: slots,
    slotsPerHour,
    kernel,
    jitter,
    shift,
    jump: slotsPerHour === 1 ? 3 : slotsPerHour,
    flat: 4,
    missing: 2,
    gone: 7 * slots,
    levelGain: 1 / (1.5 * slots),
    seasonGain: 0.1,
    longGain: 0.25 / slotsPerHour,
    longStep: 2,
    longReach: 3,
    farOffHour: slotsPerHour === 1 ? 8 : 5,
    longMemory: 7 * slots,
    longDoubt: 0,
    shapeGain: 0.5 / slots,
    scaleMemory: 200,
    shortGain: 0.25,
  }
}
