import type { AnomalousPoint } from './group.ts'

/**
 * An anomaly that may still go on: part of every commit, so plain JSON. One that nothing shows so far (severity 0) is
 * open too, because it may get there.
 */
export interface OpenGroup {
  readonly id: string
  readonly measure: string
  /** Start of the interval in which the group's metrics turned anomalous, epoch milliseconds. */
  readonly onset: number
  /** Start of the last interval with an anomalous reported metric; the onset while there is none. */
  readonly end: number
  /** 0 .. 100 with two decimals, the highest so far; above 0 exactly when the group has been reported. */
  readonly severity: number
  readonly members: readonly OpenMember[]
}

/** One metric of an open group. */
export interface OpenMember {
  /** Number of the series. */
  readonly series: number
  /** Sequence of its last anomalous interval. */
  readonly last: number
  /** Sum of |value - expected| over its anomalous intervals. */
  readonly deviation: number
  /** Anomalous intervals so far. */
  readonly count: number
  /** The false discovery rate let it through at least once: the group reports it. */
  readonly reported: boolean
  /** Its newest points; empty where the group has more metrics than are listed. */
  readonly points: readonly AnomalousPoint[]
}
