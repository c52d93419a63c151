import { dimensionContributions, metricContributions } from './contribution.ts'
import type { AnomalousMetric, AnomalyGroup } from './group.ts'
import type { OpenGroup, OpenMember } from './open-group.ts'

/** Metrics that a group lists with their points, so that a commit stays small when everything goes wrong at once. */
const MAX_LISTED_METRICS = 1_000

/** Points that all open groups list together: shared out equally among the groups, then among a group's listed metrics. */
const MAX_LISTED_POINTS = 10_000

/**
 * Keeps the newest points of the members that a group has room to list, and none of the others: what is reported comes
 * first, then what deviates most.
 *
 * @param groups - open groups, this one included
 */
export function withinBounds(members: readonly OpenMember[], groups: number): readonly OpenMember[] {
  const listedMetrics = Math.min(MAX_LISTED_METRICS, members.length)
  const room = Math.max(1, Math.floor(MAX_LISTED_POINTS / groups / listedMetrics))
  const listed =
    members.length > MAX_LISTED_METRICS
      ? new Set(members.toSorted(byWeight).slice(0, MAX_LISTED_METRICS))
      : new Set(members)
  return members.map((member) => {
    const keep = listed.has(member) ? room : 0
    return member.points.length > keep ? { ...member, points: keep === 0 ? [] : member.points.slice(-keep) } : member
  })
}

/** A reported metric that its group has no room to list. */
export interface UnlistedMetric extends Pick<AnomalousMetric, 'series' | 'contribution'> {
  readonly member: OpenMember
}

/** An open group as it is reported, at least one member is `reported`; and the metrics that it has no room for. */
export function listedGroup(
  group: OpenGroup,
  context: { readonly dimensions: readonly string[]; readonly seriesValues: (series: number) => readonly string[] },
): { readonly group: AnomalyGroup; readonly others: readonly UnlistedMetric[] } {
  const reported = group.members
    .filter((member) => member.reported)
    .toSorted(byWeight)
    .map((member) => ({ series: context.seriesValues(member.series), deviation: member.deviation, member }))
  const shares = metricContributions(reported)
  const metrics = reported.map(({ series, member }, rank) => ({ series, contribution: shares[rank], member }))
  return {
    group: {
      id: group.id,
      measure: group.measure,
      start: group.onset,
      end: group.end,
      severity: group.severity,
      metrics: metrics.slice(0, MAX_LISTED_METRICS).map(({ series, contribution, member }) => ({
        series,
        contribution,
        points: member.points,
        pointCount: member.count,
      })),
      metricCount: reported.length,
      contributions: group.explanation?.contributions ?? dimensionContributions(context.dimensions, reported),
      ...(group.explanation && { slices: group.explanation.slices }),
      rollUps: group.rollUps.map(({ layer, values, point, count }) => ({ layer, values, point, count })),
    },
    others: metrics.slice(MAX_LISTED_METRICS),
  }
}

function byWeight(a: OpenMember, b: OpenMember): number {
  return Number(b.reported) - Number(a.reported) || b.deviation - a.deviation || a.series - b.series
}
