/*
 * Cycles in a row in which something was far above (positive) or below what was known of it. Two runs share a byte, four bits
 * each: that of a slot of the daily profile, and that of an hour of the week. They have nothing else in common than the place.
 *
 * An hour of the week that was far off for SURE weeks in a row has become what it then was, and is sure from then on: its state is
 * SURE, and SURE + 1 or 2 (less below) while it is far off again.
 */

/** Runs of slots are counted up to here. */
const LONGEST = 7
/** Weeks in a row on one side after which an hour of the week becomes what it is. */
export const SURE = 3

/** The run of a slot of the daily profile (of the week at P1D). */
export function slotRunOf(byte: number): number {
  return (byte << 28) >> 28
}

/** The state of an hour of the week. */
export function hourOf(byte: number): number {
  return byte >> 4
}

/** The byte with another run of the slot. */
export function withSlotRun(byte: number, run: number): number {
  return (byte & ~15) | (run & 15)
}

/** The byte with another state of the hour. */
export function withHour(byte: number, hour: number): number {
  return (hour << 4) | (byte & 15)
}

/** What a run is after one more cycle. @param side - 1 far above, -1 far below, 0 neither */
export function nextRun(run: number, side: number): number {
  return side === 0 || side * run < 0 ? side : cutRun(run + side)
}

/** A run, or the longest of its side that is counted. */
export function cutRun(run: number): number {
  return run > LONGEST ? LONGEST : run < -LONGEST ? -LONGEST : run
}

/** Whether an hour of the week has become what it is by such weeks. */
export function isSure(hour: number): boolean {
  return hour >= SURE || hour <= -SURE
}

/** The run of an hour of the week. */
export function hourRunOf(hour: number): number {
  return hour >= SURE ? hour - SURE : hour <= -SURE ? hour + SURE : hour
}

/**
 * The state of an hour of the week after one more week.
 *
 * @param side - 1 far above, -1 far below, 0 neither
 * @param matters - whether its profile, as it is now, is more than noise
 */
export function nextHour(hour: number, side: number, matters: boolean): number {
  const run = nextRun(hourRunOf(hour), side)
  if (run >= SURE || run <= -SURE) return matters ? SURE : 0
  return isSure(hour) ? (run < 0 ? run - SURE : run + SURE) : run
}
