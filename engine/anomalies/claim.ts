import type { Layer, MeasureEvidence } from '../layers/index.ts'
import { deviationOf } from './deviation.ts'
import type { MeasureFindings, MetricFinding, RollUpFinding } from './findings.ts'
import { evidenceOf, NO_EVIDENCE } from './group-severity.ts'
import { isWithinGap, type OpenGroup } from './open-group.ts'
import { rollUpKey } from './roll-up-key.ts'

/** What a group has of an interval's findings. */
export interface Claim {
  readonly evidence: MeasureEvidence
  /** Anomalous metrics by series. */
  readonly metrics: ReadonlyMap<number, MetricFinding>
  readonly rollUps: readonly RollUpFinding[]
}

/** Findings of a measure that no group has claimed yet; claiming takes them out. */
export interface Unclaimed extends Claim {
  readonly measure: string
  readonly metrics: Map<number, MetricFinding>
  rollUps: readonly RollUpFinding[]
}

/** Share of a roll-up's deviation that a group's metrics must explain for the roll-up to be the group's. */
const SHARED = 0.5

/** All findings of a measure. */
export function unclaimedOf(findings: MeasureFindings): Unclaimed {
  return {
    measure: findings.measure,
    evidence: evidenceOf(findings),
    metrics: new Map(findings.metrics.map((finding) => [finding.series, finding])),
    rollUps: findings.rollUps ?? [],
  }
}

/** A claim on nothing: the measure had no value in the interval. */
export const NO_CLAIM: Claim = { evidence: NO_EVIDENCE, metrics: new Map(), rollUps: [] }

/**
 * What belongs to an open group: its metrics and roll-ups again, where they pause no longer than a group may; roll-ups that
 * its metrics explain, and the metrics that explain its roll-ups. Takes it out of `rest`.
 */
export function claimFindings(group: OpenGroup, rest: Unclaimed, sequence: number): Claim {
  const live = group.members.filter((member) => isWithinGap(member, sequence))
  const reported = new Set(live.flatMap((member) => (member.reported ? [member.series] : [])))
  const keys = new Set(group.rollUps.filter((rollUp) => isWithinGap(rollUp, sequence)).map(rollUpKey))
  const rollUps = rest.rollUps.filter(
    (rollUp) => keys.has(rollUpKey(rollUp)) || (rollUp.discovered && isShared(rollUp, reported)),
  )
  rest.rollUps = rest.rollUps.filter((rollUp) => !rollUps.includes(rollUp))
  const metrics = new Map<number, MetricFinding>()
  for (const series of [...live.map((member) => member.series), ...partsOfAll(rollUps).keys()]) {
    const finding = rest.metrics.get(series)
    if (finding === undefined) continue
    metrics.set(series, finding)
    rest.metrics.delete(series)
  }
  return { evidence: rest.evidence, metrics, rollUps }
}

/** Undoes a claim. */
export function giveBack(rest: Unclaimed, { metrics, rollUps }: Claim): void {
  for (const [series, finding] of metrics) rest.metrics.set(series, finding)
  rest.rollUps = [...rest.rollUps, ...rollUps]
}

/** What is left, together with what a group has already. A roll-up that is no discovery is nothing on its own. */
export function withRest(rest: Unclaimed, claim: Claim = NO_CLAIM): Claim {
  return {
    evidence: rest.evidence,
    metrics: new Map([...claim.metrics, ...rest.metrics]),
    rollUps: [...claim.rollUps, ...rest.rollUps.filter(({ discovered }) => discovered)],
  }
}

/** The scores of a claim by layer. */
export function scoresOf({ metrics, rollUps }: Claim): ReadonlyMap<Layer, readonly number[]> {
  const scores = new Map<Layer, number[]>([['leaf', Array.from(metrics.values(), ({ score }) => score)]])
  for (const { layer, score } of rollUps) {
    const others = scores.get(layer)
    if (others === undefined) scores.set(layer, [score])
    else others.push(score)
  }
  return scores
}

/** The metrics that explain roll-ups, by series. */
export function partsOfAll(rollUps: readonly RollUpFinding[]): ReadonlyMap<number, MetricFinding> {
  return new Map(rollUps.flatMap(({ parts }) => parts.map((part) => [part.series, part])))
}

function isShared({ parts }: RollUpFinding, reported: ReadonlySet<number>): boolean {
  return deviationOfAll(parts.filter(({ series }) => reported.has(series))) >= SHARED * deviationOfAll(parts)
}

function deviationOfAll(findings: readonly MetricFinding[]): number {
  return findings.reduce((sum, finding) => sum + deviationOf(finding), 0)
}
