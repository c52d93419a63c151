import { scoreOf } from '../detection/index.ts'
import type { GroupExplanation } from './group-slices.ts'
import type { RollUpValues } from '../layers/index.ts'
import type { RollUpFinding } from './findings.ts'
import type { AnomalousPoint } from './group.ts'
import { rollUpKey } from './roll-up-key.ts'

/** An anomaly that may still go on: part of every commit, so plain JSON. */
export interface OpenGroup {
  readonly id: string
  readonly measure: string
  /** Start of the interval in which the group's metrics turned anomalous, epoch milliseconds. */
  readonly onset: number
  /** Number of that interval. */
  readonly began: number
  /** Start of the last interval with an anomalous reported metric. */
  readonly end: number
  /** Above 0 .. 100 with two decimals, the highest so far. */
  readonly severity: number
  /**
   * The highest score so far, -log10 p, which tells apart what has severity 100; groups of commits that were written before
   * it was kept have none until they go on.
   */
  readonly score?: number
  readonly members: readonly OpenMember[]
  readonly rollUps: readonly OpenRollUp[]
  /** What explained it when it was most severe, or when what is certain for itself joined it after that, of the times when something did. */
  readonly explanation?: GroupExplanation
}

/** One metric of an open group. */
export interface OpenMember {
  /** Number of the series. */
  readonly series: number
  /** Sequence of its last anomalous interval. */
  readonly last: number
  /** Sum of `deviationOf` over its anomalous intervals. */
  readonly deviation: number
  /** Anomalous intervals so far. */
  readonly count: number
  /** The false discovery rate let it through at least once, or it explains a roll-up: the group reports it. */
  readonly reported: boolean
  /** Its newest points; empty where the group has more metrics than are listed. */
  readonly points: readonly AnomalousPoint[]
}

/** One roll-up of an open group. */
export interface OpenRollUp {
  readonly layer: RollUpFinding['layer']
  readonly values: RollUpValues
  /** Sequence of its last anomalous interval. */
  readonly last: number
  /** Anomalous intervals so far. */
  readonly count: number
  /** Its point with the highest score. */
  readonly point: AnomalousPoint
}

/** Score of an open group; of one that was written without it, the least that has its severity. */
export function openScore({ score, severity }: Pick<OpenGroup, 'score' | 'severity'>): number {
  return score ?? scoreOf(severity)
}

/**
 * Normal (or missing) intervals that an episode may contain: an event that pauses is one event.
 */
const MAX_GAP = 3

/** Whether a metric's or roll-up's next anomalous interval belongs to the same episode. */
export function isWithinGap({ last }: { readonly last: number }, sequence: number): boolean {
  return sequence - last - 1 <= MAX_GAP
}

/** Whether a later interval than `sequence` can extend a group. */
export function isLive({ members, rollUps }: OpenGroup, sequence: number): boolean {
  return (
    members.some((member) => member.reported && isWithinGap(member, sequence + 1)) ||
    rollUps.some((rollUp) => isWithinGap(rollUp, sequence + 1))
  )
}

/** Keys of the roll-ups that open groups of a measure have. */
export function rollUpsOf(open: readonly OpenGroup[], measure: string): ReadonlySet<string> {
  return new Set(open.filter((group) => group.measure === measure).flatMap(({ rollUps }) => rollUps.map(rollUpKey)))
}

/** A metric that reached this is an anomaly for itself, not only a part of one: a normal one does once in 1,000 intervals. */
const ANOMALOUS_ALONE = 3

/** The metrics of a measure's open groups that are anomalous for themselves, by series. */
export function culpritsOf(open: readonly OpenGroup[], measure: string): ReadonlySet<number> {
  const members = open.filter((group) => group.measure === measure).flatMap((group) => group.members)
  const alone = members.filter(
    ({ reported, points }) => reported && points.some(({ score }) => score >= ANOMALOUS_ALONE),
  )
  return new Set(alone.map(({ series }) => series))
}
