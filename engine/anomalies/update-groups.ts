import { listedGroup, withinBounds, type UnlistedMetric } from './bounds.ts'
import type { IntervalFindings, MetricFinding } from './findings.ts'
import { groupSeverity, judgeGroup } from './group-severity.ts'
import type { AnomalousMetric, AnomalyGroup } from './group.ts'
import { groupId } from './identity.ts'
import type { OpenGroup, OpenMember } from './open-group.ts'

/**
 * Normal (or missing) intervals that a metric's episode may contain: an event that pauses is one event. The gap that
 * `facts/detection.md` 2.2 merges labels with.
 */
const MAX_GAP = 3

/** Whose anomalies these are. */
export interface GroupingContext {
  readonly detector: string
  /** Generation of the detector's state. */
  readonly generation: string
  /** Names, in the order of the dataset. */
  readonly dimensions: readonly string[]
  /** Dimension values of a series by its number. */
  readonly seriesValues: (series: number) => readonly string[]
}

/** What an interval did to the groups. */
export interface GroupUpdate {
  /** To be committed, and given back at the next interval. */
  readonly open: readonly OpenGroup[]
  /** New or extended in this interval, as they stand now; the most severe first. */
  readonly changed: readonly AnomalyGroup[]
  /**
   * By group id, where a changed group has more metrics than it lists: those of the others that are anomalous in this
   * interval, with this interval's point alone.
   */
  readonly unlisted: ReadonlyMap<string, readonly AnomalousMetric[]>
  /** Ids of reported groups that are over: no later interval can extend them. */
  readonly closed: readonly string[]
}

/**
 * Takes an interval's anomalous metrics into the groups. A metric's episode is its anomalous intervals with gaps of at
 * most `MAX_GAP`; episodes of a measure that begin in the same interval are a group, which lasts while one of them does.
 * A group is reported from the first interval on in which its severity is above 0, with the metrics that are
 * discoveries (see `judgeGroup`): in a measure of 50,000 metrics a hundred more turn anomalous by chance in the same interval.
 *
 * @param open - what the last call returned; empty at the start of a generation
 * @param interval - later than that of the last call
 */
export function updateGroups(
  open: readonly OpenGroup[],
  interval: IntervalFindings,
  context: GroupingContext,
): GroupUpdate {
  const kept: OpenGroup[] = []
  const changed: AnomalyGroup[] = []
  const unlisted = new Map<string, readonly AnomalousMetric[]>()
  const closed: string[] = []
  const measures = new Map(interval.measures.map((findings) => [findings.measure, findings]))
  const starting = new Map(interval.measures.map(({ measure, metrics }) => [measure, bySeries(metrics)]))

  // Many groups at once, as in a long outage, share the room that a commit has for points.
  const groups = Math.max(1, open.length)

  const take = (group: OpenGroup): void => {
    const unclaimed = starting.get(group.measure)
    const mine = new Map<number, MetricFinding>()
    for (const member of group.members) {
      const finding = unclaimed?.get(member.series)
      if (finding === undefined || interval.sequence - member.last - 1 > MAX_GAP) continue
      mine.set(member.series, finding)
      unclaimed!.delete(member.series)
    }
    const next = extend(group, mine, interval, measures.get(group.measure)?.scored ?? 0, groups)
    if (next.end === interval.start && next.severity > 0) {
      const { group: listed, others } = listedGroup(next, context)
      changed.push(listed)
      const anomalous = others.flatMap((metric) => withPoint(metric, mine, interval.start))
      if (anomalous.length > 0) unlisted.set(next.id, anomalous)
    }
    if (next.members.some((member) => interval.sequence - member.last <= MAX_GAP)) kept.push(next)
    else if (next.severity > 0) closed.push(next.id)
  }

  open.forEach(take)
  for (const [measure, unclaimed] of starting) {
    if (unclaimed.size > 0) take(begin(measure, [...unclaimed.keys()], interval, context))
  }
  return { open: kept, changed: changed.toSorted((a, b) => b.severity - a.severity), unlisted, closed }
}

/** A metric that a group does not list, with its point in an interval; nothing where it has none. */
function withPoint(
  { series, contribution, member }: UnlistedMetric,
  findings: ReadonlyMap<number, MetricFinding>,
  start: number,
): readonly AnomalousMetric[] {
  const finding = findings.get(member.series)
  if (finding === undefined) return []
  const { series: _, ...verdict } = finding
  return [{ series, contribution, points: [{ start, ...verdict }], pointCount: member.count }]
}

function bySeries(metrics: readonly MetricFinding[]): Map<number, MetricFinding> {
  return new Map(metrics.map((finding) => [finding.series, finding]))
}

/** A group whose metrics wait for their first point. */
function begin(
  measure: string,
  series: readonly number[],
  { start, sequence }: IntervalFindings,
  { detector, generation }: GroupingContext,
): OpenGroup {
  return {
    id: groupId(detector, generation, measure, start),
    measure,
    onset: start,
    end: start,
    severity: 0,
    members: series.map((id) => ({ series: id, last: sequence, deviation: 0, count: 0, reported: false, points: [] })),
  }
}

function extend(
  group: OpenGroup,
  findings: ReadonlyMap<number, MetricFinding>,
  { start, sequence }: IntervalFindings,
  scored: number,
  groups: number,
): OpenGroup {
  const { score, discovery } = judgeGroup(
    Array.from(findings.values(), (finding) => finding.score),
    scored,
  )
  let { end } = group
  const members: OpenMember[] = []
  for (const member of group.members) {
    const finding = findings.get(member.series)
    if (finding !== undefined) {
      const next = extendMember(member, finding, start, sequence, finding.score >= discovery)
      if (next.reported) end = start
      members.push(next)
    } else if (member.reported || sequence - member.last <= MAX_GAP) {
      members.push(member)
    }
  }
  return {
    ...group,
    end,
    severity: Math.max(group.severity, groupSeverity(score)),
    members: withinBounds(members, groups),
  }
}

function extendMember(
  member: OpenMember,
  { series, ...verdict }: MetricFinding,
  start: number,
  sequence: number,
  discovered: boolean,
): OpenMember {
  return {
    series,
    last: sequence,
    deviation: member.deviation + Math.abs(verdict.value - verdict.expected),
    count: member.count + 1,
    reported: member.reported || discovered,
    points: [...member.points, { start, ...verdict }],
  }
}
