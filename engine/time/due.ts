import type { IntervalGrid } from './interval-grid.ts'

/**
 * When an interval is processed: at its end plus the offset that the dataset waits for late data.
 *
 * @param offsetSeconds - 0 .. 432,000
 * @returns epoch milliseconds
 * @see Guide, "Key concepts", table "Offset examples"
 */
export function dueAt(grid: IntervalGrid, start: number, offsetSeconds: number): number {
  return grid.next(start) + offsetSeconds * 1000
}

/** Start of the newest interval that is due at a moment. */
export function lastDue(grid: IntervalGrid, nowMs: number, offsetSeconds: number): number {
  return grid.previous(grid.start(nowMs - offsetSeconds * 1000))
}
