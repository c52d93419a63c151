import type { Interval } from '../../../spec/interval.ts'
import type { Slot } from '../../time/index.ts'
import { groupSeverity } from '../group-severity.ts'
import type { AnomalousMetric, AnomalyGroup } from '../group.ts'
import { directionOf } from '../worst-point.ts'
import { adjustmentText } from './adjustment-text.ts'
import { effectOf, voiceOf, worthTelling, type AdjustmentReason } from './adjustment.ts'
import type { Judgement } from './judgement.ts'
import { limitText, reasonText } from './reason-text.ts'

/** When a group is adjusted, and how its times compare. */
export interface AdjustingContext {
  readonly interval: Interval
  /** Of the group's first interval. */
  readonly slot: Slot
  /** End of the interval that is judged, epoch milliseconds. */
  readonly now: number
}

/** Metrics of a group that are compared with what was said, those with the greatest contribution: they make its severity. */
const COMPARED_METRICS = 100

/** Reasons that a group lists; how many more there are is said. */
const LISTED_REASONS = 20

/**
 * Changes the severity of a group by what people said of similar anomalies: its score moves by the mean of what moves its metrics,
 * weighted by their contributions. What was said of the group itself is for later ones and does not count.
 *
 * @param score - of the group, -log10 p: more than its severity shows where that is 100
 * @param inForce - as `judgementsInForce` gives them
 * @returns the group itself where its severity stays the same
 */
export function adjustGroup(
  group: AnomalyGroup,
  score: number,
  inForce: readonly Judgement[],
  { interval, slot, now }: AdjustingContext,
): AnomalyGroup {
  const { id, measure } = group
  const relevant = inForce.filter((judgement) => judgement.measure === measure && judgement.groupId !== id)
  if (relevant.length === 0) return group
  const told = new Map<string, WeighedReason>()
  let scoreDelta = 0
  let isLimited = false
  for (const { metric, weight } of weighed(group.metrics.slice(0, COMPARED_METRICS))) {
    const circumstances = { interval, measure, series: metric.series, direction: directionOf(metric), slot }
    const effect = effectOf(relevant, circumstances, now)
    scoreDelta += weight * effect.scoreDelta
    isLimited ||= effect.limited
    for (const reason of effect.reasons) {
      const voice = voiceOf(reason.judgement)
      told.set(voice, together(told.get(voice), { ...reason, effect: weight * reason.effect }))
    }
  }
  const severity = groupSeverity(Math.max(0, score + scoreDelta))
  if (severity === group.severity) return group
  const reasons = worthTelling([...told.values()])
  const listed = reasons.slice(0, LISTED_REASONS).map((reason) => reasonText(reason, interval))
  const more = reasons.length - listed.length
  return {
    ...group,
    severity,
    adjustment: {
      severityBefore: group.severity,
      text: adjustmentText({ severityBefore: group.severity, severityAfter: severity, reasons }),
      reasons: [
        ...listed,
        ...(more > 0 ? [`${more} more with smaller effects`] : []),
        ...(isLimited ? [limitText()] : []),
      ],
    },
  }
}

interface WeighedReason extends AdjustmentReason {
  /** Its greatest effect on the group through a single metric, to which its resemblance belongs. */
  readonly most: number
}

/** A voice's effect on several metrics; how it resembles them is told of the one that it moves the group most by. */
function together(known: WeighedReason | undefined, reason: AdjustmentReason): WeighedReason {
  const own = Math.abs(reason.effect)
  if (known === undefined) return { ...reason, most: own }
  const told = own > known.most ? { ...reason, most: own } : known
  return { ...told, effect: known.effect + reason.effect }
}

/** Metrics with their parts in the group, which add up to 1. */
function weighed(
  metrics: readonly AnomalousMetric[],
): readonly { readonly metric: AnomalousMetric; readonly weight: number }[] {
  const total = metrics.reduce((sum, { contribution }) => sum + contribution, 0)
  // Contributions of very many metrics may all be rounded to 0.
  return metrics.map((metric) => ({ metric, weight: total > 0 ? metric.contribution / total : 1 / metrics.length }))
}
