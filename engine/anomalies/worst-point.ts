import { sideOf } from './deviation.ts'
import type { AnomalousMetric, AnomalousPoint } from './group.ts'

/**
 * The most severe of the listed points of a metric: of several that are as severe, as those at 100 are, one of the side on which
 * most of them lie. The first value after a long outage may be further from what is expected by then than any of the outage.
 *
 * @param metric - with points, or without where all of them are left out as too old
 */
export function worstPoint({ points }: Pick<AnomalousMetric, 'points'>): AnomalousPoint | undefined {
  const severity = points.reduce((most, point) => Math.max(most, point.severity), 0)
  const severe = points.filter((point) => point.severity === severity)
  const above = severe.filter(({ value, expected }) => (value ?? 0) > expected)
  const below = severe.filter(({ value, expected }) => (value ?? 0) < expected)
  const side = above.length === below.length ? severe : above.length > below.length ? above : below
  return side.toSorted((a, b) => b.score - a.score)[0]
}

/** Side of the expected value on which a metric lies at its worst point; `down` where it has no points. */
export function directionOf(metric: Pick<AnomalousMetric, 'points'>): 'up' | 'down' {
  const worst = worstPoint(metric)
  return worst === undefined ? 'down' : sideOf(worst)
}
