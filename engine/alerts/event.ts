import type { AwsPlace } from '../../spec/arn.ts'
import type { ResolvedAlert, ResolvedChannel } from '../../spec/resolve.ts'
import type { AnomalousMetric, AnomalyGroup } from '../anomalies/index.ts'
import type { IntervalGrid } from '../time/index.ts'

/** An alert that fired: plain JSON, complete, so that it can be sent again byte for byte. */
export interface AlertEvent {
  /** UUID of alert and group, so of detector, generation, measure and onset too. */
  readonly id: string
  /** `<alert ARN>:event/<group id>`; the same when it is sent again, so that receivers can drop repetitions. */
  readonly arn: string
  /** Name of the alert. */
  readonly alert: string
  readonly groupId: string
  readonly measure: string
  /** Of the group when it fired, 0 .. 100. */
  readonly severity: number
  /** Start of the interval that made it fire, epoch milliseconds. */
  readonly interval: number
  readonly channel: ResolvedChannel
  /** For channels that have one: ASCII, below 100 characters, one line. */
  readonly subject: string
  /** What the channel sends. */
  readonly message: string
}

/** What the messages of a detector's alerts need to know. */
export interface AlertContext {
  readonly detector: string
  /** Where the detector lives, for its ARNs. */
  readonly place: AwsPlace
  /** Names of the dataset's dimensions, parallel to `AnomalousMetric.series`. */
  readonly dimensions: readonly string[]
  readonly grid: Pick<IntervalGrid, 'zone' | 'iso'>
  /** Address of the page that shows a group. */
  readonly consoleUrl: (groupId: string) => string
}

/** What a message is about. */
export interface FiredAlert {
  /** `<alert ARN>:event/<group id>` */
  readonly arn: string
  readonly alert: ResolvedAlert
  readonly group: AnomalyGroup
  /** The metrics of the group that the alert is about, the greatest contribution first; at least one. */
  readonly metrics: readonly AnomalousMetric[]
}
