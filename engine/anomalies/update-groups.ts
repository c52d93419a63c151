import { listedGroup, type UnlistedMetric } from './bounds.ts'
import {
  claimFindings,
  giveBack,
  NO_CLAIM,
  partsOfAll,
  scoresOf,
  unclaimedOf,
  withRest,
  type Claim,
  type Unclaimed,
} from './claim.ts'
import { extendGroup } from './extend-group.ts'
import type { IntervalFindings, MetricFinding } from './findings.ts'
import { groupSeverity, judgeGroup } from './group-severity.ts'
import type { AnomalousMetric, AnomalyGroup } from './group.ts'
import { explainGroup, explainMeasure, type MeasureExplanation, type ScoredLeaves } from './group-slices.ts'
import { groupId } from './identity.ts'
import { isLive, type OpenGroup } from './open-group.ts'

/** A group of lower severity may well be chance, which reaches this once in 100 intervals. */
const DOUBTFUL = 25
/** One of this severity hardly is: once in 1,000. */
const CERTAIN = 50

/** Whose anomalies these are. */
export interface GroupingContext {
  readonly detector: string
  /** Generation of the detector's state. */
  readonly generation: string
  /** Names, in the order of the dataset. */
  readonly dimensions: readonly string[]
  /** Dimension values of a series by its number. */
  readonly seriesValues: (series: number) => readonly string[]
  /** All metrics of a measure in the interval, for what explains a group; without it groups are not explained. */
  readonly leaves?: (measure: string) => ScoredLeaves
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
  /** Ids of groups that are over: no later interval can extend them. */
  readonly closed: readonly string[]
}

/**
 * Takes an interval's anomalous metrics and roll-ups into the groups, so that one happening is one group.
 *
 * A group begins in an interval in which what no open group of the measure accounts for has a severity above 0: with the
 * metrics that are discoveries (see `judgeGroup`) and those that explain a roll-up which is one. It lasts while its
 * metrics or roll-ups are anomalous, with pauses of at most three intervals. It takes up what comes to it: its own
 * metrics and roll-ups again, roll-ups that its metrics explain with their other metrics, and what begins in the interval
 * after its own onset, since a cause that reaches some metrics an interval later is one cause. A group that may be chance is over
 * when what comes to it, or what goes on beside it, is more than it ever showed.
 *
 * @param open - what the last call returned; empty at the start of a generation
 * @param interval - later than that of the last call
 */
export function updateGroups(
  open: readonly OpenGroup[],
  interval: IntervalFindings,
  context: GroupingContext,
): GroupUpdate {
  const { sequence, start } = interval
  const rests = new Map(interval.measures.map((findings) => [findings.measure, unclaimedOf(findings)]))
  const claims = new Map<OpenGroup, Claim>()
  const over = new Set<OpenGroup>()
  const spread = new Set<OpenGroup>()
  for (const group of open.toSorted((x, y) => y.severity - x.severity)) {
    const rest = rests.get(group.measure)
    const claim = rest === undefined ? NO_CLAIM : claimFindings(group, rest, sequence)
    const jumps =
      rest !== undefined && (isOwnBeginning(group, claim, interval) || isOutgrown(group, claim, rest, sequence))
    if (jumps) {
      giveBack(rest, claim)
      over.add(group)
    }
    claims.set(group, jumps ? NO_CLAIM : claim)
  }
  for (const rest of rests.values()) {
    const news = withRest(rest)
    if (severityOf(news) === 0) continue
    const neighbour = open.findLast(
      (group) =>
        group.measure === rest.measure &&
        sequence - group.began <= 1 &&
        !over.has(group) &&
        !isOwnBeginning(group, news, interval),
    )
    if (neighbour === undefined) claims.set(begin(rest.measure, interval, context), news)
    else {
      claims.set(neighbour, withRest(rest, claims.get(neighbour)))
      if (severityOf(news) >= CERTAIN) spread.add(neighbour)
    }
  }

  const explanationOf = explanations(context)
  const kept: OpenGroup[] = []
  const changed: AnomalyGroup[] = []
  const unlisted = new Map<string, readonly AnomalousMetric[]>()
  const closed: string[] = []
  for (const [group, claim] of claims) {
    // Many groups at once, as in a long outage, share the room that a commit has for points.
    const extended = extendGroup(group, claim, interval, claims.size)
    // What joins and is certain itself needs a name, also where the group cannot become more severe.
    const isNews = extended.severity > group.severity || spread.has(group)
    const next = isNews ? explained(extended, explanationOf) : extended
    if (next.end === start && next.severity > 0) {
      const { group: listed, others } = listedGroup(next, context)
      changed.push(listed)
      // Made once, for tens of thousands of metrics; most groups list all of theirs.
      const findings = new Map(others.length > 0 ? [...partsOfAll(claim.rollUps), ...claim.metrics] : [])
      const anomalous = others.flatMap((metric) => withPoint(metric, findings, start))
      if (anomalous.length > 0) unlisted.set(next.id, anomalous)
    }
    if (isLive(next, sequence) && !over.has(group)) kept.push(next)
    else closed.push(next.id)
  }
  return { open: kept, changed: changed.toSorted((a, b) => b.severity - a.severity), unlisted, closed }
}

/**
 * What comes to a group is so much more severe than the group that it is a beginning of its own: the group is a chance
 * that happened to be there, and the onset of what is real must not be that of the chance. One that has paused is taken for a chance as
 * long as it is not certain: what is real grows without a pause.
 */
function isOwnBeginning({ severity, members }: OpenGroup, claim: Claim, { sequence }: IntervalFindings): boolean {
  const paused = !members.some(({ reported, last }) => reported && last >= sequence - 1)
  return severity < (paused ? CERTAIN : DOUBTFUL) && severityOf(claim) >= CERTAIN
}

/**
 * A doubtful group would take a part of what it is too old for others to join, and the rest is more severe than the group ever
 * was: all of it belongs together, and the group is over.
 */
function isOutgrown({ severity, began }: OpenGroup, claim: Claim, rest: Unclaimed, sequence: number): boolean {
  const takes = claim.metrics.size > 0 || claim.rollUps.length > 0
  return severity < DOUBTFUL && sequence - began > 1 && takes && severityOf(withRest(rest)) > severity
}

function severityOf(claim: Claim): number {
  return groupSeverity(judgeGroup(scoresOf(claim), claim.evidence).score)
}

type Explainer = (measure: string) => { readonly scored: ScoredLeaves; readonly found: MeasureExplanation } | undefined

/** Explains the measures of an interval, each once and only when it is asked for. */
function explanations({ dimensions, leaves, seriesValues }: GroupingContext): Explainer {
  const known = new Map<string, ReturnType<Explainer>>()
  return (measure) => {
    if (leaves === undefined || dimensions.length === 0) return undefined
    if (!known.has(measure)) {
      const scored = leaves(measure)
      known.set(measure, { scored, found: explainMeasure(scored, dimensions, seriesValues) })
    }
    return known.get(measure)
  }
}

/** A group that is more severe or wider than ever, with what explains it now; where nothing does, with what did before. */
function explained(group: OpenGroup, explanationOf: Explainer): OpenGroup {
  const measure = explanationOf(group.measure)
  if (measure === undefined) return group
  const members = new Set(group.members.flatMap((member) => (member.reported ? [member.series] : [])))
  const explanation = explainGroup(measure.found, measure.scored, members)
  return explanation === undefined ? group : { ...group, explanation }
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

/** A group that waits for its first points. */
function begin(
  measure: string,
  { start, sequence }: IntervalFindings,
  { detector, generation }: GroupingContext,
): OpenGroup {
  return {
    id: groupId(detector, generation, measure, start),
    measure,
    onset: start,
    began: sequence,
    end: start,
    severity: 0,
    members: [],
    rollUps: [],
  }
}
