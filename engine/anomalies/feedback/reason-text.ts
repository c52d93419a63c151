import type { Interval } from '../../../spec/interval.ts'
import { MOST_LOWERED, MOST_RAISED, POINTS_PER_SCORE, type AdjustmentReason } from './adjustment.ts'

/**
 * One judgement's part in an adjustment, for people.
 *
 * @returns such as `ana, 2026-11-20 14:05 UTC: not relevant, of web, us (all values the same, same direction, same time of day,
 *   83 % of its weight left): -7.3 points`
 */
export function reasonText(reason: AdjustmentReason, interval: Interval): string {
  const { judgement, effect } = reason
  const { by, at, relevant, whole, series } = judgement
  const about = whole ? 'the whole of a group, as of' : 'of'
  const said = `${relevant === true ? 'relevant' : 'not relevant'}${series.length === 0 ? '' : `, ${about} ${series.join(', ')}`}`
  return `${by}, ${momentText(at)}: ${said} (${resemblanceText(reason, interval)}): ${pointsText(effect)}`
}

/** That judgements would have done more than they may. */
export function limitText(): string {
  const [lowered, raised] = [MOST_LOWERED, MOST_RAISED].map((bound) => bound * POINTS_PER_SCORE)
  return `together they lower by at most ${lowered} points and raise by at most ${raised}`
}

function resemblanceText(
  { judgement: { series }, sharedValues, sameDirection, sameTime, freshness }: AdjustmentReason,
  interval: Interval,
): string {
  const shared = Math.round(sharedValues * series.length)
  const time = interval === 'P1D' ? 'day of the week' : 'time of day'
  return [
    ...(series.length === 0
      ? []
      : [shared === series.length ? 'all values the same' : `${shared} of ${series.length} values the same`]),
    sameDirection ? 'same direction' : 'other direction',
    sameTime ? `same ${time}` : `another ${time}`,
    ...(freshness < 0.995 ? [`${Math.round(100 * freshness)} % of its weight left`] : []),
  ].join(', ')
}

function momentText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function pointsText(effect: number): string {
  const points = POINTS_PER_SCORE * effect
  return `${points > 0 ? '+' : ''}${points.toFixed(1)} points`
}
