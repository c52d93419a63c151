import type { LabelledSeries } from '../labelled-series.ts'

/** Rows of the cycle that a peer is told of: a day, at P1D a week. */
export function cycleOf({ seconds }: LabelledSeries): number {
  return seconds >= 86_400 ? 7 : Math.max(2, Math.round(86_400 / seconds))
}
