import { discoveryScore } from '../layers/index.ts'
import { withinBounds } from './bounds.ts'
import { partsOfAll, scoresOf, type Claim } from './claim.ts'
import { deviationOf } from './deviation.ts'
import type { IntervalFindings, MetricFinding, RollUpFinding } from './findings.ts'
import { groupSeverity, judgeGroup } from './group-severity.ts'
import { isWithinGap, openScore, type OpenGroup, type OpenMember, type OpenRollUp } from './open-group.ts'
import { rollUpKey } from './roll-up-key.ts'

/** Roll-ups that a group remembers, those with the highest scores. */
const MOST_ROLL_UPS = 50

/**
 * What s_(k) - log10(N / k) must be among the N things that a group has for them to be anomalous again: chance alone makes
 * a group a little longer once in thirty intervals.
 */
const AGAIN = 1.5

/**
 * A group after an interval. What it claims is anomalous for it where it is a discovery among all metrics of the measure,
 * or one among what the group has already: a group of a thousand metrics must not last because three of them are off by
 * chance. The parts of a roll-up that is anomalous are anomalous with it; other metrics are remembered, and reported
 * once they show more.
 *
 * @param groups - open groups, this one included
 */
export function extendGroup(
  group: OpenGroup,
  claim: Claim,
  { start, sequence }: IntervalFindings,
  groups: number,
): OpenGroup {
  const { score, discoveries } = judgeGroup(scoresOf(claim), claim.evidence)
  const liveMetrics = group.members.filter((member) => member.reported && isWithinGap(member, sequence))
  const liveRollUps = new Set(group.rollUps.filter((rollUp) => isWithinGap(rollUp, sequence)).map(rollUpKey))
  const metricAgain = againScore(
    liveMetrics.flatMap(({ series }) => claim.metrics.get(series)?.score ?? []),
    liveMetrics.length,
  )
  const rollUpAgain = againScore(
    claim.rollUps.filter((rollUp) => liveRollUps.has(rollUpKey(rollUp))).map((rollUp) => rollUp.score),
    liveRollUps.size,
  )
  const rollUps = claim.rollUps.filter(
    (rollUp) =>
      rollUp.score >= (discoveries.get(rollUp.layer) ?? Infinity) ||
      (liveRollUps.has(rollUpKey(rollUp)) && rollUp.score >= rollUpAgain),
  )
  const parts = partsOfAll(rollUps)
  const live = new Set(liveMetrics.map(({ series }) => series))
  const isAnomalous = ({ series, score: own }: MetricFinding): boolean =>
    parts.has(series) || own >= (discoveries.get('leaf') ?? Infinity) || (live.has(series) && own >= metricAgain)

  const findings = new Map([...parts, ...claim.metrics])
  const anomalous = new Set([...findings.values()].filter(isAnomalous).map(({ series }) => series))
  const members = group.members.flatMap((member) => {
    const finding = findings.get(member.series)
    findings.delete(member.series)
    if (finding !== undefined && (anomalous.has(member.series) || !member.reported)) {
      return [extendMember(member, finding, start, sequence, anomalous.has(member.series))]
    }
    return member.reported || isWithinGap(member, sequence + 1) ? [member] : []
  })
  const added = [...findings.values()]
    .toSorted((a, b) => a.series - b.series)
    .map((finding) => extendMember(newMember(finding.series), finding, start, sequence, anomalous.has(finding.series)))
  const goesOn = anomalous.size > 0
  return {
    ...group,
    end: goesOn ? start : group.end,
    severity: goesOn ? Math.max(group.severity, groupSeverity(score)) : group.severity,
    ...(goesOn && score > (group.score ?? 0) && { score: Math.max(score, openScore(group)) }),
    members: withinBounds([...members, ...added], groups),
    rollUps: extendRollUps(group.rollUps, rollUps, start, sequence),
  }
}

/** The score from which what a group has already is anomalous again. */
function againScore(scores: readonly number[], live: number): number {
  return discoveryScore(
    scores.toSorted((a, b) => b - a),
    live,
    AGAIN,
  )
}

function newMember(series: number): OpenMember {
  return { series, last: 0, deviation: 0, count: 0, reported: false, points: [] }
}

function extendMember(
  member: OpenMember,
  { series, off, ...verdict }: MetricFinding,
  start: number,
  sequence: number,
  anomalous: boolean,
): OpenMember {
  return {
    series,
    last: sequence,
    deviation: member.deviation + (off ?? deviationOf(verdict)),
    count: member.count + 1,
    reported: member.reported || anomalous,
    points: [...member.points, { start, ...verdict }],
  }
}

function extendRollUps(
  before: readonly OpenRollUp[],
  findings: readonly RollUpFinding[],
  start: number,
  sequence: number,
): readonly OpenRollUp[] {
  const next = new Map(before.map((rollUp) => [rollUpKey(rollUp), rollUp]))
  for (const { layer, values, value, expected, lower, upper, score, severity } of findings) {
    const key = rollUpKey({ layer, values })
    const known = next.get(key)
    const point = { start, value, expected, lower, upper, score, severity }
    next.set(key, {
      layer,
      values,
      last: sequence,
      count: (known?.count ?? 0) + 1,
      point: known !== undefined && known.point.score >= score ? known.point : point,
    })
  }
  return [...next.values()].toSorted((a, b) => b.point.score - a.point.score).slice(0, MOST_ROLL_UPS)
}
