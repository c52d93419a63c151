import type { GroupChart } from '../run/index.ts'

/** One metric over a stretch of intervals, as a chart needs it; the arrays are parallel. */
export type ChartSeries = Omit<GroupChart, 'groupId'>

/** Intervals before an anomaly that a chart can show at most. */
export const MOST_BEFORE = 2000

/**
 * The values that a chart has to show: values, expectations and, as far as it does not dwarf them, the band; 0 where it
 * is near.
 *
 * @param series - what is drawn
 * @returns the least and the greatest; 0 and 1 where there is nothing to draw
 */
export function valueRange({
  value,
  expected,
  lower,
  upper,
}: Omit<ChartSeries, 'measure' | 'series' | 'starts'>): readonly [number, number] {
  const inner = extremes([...value, ...expected])
  if (inner === null) return [0, 1]
  const [least, greatest] = inner
  const reach = (greatest - least || Math.abs(greatest) || 1) * 0.4
  const bottom = Math.max(least - reach, Math.min(least, extremes(lower)?.[0] ?? least))
  const top = Math.min(greatest + reach, Math.max(greatest, extremes(upper)?.[1] ?? greatest))
  if (least >= 0 && bottom < top * 0.5) return [0, top]
  return [bottom, top]
}

/**
 * Whether there is a number to draw.
 *
 * @param value - null, undefined, NaN and infinite are none
 */
export function isNumber(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value)
}

/** By a loop: more history than a call may have arguments can be drawn. */
function extremes(values: readonly (number | null)[]): readonly [number, number] | null {
  let least = Infinity
  let greatest = -Infinity
  for (const value of values) {
    if (!isNumber(value)) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return least <= greatest ? [least, greatest] : null
}
